package risk

import (
	"os"
	"strings"
	"testing"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/research"
	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/internal/xlsx/xlsxtest"
	"github.com/stretchr/testify/require"
)

const (
	hccRankMacro = " %MACRO V28115H1;\n %* set to 0 HCCs in HIER parameter;\n %MACRO SET0( CC=, HIER= );\n %MEND SET0;\n" +
		" /*Diabetes 1 */   %SET0(CC=37     , HIER=%STR(38, 18 ));\r\n %set0(cc=226, hier=%str(227));\n %MEND V28115H1;\n"
	hccLabelMacro = "%MACRO V28115L3;\n LABEL\n  HCC37 = \"Diabetes with Chronic Complications \"\n  HCC38  ='Diabetes'\n HCC226=\"Heart failure\" HCC18=\"x\"\n ;\n%MEND V28115L3;\n"
)

// CMS's own software has the hierarchy and the labels as SAS macros, and the
// coefficients as csv: one in a row, or all in one.
func TestHCCSoftware(t *testing.T) {
	const format = "E1122\t37\t\nE119\t38\t\nI5022\t226\t\n"
	for name, text := range map[string]string{
		"C2824T2N.csv":    "Name,Coeff,Label\nCNA_F70_74,0.4,Female\nCNA_HCC37,0.166,\n",
		"V28hcccoefn.csv": "CNA_F70_74,CNA_HCC37\n0.4,0.166\n",
		"C2824T2N.CSV":    "\"Variable\",\"Label\",\"Coefficient\"\nCNA_F70_74,Female,0.4\nCNA_HCC37,,0.166\n",
	} {
		h, err := Read(files("F2823T2N.TXT", format, "V28115H1.TXT", hccRankMacro, "V28115L3.TXT", hccLabelMacro, "V24H86H1.TXT", " %MACRO V24H86H1;\n %SET0(CC=8, HIER=%STR(9));\n", name, text), "V28")
		require.NoError(t, err, name)
		require.Equal(t, []string{"missing-part", "missing-part"}, kinds(h), name)
		require.Len(t, h.Provenance().Files, 4)
		require.Equal(t, []uint16{18, 38}, h.Below(37))
		require.Equal(t, []uint16{227}, h.Below(226))
		require.Empty(t, h.Below(8), "of another version")
		s, err := h.Score(Beneficiary{Age: 72, Sex: medcode.Female}, dx(t, "E11.22", "E11.9"), medcode.Period{})
		require.NoError(t, err)
		require.InDelta(t, 0.566, s.Score, 1e-9)
	}
	// The program that goes with them is passed over.
	h, err := Read(files("F2823T2N.TXT", format, "V2823T2M.TXT", " %MACRO V2823T2M(INP=, IND=, OUTDATA=, IDVAR=,\n  KEEPVAR=);\n"), "V28")
	require.NoError(t, err)
	require.Len(t, h.Provenance().Files, 1)
	for name, c := range map[string]struct {
		file, text string
		is         error
		says       string
	}{
		"empty macro":    {"V28115H1.TXT", "%MACRO V28115H1;\n%MEND;\n", medcode.ErrLayout, "without hierarchy or labels"},
		"a category":     {"V28115H1.TXT", "%MACRO V28115H1;\n%SET0(CC=37, HIER=%STR(38, HCCX));\n", medcode.ErrSyntax, "category"},
		"a label":        {"V28115L3.TXT", "%MACRO V28115L3;\nHCC0=\"x\"\n", medcode.ErrSyntax, "category"},
		"no coefficient": {"C28.csv", "Name,Coeff\n", medcode.ErrLayout, "a heading without rows"},
		"other columns":  {"C28.csv", "a,b\nc,d\ne,f\n", medcode.ErrLayout, "columns of names and values"},
		"no number":      {"C28.csv", "Name,Coeff\nCNA_HCC37,much\n", medcode.ErrSyntax, "coefficient"},
	} {
		_, err := Read(files("F2823T2N.TXT", format, c.file, c.text), "V28")
		require.ErrorIs(t, err, c.is, name)
		require.ErrorContains(t, err, c.says, name)
	}
}

