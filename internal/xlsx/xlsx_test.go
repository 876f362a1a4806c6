package xlsx_test

import (
	"maps"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/internal/xlsx"
	"github.com/medcode/medcode/internal/xlsx/xlsxtest"
)

// parts are the parts of a workbook with everything that the reader knows.
func parts() map[string]string {
	return map[string]string{
		"_rels/.rels": `<?xml version="1.0"?><Relationships xmlns="p"><Relationship Id="a" Type="http://x/officeDocument" Target="/xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml": `<workbook xmlns:r="o"><workbookPr/><sheets><sheet name="First &amp; only" sheetId="1" r:id="r1"/>` +
			`<sheet name="Second" sheetId="2" r:id="r2"/><sheet name="Chart" r:id="r5"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>` +
			`<Relationship Id="r2" Type="x/worksheet" Target="worksheets/sheet2.xml"/><Relationship Id="r3" Type="x/sharedStrings" Target="sharedStrings.xml"/>` +
			`<Relationship Id="r4" Type="x/styles" Target="styles.xml"/><Relationship Id="r5" Type="x/chartsheet" Target="c.xml"/></Relationships>`,
		"xl/sharedStrings.xml": "\ufeff<sst><si><t>plain</t></si><si><r><rPr><b/></rPr><t>rich </t></r><r><t xml:space=\"preserve\">runs</t></r><rPh><t>guide</t></rPh></si>" +
			`<si><t>a &lt;b&gt; &amp;&quot;&apos;&#65;&#x42;_x000D_ _x00 _ <![CDATA[<&>]]></t></si><!-- note --><si/></sst>`,
		"xl/styles.xml": `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/><numFmt numFmtId="165" formatCode="[Red]&quot;day&quot;0\d_y*d0.0"/>` +
			`<numFmt numFmtId="166" formatCode="&quot;open"/></numFmts>` +
			`<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/></cellXfs></styleSheet>`,
		"xl/worksheets/sheet1.xml": `<worksheet><dimension ref="A1"/><sheetData><row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c><c t="s"><v>2</v></c><c t="s"><v>3</v></c></row>` +
			`<row r="3" spans="1:2"/><row><c><v>2017</v></c><c s="1"><v>45931</v></c><c s="2"><v>45931.5</v></c><c s="3"><v>1.10</v></c><c s="4"><v>7</v></c></row>` +
			`<row><c t="b"><v>1</v></c><c t="b"><v>0</v></c><c t="str"><f>A1+"&lt;"</f><v>made</v></c><c t="e"><v>#N/A</v></c><c t="inlineStr"><is><t>in</t><t>line</t></is></c>` +
			`<c><v>0.30000000000000004</v></c><c><v>1E+2</v></c><c s="1"><v>0</v></c><c/></row></sheetData></worksheet>`,
		"xl/worksheets/sheet2.xml": `<x:worksheet xmlns:x="n"><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>` + "line\r\nbreak" + `</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>`,
	}
}

func rows(tb testing.TB, data []byte, sheet string, limits medcode.Limits) (numbers []int, cells [][]string, err error) {
	tb.Helper()
	b, err := xlsx.Open("book.xlsx", data, limits)
	if err != nil {
		return nil, nil, err
	}
	for row, err := range b.Rows(sheet) {
		if err != nil {
			return numbers, cells, err
		}
		numbers = append(numbers, row.Number)
		cells = append(cells, append([]string(nil), row.Cells...))
	}
	return numbers, cells, nil
}

func TestCells(t *testing.T) {
	data := xlsxtest.Zip(t, parts())
	numbers, cells, err := rows(t, data, "", medcode.Limits{})
	require.NoError(t, err)
	require.Equal(t, []int{2, 4, 5}, numbers, "rows without cells are left out, rows without a number count on")
	require.Equal(t, [][]string{
		{"plain", "", "rich runs", "a <b> &\"'AB\r _x00 _ <&>", ""},
		{"2017", "2025-10-01", "2025-10-01 12:00:00", "1.1", "7"},
		{"TRUE", "FALSE", "made", "#N/A", "inline", "0.3", "100", "0", ""},
	}, cells)

	_, cells, err = rows(t, data, "SECOND", medcode.Limits{})
	require.NoError(t, err)
	require.Equal(t, [][]string{{"line\nbreak"}}, cells)

	b, err := xlsx.Open("book.xlsx", data, medcode.Limits{})
	require.NoError(t, err)
	require.Equal(t, []string{"First & only", "Second"}, b.Sheets())
	for row := range b.Rows("") {
		require.Equal(t, "plain", row.Cell(0))
		require.Equal(t, "", row.Cell(-1)+row.Cell(99))
		require.False(t, row.Empty())
		break
	}
	require.True(t, xlsx.Row{Cells: []string{" ", ""}}.Empty())
}

