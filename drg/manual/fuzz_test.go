package manual_test

import (
	"io/fs"
	"maps"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/drg/manual"
)

// FuzzDiff holds a damaged manual against the whole one and against itself.
func FuzzDiff(f *testing.F) {
	files := fixture(f)
	for name, file := range files {
		f.Add(name, file.Data[:len(file.Data)/2])
		f.Add(name, file.Data)
	}
	whole := read(f, files)
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		if !fs.ValidPath(name) || strings.HasSuffix(name, ".zip") || strings.Contains(name, "/") {
			name = "appendix_C.txt"
		}
		damaged := maps.Clone(files)
		damaged[name] = &fstest.MapFile{Data: data}
		m, err := manual.Read(damaged)
		if err != nil {
			return
		}
		require.Empty(t, manual.Diff(m, m))
		require.Equal(t, len(manual.Diff(whole, m)) > 0, len(manual.Diff(m, whole)) > 0)
		for _, d := range m.CrossCheck() {
			require.NotEmpty(t, d.Message)
		}
	})
}
