package manual_test

import (
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"regexp"
	"slices"
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
	{"36", counts{761, 306, 83557, 17772, 1506, 0, 148, 155732, 3258, 14}},
	{"37.2", counts{761, 307, 85928, 17848, 1791, 0, 147, 151961, 3274, 14}},
	{"38.1", counts{767, 312, 88004, 17960, 2056, 0, 151, 152627, 3286, 14}},
	{"39.1", counts{767, 312, 88165, 17975, 2471, 0, 151, 152909, 3289, 14}},
	{"40", counts{767, 312, 89166, 18129, 3413, 0, 151, 153060, 3473, 14}},
	{"41", counts{766, 315, 89465, 18215, 3848, 0, 154, 154441, 3544, 14}},
	{"41.1", counts{766, 315, 89465, 18215, 2039, 29, 154, 154571, 3544, 14}},
	{"42", counts{773, 320, 89876, 18305, 1990, 11, 159, 156449, 3546, 14}},
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
	for _, d := range slices.Concat(diagnosisIndex(m), procedureIndex(m), clusterIndex(m), hierarchyOrder(t, m), followsFromSeverity(t, m)) {
		fmt.Fprintf(&b, "%s\t%s\n", version, d)
	}
	return b.String()
}

// The fixture's indexes follow from its logic, too.
func TestFixtureFollows(t *testing.T) {
	m := read(t, fixture(t))
	everyLine(t, m, fixture(t))
	titlePlaces(t, m)
	require.Empty(t, followsFromSeverity(t, m))
	require.Equal(t, []string{"B index only 20/894: 1 codes, F1010", "B index only 20/895: 1 codes, F1010", "B index only 20/896: 1 codes, F1010", "B index only 20/897: 1 codes, F1010",
		"B index only 24/963: 10 codes, S0000XA", "B index only 24/964: 10 codes, S0000XA", "B index only 24/965: 10 codes, S0000XA",
		"B index only 25/969: 1 codes, B20", "B index only 25/970: 1 codes, B20"}, diagnosisIndex(m))
	require.Empty(t, procedureIndex(m))
	require.Equal(t, []string{"D order in MDC 08: 456 is printed behind lower families"}, hierarchyOrder(t, m))
}

const crosscheckHead = `# Where the indexes of the official manuals and their logic differ, by version.
#
# "index only": Appendix B or E names a DRG for codes that no list of it holds. They are DRGs that take
# any diagnosis of their MDC (MDC 20, 24), or that refer to the lists of another (791, 25).
# "logic only": a list of the DRG holds codes for which the index doesn't name it. They are codes of one
# row of a table (lists under a column), and exceptions ("EXCEPT", "WITHOUT").
# "C column": Appendix C has one number where a code is listed in several conditions.
# "order": families whose order in print is not that of the surgical hierarchy.
#
# version	difference: how many codes, the first of them
`

// A pair is a code in an MDC.
type pair struct {
	code string
	mdc  int
}

// uses are the DRGs for which a code is used in an MDC.
type uses map[pair]*drgSet

// A drgSet has a bit for each DRG.
type drgSet [1000/64 + 1]uint64

func (s *drgSet) has(n int) bool { return s != nil && s[n/64]&(1<<(n%64)) != 0 }

func (u uses) add(code string, mdc int, drgs ...int) {
	s := u[pair{code, mdc}]
	if s == nil {
		s = &drgSet{}
		u[pair{code, mdc}] = s
	}
	for _, n := range drgs {
		s[n/64] |= 1 << (n % 64)
	}
}

func (u uses) addRanges(code string, mdc int, ranges []manual.Range, known map[int]bool) {
	u.add(code, mdc)
	for _, r := range ranges {
		for n := r.First; n <= r.Last; n++ {
			if known[n] {
				u.add(code, mdc, n)
			}
		}
	}
}

