package hcpcs_test

import (
	"os"
	"path"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
)

const (
	january = "HCPC2025_JAN_ANWEB.txt"
	april   = "HCPC2025_APR_ANWEB.txt"
	notes   = "proc_notes.txt"
)

func fixture(tb testing.TB, name string) []byte {
	tb.Helper()
	quarter := "2025-01"
	if name == april {
		quarter = "2025-04"
	}
	data, err := os.ReadFile(path.Join("testdata", quarter, name))
	require.NoError(tb, err)
	return data
}

// files makes a file system of fixtures by name and of what is given otherwise.
func files(tb testing.TB, fixtures []string, more map[string][]byte) fstest.MapFS {
	fsys := fstest.MapFS{}
	for _, f := range fixtures {
		fsys[f] = &fstest.MapFile{Data: fixture(tb, f)}
	}
	for name, data := range more {
		fsys[name] = &fstest.MapFile{Data: data}
	}
	return fsys
}

func read(tb testing.TB, name string) *hcpcs.Release {
	tb.Helper()
	r, err := hcpcs.Read(files(tb, []string{name, notes}, nil))
	require.NoError(tb, err)
	require.Empty(tb, r.Diagnostics())
	return r
}

func date(s string) medcode.Date { return medcode.MustParseDate(s) }

func kinds(diags []medcode.Diagnostic) []string {
	var k []string
	for _, d := range diags {
		k = append(k, string(d.Kind))
	}
	return k
}

// lines splits a fixture so that a test can change it.
func lines(data []byte) []string { return strings.Split(string(data), "\r\n") }
