package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/official"
)

// What is embedded is what the published files give today, with the arguments
// of the go:generate lines.
func TestReproducible(t *testing.T) {
	t.Setenv("MEDCODE_SHARED", filepath.Join(official.Path(t, "releases"), ".."))
	doc, err := os.ReadFile("../doc.go")
	require.NoError(t, err)
	lines := regexp.MustCompile(`(?m)^//go:generate go run ./gen -o (\S+) (.*)$`).FindAllStringSubmatch(string(doc), -1)
	require.NotEmpty(t, lines)
	for _, line := range lines {
		out := filepath.Join(t.TempDir(), "out.tsv")
		var args []string
		for _, m := range regexp.MustCompile(`"([^"]*)"|(\S+)`).FindAllStringSubmatch(line[2], -1) {
			args = append(args, m[1]+m[2])
		}
		require.NoError(t, run(append([]string{"-o", out}, args...)))
		got, err := os.ReadFile(out)
		require.NoError(t, err)
		want, err := os.ReadFile("../" + line[1])
		require.NoError(t, err)
		require.Equal(t, string(want), string(got), "run go generate in drg/ipps")
	}
}

func TestRunErrors(t *testing.T) {
	t.Setenv("MEDCODE_SHARED", "")
	require.ErrorContains(t, run([]string{"-x"}), "not defined")
	require.ErrorContains(t, run([]string{"folder"}), "want a folder and the files")
	require.ErrorIs(t, run([]string{"absent", "absent.txt"}), os.ErrNotExist)

	fixture := "../testdata/fy2026"
	_, err := compile(fixture, facts{fixedLoss: "1"}, nil)
	require.ErrorIs(t, err, medcode.ErrNoFile)
	_, err = compile(fixture, facts{fixedLoss: "much"}, both)
	require.ErrorIs(t, err, medcode.ErrSyntax)
	_, err = compile(fixture, facts{fixedLoss: "1"}, both[:1])
	require.ErrorContains(t, err, "no tables 1A to 1E")

	folder := t.TempDir()
	b, err := os.ReadFile(filepath.Join(fixture, both[0]))
	require.NoError(t, err)
	b = bytes.Replace(b, []byte("4.0\t5.0"), []byte("5.0\t4.0"), 1) // a mean length of stay above the other
	require.NoError(t, os.WriteFile(filepath.Join(folder, both[0]), b, 0o644))
	_, err = compile(folder, facts{fixedLoss: "1"}, both[:1])
	require.ErrorContains(t, err, "1 diagnostics, the first")
}

var both = []string{"Table 5.txt", "Tables 1A - 1E.txt"}

func TestCompile(t *testing.T) {
	got, err := compile("../testdata/fy2026", facts{fixedLoss: "100.50"}, both)
	require.NoError(t, err)
	require.Contains(t, string(got), "ipps\t1\t2026\n")
	require.Contains(t, string(got), `"fixedLoss":100.50`)
	require.Contains(t, string(got), "drg\t010\tPRE\tSURG\tfalse\tfalse\t3.0699\t7.1757\t5.9\t6.0\tOTHER OPERATION\n")
}
