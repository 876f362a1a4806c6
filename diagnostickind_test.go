package medcode_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// kindConstants are the kinds of diagnostickind.go by the text they stand for.
func kindConstants(t *testing.T) map[string]string {
	file, err := parser.ParseFile(token.NewFileSet(), "diagnostickind.go", nil, parser.ParseComments)
	require.NoError(t, err)
	names := map[string]string{}
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
		case d.IsDir() && (name == "drg/manual" || name == "drg/internal" || d.Name() == "testdata" || len(d.Name()) > 1 && d.Name()[0] == '.'):
			return filepath.SkipDir
		case !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || name == "diagnostickind.go":
			return nil
		}
		file, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		literal := func(e ast.Expr) {
			if lit, ok := e.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				t.Errorf("%s: a kind of diagnostic as %s: name it in diagnostickind.go", set.Position(lit.Pos()), lit.Value)
			}
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectorExpr:
				used[n.Sel.Name] = true
			case *ast.BasicLit:
				if text, err := strconv.Unquote(n.Value); err == nil && strings.Contains(text, "-") && names[text] != "" {
					literal(n)
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
