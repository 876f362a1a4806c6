package medcode_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
)

// An error or diagnostic says where it is, as far as that is known.
func TestPlaces(t *testing.T) {
	for _, c := range []struct {
		file         string
		line, column int
		want         string
	}{
		{"a.txt", 3, 7, "a.txt:3:7: x"},
		{"a.txt", 3, 0, "a.txt:3: x"},
		{"a.txt", 0, 0, "a.txt: x"},
		{"", 3, 7, "line 3, column 7: x"},
		{"", 3, 0, "line 3: x"},
		{"", 0, 0, "x"},
	} {
		require.Equal(t, c.want, medcode.Diagnostic{File: c.file, Line: c.line, Column: c.column, Message: "x"}.String())
		require.Equal(t, c.want, (&medcode.FileError{File: c.file, Line: c.line, Column: c.column, Err: errors.New("x")}).Error())
	}
}

func TestProvenanceString(t *testing.T) {
	p := medcode.Provenance{System: "ICD-10-CM", Release: "2026", Files: []medcode.File{{Name: "a.txt"}},
		Effective: medcode.Period{From: medcode.NewDate(2025, 10, 1), To: medcode.NewDate(2026, 9, 30)}}
	require.Equal(t, "ICD-10-CM 2026, 2025-10-01 to 2026-09-30", p.String())
	require.Equal(t, "ICD-10-CM", medcode.Provenance{System: "ICD-10-CM"}.String())
	require.Empty(t, medcode.Provenance{}.String())
}

func TestCodeErrorNamesACharacterThereIs(t *testing.T) {
	e := medcode.CodeError{System: "X", Text: "I5 ", Offset: 1, Reason: "bad"}
	require.Equal(t, `X code "I5 ": character 2: bad`, e.Error())
	e.Offset = 2
	require.Equal(t, `X code "I5 ": bad`, e.Error(), "the text ends there")
}
