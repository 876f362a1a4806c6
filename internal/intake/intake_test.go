package intake_test

import (
	"errors"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/intake"
	"github.com/medcode/medcode/internal/source"
)

func read(fsys fstest.MapFS, opts medcode.ReadOptions) (*intake.Intake, error) {
	return intake.Read(fsys, opts, "the system", func(e *source.Entry) (bool, error) {
		data, _ := e.Bytes()
		if string(data) == "bad" {
			return false, errors.New("a bad file")
		}
		return string(data) == "part", nil
	})
}

func TestRead(t *testing.T) {
	in, err := read(fstest.MapFS{
		".hidden":  {Data: []byte("what is this")},
		"a.txt":    {Data: []byte("part")},
		"b.txt":    {Data: []byte("part")},
		"c.txt":    {Data: []byte("what is this\r\nfile")},
		"d.xsd":    {Data: []byte("<schema/>")},
		"e.pdf":    {Data: []byte("%PDF-1.4")},
		"f.bin":    {Data: []byte("\x00\x01")},
		"g/h.html": {Data: []byte("<html>")},
	}, medcode.ReadOptions{})
	require.NoError(t, err)
	require.Len(t, in.Files, 1)
	require.Equal(t, "a.txt", in.Files[0].Name)
	require.Len(t, in.Files[0].SHA256, 64)
	var got []string
	for _, d := range in.Diagnostics {
		got = append(got, d.String())
	}
	require.Equal(t, []string{
		`b.txt: the same file occurs twice; read once: "a.txt"`,
		`c.txt: not read: text, but no file of the system that is known: "what is this"`,
		`f.bin: not read: binary data, but no file of the system that is known: "\x00\x01"`,
		`g/h.html: not read: an HTML page, but no file of the system that is known: "<html>"`,
	}, got)
}

func TestErrors(t *testing.T) {
	_, err := read(fstest.MapFS{}, medcode.ReadOptions{})
	require.ErrorIs(t, err, medcode.ErrNoFile)
	require.ErrorContains(t, err, "no file of the system")

	_, err = read(fstest.MapFS{"a.txt": {Data: nil}}, medcode.ReadOptions{})
	require.ErrorIs(t, err, medcode.ErrNoFile)
	require.ErrorIs(t, err, medcode.ErrLayout)
	require.ErrorContains(t, err, "a.txt: not read: an empty file")

	_, err = read(fstest.MapFS{"a.txt": {Data: []byte("part")}, "b.txt": {Data: []byte("bad")}}, medcode.ReadOptions{})
	require.ErrorContains(t, err, "a bad file")

	_, err = read(fstest.MapFS{"a.txt": {Data: []byte("part")}}, medcode.ReadOptions{Limits: medcode.Limits{EntryBytes: 3}})
	require.ErrorIs(t, err, medcode.ErrLimit)
}

func TestYears(t *testing.T) {
	for s, want := range map[string][]string{
		"":                        nil,
		"icd10pcs_order_2026.txt": {"2026"},
		"2025-04/order202.txt":    {"2025"},
		"20202021":                {"2020", "2021"},
		"1999 and 20":             nil,
	} {
		require.Equal(t, want, intake.Years(s), s)
	}
}
