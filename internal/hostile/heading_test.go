package hostile_test

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/cpt"
	"github.com/medcode/medcode/drg/ipps"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/hcpcs/dmepos"
	"github.com/medcode/medcode/hcpcs/mpfs"
	"github.com/medcode/medcode/hcpcs/opps"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/oncology"
	"github.com/medcode/medcode/icd10/research"
	"github.com/medcode/medcode/icd10/risk"
	"github.com/medcode/medcode/icd10/who"
	"github.com/medcode/medcode/internal/xlsx/xlsxtest"
	"github.com/medcode/medcode/rules/ncci"
)

// A headed is a table with a heading, and the reader that finds its columns by it.
type headed struct {
	file   string   // where the table stands among the files; "*.xlsx" is made a workbook
	titles []string // lines above the heading
	head   string   // cells between bars
	rows   []string
	needed string            // a column without which the table is none, or an error
	beside map[string]string // other files
	folder string            // of other files
	read   func(fs.FS) ([]medcode.Diagnostic, error)
	// What is not told, and why.
	unknown string // columns of which the reader knows but those it wants
}

var headings = map[string]headed{
	"hcpcs, corrections": {file: "c.xlsx", head: "HCPCS/MOD CODE|ACTION|SHORT DESCRIPTION", rows: []string{"A0001|Revise|x"}, needed: "ACTION", folder: "hcpcs/testdata/2025-01", read: told(hcpcs.Read)},
	"mpfs, GPCI": {file: "GPCI2025.csv", titles: []string{"ADDENDUM E. GEOGRAPHIC PRACTICE COST INDICES (GPCIs)|||||"}, head: "Medicare Administrative Contractor (MAC)|State|Locality Number|Locality Name|PW GPCI|PE GPCI|MP GPCI",
		rows: []string{"10112|AL|00|ALABAMA|1.000|0.900|0.500"}, needed: "PE GPCI", beside: map[string]string{"PPRRVU2025_Oct.txt": "hcpcs/mpfs/testdata/2025-10/PPRRVU2025_Oct.txt"}, read: told(mpfs.Read)},
	"dmepos": {file: "DMEPOS27_JAN.csv", titles: []string{"2027 DMEPOS Fee Schedule||||"}, head: "HCPCS|Mod|Mod2|JURIS|CATG|Ceiling|Floor|AL (NR)|AL (R)|Description",
		rows: []string{"A0001|||D|IN|1.00|0.50|0.75|0.80|Thing"}, needed: "Mod", beside: map[string]string{"DMEPEN27_JAN.csv": "HCPCS,Mod,Mod2,JURIS,CATG,Ceiling,Floor,AL (NR),Description\r\nB0001,,,D,IN,1.00,0.50,0.75,Thing\r\n"}, read: told(dmepos.Read)},
	"opps, addendum B": {file: "B.txt", titles: []string{"Addendum B, January 2031|"}, head: "HCPCS Code|Short Descriptor|CI|SI|APC|Relative Weight|Payment Rate",
		rows: []string{"A0001|Thing||S|5001|1.0|$10.00"}, needed: "Payment Rate", read: told(opps.Read)},
	"opps, tables":    {file: "mods.tsv", head: "modifier|ncci|non_discount", rows: []string{"59|True|False"}, needed: "ncci", read: told(opps.ReadTables)},
	"opps, pricer":    {file: "rank.csv", head: "hcpcsCode|rank", rows: []string{"P9056|1"}, needed: "rank", read: told(opps.ReadPricer)},
	"cpt":             {file: "c.txt", head: "CPT Code|Long|Short", rows: []string{"00100|long|short"}, needed: "CPT Code", folder: "cpt/testdata/2026", read: told(cpt.Read)},
	"cm, conversions": {file: "icd10cm_conversion_table_2031.xlsx", titles: []string{"Conversion table"}, head: "Current code assignment|Code Effective October 1|Previous Code(s)", rows: []string{"A00.0|2027|A00.9"}, needed: "Previous Code(s)", beside: map[string]string{"codes-2030.txt": "icd10/cm/testdata/2030/codes-2030.txt"}, read: told(cm.Read)},
	"cm, POA":         {file: "POAexemptCodes2031.txt", head: "Order|POA Exempt Codes|Description", rows: []string{"1|A000|x"}, needed: "POA Exempt Codes", beside: map[string]string{"codes-2030.txt": "icd10/cm/testdata/2030/codes-2030.txt"}, read: told(cm.Read)},
	"oncology":        {file: "sitetype.csv", head: "Site recode|Site Description|Histology|Histology Description|Histology/Behavior|Histology/Behavior Description", rows: []string{"C000|LIP|801|CARCINOMA|8010/2|Carcinoma in situ"}, needed: "Histology", read: told(oncology.Read)},
	"who, map": {file: "10To11MapToOneCategory.txt", head: "10ClassKind|10DepthInKind|icd10Code|icd10Chapter|icd10Title|icd11Code|icd11Chapter|icd11Title",
		rows: []string{"category|1|A00|01|Cholera|1A00|01|Cholera"}, needed: "icd10Title", read: told(who.Read)},
	"CCIR":          {file: "CCIR.csv", head: "ICD-10-CM CODE|ICD-10-CM CODE DESCRIPTION|CHRONIC INDICATOR", rows: []string{"A000|Cholera|0"}, needed: "CHRONIC INDICATOR", read: told(research.ReadCCIR)},
	"CCSR, csv":     {file: "DXCCSR.csv", head: "ICD-10-CM CODE|ICD-10-CM CODE DESCRIPTION|DEFAULT CCSR CATEGORY OP|CCSR CATEGORY 1|CCSR CATEGORY 1 DESCRIPTION", rows: []string{"A000|Cholera|INF001|INF001|x"}, needed: "CCSR CATEGORY 1", read: told(research.ReadCCSR)},
	"ncci, PTP":     {file: "ccipra-v321r0-f1.txt", head: "Column 1|Column 2|*=in existence prior to 1996|Effective Date|Deletion Date|Modifier|PTP Edit Rationale", rows: []string{"11042|97597||20110101|*|1|r"}, needed: "Modifier", read: told(ncci.Read)},
	"ncci, MUE":     {file: "MCR_MUE_PractitionerServices_Eff_04-01-2026.csv", head: "HCPCS/CPT Code|Practitioner Services MUE Values|MUE Adjudication Indicator|MUE Rationale", rows: []string{"20610|9|2 x|y"}, needed: "Practitioner Services MUE Values", read: told(ncci.Read)},
	"ncci, add-ons": {file: "AOC.xlsx", head: "Edit Type|Add-on Code|AOC Del Date|Primary Code|Primary Code Del Date|Edit Eff Date|Edit Del Date|Special Instruction/Notes", rows: []string{"1|96417||96413||2013091||"}, needed: "Edit Type", read: told(ncci.Read)},
	"ipps, impact": {file: "impact.txt", head: "Provider Number|Name|Geographic Labor Market Area|URGEO|URSPA|BEDS", rows: []string{"010001|A|20020|OURBAN|OURBAN|400"}, needed: "Provider Number",
		unknown: "most columns of the file say nothing of a payment", read: told(ipps.ReadImpact)},
	"ipps, providers": {file: "psf.csv", head: "providerCcn|effectiveDate|providerType|bedSize|caseMixIndex|cbsaActualGeographicLocation", rows: []string{"010001|20251001|00|400|1.5|20020"}, needed: "effectiveDate",
		unknown: "the same", read: told(ipps.ReadProviders)},
	"risk, coefficients": {file: "C2824T2N.csv", head: "Variable|Coeff", rows: []string{"CNA_F70_74|0.4"}, needed: "Variable", beside: map[string]string{"F2823T2N.TXT": "E1122\t37\t\n"},
		read: told(func(fsys fs.FS) (*risk.Model, error) { return risk.Read(fsys, "V28") })},
}

