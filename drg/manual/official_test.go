package manual_test

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg/manual"
	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/internal/source"
)

var update = flag.Bool("update", false, "write testdata/crosscheck.txt anew")

// counts are how much of each thing a manual has.
type counts struct {
	drgs, families, diagnoses, severities, collections, logicCodes, classes, procedures, clusters, hacs int
}

var versions = []struct {
	version string
	counts  counts
}{
	{"36", counts{761, 306, 83557, 17772, 1506, 0, 148, 155734, 3258, 14}},
	{"37.2", counts{761, 307, 85928, 17848, 1791, 0, 147, 151961, 3274, 14}},
	{"38.1", counts{767, 312, 88004, 17960, 2056, 0, 151, 152627, 3286, 14}},
	{"39.1", counts{767, 312, 88165, 17975, 2471, 0, 151, 152909, 3289, 14}},
	{"40", counts{767, 312, 89166, 18129, 3413, 0, 151, 153060, 3473, 14}},
	{"41", counts{766, 315, 89465, 18215, 3848, 0, 154, 154441, 3544, 14}},
	{"41.1", counts{766, 315, 89465, 18215, 2039, 29, 154, 154571, 3544, 14}},
	{"42", counts{773, 320, 89876, 18305, 1990, 11, 159, 156449, 3546, 14}},
	{"42.1", counts{773, 320, 89876, 18305, 1990, 11, 159, 156499, 3546, 14}},
	{"43", counts{772, 327, 90579, 18432, 1994, 11, 168, 158471, 3585, 14}},
	{"43.1", counts{772, 327, 90579, 18432, 1994, 11, 168, 158493, 3653, 14}},
}

// TestOfficial reads every official manual: without a diagnostic, with every
// line accounted for, and with indexes that follow from the logic but for the
// differences listed in testdata/crosscheck.txt.
func TestOfficial(t *testing.T) {
	official.Path(t, "releases/msdrg")
	if testing.Short() {
		t.Skip("a long pass over official files")
	}
	differences := make([]string, len(versions))
	t.Run("versions", func(t *testing.T) {
		for i, v := range versions {
			t.Run(v.version, func(t *testing.T) {
				t.Parallel()
				differences[i] = check(t, v.version, v.counts)
			})
		}
	})
	got := crosscheckHead + strings.Join(differences, "")
	if *update {
		require.NoError(t, os.WriteFile("testdata/crosscheck.txt", []byte(got), 0o644))
	}
	want, err := os.ReadFile("testdata/crosscheck.txt")
	require.NoError(t, err)
	require.Equal(t, string(want), got, "the indexes and the logic differ elsewhere than is known")
}

func check(t *testing.T, version string, want counts) string {
	fsys, err := source.Open(official.Path(t, "releases/msdrg/msdrg-definitions-manual-v"+version+".zip"))
	require.NoError(t, err)
	m := read(t, fsys)
	require.Empty(t, m.Diagnostics)
	require.Equal(t, version, m.Version)
	families := 0
	for _, c := range m.Chapters {
		families += len(c.Families)
	}
	require.Equal(t, want, counts{len(m.DRGs), families, len(m.Diagnoses), len(m.Severity), len(m.Exclusions), len(m.LogicCodes), len(m.Hierarchy), len(m.Procedures), len(m.Clusters), len(m.HACs)})
	everyLine(t, m, fsys)
	titlePlaces(t, m)
	var b strings.Builder
	for _, d := range m.CrossCheck() {
		require.Positive(t, d.Line, d)
		fmt.Fprintf(&b, "%s\t%s\t%s\n", version, d.Kind, d.Message)
	}
	return b.String()
}

// The places of the fixture are right, too.
func TestFixturePlaces(t *testing.T) {
	m := read(t, fixture(t))
	everyLine(t, m, fixture(t))
	titlePlaces(t, m)
}

const crosscheckHead = `# What Manual.CrossCheck finds in the official manuals, by version.
#
# "index-only": Appendix B or E names a DRG for codes that no list of it holds. They are DRGs that take
# any diagnosis of their MDC (MDC 20, 24), or that refer to the lists of another (791, 25).
# "logic-only": a list of the DRG holds codes for which the index doesn't name it. They are codes of one
# row of a table (lists under a column), and exceptions ("EXCEPT", "WITHOUT").
# "C-column-lacks": Appendix C has one number where a code is listed in several conditions.
# "D-order": families whose order in print is not that of the surgical hierarchy.
#
# version	kind	how many codes, the first of them
`

// furniture are the lines that belong to no node: rules, titles, the headings
// of columns and parts.
var furniture = regexp.MustCompile(`^(:?=+:?|\+[-+]+\+|\|.*\||MDC \d\d .*|Pre-MDC|Appendix .*|.* Assignment of Diagnosis Codes|Procedure Cluster/MS-DRG Index|with one of|Secondary Diagnosis CC/MCC Severity Exclusions in Select MS-DRGs)$`)

