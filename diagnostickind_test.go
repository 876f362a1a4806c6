package medcode_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The lists of kinds: those of all packages, and those of Definitions Manuals.
var kindFiles = []string{"diagnostickind.go", filepath.Join("drg", "manual", "diagnostickind.go")}

var kindText = regexp.MustCompile(`^"[A-Za-z0-9]+(-[a-z0-9]+)+"$`)

// kindConstants are the kinds of the lists by the text they stand for.
func kindConstants(t *testing.T) map[string]string {
	names := map[string]string{}
	for _, name := range kindFiles {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			require.NoError(t, err)
			require.NotContains(t, names, text, "two names of one kind")
			require.NotNil(t, spec.Comment, "%s says what it is", text)
			names[text] = spec.Names[0].Name
			return false
		})
	}
	return names
}

// A diagnostic has its kind by its name: no text of one stands anywhere else,
// whether in the place of a kind or, where it has a hyphen, at all; and no kind
// is left that nothing tells.
func TestDiagnosticKinds(t *testing.T) {
	names := kindConstants(t)
	require.Greater(t, len(names), 50)
	used := map[string]bool{}
	set := token.NewFileSet()
	require.NoError(t, filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || len(d.Name()) > 1 && d.Name()[0] == '.'):
			return filepath.SkipDir
		case !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || slices.Contains(kindFiles, name):
			return nil
		}
		file, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		literal := func(e ast.Expr) {
			if lit, ok := e.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				t.Errorf("%s: a kind of diagnostic as %s: name it in a diagnostickind.go", set.Position(lit.Pos()), lit.Value)
			}
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.Ident: // also of a selector
				used[n.Name] = true
			case *ast.BasicLit:
				if text, err := strconv.Unquote(n.Value); err == nil && strings.Contains(text, "-") && names[text] != "" {
					literal(n)
				}
			case *ast.CallExpr: // of a function that notes a finding
				if s, ok := n.Fun.(*ast.SelectorExpr); ok && slices.Contains([]string{"odd", "oddAt", "note", "sameCodes"}, s.Sel.Name) {
					for _, arg := range n.Args {
						if lit, ok := arg.(*ast.BasicLit); ok && kindText.MatchString(lit.Value) {
							literal(arg)
						}
					}
				}
			case *ast.CompositeLit: // also of a slice of them, whose elements have Kind and Message
				var kind ast.Expr
				told := false
				for _, e := range n.Elts {
					if kv, ok := e.(*ast.KeyValueExpr); ok {
						switch key, _ := kv.Key.(*ast.Ident); {
						case key != nil && key.Name == "Kind":
							kind = kv.Value
						case key != nil && key.Name == "Message":
							told = true
						}
					}
				}
				if told && kind != nil {
					literal(kind)
				}
			}
			return true
		})
		return nil
	}))
	for text, name := range names {
		require.True(t, used[name], "no package tells %q", text)
	}
}
