package claimfile_test

import (
	"encoding/csv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/xlsx/xlsxtest"
	"github.com/medcode/medcode/rules/claimfile"
)

// TestWorkbook: claims of a workbook are those of the same cells in CSV, with titles
// above, blank rows between, line breaks in cells and rows that end early.
func TestWorkbook(t *testing.T) {
	text := written(t, claimfile.CSV, everything())
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	require.NoError(t, err)
	got, told := all(string(xlsxtest.Book(t, rows...)))
	require.Empty(t, told)
	require.Equal(t, everything(), got)

	table := [][]string{{"Billing, April"}, nil, {"id", "setting", "birth", "dx", "hcpcs", "units", "line_note", "Ward; Floor"}, {"A", "professional", "1950-01-31 00:00:00", "I10\nE119", "99213", "1", "a \"b\", c"},
		{"A", "professional", "1950-01-31", "I10 E119", "80053", "2.0"}, nil, {"A", "professional", "", "I10", "99213"}, {"", "", "", "", "", ""}}
	require.Equal(t, `A 1950-01-31 I10 E119 99213 a "b", c 80053 2; A  I10  99213   `, strings.Split(said(t, string(xlsxtest.Book(t, table...)), "id", "patient.birth", "diagnoses.0.code", "diagnoses.1.code", "lines.0.code", "lines.0.note", "lines.1.code", "lines.1.units"), "; told")[0])
	_, notes := noted(t, string(xlsxtest.Sheets(t, xlsxtest.Sheet{Name: "cover"}, xlsxtest.Sheet{Name: "x", Rows: table}, xlsxtest.Sheet{Name: "codes", Rows: table})), claimfile.Options{})
	require.Equal(t, medcode.KindUnusedFile, notes[0].Kind)
	require.Equal(t, "cover, codes", notes[0].Text)

	book := string(xlsxtest.Book(t, table...))
	for text, want := range map[string]string{
		string(xlsxtest.Document(t)):           "found a zip: unknown layout",
		book[:len(book)/2]:                     "not a valid zip file",
		"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old": "Excel before 2007",
	} {
		got, told := all(text)
		require.Empty(t, got)
		require.Contains(t, told, want)
	}
	var small []error
	for _, err := range claimfile.ReadWith("f", strings.NewReader(book), medcode.ReadOptions{Limits: medcode.Limits{EntryBytes: 100}}) {
		small = append(small, err)
	}
	require.Len(t, small, 1)
	require.ErrorIs(t, small[0], medcode.ErrLimit)
}
