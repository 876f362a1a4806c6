package manual_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/drg/manual"
)

// A line among the codes of an appendix that lost its code is found, and is
// neither a note nor a continuation of the line before.
func TestStrayLines(t *testing.T) {
	for _, tt := range []struct{ file, old, new string }{
		{"appendix_B.txt", "\n K743 ", "\n \x0f743 "},
		{"appendix_B.txt", "\n K743 ", "\n!K743 "},
		{"appendix_F_I.txt", "\n  K6811 ", "\n !K6811 "},
	} {
		files := fstest.MapFS{}
		entries, err := os.ReadDir("testdata/manual")
		require.NoError(t, err)
		for _, e := range entries {
			data, err := os.ReadFile("testdata/manual/" + e.Name())
			require.NoError(t, err)
			files[e.Name()] = &fstest.MapFile{Data: data}
		}
		text := string(files[tt.file].Data)
		require.Contains(t, text, tt.old)
		files[tt.file].Data = []byte(strings.Replace(text, tt.old, tt.new, 1))
		m, err := manual.Read(files)
		require.NoError(t, err)
		require.NotEmpty(t, m.Diagnostics)
		d := m.Diagnostics[0]
		require.Equal(t, "stray-line", string(d.Kind))
		require.Equal(t, tt.file, d.File)
		require.Equal(t, strings.Count(text[:strings.Index(text, tt.old)+1], "\n")+1, d.Line)
	}
}
