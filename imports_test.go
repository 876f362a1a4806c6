package medcode_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// rooms are the packages by their path; the longest that fits a package says
// what it may import of the module, besides what lies below itself and the root.
var rooms = []struct {
	room string
	may  []string
}{
	{"internal", nil},
	{"internal/ippsvector", []string{"icd10/cm", "icd10/pcs", "drg"}},
	{"internal/corpus", []string{"rules"}},
	{"icd10", []string{"internal"}},
	{"hcpcs", []string{"internal"}},
	{"cpt", []string{"internal", "hcpcs"}},
	{"drg", []string{"internal", "icd10/cm", "icd10/pcs"}},
	{"drg/drgtest", []string{"internal", "icd10/cm", "icd10/pcs", "drg", "rules/mce"}},
	{"rules", []string{"internal", "icd10", "hcpcs", "cpt", "drg"}},
	{"examples", []string{"internal", "icd10", "hcpcs", "cpt", "drg", "rules"}},
}

// guarded are packages that only those named may import: a program that
// doesn't ask for embedded sets must not grow by them, and what is for tests
// stays out of what isn't.
var guarded = map[string][]string{
	"icd10/cm/cmdata":       {"icd10/words/wordsdata", "examples"},
	"icd10/pcs/pcsdata":     {"icd10/words/wordsdata", "examples"},
	"icd10/icd9/icd9data":   {"examples"},
	"icd10/gem/gemdata":     {"examples"},
	"icd10/words/wordsdata": {"examples"},
	"hcpcs/hcpcsdata":       {"examples"},
	"drg/msdrg":             {"rules/price", "examples"},
	"drg/drgtest":           {"examples"},
	"rules/claimtest":       {"internal/corpus", "examples"},
	"internal/ippsvector":   {"examples"},
}

// TestImports holds the packages to ARCHITECTURE.md: imports go one way.
func TestImports(t *testing.T) {
	const module = "github.com/medcode/medcode"
	packages := map[string]bool{}
	require.NoError(t, filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || len(d.Name()) > 1 && d.Name()[0] == '.'):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		pkg := path.Dir(filepath.ToSlash(name))
		packages[pkg] = true
		for _, spec := range file.Imports {
			full, _ := strconv.Unquote(spec.Path.Value)
			imported, ours := strings.CutPrefix(full, module+"/")
			if !ours { // the root, which all may import, and what isn't of the module
				continue
			}
			if !mayImport(pkg, imported) {
				t.Errorf("%s imports %s: see ARCHITECTURE.md, or mend it with imports_test.go", name, imported)
			}
		}
		return nil
	}))
	require.Greater(t, len(packages), 60)
	for _, r := range rooms {
		require.DirExists(t, r.room)
	}
	for pkg := range guarded {
		require.Contains(t, packages, pkg)
	}
}

func TestMayImport(t *testing.T) {
	require.True(t, mayImport("drg/internal/compile", "drg/manual"))
	require.True(t, mayImport("icd10/cm/cmdata", "icd10/cm"))
	require.False(t, mayImport("icd10/cm", "icd10/cm/cmdata"))
	require.False(t, mayImport("icd10/cm", "hcpcs"))
	require.False(t, mayImport("drg", "rules"))
	require.False(t, mayImport("drg", "icd10/research"))
	require.False(t, mayImport("rules", "drg/msdrg"))
	require.False(t, mayImport(".", "internal/source"))
	require.False(t, mayImport("rules/claim", "examples/internal/command"))
}

func mayImport(pkg, imported string) bool {
	below := func(name, room string) bool { return name == room || strings.HasPrefix(name, room+"/") }
	for guard, by := range guarded {
		if !below(imported, guard) {
			continue
		}
		for _, room := range append([]string{guard}, by...) {
			if below(pkg, room) {
				return true
			}
		}
		return false
	}
	var room string
	var may []string
	for _, r := range rooms {
		if below(pkg, r.room) && len(r.room) > len(room) {
			room, may = r.room, r.may
		}
	}
	if room != "" && below(imported, room) {
		return true
	}
	for _, m := range may {
		if below(imported, m) {
			return true
		}
	}
	return false
}
