package research

import (
	"maps"
	"testing"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/xlsx/xlsxtest"
	"github.com/stretchr/testify/require"
)

// Older files have a column of body systems, no title, or everything in quotes.
func TestCCIROfOtherYears(t *testing.T) {
	for name, c := range map[string]struct {
		text, release string
		kinds         []string
	}{
		"CCI_v2020-1.csv":  {"'ICD-10-CM CODE','ICD-10-CM CODE DESCRIPTION','CHRONIC INDICATOR','BODY SYSTEM'\r\n'A000','Cholera, one','0','1'\r\n'E119','Crohn''s, of ''x''','1','3'\r\n", "2020.1", []string{"unknown-column"}},
		"plain.csv":        {"\"Chronic Condition Indicator Refined (CCIR) for ICD-10-CM, v2027.1\"\nICD-10-CM Code,ICD-10-CM Code Description,Chronic Indicator\nA000,\"Cholera, \"\"one\"\", x\",0\nE119,Diabetes,1\n,,\n", "2027.1", nil},
		"CCIR_v2021-1.csv": {"\xef\xbb\xbf'ICD-10-CM CODE', 'CHRONIC INDICATOR' ,'ICD-10-CM CODE DESCRIPTION'\n'A000','0','Cholera, one'\n'E119', '1' ,\"Diabetes, two\"\n", "2021.1", nil},
	} {
		x, err := ReadCCIR(files(name, c.text))
		require.NoError(t, err, name)
		require.Equal(t, c.release, x.Provenance().Release, name)
		require.Equal(t, []Chronicity{NotChronic, Chronic}, []Chronicity{x.Lookup(icd10("A00.0")), x.Lookup(icd10("E11.9"))}, name)
		var kinds []string
		for _, d := range x.Diagnostics() {
			kinds = append(kinds, string(d.Kind))
		}
		require.Equal(t, c.kinds, kinds, name)
	}
}

const ccsrText = "'ICD-10-CM CODE','ICD-10-CM CODE DESCRIPTION','Default CCSR CATEGORY IP','Default CCSR CATEGORY DESCRIPTION IP','Default CCSR CATEGORY OP','Default CCSR CATEGORY DESCRIPTION OP'," +
	"'CCSR CATEGORY 1','CCSR CATEGORY 1 DESCRIPTION','CCSR CATEGORY 2','CCSR CATEGORY 2 DESCRIPTION','Rationale for Default Assignment'\n" +
	"'I110',\"Hypertension, of heart\",'CIR019','Heart failure','CIR019','Heart failure','CIR008','Hypertension with complications','CIR019','Heart failure','06 Infectious conditions'\n" +
	"'B9620',x,'XXX000','Unacceptable','XXX111','Unacceptable','INF003','Bacterial infections',' ',' ','x'\n" +
	"'Z8249',x,'XXX000','Unacceptable','CIR008','Hypertension with complications','CIR008','Hypertension with complications',' ',' ','x'\n"

// The csv file, which AHRQ's zip has beside the workbook, says the same.
func TestCCSRText(t *testing.T) {
	book, err := ReadCCSR(files("c.xlsx", ccsrBook(t, nil, nil)))
	require.NoError(t, err)
	c, err := ReadCCSR(files("DXCCSR_v2030-1.csv", ccsrText, "other.pdf", "%PDF-1"))
	require.NoError(t, err)
	require.Empty(t, c.Diagnostics())
	require.Equal(t, "2030.1", c.Provenance().Release)
	require.Equal(t, maps.Collect(book.Categories()), maps.Collect(c.Categories()))
	for _, code := range []string{"I11.0", "B96.20", "Z82.49", "I50.9"} {
		require.Equal(t, book.Lookup(icd10(code)), c.Lookup(icd10(code)), code)
		require.Equal(t, []string{book.Inpatient(icd10(code)), book.Outpatient(icd10(code))}, []string{c.Inpatient(icd10(code)), c.Outpatient(icd10(code))}, code)
	}
	both, err := ReadCCSR(files("c.xlsx", ccsrBook(t, nil, nil), "DXCCSR_v2030-1.csv", ccsrText))
	require.NoError(t, err)
	require.Equal(t, "c.xlsx", both.Provenance().Files[0].Name)

	// The first release had no defaults, in either format; the next had none of outpatients.
	first, err := ReadCCSR(files("DXCCSR_v2019-1.csv", "'ICD-10-CM CODE','ICD-10-CM CODE DESCRIPTION','CCSR CATEGORY 1','CCSR CATEGORY 1 DESCRIPTION'\n'I110','x','CIR019','Heart failure'\n"))
	require.NoError(t, err)
	firstBook, err := ReadCCSR(files("c.xlsx", ccsrBook(t, []string{"v2019.1", "CCSR Category|D", "CIR019|Heart failure"}, []string{"v", "ICD-10-CM Code|Description|CCSR Category", "I110|x|CIR019"})))
	require.NoError(t, err)
	for _, c := range []*CCSR{first, firstBook} {
		require.Equal(t, []uint16{0}, c.Lookup(icd10("I11.0")))
		require.Empty(t, c.Inpatient(icd10("I11.0"))+c.Outpatient(icd10("I11.0")))
		require.Len(t, c.Diagnostics(), 2)
	}

	// What stands behind a category is its title only under such a heading.
	other, err := ReadCCSR(files("DXCCSR_v2019-1.csv", "'ICD-10-CM CODE','CCSR CATEGORY 1','BODY SYSTEM'\n'I110','CIR019','7'\n"))
	require.NoError(t, err)
	require.Equal(t, CCSRCategory{Name: "CIR019"}, other.Category(0))
	require.Equal(t, "unknown-column", string(other.Diagnostics()[0].Kind))
	require.Equal(t, "BODY SYSTEM", other.Diagnostics()[0].Text)

	for text, want := range map[string]string{
		"'1',x,'CIR019','x'\n": "c.csv:2: ICD-10-CM",
		"'I110',x,'CIR019'\n":  "3 fields under a heading of 4",
		"'I110',x,' ',' '\n":   "without a category",
		"":                     "a heading without rows",
		"'I110',x,'CIR019','x'\n'I110',x,'CIR019','x'\n": "in two rows",
	} {
		_, err := ReadCCSR(files("c.csv", "'ICD-10-CM CODE','x','CCSR CATEGORY 1','CCSR CATEGORY 1 DESCRIPTION'\n"+text))
		require.ErrorContains(t, err, want, text)
	}
	_, err = ReadCCSR(files("a.csv", ccsrText, "b.csv", ccsrText+"\n"))
	require.ErrorIs(t, err, medcode.ErrLayout)
	_, err = ReadCCSRWith(files("a.csv", ccsrText), medcode.ReadOptions{Limits: medcode.Limits{LineBytes: 10}})
	require.ErrorIs(t, err, medcode.ErrLimit)
}

func FuzzReadCCSRText(f *testing.F) {
	f.Add([]byte(ccsrText))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := ReadCCSR(files("c.csv", string(data)))
		if err != nil {
			return
		}
		for code := range c.codes {
			if len(c.Lookup(code)) == 0 {
				t.Fatal(code)
			}
			c.Inpatient(code)
		}
	})
}

func TestDocumentBeside(t *testing.T) {
	_, err := ReadCCSR(files("a.docx", string(xlsxtest.Document(t)), "c.xlsx", ccsrBook(t, nil, nil)))
	require.NoError(t, err)
}
