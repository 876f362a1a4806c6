package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/official"
)

// What is embedded is what the published files give today.
func TestReproducible(t *testing.T) {
	got, err := compile(official.Path(t, "releases/ipps/fy2026"))
	require.NoError(t, err)
	want, err := os.ReadFile("../data/fy2026.tsv")
	require.NoError(t, err)
	require.Equal(t, string(want), string(got), "run go generate in drg/ipps")
}

func TestCompileErrors(t *testing.T) {
	_, err := compile(filepath.Join(t.TempDir(), "absent"))
	require.ErrorIs(t, err, os.ErrNotExist)
	_, err = compile(t.TempDir())
	require.ErrorIs(t, err, medcode.ErrNoFile)

	b, err := os.ReadFile("../testdata/fy2026/Table 5.txt")
	require.NoError(t, err)
	dir := t.TempDir()
	b = bytes.Replace(b, []byte("4.0\t5.0"), []byte("5.0\t4.0"), 1) // a mean length of stay above the other
	require.NoError(t, os.WriteFile(filepath.Join(dir, "t.txt"), b, 0o644))
	_, err = compile(dir)
	require.ErrorContains(t, err, "1 diagnostics, the first")
}
