package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/official"
)

// What is embedded is what the published manuals and code files give today.
func TestReproducible(t *testing.T) {
	if testing.Short() {
		t.Skip("a long pass over official files")
	}
	out := filepath.Join(t.TempDir(), "drg", "msdrg")
	require.NoError(t, os.MkdirAll(filepath.Join(out, "tables"), 0o755))
	require.NoError(t, os.MkdirAll(filepath.Join(out, "..", "internal", "compile"), 0o755))
	require.NoError(t, run(official.Path(t, "releases"), out))
	same(t, filepath.Join(out, "..", "internal", "compile", "external.bin"), "../../internal/compile/external.bin")
	same(t, filepath.Join(out, "..", "internal", "compile", "forms.bin"), "../../internal/compile/forms.bin")
	want, err := filepath.Glob("../tables/*.bin")
	require.NoError(t, err)
	made, err := filepath.Glob(filepath.Join(out, "tables", "*.bin"))
	require.NoError(t, err)
	require.Len(t, made, len(want))
	for _, name := range want {
		same(t, filepath.Join(out, "tables", filepath.Base(name)), name)
	}
}

func same(t *testing.T, got, want string) {
	t.Helper()
	a, err := os.ReadFile(got)
	require.NoError(t, err)
	b, err := os.ReadFile(want)
	require.NoError(t, err)
	require.True(t, string(a) == string(b), "%s differs: run go generate in drg/msdrg", want)
}

func TestRunErrors(t *testing.T) {
	empty := t.TempDir()
	require.ErrorIs(t, run(empty, empty), os.ErrNotExist) // no code files

	_, err := compileManual(filepath.Join(empty, "absent.zip"), empty, nil)
	require.ErrorIs(t, err, os.ErrNotExist)

	_, err = compileManual(empty, empty, nil)
	require.ErrorIs(t, err, medcode.ErrNoFile) // a manual without files
}
