package drg_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/manual"
	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/internal/source"
)

// The last lists of a file are missed when it is cut off before them.
func TestCutOffLists(t *testing.T) {
	tests := []struct{ file, at, kind, place string }{
		{"appendix_C.txt", "MDC 25 DRGs 974", "cut-short", "MDC 24 DRGs 963-965"},
		{"appendix_C.txt", "MDC 24 DRGs 963", "cut-short", "MDC 01 DRGs 082-084"},
		{"appendix_C.txt", "\r\n  B20     Human immunodeficiency virus [HIV] disease\r\n  B59     Made-up description of B59\r\n  A021", "heading-without-list", "MDC 25 DRGs 974-976"},
		{"appendix_D_E.txt", "NON-OPERATING ROOM PROCEDURES", "cut-short", "Appendix E Part 4"},
		{"appendix_D_E.txt", "\r\n  0UL74ZZ  Made-up", "heading-without-list", "Appendix E Part 4"},
	}
	for _, tt := range tests {
		files := edited(t, "")
		text := string(files[tt.file].Data)
		at := strings.LastIndex(text, tt.at)
		require.Positive(t, at, tt.at)
		files[tt.file] = &fstest.MapFile{Data: []byte(text[:at])}
		d := refusal(t, files)
		require.Equal(t, tt.kind, string(d.Kind), "%s: %v", tt.at, d)
		require.Equal(t, tt.file, d.File)
		require.True(t, strings.HasPrefix(strings.Split(text, "\n")[d.Line-1], tt.place), "%s: %v", tt.at, d)
	}
	files := edited(t, "")
	text := string(files["appendix_F_I.txt"].Data)
	files["appendix_F_I.txt"] = &fstest.MapFile{Data: []byte(text[:strings.LastIndex(text, "AND\r\nSECONDARY DIAGNOSIS")])}
	require.Equal(t, "hac-without-diagnosis", string(refusal(t, files).Kind))
}

// refusal returns the only finding of the compile.
func refusal(t *testing.T, files fstest.MapFS) medcode.Diagnostic {
	t.Helper()
	_, err := compile(t, files, drg.CodeFiles{})
	var refused *drg.CompileError
	require.ErrorAs(t, err, &refused)
	require.Len(t, refused.Diagnostics, 1)
	return refused.Diagnostics[0]
}

// So it is in the official manuals that have these parts.
func TestCutOffOfficial(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles manuals")
	}
	tests := []struct{ version, file, at string }{
		{"41", "appendix_D_E.txt", "NON-OPERATING ROOM PROCEDURES"},
		{"41.1", "appendix_C.txt", "DRG 974-976"},
		{"42", "appendix_C.txt", "MDC 25 DRGs 974"},
		{"43.1", "appendix_D_E.txt", "NON-OPERATING ROOM PROCEDURES"},
		{"43.1", "appendix_C.txt", "MDC 11 DRGs 673"},
	}
	for _, tt := range tests {
		fsys, err := source.Open(official.Path(t, "releases/msdrg/msdrg-definitions-manual-v"+tt.version+".zip"))
		require.NoError(t, err)
		files := fstest.MapFS{}
		require.NoError(t, source.Walk(fsys, medcode.ReadOptions{}, func(e *source.Entry) error {
			data, err := e.Text()
			name := e.Path[strings.LastIndexAny(e.Path, "!/")+1:]
			if name == tt.file {
				data = data[:strings.LastIndex(string(data), tt.at)]
			}
			files[name] = &fstest.MapFile{Data: data}
			return err
		}))
		m, err := manual.Read(files)
		require.NoError(t, err)
		require.Empty(t, m.Diagnostics)
		_, err = drg.Compile(m)
		var refused *drg.CompileError
		require.ErrorAs(t, err, &refused, "%v", tt)
		require.Len(t, refused.Diagnostics, 1)
		require.Equal(t, "cut-short", string(refused.Diagnostics[0].Kind))
	}
}