// compare lists what an index has and the logic has not, and the other way round.
func compare(what string, index, logic uses) (out []string) {
	only := func(side string, a, b uses) {
		byDRG := map[string][]string{}
		for p, drgs := range a {
			if other := b[p]; other != nil && *other == *drgs {
				continue
			}
			for n := range 1000 {
				if drgs.has(n) && !b[p].has(n) {
					key := fmt.Sprintf("%s %s only %02d/%03d", what, side, p.mdc, n)
					byDRG[key] = append(byDRG[key], p.code)
				}
			}
		}
		for _, key := range slices.Sorted(maps.Keys(byDRG)) {
			out = append(out, fmt.Sprintf("%s: %d codes, %s", key, len(byDRG[key]), slices.Min(byDRG[key])))
		}
	}
	only("index", index, logic)
	only("logic", logic, index)
	return out
}

func known(m *manual.Manual) map[int]bool {
	out := map[int]bool{}
	for _, d := range m.DRGs {
		out[d.Number] = true
	}
	return out
}

func rowDRGs(f *manual.Family) (out []int) {
	for _, r := range f.Rows {
		out = append(out, r.DRG)
	}
	return out
}

// units calls f for each code that stands alone in a list and each cluster.
func units(items []manual.Item, f func(codes []string)) {
	for i := 0; i < len(items); {
		codes := []string{items[i].Code}
		for i++; i < len(items) && items[i].And; i++ {
			codes = append(codes, items[i].Code)
		}
		f(codes)
	}
}

// diagnosisIndex holds Appendix B against the chapters.
func diagnosisIndex(m *manual.Manual) []string {
	index, logic := uses{}, uses{}
	is := map[string]bool{}
	drgs := known(m)
	for _, e := range m.Diagnoses {
		is[e.Code] = true
		if e.MDC >= 0 {
			index.addRanges(e.Code, e.MDC, e.DRGs, drgs)
		}
	}
	var out []string
	for _, c := range m.Chapters {
		for _, it := range c.Assignment {
			if index[pair{it.Code, c.MDC}] == nil {
				out = append(out, fmt.Sprintf("B index lacks %s in MDC %02d", it.Code, c.MDC))
			}
		}
		for i := range c.Families {
			for _, h := range c.Families[i].Body {
				for _, it := range h.Items {
					if is[it.Code] {
						logic.add(it.Code, c.MDC, rowDRGs(&c.Families[i])...)
					}
				}
			}
		}
	}
	return append(out, compare("B", index, logic)...)
}

// procedureIndex holds Appendix E part 1 against the chapters.
func procedureIndex(m *manual.Manual) []string {
	index, logic := uses{}, uses{}
	drgs := known(m)
	diagnoses := map[string]bool{}
	for _, e := range m.Diagnoses {
		diagnoses[e.Code] = true
	}
	for _, e := range m.Procedures {
		if e.MDC >= 0 {
			index.addRanges(e.Code, e.MDC, e.DRGs, drgs)
		}
	}
	for _, c := range m.Chapters {
		for i := range c.Families {
			for _, h := range c.Families[i].Body {
				units(h.Items, func(codes []string) {
					if len(codes) == 1 && !diagnoses[codes[0]] {
						logic.add(codes[0], c.MDC, rowDRGs(&c.Families[i])...)
					}
				})
			}
		}
	}
	return compare("E1", index, logic)
}

// clusterIndex holds Appendix E part 2 against the chapters. A choice of lists
// stands for all its combinations.
func clusterIndex(m *manual.Manual) []string {
	index, logic := uses{}, uses{}
	drgs := known(m)
	name := func(codes []string) string { return strings.Join(slices.Sorted(slices.Values(codes)), "+") }
	for _, e := range m.Clusters {
		combinations := [][]string{nil}
		for _, choice := range e.Choices {
			var longer [][]string
			for _, c := range combinations {
				for _, it := range choice {
					longer = append(longer, append(slices.Clone(c), it.Code))
				}
			}
			combinations = longer
		}
		for _, c := range combinations {
			for _, u := range e.Uses {
				index.addRanges(name(c), u.MDC, u.DRGs, drgs)
			}
		}
	}
	for _, c := range m.Chapters {
		for i := range c.Families {
			f := &c.Families[i]
			var before []manual.Item // under "One of"
			for _, h := range f.Body {
				switch strings.ToLower(h.Text) {
				case "one of", "extensive fusion part a1", "extensive fusion part b1":
					before = h.Items
				case "with one of", "extensive fusion part a2", "extensive fusion part b2":
					for _, a := range before {
						for _, b := range h.Items {
							logic.add(name([]string{a.Code, b.Code}), c.MDC, rowDRGs(f)...)
						}
					}
				}
				units(h.Items, func(codes []string) {
					if len(codes) > 1 {
						logic.add(name(codes), c.MDC, rowDRGs(f)...)
					}
				})
			}
		}
	}
	return compare("E2", index, logic)
}

