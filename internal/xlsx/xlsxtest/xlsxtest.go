// Package xlsxtest makes small workbooks for the tests of readers.
package xlsxtest

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"testing"
)

// A Sheet is a worksheet of a book, with its rows as text.
type Sheet struct {
	Name string
	Rows [][]string
}

// Book returns a workbook whose only sheet has the rows given, as text.
func Book(tb testing.TB, rows ...[]string) []byte {
	tb.Helper()
	return Sheets(tb, Sheet{"Sheet1", rows})
}

// Sheets returns a workbook of these sheets.
func Sheets(tb testing.TB, sheets ...Sheet) []byte {
	tb.Helper()
	files := map[string]string{
		"_rels/.rels": `<Relationships><Relationship Id="r" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
	}
	var list, parts bytes.Buffer
	for i, s := range sheets {
		fmt.Fprintf(&list, `<sheet name="%s" r:id="r%d"/>`, s.Name, i+1)
		fmt.Fprintf(&parts, `<Relationship Id="r%d" Type="x/worksheet" Target="worksheets/sheet%[1]d.xml"/>`, i+1)
		files[fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1)] = s.xml()
	}
	files["xl/workbook.xml"] = `<workbook xmlns:r="r"><sheets>` + list.String() + `</sheets></workbook>`
	files["xl/_rels/workbook.xml.rels"] = `<Relationships>` + parts.String() + `</Relationships>`
	return Zip(tb, files)
}

func (s Sheet) xml() string {
	var b bytes.Buffer
	b.WriteString(`<worksheet><sheetData>`)
	for i, row := range s.Rows {
		fmt.Fprintf(&b, `<row r="%d">`, i+1)
		for j, cell := range row {
			fmt.Fprintf(&b, `<c r="%s%d" t="inlineStr"><is><t>`, column(j), i+1)
			xml.EscapeText(&b, []byte(cell))
			b.WriteString(`</t></is></c>`)
		}
		b.WriteString(`</row>`)
	}
	b.WriteString(`</sheetData></worksheet>`)
	return b.String()
}

func column(i int) string {
	if i < 26 {
		return string(rune('A' + i))
	}
	return column(i/26-1) + column(i%26)
}

// Document returns a text document: a zip of the same family as a workbook.
func Document(tb testing.TB) []byte {
	tb.Helper()
	return Zip(tb, map[string]string{
		"_rels/.rels":       `<Relationships><Relationship Id="r" Type="x/officeDocument" Target="word/document.xml"/></Relationships>`,
		"word/document.xml": `<w:document xmlns:w="w"><w:body/></w:document>`,
	})
}

// Zip returns a zip of the files given.
func Zip(tb testing.TB, files map[string]string) []byte {
	tb.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, content := range files {
		f, err := w.Create(name)
		if err == nil {
			_, err = f.Write([]byte(content))
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}