func Test1904(t *testing.T) {
	p := parts()
	p["xl/workbook.xml"] = strings.Replace(p["xl/workbook.xml"], "<workbookPr/>", `<workbookPr date1904="1"/>`, 1)
	_, cells, err := rows(t, xlsxtest.Zip(t, p), "", medcode.Limits{})
	require.NoError(t, err)
	require.Equal(t, "2029-10-02", cells[1][1])
}

// What is wrong in a workbook is an error that says where, of the right kind.
func TestErrors(t *testing.T) {
	change := func(part, old, new string) []byte {
		p := parts()
		require.Contains(t, p[part], old)
		p[part] = strings.Replace(p[part], old, new, 1)
		return xlsxtest.Zip(t, p)
	}
	without := func(part string) []byte {
		p := parts()
		delete(p, part)
		return xlsxtest.Zip(t, p)
	}
	const sheet = "xl/worksheets/sheet1.xml"
	whole := xlsxtest.Zip(t, parts())
	for name, c := range map[string]struct {
		data   []byte
		limits medcode.Limits
		is     error
		says   string
	}{
		"not a zip":         {[]byte("<html>"), medcode.Limits{}, medcode.ErrLayout, "not a workbook"},
		"old Excel":         {[]byte("\xd0\xcf\x11\xe0..."), medcode.Limits{}, medcode.ErrLayout, "before 2007"},
		"cut":               {whole[:len(whole)/2], medcode.Limits{}, medcode.ErrSyntax, "zip"},
		"another zip":       {xlsxtest.Zip(t, map[string]string{"a.txt": ""}), medcode.Limits{}, medcode.ErrLayout, "not a workbook"},
		"no document":       {change("_rels/.rels", "officeDocument", "other"), medcode.Limits{}, medcode.ErrLayout, "not a workbook"},
		"no book rels":      {without("xl/_rels/workbook.xml.rels"), medcode.Limits{}, medcode.ErrLayout, "without part"},
		"no book":           {without("xl/workbook.xml"), medcode.Limits{}, medcode.ErrLayout, "without part"},
		"no strings":        {without("xl/sharedStrings.xml"), medcode.Limits{}, medcode.ErrLayout, "without part"},
		"no sheet part":     {without(sheet), medcode.Limits{}, medcode.ErrLayout, "without part"},
		"no sheets":         {change("xl/_rels/workbook.xml.rels", "worksheet", "other"), medcode.Limits{}, nil, ""},
		"too many parts":    {whole, medcode.Limits{Entries: 3}, medcode.ErrLimit, "more than 3 parts"},
		"part too large":    {whole, medcode.Limits{EntryBytes: 100}, medcode.ErrLimit, "more than 100 bytes"},
		"too deep":          {whole, medcode.Limits{XMLDepth: 3}, medcode.ErrLimit, "nested"},
		"not balanced":      {change("xl/sharedStrings.xml", "</sst>", ""), medcode.Limits{}, medcode.ErrSyntax, "ends inside element sst"},
		"closes nothing":    {change("xl/sharedStrings.xml", "</sst>", "</x>"), medcode.Limits{}, medcode.ErrSyntax, "closes no element"},
		"no tag end":        {change("xl/sharedStrings.xml", "</sst>", "<t a='>"), medcode.Limits{}, medcode.ErrSyntax, "without its >"},
		"no end tag end":    {change("xl/sharedStrings.xml", "</sst>", "</sst"), medcode.Limits{}, medcode.ErrSyntax, "without its >"},
		"tag in tag":        {change("xl/sharedStrings.xml", "<sst>", "<sst <"), medcode.Limits{}, medcode.ErrSyntax, "< in an element"},
		"no name":           {change("xl/sharedStrings.xml", "<sst>", "< >"), medcode.Limits{}, medcode.ErrSyntax, "without a name"},
		"doctype":           {change("xl/sharedStrings.xml", "<sst>", "<!DOCTYPE x [<!ENTITY a \"b\">]><sst>"), medcode.Limits{}, medcode.ErrLayout, "declarations"},
		"text outside":      {change("xl/sharedStrings.xml", "<sst>", "text<sst>"), medcode.Limits{}, medcode.ErrSyntax, "outside"},
		"comment":           {change("xl/sharedStrings.xml", "-->", ""), medcode.Limits{}, medcode.ErrSyntax, "no -->"},
		"instruction":       {change("_rels/.rels", "?>", ""), medcode.Limits{}, medcode.ErrSyntax, "no ?>"},
		"cdata":             {change("xl/sharedStrings.xml", "]]>", ""), medcode.Limits{}, medcode.ErrSyntax, "no ]]>"},
		"reference":         {change("xl/sharedStrings.xml", "&amp;", "&nbsp;"), medcode.Limits{}, medcode.ErrSyntax, "&nbsp;"},
		"open reference":    {change("xl/sharedStrings.xml", "&amp;", "&"), medcode.Limits{}, medcode.ErrSyntax, "reference"},
		"number reference":  {change("xl/sharedStrings.xml", "&#65;", "&#xD800;"), medcode.Limits{}, medcode.ErrSyntax, "reference"},
		"not UTF-8":         {change("xl/sharedStrings.xml", "plain", "pl\xffin"), medcode.Limits{}, medcode.ErrSyntax, "UTF-8"},
		"shared string":     {change(sheet, "<v>2</v>", "<v>9</v>"), medcode.Limits{}, medcode.ErrSyntax, `shared string "9" of 4`},
		"number":            {change(sheet, "<v>1.10</v>", "<v>1,10</v>"), medcode.Limits{}, medcode.ErrSyntax, "number"},
		"infinite":          {change(sheet, "<v>1.10</v>", "<v>Inf</v>"), medcode.Limits{}, medcode.ErrSyntax, "number"},
		"type":              {change(sheet, `t="str"`, `t="x"`), medcode.Limits{}, medcode.ErrLayout, "unknown type"},
		"reference of cell": {change(sheet, `r="A2"`, `r="2"`), medcode.Limits{}, medcode.ErrSyntax, "cell reference"},
		"cell without row":  {change(sheet, `r="A2"`, `r="A"`), medcode.Limits{}, medcode.ErrSyntax, "cell reference"},
		"long column":       {change(sheet, `r="A2"`, `r="AAAAAAA2"`), medcode.Limits{}, medcode.ErrSyntax, "cell reference"},
		"columns back":      {change(sheet, `r="C2"`, `r="A2"`), medcode.Limits{}, medcode.ErrSyntax, "cell reference"},
		"many columns":      {change(sheet, `r="C2"`, `r="XFD2"`), medcode.Limits{}, medcode.ErrLimit, "columns"},
		"rows back":         {change(sheet, `r="3"`, `r="1"`), medcode.Limits{}, medcode.ErrSyntax, "row number"},
		"many rows":         {change(sheet, `r="3"`, `r="1048577"`), medcode.Limits{}, medcode.ErrLimit, "rows"},
		"sheet cut in row":  {change(sheet, `</row></sheetData></worksheet>`, ``), medcode.Limits{}, medcode.ErrSyntax, "ends inside"},
		"sheet cut in cell": {change(sheet, `</v></c><c r="C2"`, `<`), medcode.Limits{}, medcode.ErrSyntax, ""},
		"styles":            {change("xl/styles.xml", "</styleSheet>", ""), medcode.Limits{}, medcode.ErrSyntax, "styles"},
		"inline reference":  {change(sheet, `<t>in</t>`, `<t>&x;</t>`), medcode.Limits{}, medcode.ErrSyntax, "reference"},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := rows(t, c.data, "", c.limits)
			if c.is == nil {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, c.is)
			require.ErrorContains(t, err, c.says)
			var fe *medcode.FileError
			require.ErrorAs(t, err, &fe)
			require.Contains(t, fe.File, "book.xlsx")
		})
	}
	_, _, err := rows(t, whole, "Third", medcode.Limits{})
	require.ErrorIs(t, err, medcode.ErrLayout)
	require.ErrorContains(t, err, `no sheet "Third"`)
	p := parts()
	p["xl/workbook.xml"] = "<workbook/>"
	_, _, err = rows(t, xlsxtest.Zip(t, p), "", medcode.Limits{})
	require.ErrorContains(t, err, "without worksheets")
}

