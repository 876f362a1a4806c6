package research

import (
	"bytes"
	"io"
	"io/fs"
	"os"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/internal/source"
	"github.com/stretchr/testify/require"
)

type diagnosed interface{ Diagnostics() []medcode.Diagnostic }

// noticed requires that a file cut in the middle of a line ends in an error or
// a diagnostic that says so.
func noticed(t *testing.T, read func(fs.FS) (diagnosed, error), whole fstest.MapFS, name string, at int) {
	t.Helper()
	cut := fstest.MapFS{}
	for n, f := range whole {
		cut[n] = f
	}
	cut[name] = &fstest.MapFile{Data: whole[name].Data[:at]}
	x, err := read(cut)
	if err != nil {
		return
	}
	require.True(t, slices.ContainsFunc(x.Diagnostics(), func(d medcode.Diagnostic) bool {
		return d.Kind == "unfinished" && d.File == name && d.Line > 0
	}), "%s at %d: %v", name, at, x.Diagnostics())
}

func TestCutFiles(t *testing.T) {
	ccir := "ICD-10-CM CODE,CHRONIC INDICATOR\nA000,0\nE119,1\n"
	for name, c := range map[string]struct {
		read func(fs.FS) (diagnosed, error)
		text string
		fs   []string
	}{
		"CCIR_v2030-1.csv": {func(f fs.FS) (diagnosed, error) { return ReadCCIR(f) }, ccir, nil},
		"DXCCSR.csv":       {func(f fs.FS) (diagnosed, error) { return ReadCCSR(f) }, ccsrText, nil},
	} {
		whole := fstest.MapFS{name: {Data: []byte(c.text)}}
		for i := 0; i < len(c.fs); i += 2 {
			whole[c.fs[i]] = &fstest.MapFile{Data: []byte(c.fs[i+1])}
		}
		_, err := c.read(whole)
		require.NoError(t, err, name)
		for at := bytes.IndexByte(whole[name].Data, '\n') + 2; at < len(c.text); at++ {
			if c.text[at-1] != '\n' {
				noticed(t, c.read, whole, name, at)
			}
		}
	}
}

func TestOfficialCutFiles(t *testing.T) {
	for _, c := range []struct {
		read  func(fs.FS) (diagnosed, error)
		path  string
		files []string
	}{
		{func(f fs.FS) (diagnosed, error) { return ReadCCIR(f) }, "releases/ahrq", []string{"CCIR_v2023-1.zip"}},
		{func(f fs.FS) (diagnosed, error) { return ReadCCSR(f) }, "releases/ahrq", []string{"DXCCSR-Reference-File-v2023-1.xlsx"}},
		{func(f fs.FS) (diagnosed, error) { return ReadElixhauser(f) }, "releases/ahrq", []string{"CMR-Reference-File-v2026-1.xlsx"}},
	} {
		folder := official.Path(t, c.path)
		for _, name := range c.files {
			whole := fstest.MapFS{}
			for _, n := range c.files {
				whole[n] = &fstest.MapFile{Data: unpacked(t, folder+"/"+n)}
			}
			data := whole[name].Data
			at := len(data) / 2
			for data[at-1] == '\n' || data[at] == '\n' || data[at] == '\r' {
				at++
			}
			noticed(t, c.read, whole, name, at)
			noticed(t, c.read, whole, name, len(data)-4)
		}
	}
}

// unpacked returns a file without gzip.
func unpacked(t *testing.T, name string) []byte {
	f, err := os.Open(name)
	require.NoError(t, err)
	defer f.Close()
	r, err := source.Gunzip(f)
	require.NoError(t, err)
	data, err := io.ReadAll(r)
	require.NoError(t, err)
	return data
}
