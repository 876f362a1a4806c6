package cm_test

import (
	"iter"
	"os"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/icd10/cm"
)

// sample reads the sample release of testdata, or some files of it.
func sample(t testing.TB, files ...string) *cm.Release {
	t.Helper()
	r, err := cm.Read(sampleFS(t, files...))
	require.NoError(t, err)
	return r
}

func sampleFS(t testing.TB, files ...string) fstest.MapFS {
	t.Helper()
	const dir = "testdata/2030"
	if files == nil {
		entries, err := os.ReadDir(dir)
		require.NoError(t, err)
		for _, e := range entries {
			files = append(files, e.Name())
		}
	}
	fsys := fstest.MapFS{}
	for _, name := range files {
		data, err := os.ReadFile(dir + "/" + name)
		require.NoError(t, err)
		fsys[name] = &fstest.MapFile{Data: data}
	}
	return fsys
}

func entry(t testing.TB, r *cm.Release, code string) cm.Entry {
	t.Helper()
	e, ok := r.Lookup(cm.MustParse(code))
	require.True(t, ok, code)
	return e
}

func names(entries iter.Seq[cm.Entry]) []string {
	var all []string
	for e := range entries {
		all = append(all, e.Name())
	}
	return all
}

func codes(all []cm.Code) []string {
	var s []string
	for _, c := range all {
		s = append(s, c.String())
	}
	return s
}
