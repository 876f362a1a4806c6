package outfile_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// makers are the functions of the standard library that make or change a file.
// A folder that is made for the time of a run, with no claims in it, is none.
var makers = map[string][]string{
	"os": {"Create", "CreateTemp", "OpenFile", "WriteFile", "Rename", "Truncate", "Link", "Symlink", "CopyFS"},
	// and those that another package here has for them
	"signal": {"Notify", "Ignore"},
	"csv":    {"NewWriter"},
}

// readBack are programs whose tables are read by programs: claims and rows of
// research, the layout of reference vectors, and messages of a pipeline.
var readBack = []string{"claims", "conformance", "price", "beam"}

// TestEveryProgram: no example makes a file but by this package, takes signals
// otherwise, or writes a table that people open without package cells.
func TestEveryProgram(t *testing.T) {
	root := "../.."
	creates, tables := map[string]bool{}, map[string]bool{}
	guarded := map[string]bool{}
	require.NoError(t, filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		rel, _ := filepath.Rel(root, name)
		rel = filepath.ToSlash(rel)
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || strings.HasPrefix(rel, "internal/outfile/") {
			return err
		}
		program, _, _ := strings.Cut(rel, "/")
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, spec := range file.Imports {
			guarded[program] = guarded[program] || strings.HasSuffix(spec.Path.Value, `/examples/internal/cells"`)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectorExpr:
				pkg, ok := n.X.(*ast.Ident)
				if !ok {
					break
				}
				if slices.Contains(makers[pkg.Name], n.Sel.Name) && !(pkg.Name == "csv" && slices.Contains(readBack, program)) {
					t.Errorf("%v: %s.%s: write files and tables by packages outfile and cells", set.Position(n.Pos()), pkg.Name, n.Sel.Name)
				}
				if pkg.Name == "signal" && n.Sel.Name == "NotifyContext" {
					tables["signal "+program] = true
				}
				creates[program] = creates[program] || pkg.Name == "outfile"
			case *ast.BasicLit:
				if text, _ := strconv.Unquote(n.Value); n.Kind == token.STRING && strings.Contains(text, "%s\t") {
					tables[program] = true
				}
			}
			return true
		})
		return nil
	}))
	require.Greater(t, len(creates), 9)
	require.NotEmpty(t, tables)
	for program := range tables {
		if strings.HasPrefix(program, "signal ") {
			require.True(t, creates[strings.TrimPrefix(program, "signal ")], "%s: take outfile.Ending", program)
			continue
		}
		if !guarded[program] && !slices.Contains(readBack, program) {
			t.Errorf("%s writes a table without package cells", program)
		}
	}
	for _, program := range []string{"group", "risk", "outpatient"} {
		require.True(t, guarded[program], program)
	}
}
