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

// What is embedded is what the published files give today, with the arguments
// of the go:generate line.
func TestReproducible(t *testing.T) {
	t.Setenv("MEDCODE_SHARED", filepath.Join(official.Path(t, "releases"), ".."))
	out := filepath.Join(t.TempDir(), "out.tsv")
	require.NoError(t, run([]string{"-o", out, "-fixed-loss", "40397", "releases/ipps/fy2026"}))
	got, err := os.ReadFile(out)
	require.NoError(t, err)
	want, err := os.ReadFile("../data/fy2026.tsv")
	require.NoError(t, err)
	require.Equal(t, string(want), string(got), "run go generate in drg/ipps")
}

func TestRunErrors(t *testing.T) {
	t.Setenv("MEDCODE_SHARED", "")
	require.ErrorContains(t, run([]string{"-x"}), "not defined")
	require.ErrorIs(t, run([]string{"-fixed-loss", "1", "absent"}), os.ErrNotExist)

	empty := t.TempDir()
	_, err := compile(empty, "1")
	require.ErrorIs(t, err, medcode.ErrNoFile)
	_, err = compile("../testdata/fy2026", "much")
	require.ErrorIs(t, err, medcode.ErrSyntax)
	_, err = compile("../testdata/fy2012", "1")
	require.ErrorContains(t, err, "no tables 1A to 1E")

	b, err := os.ReadFile("../testdata/fy2026/Table 5.txt")
	require.NoError(t, err)
	b = bytes.Replace(b, []byte("4.0\t5.0"), []byte("5.0\t4.0"), 1) // a mean length of stay above the other
	require.NoError(t, os.WriteFile(filepath.Join(empty, "t.txt"), b, 0o644))
	_, err = compile(empty, "1")
	require.ErrorContains(t, err, "1 diagnostics, the first")
}

func TestCompile(t *testing.T) {
	got, err := compile("../testdata/fy2026", "100.50")
	require.NoError(t, err)
	require.Contains(t, string(got), "ipps\t1\t2026\n")
	require.Contains(t, string(got), `"fixedLoss":100.50`)
	require.Contains(t, string(got), "drg\t010\tPRE\tSURG\tfalse\tfalse\t3.0699\t7.1757\t5.9\t6.0\tOTHER OPERATION\n")
}
