package hostile_test

import (
	"archive/zip"
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/cpt"
	"github.com/medcode/medcode/drg/ipps"
	"github.com/medcode/medcode/drg/manual"
	"github.com/medcode/medcode/drg/stayfile"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/hcpcs/dmepos"
	"github.com/medcode/medcode/hcpcs/mpfs"
	"github.com/medcode/medcode/hcpcs/opps"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/gem"
	"github.com/medcode/medcode/icd10/icd9"
	"github.com/medcode/medcode/icd10/oncology"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/icd10/research"
	"github.com/medcode/medcode/icd10/risk"
	"github.com/medcode/medcode/icd10/who"
	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/rules/claimfile"
	"github.com/medcode/medcode/rules/encounter"
	"github.com/medcode/medcode/rules/mce"
	"github.com/medcode/medcode/rules/ncci"
)

// A reader is an exported function that reads what comes from outside.
type reader struct {
	// from is a folder or file of the module, or, behind "official:", of the official
	// files; files are those of it to read, all where none.
	from  string
	files []string
	text  string // in place of files
	// kinds are what the files are: text, XML, workbook, gzip, and for a stream
	// what else of the Limits concerns it.
	kinds  string
	folder func(fs.FS, medcode.ReadOptions) error
	stream func(io.Reader, medcode.ReadOptions) error
}

func of[T any](read func(fs.FS, medcode.ReadOptions) (T, error)) func(fs.FS, medcode.ReadOptions) error {
	return func(fsys fs.FS, o medcode.ReadOptions) error { _, err := read(fsys, o); return err }
}

