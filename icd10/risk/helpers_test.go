package risk

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/research"
	"github.com/medcode/medcode/internal/xlsx/xlsxtest"
	"github.com/stretchr/testify/require"
)

// A sheet is a worksheet of a workbook made for a test; rows are texts, cells
// between bars.
type sheet struct {
	name string
	rows []string
}

// workbook returns an xlsx of the sheets.
func workbook(tb testing.TB, sheets ...sheet) []byte {
	tb.Helper()
	var all []xlsxtest.Sheet
	for _, s := range sheets {
		x := xlsxtest.Sheet{Name: s.name}
		for _, row := range s.rows {
			x.Rows = append(x.Rows, strings.Split(row, "|"))
		}
		all = append(all, x)
	}
	return xlsxtest.Sheets(tb, all...)
}

func files(kv ...string) fs.FS {
	fsys := fstest.MapFS{}
	for i := 0; i < len(kv); i += 2 {
		fsys[kv[i]] = &fstest.MapFile{Data: []byte(kv[i+1])}
	}
	return fsys
}

// dx makes diagnoses of texts like "*I50.9 Y 2024-01-31": a star for the
// principal one, code, indicator, date, the last two optional; 9: before the
// code means ICD-9-CM.
func dx(tb testing.TB, texts ...string) []research.Diagnosis {
	tb.Helper()
	var all []research.Diagnosis
	for _, t := range texts {
		f := strings.Fields(t)
		var d research.Diagnosis
		code, principal := strings.CutPrefix(f[0], "*")
		d.Principal = principal
		system := research.ICD10CM
		if c, ok := strings.CutPrefix(code, "9:"); ok {
			system, code = research.ICD9CM, c
		}
		var err error
		d.Code, err = research.ParseCode(system, code)
		require.NoError(tb, err)
		for _, x := range f[1:] {
			if len(x) == 1 {
				d.POA = cm.POA(x[0])
			} else {
				d.Date = medcode.MustParseDate(x)
			}
		}
		all = append(all, d)
	}
	return all
}

// reasons returns evidence as "category of code: why or counted".
func reasons(d []research.Diagnosis, lines []research.Evidence) []string {
	var texts []string
	for _, e := range lines {
		why := e.Why
		if e.Counted {
			why = "counted"
		}
		texts = append(texts, e.Category+" of "+d[e.Diagnosis].Code.String()+": "+why)
	}
	return texts
}

func icd10(text string) research.Code { return research.MustParseCode(research.ICD10CM, text) }