// with returns the files with the table as head and rows are.
func (h headed) with(t *testing.T, head []string, rows [][]string) fstest.MapFS {
	files := fstest.MapFS{}
	if h.folder != "" {
		dir := filepath.Join("../..", filepath.FromSlash(h.folder))
		require.NoError(t, fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || path.Base(name)[0] == '.' {
				return err
			}
			data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
			files[name] = &fstest.MapFile{Data: data}
			return err
		}))
	}
	for name, text := range h.beside {
		if data, err := os.ReadFile(filepath.Join("../..", filepath.FromSlash(text))); err == nil {
			text = string(data)
		}
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	var table [][]string
	for _, title := range h.titles {
		table = append(table, strings.Split(title, "|"))
	}
	table = append(append(table, head), rows...)
	if path.Ext(h.file) == ".xlsx" {
		files[h.file] = &fstest.MapFile{Data: xlsxtest.Book(t, table...)}
		return files
	}
	between := "\t"
	if path.Ext(h.file) == ".csv" {
		between = ","
	}
	text := ""
	for _, cells := range table {
		text += strings.Join(cells, between) + "\r\n"
	}
	files[h.file] = &fstest.MapFile{Data: []byte(text)}
	return files
}

// TestHeadings: a column that nothing is known of, one that is needed and lacks, one
// that stands twice, and a heading without rows are told alike by every reader.
func TestHeadings(t *testing.T) {
	for name, h := range headings {
		t.Run(name, func(t *testing.T) {
			head := strings.Split(h.head, "|")
			rows := func(cell string) (out [][]string) {
				for _, r := range h.rows {
					out = append(out, append(strings.Split(r, "|"), cell)[:len(head)+1])
				}
				return out
			}
			plain := make([][]string, len(h.rows))
			for i, r := range h.rows {
				plain[i] = strings.Split(r, "|")
			}
			of := func(all []medcode.Diagnostic, kind medcode.DiagnosticKind) (out []medcode.Diagnostic) {
				for _, d := range all {
					if d.Kind == kind && strings.HasPrefix(d.File, h.file) {
						out = append(out, d)
					}
				}
				return out
			}
			good, err := h.read(h.with(t, head, plain))
			require.NoError(t, err)
			require.Empty(t, of(good, medcode.KindUnknownColumn))
			require.Empty(t, of(good, medcode.KindUnreadFile))
			require.Empty(t, of(good, medcode.KindCutShort))

			more, err := h.read(h.with(t, append(slices.Clone(head), "Colour of it"), rows("")))
			require.NoError(t, err)
			if unknown := of(more, medcode.KindUnknownColumn); h.unknown == "" {
				require.Len(t, unknown, 1, "%v", more)
				require.Equal(t, "Colour of it", unknown[0].Text)
				require.Equal(t, len(head)+1, unknown[0].Column)
				require.Equal(t, len(h.titles)+1, unknown[0].Line)
				require.Equal(t, "a column that the reader doesn't know was left out", unknown[0].Message)
			} else {
				require.Empty(t, unknown)
			}

			_, err = h.read(h.with(t, append(slices.Clone(head), h.needed), rows(plain[0][slices.Index(head, h.needed)])))
			if !strings.HasPrefix(h.needed, "CCSR CATEGORY") { // which a code may have several of
				require.ErrorIs(t, err, medcode.ErrLayout)
				require.ErrorContains(t, err, ": two columns \"")
			}

			at := slices.Index(head, h.needed)
			fewer, err := h.read(h.with(t, slices.Delete(slices.Clone(head), at, at+1), [][]string{slices.Delete(slices.Clone(plain[0]), at, at+1)}))
			switch {
			case err == nil: // without the column it is not known what the file is
				if path.Ext(h.file) != ".xlsx" { // a workbook may be a document
					require.Len(t, of(fewer, medcode.KindUnreadFile), 1, "%v", fewer)
				}
			case !strings.Contains(err.Error(), "not read: "):
				require.ErrorIs(t, err, medcode.ErrLayout)
				require.Regexp(t, `no (column|heading|file of) `, err.Error())
			}

			none, err := h.read(h.with(t, head, nil))
			if err == nil {
				cut := of(none, medcode.KindCutShort)
				require.Len(t, cut, 1, "%v", none)
				require.Equal(t, "a heading without rows; the file is cut short", cut[0].Message)
				require.Equal(t, len(h.titles)+1, cut[0].Line)
			} else {
				require.ErrorContains(t, err, ": a heading without rows; the file is cut short: unknown layout")
			}
		})
	}
}