// exported are the readers by package and name.
var exported = map[string]reader{
	"cpt.ReadWith":                      {from: "cpt/testdata/2026", kinds: "text", folder: of(cpt.ReadWith)},
	"drg/ipps.ReadWith":                 {from: "drg/ipps/testdata/fy2026", kinds: "text", folder: of(ipps.ReadWith)},
	"drg/ipps.Library.WithTree":         {from: "drg/ipps/testdata/fy2026", kinds: "text", folder: of(new(ipps.Library).WithTree)},
	"drg/ipps.ReadImpactWith":           {text: "Provider Number,Name,Geographic Labor Market Area,URGEO,Post Reclass Wage Index,BEDS,Average Daily Census,Resident to Bed Ratio,DSHPCT,OPCCR,CPCCR\n010001,\"ALPHA, INC\",20020,OURBAN,0.8401,370,242,0.28515,12.74%,0.31,0.02\n", kinds: "text", folder: of(ipps.ReadImpactWith)},
	"drg/ipps.ReadProvidersWith":        {text: "PROVIDER\tEFF_DT\tTERMDATE\tPPSWAIV\tPROVTYPE\tCOLA\tIBR\tBEDSIZE\tCCR\tHOSQIND\tCBSA\n020009\t20250101\t0\tN\t07\t1.25\t0\t99\t0.3\t1\t02\n", kinds: "text", folder: of(ipps.ReadProvidersWith)},
	"drg/ipps.ReadPricerWith":           {from: "official:releases/ipps/pricer", kinds: "text", folder: of(func(f fs.FS, o medcode.ReadOptions) (*ipps.Release, error) { return ipps.ReadPricerWith(f, 2024, o) })},
	"drg/manual.ReadWith":               {from: "drg/manual/testdata/manual", kinds: "text", folder: of(manual.ReadWith)},
	"hcpcs.ReadWith":                    {from: "hcpcs/testdata/2025-01", kinds: "text", folder: of(hcpcs.ReadWith)},
	"hcpcs.Library.WithTree":            {from: "hcpcs/testdata/2025-01", kinds: "text", folder: of(new(hcpcs.Library).WithTree)},
	"hcpcs/dmepos.ReadWith":             {from: "hcpcs/dmepos/testdata", kinds: "text", folder: of(dmepos.ReadWith)},
	"hcpcs/dmepos.Library.WithTree":     {from: "hcpcs/dmepos/testdata", kinds: "text", folder: of(new(dmepos.Library).WithTree)},
	"hcpcs/mpfs.ReadWith":               {from: "hcpcs/mpfs/testdata/2025-10", kinds: "text", folder: of(mpfs.ReadWith)},
	"hcpcs/mpfs.Library.WithTree":       {from: "hcpcs/mpfs/testdata/2025-10", kinds: "text", folder: of(new(mpfs.Library).WithTree)},
	"hcpcs/opps.ReadPricerWith":         {from: "official:releases/opps/pricer", kinds: "text", folder: of(opps.ReadPricerWith)},
	"hcpcs/opps.ReadTablesWith":         {from: "official:opps/ioce-tables-26.0", files: []string{"modifiers.tsv", "revenue.tsv", "addon.tsv"}, kinds: "text", folder: of(opps.ReadTablesWith)},
	"hcpcs/opps.ReadWith":               {from: "official:releases/opps/2025/2025_nfrm_addenda.11142024.zip", files: []string{"2025 NFRM Addendum A.11122024.txt", "2025 NFRM Addendum B.11122024.txt", "2025 NFRM Addendum D1.10242024.txt", "2025 NFRM Addendum D2.10102024.xlsx"}, kinds: "text", folder: of(opps.ReadWith)},
	"hcpcs/opps.Library.WithTree":       {from: "official:releases/opps/2025/2025_nfrm_addenda.11142024.zip", files: []string{"2025 NFRM Addendum A.11122024.txt", "2025 NFRM Addendum B.11122024.txt"}, kinds: "text", folder: of(new(opps.Library).WithTree)},
	"icd10/cm.ReadWith":                 {from: "icd10/cm/testdata/2030", kinds: "text XML workbook", folder: of(cm.ReadWith)},
	"icd10/cm.Library.WithTree":         {from: "icd10/cm/testdata/2030", kinds: "text XML workbook", folder: of(new(cm.Library).WithTree)},
	"icd10/gem.ReadWith":                {from: "icd10/gem/testdata", files: []string{"2018_I10gem.txt", "2018_I9gem.txt", "gem_i9pcs.txt", "gem_pcsi9.txt"}, kinds: "text", folder: of(gem.ReadWith)},
	"icd10/icd9.ReadWith":               {from: "icd10/icd9/testdata", kinds: "text", folder: of(icd9.ReadWith)},
	"icd10/icd9.Library.WithTree":       {from: "icd10/icd9/testdata", kinds: "text", folder: of(new(icd9.Library).WithTree)},
	"icd10/oncology.ReadWith":           {from: "icd10/oncology/testdata", kinds: "text", folder: of(oncology.ReadWith)},
	"icd10/pcs.ReadWith":                {from: "icd10/pcs/testdata/2025", kinds: "text XML", folder: of(pcs.ReadWith)},
	"icd10/pcs.Library.WithTree":        {from: "icd10/pcs/testdata/2025", kinds: "text XML", folder: of(new(pcs.Library).WithTree)},
	"icd10/research.ReadCCIRWith":       {from: "official:releases/ahrq", files: []string{"CCIR_v2023-1.zip"}, kinds: "text", folder: of(research.ReadCCIRWith)},
	"icd10/research.ReadCCSRWith":       {text: "'ICD-10-CM CODE','CCSR CATEGORY 1'\n'I110','CIR019'\n", kinds: "text", folder: of(research.ReadCCSRWith)},
	"icd10/research.ReadElixhauserWith": {from: "official:releases/ahrq", files: []string{"CMR-Reference-File-v2026-1.xlsx"}, kinds: "workbook", folder: of(research.ReadElixhauserWith)},
	"icd10/risk.ReadHHSOf":              {from: "official:releases/hhshcc/2021", files: []string{"CY21M07B.TXT", "CY21F07B_FY2022_ICD10.TXT", "I0V07ED1.TXT", "V07141H1.TXT", "V07141L1.TXT"}, kinds: "text", folder: of(func(f fs.FS, o medcode.ReadOptions) (*risk.HHS, error) { return risk.ReadHHSOf(0, o, f) })},
	"icd10/risk.ReadPackages": {from: "official:releases/hcc/v24-2021", kinds: "text", folder: func(f fs.FS, o medcode.ReadOptions) error {
		_, err := risk.ReadPackages(o, f)
		return err
	}},
	"icd10/risk.ReadWith":           {from: "official:releases/hcc/derived-2026", kinds: "text gzip", folder: of(func(f fs.FS, o medcode.ReadOptions) (*risk.Model, error) { return risk.ReadWith(f, "V28", o) })},
	"icd10/who.ReadWith":            {from: "icd10/who/testdata", kinds: "text XML", folder: of(who.ReadWith)},
	"rules/mce.ReadWith":            {from: "official:releases/mce/v43.1", kinds: "", folder: of(mce.ReadWith)},
	"rules/mce.ReadDefinitionsWith": {from: "rules/mce/testdata", kinds: "text", folder: of(mce.ReadDefinitionsWith)},
	"rules/ncci.ReadWith":           {from: "rules/ncci/testdata/2026Q2", kinds: "text", folder: of(ncci.ReadWith)},
	"rules/ncci.Library.WithTree":   {from: "rules/ncci/testdata/2026Q2", kinds: "text", folder: of(new(ncci.Library).WithTree)},
	"drg/stayfile.NewReaderWith": {text: "id,age,sex,status,diagnoses\n1,60,M,1,I10 E119 I214\n2,61,F,1,I10\n", kinds: "LineBytes ClaimCodes", stream: func(r io.Reader, o medcode.ReadOptions) error {
		s, err := stayfile.NewReaderWith(r, "stays.csv", stayfile.Options{Limits: o.Limits})
		if err != nil {
			return err
		}
		return first(s.All())
	}},
	"icd10/cm.ReadOrderWith": {from: "icd10/cm/testdata/2030", files: []string{"order-2030.txt"}, kinds: "EntryBytes LineBytes", stream: func(r io.Reader, o medcode.ReadOptions) error {
		_, err := cm.ReadOrderWith("order-2030.txt", r, o)
		return err
	}},
	"icd10/cm.ReadAddendaWith": {from: "icd10/cm/testdata/2030", files: []string{"order-addenda-2030.txt"}, kinds: "EntryBytes LineBytes", stream: func(r io.Reader, o medcode.ReadOptions) error {
		_, err := cm.ReadAddendaWith("order-addenda-2030.txt", r, o)
		return err
	}},
	"icd10/research.ParseDefinitionsWith": {text: `[{"name":"x","include":[{"system":"ICD-10-CM","codes":"I10"}]}]`, kinds: "EntryBytes", stream: func(r io.Reader, o medcode.ReadOptions) error {
		_, err := research.ParseDefinitionsWith(r, o)
		return err
	}},
	"icd10/research.Run": {text: "person,code\n1,I10\n2,E119\n", kinds: "LineBytes plain", stream: func(r io.Reader, o medcode.ReadOptions) error {
		_, err := research.Run(context.Background(), r, research.LongTable(), nil, io.Discard, research.Options{Name: "people.csv", Limits: o.Limits})
		return err
	}},
	"icd10/risk.ReadFactorsWith": {from: "icd10/risk", files: []string{"factors.tsv"}, kinds: "EntryBytes LineBytes", stream: func(r io.Reader, o medcode.ReadOptions) error { _, err := risk.ReadFactorsWith(r, o); return err }},
	"rules/encounter.ReadEligibleWith": {text: "code,name\n99213,Visit\nG0438,Visit\n", kinds: "EntryBytes LineBytes", stream: func(r io.Reader, o medcode.ReadOptions) error {
		_, err := encounter.ReadEligibleWith(2025, r, o)
		return err
	}},
	"rules/claimfile.ReadWith": {from: "rules/claimfile/testdata", files: []string{"claims.csv"}, kinds: "EntryBytes LineBytes ClaimLines ClaimCodes", stream: func(r io.Reader, o medcode.ReadOptions) error {
		return first(claimfile.ReadWith("claims.csv", r, o))
	}},
	"rules/claimfile.NewReader": {from: "rules/claimfile/testdata", files: []string{"inpatient.837"}, kinds: "EntryBytes LineBytes ClaimCodes", stream: func(r io.Reader, o medcode.ReadOptions) error {
		return first(claimfile.NewReader("inpatient.837", r, claimfile.Options{Limits: o.Limits}).All())
	}},
	"rules/claimfile.NewJoin": {text: cclf, kinds: "EntryBytes LineBytes ClaimCodes", stream: func(r io.Reader, o medcode.ReadOptions) error {
		return first(claimfile.NewJoin([]claimfile.Part{{Name: "CCLF4.txt", Input: r}}, claimfile.Options{Limits: o.Limits}).All())
	}},
}

