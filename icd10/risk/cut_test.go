package risk

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

func readHCC28(fsys fs.FS) (diagnosed, error) { return Read(fsys, "V28") }

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
	for name, c := range map[string]struct {
		read func(fs.FS) (diagnosed, error)
		text string
		fs   []string
	}{
		"F2823T2N.TXT": {readHCC28, "E1122\t37\t\nL97502\t383\t\n", nil},
		"map.csv":      {readHCC28, hccMapping, nil},
		"h.csv":        {readHCC28, hccHierarchy, []string{"map.csv", hccMapping}},
		"l.csv":        {readHCC28, hccLabels, []string{"map.csv", hccMapping}},
		"c.csv":        {readHCC28, hccCoefficients, []string{"map.csv", hccMapping}},
		"C2824T2N.TXT": {readHCC28, "CNA_F70_74\tFemale 70-74\t0.4\nCNA_HCC37\t\t0.166\n", []string{"map.csv", hccMapping}},
		"C2824T2N.csv": {readHCC28, "Name,Coeff,Label\nCNA_F70_74,0.4,Female\nCNA_HCC37,0.166,x\n", []string{"map.csv", hccMapping}},
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
		{readHCC28, "releases/hcc/v28", []string{"F2823T2N_FY22FY23.TXT"}},
		{readHCC28, "releases/hcc/derived-2026", []string{"ra_dx_to_cc_2026.csv.gz", "ra_hierarchies_2026.csv", "ra_labels_2026.csv", "ra_coefficients_2026.csv", "ra_dx_edits.csv"}},
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

// A version may be named in small letters.
func TestVersionInSmallLetters(t *testing.T) {
	h, err := Read(files("map.csv", hccMapping), "v28")
	require.NoError(t, err)
	require.Equal(t, "V28", h.Provenance().Release)
	require.Regexp(t, `^CMS-HCC V28: \d+ codes$`, h.String())
}