// everyLine checks that each line of the manual belongs to a node, is a note,
// or is furniture, and that each node is on the line that it says.
func everyLine(t *testing.T, m *manual.Manual, fsys fs.FS) {
	contents := texts(t, m, fsys)
	owned := make([][]bool, len(contents))
	for i, text := range contents {
		owned[i] = make([]bool, strings.Count(text, "\n")+2)
	}
	fileOf := func(part string) int32 {
		for i, f := range m.Files() {
			if strings.Contains(f.Name, part) {
				return int32(i)
			}
		}
		require.Fail(t, "no file", part)
		return 0
	}
	own := func(p manual.Place) { owned[p.File][p.Line] = true }
	items := func(file int32, list []manual.Item) {
		for _, it := range list {
			own(manual.Place{File: file, Line: it.Line})
		}
	}
	headings := func(list []manual.Heading) {
		for _, h := range list {
			own(h.Place)
			items(h.Place.File, h.Items)
		}
	}
	families := func(list []manual.Family) {
		for _, f := range list {
			own(f.Place)
			headings(f.Body)
			for _, r := range f.Rows {
				own(r.Place)
			}
			for _, d := range f.DRGs {
				own(d.Place)
			}
		}
	}
	for _, d := range m.DRGs {
		own(d.Place)
	}
	for _, c := range m.Chapters {
		own(c.Place)
		items(c.Place.File, c.Assignment)
		headings(c.Preface)
		families(c.Families)
	}
	families(m.Unrelated)
	b, c, e, f := fileOf("appendix_B"), fileOf("appendix_C"), fileOf("appendix_D_E"), fileOf("appendix_F_")
	for _, x := range m.Diagnoses {
		own(manual.Place{File: b, Line: x.Line})
	}
	for _, s := range m.Severity {
		own(s.Place)
	}
	for _, x := range m.Exclusions {
		own(x.Place)
		items(c, x.Items)
	}
	items(c, m.AliveOnly)
	for _, l := range m.LogicCodes {
		own(l.Place)
		items(c, l.Items)
	}
	for _, k := range m.Hierarchy {
		own(k.Place)
	}
	for _, x := range m.Procedures {
		own(manual.Place{File: e, Line: x.Line})
	}
	for _, k := range m.Clusters {
		for _, choice := range k.Choices {
			items(e, choice)
		}
		for _, u := range k.Uses {
			own(u.Place)
		}
	}
	items(e, m.NonOR)
	headings(m.Obstetric)
	items(f, m.CC)
	items(f, m.MCC)
	items(f, m.MCCAlive)
	for _, h := range m.HACs {
		own(h.Place)
		headings(h.Body)
	}
	for _, n := range m.Notes {
		own(n.Place)
	}
	for i, text := range contents {
		n := int32(0)
		for line := range strings.Lines(text) {
			n++
			s := strings.Trim(line, " \t\r\n")
			if s != "" && !owned[i][n] && !furniture.MatchString(s) {
				require.Fail(t, "a line of no node", "%s %s:%d: %q", m.Version, m.Files()[i].Name, n, s)
			}
		}
	}
}

// titlePlaces checks that chapters and families are placed at their titles, not
// at the rules above.
func titlePlaces(t *testing.T, m *manual.Manual) {
	words := strings.NewReplacer("|", "", " ", "")
	says := func(p manual.Place, title string) {
		line := words.Replace(m.Line(p))
		require.True(t, line != "" && strings.HasPrefix(words.Replace(title), line), "%s: %q is not %q", m.Where(p), m.Line(p), title)
	}
	for _, c := range m.Chapters {
		title := c.Title
		if c.MDC > 0 {
			title = fmt.Sprintf("MDC %02d %s", c.MDC, c.Title)
		}
		if len(c.Assignment) > 0 {
			says(c.Assigned, fmt.Sprintf("MDC %02d Assignment of Diagnosis Codes", c.MDC))
		}
		says(c.Place, title)
		for _, f := range c.Families {
			says(f.Place, f.Title)
		}
	}
	for _, f := range m.Unrelated {
		says(f.Place, f.Title)
	}
}

// texts returns the files of the manual in the order of its Files.
func texts(t *testing.T, m *manual.Manual, fsys fs.FS) (out []string) {
	require.NoError(t, source.Walk(fsys, medcode.ReadOptions{}, func(e *source.Entry) error {
		require.Equal(t, m.Files()[len(out)].Name, e.Path)
		data, err := e.Text()
		out = append(out, string(data))
		return err
	}))
	return out
}