// cclf is a file of diagnoses.
var cclf = strings.Repeat("9001         1EG4TE5MK73           60D1 I214              2100012025-04-052025-04-08Y      0\n", 3)

// joined take what they read within another argument, which the search of the
// sources doesn't see.
var joined = []string{"rules/claimfile.NewJoin"}

func first[T any](all func(func(T, error) bool)) (first error) {
	for _, err := range all {
		if err != nil && first == nil {
			first = err
		}
	}
	return first
}

// TestEveryReader: the exported functions that take a stream or a folder are
// those of the table, and each takes the Limits, itself or in its twin ReadWith.
func TestEveryReader(t *testing.T) {
	found := map[string]string{} // by name, the types of the parameters
	root := "../.."
	require.NoError(t, filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		rel, _ := filepath.Rel(root, name)
		rel = filepath.ToSlash(rel)
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || d.Name() == "internal" || rel == "examples"):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil || file.Name.Name == "main" {
			return err
		}
		for _, decl := range file.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || !fn.Name.IsExported() {
				continue
			}
			full, types := fn.Name.Name, ""
			if fn.Recv != nil {
				on := strings.TrimPrefix(typeName(fn.Recv.List[0].Type), "*")
				if !ast.IsExported(on) {
					continue
				}
				full = on + "." + full
			}
			for _, p := range fn.Type.Params.List {
				types += " " + typeName(p.Type)
			}
			if strings.Contains(types, "io.Reader") || strings.Contains(types, "fs.FS") {
				found[path.Dir(rel)+"."+full] = types
			}
		}
		return nil
	}))
	for name, types := range found {
		limited := strings.Contains(types, "Options")
		if _, twin := found[name+"With"]; !limited && !twin {
			t.Errorf("%s(%s) takes no Limits", name, types)
		}
		if _, tested := exported[name]; limited && !tested && name != "icd10/risk.ReadHHSWith" { // which is ReadHHSOf
			t.Errorf("%s(%s) is not in the table of readers", name, types)
		}
	}
	for name := range exported {
		if _, ok := found[name]; !ok && !slices.Contains(joined, name) {
			t.Errorf("%s of the table is none of the module's", name)
		}
	}
	require.Greater(t, len(found), 70)
}

