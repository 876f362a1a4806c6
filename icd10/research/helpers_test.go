package research

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/stretchr/testify/require"
)

// A sheet is a worksheet of a workbook made for a test; rows are texts, cells
// between bars.
type sheet struct {
	name string
	rows []string
}

// workbook returns an xlsx with inline strings.
func workbook(tb testing.TB, sheets ...sheet) []byte {
	tb.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	add := func(name, text string) {
		w, err := z.Create(name)
		require.NoError(tb, err)
		_, err = w.Write([]byte(text))
		require.NoError(tb, err)
	}
	var list, rels strings.Builder
	for i, s := range sheets {
		fmt.Fprintf(&list, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, s.name, i+1, i+1)
		fmt.Fprintf(&rels, `<Relationship Id="rId%d" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet%d.xml"/>`, i+1, i+1)
		var x strings.Builder
		for n, row := range s.rows {
			fmt.Fprintf(&x, `<row r="%d">`, n+1)
			for c, text := range strings.Split(row, "|") {
				fmt.Fprintf(&x, `<c r="%c%d" t="inlineStr"><is><t>%s</t></is></c>`, 'A'+c, n+1, text)
			}
			x.WriteString("</row>")
		}
		add(fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1),
			`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`+x.String()+`</sheetData></worksheet>`)
	}
	add("_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`)
	add("xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>`+list.String()+`</sheets></workbook>`)
	add("xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`+rels.String()+`</Relationships>`)
	require.NoError(tb, z.Close())
	return b.Bytes()
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
func dx(tb testing.TB, texts ...string) []Diagnosis {
	tb.Helper()
	var all []Diagnosis
	for _, t := range texts {
		f := strings.Fields(t)
		var d Diagnosis
		code, principal := strings.CutPrefix(f[0], "*")
		d.Principal = principal
		system := ICD10CM
		if c, ok := strings.CutPrefix(code, "9:"); ok {
			system, code = ICD9CM, c
		}
		var err error
		d.Code, err = ParseCode(system, code)
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
func reasons(d []Diagnosis, lines []Evidence) []string {
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

func icd10(text string) Code { return MustParseCode(ICD10CM, text) }