func TestBomb(t *testing.T) {
	p := parts()
	p["xl/worksheets/sheet1.xml"] = "<worksheet>" + strings.Repeat(" ", 8<<20) + "</worksheet>"
	_, _, err := rows(t, xlsxtest.Zip(t, p), "", medcode.Limits{})
	require.ErrorIs(t, err, medcode.ErrLimit)
	require.ErrorContains(t, err, "over 200 times")
}

func TestDamagedPart(t *testing.T) {
	data := xlsxtest.Zip(t, parts())
	failed := 0
	for i := 0; i < len(data); i += 7 {
		d := append([]byte(nil), data...)
		d[i] ^= 0x55
		if _, _, err := rows(t, d, "", medcode.Limits{}); err != nil {
			var fe *medcode.FileError
			require.ErrorAs(t, err, &fe)
			failed++
		}
	}
	require.Greater(t, failed, 50)
}

func TestOfficial(t *testing.T) {
	type count struct{ rows, cells int }
	for file, want := range map[string]map[string]count{
		"releases/icd10cm/2026/ICD-10-CM-CONVERSION-TABLE-FY2026.xlsx": {"ICD-10-CM-Conversion-Table-FY26": {5896, 17685}},
		"releases/ahrq/CMR-Reference-File-v2026-1.xlsx":                {"Table_of_Contents": {5, 5}, "Comorbidity_Measures": {41, 119}, "DX_to_Comorb_Mapping": {4570, 191899}},
		"releases/ahrq/DXCCSR-Reference-File-v2023-1.xlsx":             {"Table_of_Contents": {5, 5}, "Naming_Conventions": {25, 49}, "CCSR_Categories": {549, 1097}, "DX_to_CCSR_Mapping": {86290, 517740}},
		"releases/hcpcs/2020-10/HCPC2020_OCT_ANWEB.xlsx":               {"A": {7206, 345498}},
	} {
		data, err := os.ReadFile(official.Path(t, file))
		require.NoError(t, err)
		b, err := xlsx.Open(file, data, medcode.Limits{})
		require.NoError(t, err)
		got := map[string]count{}
		for _, s := range b.Sheets() {
			var c count
			for row, err := range b.Rows(s) {
				require.NoError(t, err)
				c.rows++
				c.cells += len(row.Cells)
			}
			got[s] = c
		}
		require.Equal(t, want, got, file)
	}
}