// CMS publishes the mapping of a year for all models in one workbook, too.
func TestHCCMappings(t *testing.T) {
	book := func(rows ...string) string {
		return string(workbook(t, sheet{"Notes", []string{"x"}}, sheet{"FY25/26 ICD10 MCE-based", rows}))
	}
	head := "Diagnosis Code|Description|CMS-HCC ESRD Model Category V24|CMS-HCC Model Category V24|CMS-HCC Model\nCategory V28|RxHCC Model Category V08|CMS-HCC Model Category V28 for 2026 Payment Year"
	rows := []string{"2026 Midyear/Final ICD-10-CM Mappings", "", head, "E1122|x|18|18|37|30|Yes", "E119|x|19|19|38, 326|31|Yes", "A000|x|||||No", "1 An asterisk is a note"}
	h, err := Read(files("2026 Midyear Final ICD-10-CM Mappings.xlsx", book(rows...)), "V28")
	require.NoError(t, err)
	require.Equal(t, 2, h.Len())
	require.Equal(t, []uint16{37}, h.Lookup(icd10("E11.22")))
	require.Equal(t, []uint16{38, 326}, h.Lookup(icd10("E11.9")))
	h, err = Read(files("m.xlsx", book(rows...), "a.docx", string(xlsxtest.Document(t)), "F2823T2N.TXT", "E119\t38\t\n"), "V28")
	require.NoError(t, err)
	require.Equal(t, 1, h.Len(), "the format file counts")
	require.Contains(t, kinds(h), "second-mapping")
	for _, row := range []string{"1|x|||1", "E11 22|x|||37", "|x|||37"} { // damaged codes are no notes
		_, err = Read(files("m.xlsx", book(append(rows, row)...)), "V28")
		require.ErrorIs(t, err, medcode.ErrSyntax, row)
	}
	h, err = Read(files("m.xlsx", book(rows...), "t.csv", "diagnosis_code,cc,model_name\nE119,38,CMS-HCC Model V28\n"), "V28")
	require.NoError(t, err)
	require.Equal(t, 1, h.Len(), "the table counts")
	require.Contains(t, h.Diagnostics(), medcode.Diagnostic{Kind: "second-mapping", Message: "the table maps the diagnoses; the workbook that does too was not used"})
	_, err = Read(files("m.xlsx", book("a|b")), "V28")
	require.ErrorIs(t, err, medcode.ErrNoFile)
	_, err = Read(files("m.xlsx", "PK\x03\x04"), "V28")
	require.ErrorIs(t, err, medcode.ErrSyntax)
}

// The fast table of codes against its plain twin, over every code of ICD-10-CM.
func TestOfficialCodeTable(t *testing.T) {
	text := string(official.InZip(t, "releases/icd10cm/2026/icd10cm-Code Descriptions-2026.zip", "icd10cm-codes-2026.txt"))
	p, err := ReadPackages(medcode.ReadOptions{}, os.DirFS(official.Path(t, "releases/hcc/2025")))
	require.NoError(t, err)
	m, err := p.Model(V28, 0)
	require.NoError(t, err)
	held := 0
	for line := range strings.Lines(text) {
		name, _, _ := strings.Cut(line, " ")
		code := research.MustParseCode(research.ICD10CM, name)
		want, ok := m.codes[code]
		got, ok2 := m.fast.find(code)
		if want != got || ok != ok2 {
			t.Fatalf("%s: %v %v, want %v %v", name, got, ok2, want, ok)
		}
		if ok {
			held++
		}
	}
	require.Greater(t, held, 7000)
	_, ok := m.fast.find(research.Code{})
	require.False(t, ok)
	empty := newCodeTable(nil)
	_, ok = empty.find(research.MustParseCode(research.ICD10CM, "I10"))
	require.False(t, ok)
}
