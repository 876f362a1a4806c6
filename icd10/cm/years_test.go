package cm_test

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/internal/xlsx/xlsxtest"
)

const sequelae = "00001 B90     0 Sequelae of tuberculosis                                     Sequelae of tuberculosis\r\n" +
	"00002 B900    1 Sequelae of CNS tuberculosis                                 Sequelae of central nervous system tuberculosis\r\n" +
	"00003 B901    1 Sequelae of GU tuberculosis                                  Sequelae of genitourinary tuberculosis\r\n"

// Lists of exempt codes have had other headers, titles above them, dots in the
// codes or none, and the layout of a codes file; tables have stood on any sheet
// of their workbook, and as text.
func TestTablesOfOtherYears(t *testing.T) {
	type file struct{ name, text string }
	for _, f := range []file{
		{"POAexemptCodes2018.txt", "Order\tCode\tCode Title\r\n2\tB90.0\tSeq\r\n3\tB90.1\tSeq\r\n"},
		{"POAexemptCodes2019.txt", "\tPOA Exempt Codes\tICD-10-CM Description\r\n1\tB90.0\tSeq\r\n2\tB90.1\tSeq\r\n"},
		{"POAexemptCodes2020.txt", "ICD-10-CM Diagnosis Code\tICD-10-CM Code Description\r\nB900\tSeq\r\nB901\tSeq\r\n"},
		{"FY2016 POA Exempt List.txt", "FY 2016 POA Exempt List\r\nCount\tICD-10-CM Code\tDescription\r\n1\tB900\tSeq\r\n2\tB901\tSeq\r\n"},
		{"POA Exempt List 2015.txt", "B900    Sequelae of central nervous system tuberculosis\r\nB901    Sequelae\r\n"},
		{"2021 POA exempt.xlsx", string(xlsxtest.Sheets(t, xlsxtest.Sheet{Name: "Notes", Rows: [][]string{{"what follows"}}},
			xlsxtest.Sheet{Name: "List", Rows: [][]string{{"POA Exempt Codes", "Title"}, {"B90.0", "Seq"}, {"B90.1", "Seq"}}}))},
	} {
		r, err := cm.Read(fstest.MapFS{"order.txt": {Data: []byte(sequelae)}, f.name: {Data: []byte(f.text)}})
		require.NoError(t, err, f.name)
		require.Empty(t, r.Diagnostics(), f.name)
		n := 0
		for _, e := range r.All() {
			if e.POAExempt() {
				n++
			}
		}
		require.Equal(t, 2, n, f.name)
		require.False(t, r.Parts().Codes, f.name)
	}
	head := []string{"ICD-10-CM Current Code", "Effective Date", "FY2018 Previous Code(s)"}
	for _, f := range []file{
		{"conversion 2019.xlsx", string(xlsxtest.Sheets(t, xlsxtest.Sheet{Name: "Notes", Rows: [][]string{{"The current code, when it is effective, and the previous one"}}},
			xlsxtest.Sheet{Name: "Table", Rows: [][]string{head, {"B90.0", "2018", "None"}}}))},
		{"conversion 2019.txt", "ICD-10-CM Conversion Table FY 2019\r\nCurrent code assignment\tEffective\tPrevious code\r\nB90.0\t2018\tNone\r\n"},
	} {
		r, err := cm.Read(fstest.MapFS{"order.txt": {Data: []byte(sequelae)}, f.name: {Data: []byte(f.text)}})
		require.NoError(t, err, f.name)
		require.Empty(t, r.Diagnostics(), f.name)
		require.Len(t, r.Conversions().Of(cm.MustParse("B90.0")), 1, f.name)
	}
	r, err := cm.Read(fstest.MapFS{"icd10cm_order_2019.txt": {Data: []byte(sequelae)}, "other.xlsx": {Data: xlsxtest.Book(t, []string{"something", "else"})}})
	require.NoError(t, err)
	require.Equal(t, "unread-file", string(r.Diagnostics()[0].Kind), "a workbook that may be a part is not passed over in silence")
}

// The name of a folder doesn't make a codes file a list of exempt codes.
func TestCodesInExemptFolder(t *testing.T) {
	const codes = "B900    Sequelae of central nervous system tuberculosis\r\nB901    Sequelae\r\n"
	r, err := cm.Read(fstest.MapFS{"with POA exempt/codes.txt": {Data: []byte(codes)}})
	require.NoError(t, err)
	require.True(t, r.Parts().Codes)
	require.False(t, r.Parts().POAExempt)
}

func TestDocumentType(t *testing.T) {
	const xml = `<?xml version="1.0"?><?xml-stylesheet href="x.xsl"?><!-- made up -->
<!DOCTYPE ICD10CM.tabular SYSTEM "icd10cm_tabular.dtd"><ICD10CM.tabular xmlns="urn:x"><version>2015</version><chapter><name>1</name><desc>Infections</desc>
<section id="B90-B94"><desc>Sequelae</desc><diag><name>B90</name><desc>Sequelae of tuberculosis</desc><includes><note>with <i>late</i> effects</note></includes></diag></section></chapter></ICD10CM.tabular>`
	r, err := cm.Read(fstest.MapFS{"Tabular.xml": {Data: []byte(xml)}})
	require.NoError(t, err)
	require.Empty(t, r.Diagnostics())
	e, ok := r.Lookup(cm.MustParse("B90"))
	require.True(t, ok)
	for n := range e.Notes() {
		require.Equal(t, "with late effects", n.Text)
	}
}
