package mpfs_test

import (
	"os"
	"path"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/hcpcs/mpfs"
)

const (
	rvuText = "PPRRVU2025_Oct.txt"
	rvuCSV  = "PPRRVU2025_Oct.csv"
)

func fixture(tb testing.TB, name string) []byte {
	tb.Helper()
	data, err := os.ReadFile(path.Join("testdata", name))
	if err != nil {
		data, err = os.ReadFile(path.Join("testdata", "2025-10", name))
	}
	require.NoError(tb, err)
	return data
}

func file(name string, data []byte) fstest.MapFS {
	return fstest.MapFS{name: &fstest.MapFile{Data: data}}
}

func read(tb testing.TB) *mpfs.Release {
	tb.Helper()
	r, err := mpfs.Read(os.DirFS("testdata/2025-10"))
	require.NoError(tb, err)
	return r
}

func code(s string) hcpcs.Code { return hcpcs.MustParse(s) }

func kinds(diags []medcode.Diagnostic) []string {
	var k []string
	for _, d := range diags {
		k = append(k, string(d.Kind))
	}
	return k
}