func FuzzRows(f *testing.F) {
	f.Add(parts()["xl/worksheets/sheet1.xml"], parts()["xl/sharedStrings.xml"], parts()["xl/styles.xml"])
	f.Add(parts()["xl/worksheets/sheet2.xml"], "<sst/>", "<styleSheet/>")
	f.Fuzz(func(t *testing.T, sheet, strings, styles string) {
		p := maps.Clone(parts())
		p["xl/worksheets/sheet1.xml"], p["xl/sharedStrings.xml"], p["xl/styles.xml"] = sheet, strings, styles
		numbers, cells, err := rows(t, xlsxtest.Zip(t, p), "", medcode.Limits{})
		for i, n := range numbers {
			if i > 0 && n <= numbers[i-1] || len(cells[i]) == 0 || len(cells[i]) > 4096 {
				t.Fatalf("row %d of %d cells", n, len(cells[i]))
			}
		}
		if err != nil && err.Error() == "" {
			t.Fatal("an error that says nothing")
		}
	})
}

func BenchmarkRows(b *testing.B) {
	data, err := os.ReadFile(official.Path(b, "releases/ahrq/DXCCSR-Reference-File-v2023-1.xlsx"))
	require.NoError(b, err)
	cells := 0
	for b.Loop() {
		book, err := xlsx.Open("", data, medcode.Limits{})
		require.NoError(b, err)
		for row, err := range book.Rows("DX_to_CCSR_Mapping") {
			require.NoError(b, err)
			cells += len(row.Cells)
		}
	}
	b.ReportMetric(float64(cells)/b.Elapsed().Seconds(), "cells/s")
}
