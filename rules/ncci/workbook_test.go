package ncci

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
)

// workbook writes rows, tab-separated, as a workbook of one sheet.
func workbook(t *testing.T, rows ...string) []byte {
	var sheet strings.Builder
	sheet.WriteString(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`)
	for i, row := range rows {
		fmt.Fprintf(&sheet, `<row r="%d">`, i+1)
		for k, cell := range strings.Split(row, "\t") {
			if cell != "" {
				fmt.Fprintf(&sheet, `<c r="%c%d" t="inlineStr"><is><t>%s</t></is></c>`, 'A'+k, i+1, cell)
			}
		}
		sheet.WriteString(`</row>`)
	}
	sheet.WriteString(`</sheetData></worksheet>`)
	const rel = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, part := range [][2]string{
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="` + rel + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="` + rel + `"><sheets><sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="` + rel + `/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`},
		{"xl/worksheets/sheet1.xml", sheet.String()},
	} {
		f, err := w.Create(part[0])
		require.NoError(t, err)
		_, err = f.Write([]byte(part[1]))
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return b.Bytes()
}

const (
	ptpHeadings = "Column 1\tColumn 2\t*=in existence prior to 1996\tEffective Date\tDeletion Date *=no data\tModifier 0=not allowed 1=allowed 9=not applicable\tPTP Edit Rationale"
	mueHeading2 = "HCPCS/ CPT Code\tPractitioner Services MUE Values\tMUE Adjudication Indicator\tMUE Rationale"
	aocHeadings = "AOC_Edit_Type\tAdd-On_Code\tAOC_DelDT\tPrimary_Code\tPrimary_Code_DelDT\tAOC_Edit_EffDT\tAOC_Edit_DelDT\tSpecial_Instruction_Notes"
)

func TestReadWorkbooks(t *testing.T) {
	r, err := Read(fstest.MapFS{
		"AOC_V2026Q2-MCR.xlsx": {Data: workbook(t, "A notice.", aocHeadings,
			"1\t96415\t\t96413\t\t2013091", "2\t69990\t\tCCCCC\t\t2013091\t\tContractor Defined Primary Codes")},
		"MCR_MUE_PractitionerServices_Eff_04-01-2026.csv":  {Data: mueText(t)},
		"MCR_MUE_PractitionerServices_Eff_04-01-2026.xlsx": {Data: workbook(t, mueHeading2, "20610\t9\t2 x\ty")},
		"ccipra-v321r0-f1.xlsx":                            {Data: workbook(t, "A notice.", ptpHeadings, "\t\tprior", "11042\t97597\t\t20110101\t*\t1\tr", "43235\t99214\t*\t20050101\t20260331\t0\tr")},
		"index.xlsx":                                       {Data: workbook(t, "Nothing", "of", "NCCI")},
	})
	require.NoError(t, err)
	var kinds []string
	for _, d := range r.Diagnostics() {
		kinds = append(kinds, d.File+" "+string(d.Kind))
	}
	require.Equal(t, []string{"MCR_MUE_PractitionerServices_Eff_04-01-2026.xlsx unused-file", "index.xlsx unread-file"}, kinds)
	require.Len(t, r.AddOns().Lookup(code("96415")), 1)
	require.Equal(t, "Contractor Defined Primary Codes", r.AddOns().Lookup(code("69990"))[0].Notes)
	e, ok := r.PTP(Practitioner).Lookup(code("99214"), code("43235"), day("2026-03-31"))
	require.True(t, ok)
	require.True(t, e.Before1996)
	mue, _ := r.MUE(Practitioner).Lookup(code("20610"))
	require.Equal(t, 2, mue.Units)

	r, err = Read(fstest.MapFS{"MUE_Eff_04-01-2026.xlsx": {Data: workbook(t, mueHeading2, "20610\t9\t2 x\ty")}})
	require.NoError(t, err)
	mue, _ = r.MUE(Practitioner).Lookup(code("20610"))
	require.Equal(t, MUEEdit{code("20610"), 9, DayPolicy, "y"}, mue)
}

func TestMalformedWorkbooks(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		rows []string
		want error
	}{
		"PTP row":        {"ccipra.xlsx", []string{ptpHeadings, "11042\t97597\t\tx\t*\t1\tr"}, medcode.ErrSyntax},
		"PTP headings":   {"ccipra.xlsx", []string{"Column 1\tColumn 2\tIndicator"}, medcode.ErrLayout},
		"PTP service":    {"edits.xlsx", []string{ptpHeadings}, medcode.ErrLayout},
		"MUE row":        {"mue.xlsx", []string{mueHeading2, "20610\tmany\t2\ty"}, medcode.ErrSyntax},
		"MUE service":    {"mue.xlsx", []string{"HCPCS Code\tMUE Values"}, medcode.ErrLayout},
		"add-on row":     {"aoc.xlsx", []string{aocHeadings, "1\t9641\t\t96413\t\t2013091"}, medcode.ErrSyntax},
		"add-on date":    {"aoc.xlsx", []string{aocHeadings, "1\t96415\t\t96413\t\t2013366"}, medcode.ErrSyntax},
		"add-on type":    {"aoc.xlsx", []string{aocHeadings, "one\t96415\t\t96413\t\t2013001"}, medcode.ErrSyntax},
		"no NCCI at all": {"x.xlsx", []string{"a\tb"}, medcode.ErrNoFile},
	} {
		_, err := Read(fstest.MapFS{c.file: {Data: workbook(t, c.rows...)}})
		require.ErrorIs(t, err, c.want, name)
	}
	broken := workbook(t, ptpHeadings)
	_, err := Read(fstest.MapFS{"ccipra.xlsx": {Data: broken[:len(broken)/2]}})
	require.Error(t, err)
	aoc, other := workbook(t, aocHeadings), workbook(t, "another", aocHeadings)
	_, err = Read(fstest.MapFS{"a.xlsx": {Data: aoc}, "b.xlsx": {Data: other}})
	require.ErrorIs(t, err, medcode.ErrLayout)
}
