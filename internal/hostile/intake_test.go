package hostile_test

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/cpt"
	"github.com/medcode/medcode/drg/ipps"
	"github.com/medcode/medcode/drg/manual"
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
	"github.com/medcode/medcode/rules/mce"
	"github.com/medcode/medcode/rules/ncci"
)

// releases are the readers of releases, with files that each reads: of the
// module or, behind "official:", of the official ones.
var releases = map[string]struct {
	from string
	read func(fs.FS) ([]medcode.Diagnostic, error)
}{
	"cpt":          {"cpt/testdata/2026", told(cpt.Read)},
	"ipps":         {"drg/ipps/testdata/fy2026", told(ipps.Read)},
	"hcpcs":        {"hcpcs/testdata/2025-01", told(hcpcs.Read)},
	"dmepos":       {"hcpcs/dmepos/testdata", told(dmepos.Read)},
	"mpfs":         {"hcpcs/mpfs/testdata/2025-10", told(mpfs.Read)},
	"cm":           {"icd10/cm/testdata/2030", told(cm.Read)},
	"gem":          {"icd10/gem/testdata", told(gem.Read)},
	"icd9":         {"icd10/icd9/testdata", told(icd9.Read)},
	"oncology":     {"icd10/oncology/testdata", told(oncology.Read)},
	"pcs":          {"icd10/pcs/testdata/2025", told(pcs.Read)},
	"who":          {"icd10/who/testdata", told(who.Read)},
	"MCE, manual":  {"rules/mce/testdata", told(mce.ReadDefinitions)},
	"MCE, table":   {"official:releases/mce/v43.1", told(mce.Read)},
	"ncci":         {"rules/ncci/testdata/2026Q2", told(ncci.Read)},
	"opps":         {"official:releases/opps/2025", told(opps.Read)},
	"opps, I/OCE":  {"internal/corpus/testdata/outpatient/tables", told(opps.ReadTables)},
	"opps, pricer": {"official:releases/opps/pricer", told(opps.ReadPricer)},
	"risk":         {"official:releases/hcc/2025", told(func(fsys fs.FS) (*risk.Model, error) { return risk.Read(fsys, "V28") })},
	"risk, HHS":    {"official:releases/hhshcc/2021", told(risk.ReadHHS)},
	"CCIR":         {"official:releases/ahrq", told(research.ReadCCIR)},
	"CCSR":         {"official:releases/ahrq", told(research.ReadCCSR)},
	"Elixhauser":   {"official:releases/ahrq", told(research.ReadElixhauser)},
	"Definitions Manual": {"drg/manual/testdata/manual", func(fsys fs.FS) ([]medcode.Diagnostic, error) {
		m, err := manual.Read(fsys)
		if err != nil {
			return nil, err
		}
		return m.Diagnostics, nil
	}},
}

func told[R interface{ Diagnostics() []medcode.Diagnostic }](read func(fs.FS) (R, error)) func(fs.FS) ([]medcode.Diagnostic, error) {
	return func(fsys fs.FS) ([]medcode.Diagnostic, error) {
		r, err := read(fsys)
		if err != nil {
			return nil, err
		}
		return r.Diagnostics(), nil
	}
}

// TestIntake: every reader reads the same file once and says so, passes over a
// file that is none of its own and says so, and says in the same words that
// there is nothing to read.
func TestIntake(t *testing.T) {
	for name, r := range releases {
		t.Run(name, func(t *testing.T) {
			dir, theirs := strings.CutPrefix(r.from, "official:")
			if theirs {
				dir = official.Path(t, dir)
			} else {
				dir = filepath.Join("../..", filepath.FromSlash(dir))
			}
			files := fstest.MapFS{}
			require.NoError(t, fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
				if err != nil || d.IsDir() || strings.Contains(name, "fuzz") || path.Base(name)[0] == '.' {
					return err
				}
				data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
				files[name] = &fstest.MapFile{Data: data}
				return err
			}))
			before, err := r.read(files)
			require.NoError(t, err)

			twice := fstest.MapFS{"zz/read me first.txt": {Data: []byte("Nothing of the kind.\n")}}
			for name, f := range files {
				twice[name], twice["again/"+name] = f, f
			}
			after, err := r.read(twice)
			require.NoError(t, err)
			count := func(all []medcode.Diagnostic, kind medcode.DiagnosticKind, file string) (n int) {
				for _, d := range all {
					if d.Kind == kind && strings.HasPrefix(d.File, file) {
						n++
					}
				}
				return n
			}
			require.Greater(t, count(after, medcode.KindDuplicateFile, ""), count(before, medcode.KindDuplicateFile, ""), "%v", after)
			require.Equal(t, 1, count(after, medcode.KindUnreadFile, "zz/"), "%v", after)

			_, err = r.read(fstest.MapFS{})
			require.ErrorIs(t, err, medcode.ErrNoFile)
			require.ErrorContains(t, err, "no file of ")
			require.ErrorContains(t, err, "want its files, or their zips as published")
			_, err = r.read(fstest.MapFS{"a.txt": {Data: []byte("Nothing of the kind.\n")}})
			require.ErrorIs(t, err, medcode.ErrNoFile)
			require.ErrorIs(t, err, medcode.ErrLayout)
			require.ErrorContains(t, err, "a.txt: not read: text, but no file of ")
		})
	}
}