// typeName returns a type as it is written, as far as a parameter goes.
func typeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return typeName(e.X) + "." + e.Sel.Name
	case *ast.StarExpr:
		return "*" + typeName(e.X)
	case *ast.Ellipsis:
		return "..." + typeName(e.Elt)
	case *ast.ArrayType:
		return "[]" + typeName(e.Elt)
	case *ast.IndexExpr:
		return typeName(e.X)
	}
	return "?"
}

// content returns the files of a reader.
func (r reader) content(t *testing.T) map[string][]byte {
	if r.text != "" {
		return map[string][]byte{"some.txt": []byte(r.text)}
	}
	dir := filepath.Join("../..", filepath.FromSlash(r.from))
	if name, ok := strings.CutPrefix(r.from, "official:"); ok {
		dir = official.Path(t, name)
	}
	fsys := os.DirFS(dir)
	if path.Ext(dir) == ".zip" {
		z, err := zip.OpenReader(dir)
		require.NoError(t, err)
		defer z.Close()
		fsys = z
	}
	files := map[string][]byte{}
	require.NoError(t, fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		base := path.Base(name)
		if base[0] == '.' || strings.Contains(name, "fuzz") || r.files != nil && !slices.Contains(r.files, base) {
			return nil
		}
		data, err := fs.ReadFile(fsys, name)
		files[base] = data
		return err
	}))
	require.NotEmpty(t, files)
	return files
}

// streamed returns the one file of a reader of streams.
func (r reader) streamed(t *testing.T) []byte {
	files := r.content(t)
	require.Len(t, files, 1)
	for data := range maps.Values(files) {
		return data
	}
	return nil
}
