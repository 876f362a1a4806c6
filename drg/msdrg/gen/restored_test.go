package main

import (
	"archive/zip"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/drg/internal/logic"
	"github.com/medcode/medcode/internal/official"
)

// The manuals of these versions are at hand only as a republication edited them
// (SYNC.md). What it took out and what it named otherwise, as CMS prints it in
// versions 36 and 41, before and after them.
var edits = map[string][]struct{ republished, published string }{
	"mdcs_08_11.txt": {
		{`(?m)^ *\r?\nEXTENSIVE FUSION PART [AB]1\r?\n *\r?\n`, "  One of\r\n"},
		{`(?m)^ *\r?\nEXTENSIVE FUSION PART [AB]2\r?\n *\r?\n`, "  with one of\r\n"},
		{`(?m)^RIGHT HIP\r?\n`, "To qualify as  bilateral or multiple joint procedures you must have at least one code from two different lower extremity sites as listed below.\r\n" +
			"Examples: left hip  and right hip - bilateral; left hip and left knee - multiple;  left hip and right ankle - multiple; left knee and right knee - bilateral\r\nRIGHT HIP\r\n"},
	},
	"mdcs_00_07.txt": {
		{`(?m)^ONE STENT\r?\n`, "COMBINATION OF CODES IN THE NEXT FOUR LISTS\r\nTHAT ADD UP TO FOUR OR MORE ARTERIES/STENTS\r\nSELECT DRG 246 OVER DRG 247 or DRG 248 OVER DRG 249\r\nONE STENT\r\n"},
	},
	"mdcs_12_21.txt": {
		{`(?m)^(DRG 794 .*\r?\n *\r?\n)`, "${1}Principal or secondary diagnosis of newborn or neonate,with other significant problems, not assigned to DRG 789 through 793 or 795\r\n"},
	},
}

// The headings of lists that the republication invented, as CMS has them.
var invented = map[string]string{
	"EXTENSIVE FUSION PART A1": "One of", "EXTENSIVE FUSION PART A2": "with one of",
	"EXTENSIVE FUSION PART B1": "One of", "EXTENSIVE FUSION PART B2": "with one of",
}

// With CMS's own sentences and headings put back, the manuals compile to the
// tables that are embedded, byte for byte but for the lines of the places and the
// four headings.
func TestRestored(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles four manuals")
	}
	releases := official.Path(t, "releases")
	external, err := externalCauses(releases)
	require.NoError(t, err)
	for _, version := range []string{"37.2", "38.1", "39.1", "40"} {
		dir := t.TempDir()
		restore(t, filepath.Join(releases, "msdrg", "msdrg-definitions-manual-v"+version+".zip"), dir)
		got, err := compileManual(dir, releases, external)
		require.NoError(t, err, version)

		data, err := os.ReadFile("../tables/v" + version + ".bin")
		require.NoError(t, err)
		want, err := logic.Decode(data)
		require.NoError(t, err)
		named := 0
		for i, list := range want.Lists {
			if as, ok := invented[list.Name]; ok {
				want.Lists[i].Name = as
				named++
			}
		}
		require.Equal(t, 4, named, version)
		require.True(t, logic.Fingerprint(want) == logic.Fingerprint(got), "%s: with CMS's own wording the logic is another", version)
	}
}

// restore writes the text of a manual to a folder, with the edits undone.
func restore(t *testing.T, name, dir string) {
	files, err := zip.OpenReader(name)
	require.NoError(t, err)
	defer files.Close()
	undone := 0
	require.NoError(t, fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		for _, e := range edits[path.Base(name)] {
			restored := regexp.MustCompile(e.republished).ReplaceAll(text, []byte(e.published))
			require.NotEqual(t, string(text), string(restored), "%s of %s: nothing to put back for %q", name, dir, e.republished)
			text = restored
			undone++
		}
		return os.WriteFile(filepath.Join(dir, path.Base(name)), text, 0o600)
	}))
	require.Equal(t, 5, undone, name)
}