// hierarchyOrder holds Appendix D against the order of the families.
func hierarchyOrder(t *testing.T, m *manual.Manual) (out []string) {
	placed := map[int]bool{}
	for _, c := range m.Chapters {
		last := -1
		for i := range c.Families {
			f := &c.Families[i]
			rank := slices.IndexFunc(m.Hierarchy, func(k manual.Class) bool {
				return k.MDC == c.MDC && slices.ContainsFunc(f.Rows, func(r manual.Row) bool { return k.DRGs.Contains(r.DRG) })
			})
			for _, r := range f.Rows {
				placed[r.DRG] = placed[r.DRG] || rank >= 0
			}
			if rank < 0 {
				continue
			}
			if rank < last {
				out = append(out, fmt.Sprintf("D order in MDC %02d: %03d is printed behind lower families", c.MDC, f.Rows[0].DRG))
			}
			last = max(last, rank)
		}
	}
	for _, k := range m.Hierarchy {
		for n := k.DRGs.First; n <= k.DRGs.Last; n++ {
			require.True(t, placed[n] || !known(m)[n], "%s: DRG %03d of the hierarchy is in no table of MDC %02d", m.Version, n, k.MDC)
		}
	}
	return out
}

// followsFromSeverity holds Appendices G and H, the counts of the collections
// and the column of hospital-acquired conditions against Appendix C.
func followsFromSeverity(t *testing.T, m *manual.Manual) (out []string) {
	size := map[int]int{}
	for _, c := range m.Exclusions {
		require.NotContains(t, size, c.Number)
		size[c.Number] = len(c.Items)
	}
	cc, mcc, column := map[string]bool{}, map[string]bool{}, map[int]map[string]bool{}
	for _, s := range m.Severity {
		if s.Major {
			mcc[s.Code] = true
		} else {
			cc[s.Code] = true
		}
		require.Equal(t, size[s.Collection], s.Count, "%s %s", m.Version, s.Code)
		for _, n := range s.HACs {
			if column[n] == nil {
				column[n] = map[string]bool{}
			}
			column[n][s.Code] = true
		}
	}
	set := func(lists ...[]manual.Item) map[string]bool {
		out := map[string]bool{}
		for _, it := range slices.Concat(lists...) {
			out[it.Code] = true
		}
		return out
	}
	require.Equal(t, cc, set(m.CC), "Appendix G of %s", m.Version)
	require.Equal(t, mcc, set(m.MCC, m.MCCAlive), "Appendix H of %s", m.Version)
	require.Equal(t, set(m.AliveOnly), set(m.MCCAlive), "part 2 of Appendix C and H of %s", m.Version)
	if len(column) == 0 {
		return nil // before version 43.1
	}
	lacks := map[int][]string{}
	for _, h := range m.HACs {
		var secondary []manual.Item
		for _, b := range h.Body {
			if strings.Contains(strings.ToUpper(b.Text), "SECONDARY DIAGNOSIS") {
				secondary = append(secondary, b.Items...)
			}
		}
		for code := range set(secondary) {
			if !column[h.Number][code] {
				lacks[h.Number] = append(lacks[h.Number], code)
			}
		}
		for code := range column[h.Number] {
			require.True(t, set(secondary)[code], "HAC %02d doesn't list %s", h.Number, code)
		}
	}
	for _, n := range slices.Sorted(maps.Keys(lacks)) {
		out = append(out, fmt.Sprintf("C column lacks HAC %02d: %d codes, %s", n, len(lacks[n]), slices.Min(lacks[n])))
	}
	return out
}

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
