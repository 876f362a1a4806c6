package xlsx_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/xlsx"
	"github.com/medcode/medcode/internal/xlsx/xlsxtest"
)

// A document or another zip is told from a damaged workbook.
func TestNoWorkbook(t *testing.T) {
	for _, data := range [][]byte{xlsxtest.Document(t), xlsxtest.Zip(t, map[string]string{"a.txt": "a"}),
		xlsxtest.Zip(t, map[string]string{"_rels/.rels": "<Relationships/>"})} {
		_, err := xlsx.Open("a.docx", data, medcode.Limits{})
		require.ErrorIs(t, err, xlsx.ErrNoWorkbook)
		require.ErrorIs(t, err, medcode.ErrLayout)
	}
	_, err := xlsx.Open("a.xlsx", xlsxtest.Zip(t, map[string]string{"_rels/.rels": `<Relationships><Relationship Id="r" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>`}), medcode.Limits{})
	require.ErrorIs(t, err, medcode.ErrLayout)
	require.NotErrorIs(t, err, xlsx.ErrNoWorkbook, "a part is missing")
}

// A row in one style has empty cells to the edge of the sheet.
func TestStyledRow(t *testing.T) {
	book := func(cell string) (rows [][]string, err error) {
		b, err := xlsx.Open("a.xlsx", xlsxtest.Zip(t, map[string]string{
			"_rels/.rels":                `<Relationships><Relationship Id="r" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
			"xl/workbook.xml":            `<x:workbook xmlns:x="x" xmlns:r="r"><x:sheets><x:sheet name="S" r:id="r1"/></x:sheets></x:workbook>`,
			"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
			"xl/worksheets/sheet1.xml":   `<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c><c r="XFC1" s="1"/>` + cell + `</row></sheetData></worksheet>`,
		}), medcode.Limits{})
		require.NoError(t, err)
		for row, err := range b.Rows("") {
			if err != nil {
				return nil, err
			}
			rows = append(rows, append([]string(nil), row.Cells...))
		}
		return rows, nil
	}
	rows, err := book(`<c r="XFD1" s="1"/>`)
	require.NoError(t, err)
	require.Equal(t, [][]string{{"1"}}, rows)
	_, err = book(`<c r="XFD1"><v>2</v></c>`)
	require.ErrorIs(t, err, medcode.ErrLimit)
}
