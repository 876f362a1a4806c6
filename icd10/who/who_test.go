package who

import (
	"bytes"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
)

func fixture(tb testing.TB) *Release {
	tb.Helper()
	r, err := Read(os.DirFS("testdata"))
	require.NoError(tb, err)
	require.Empty(tb, r.Diagnostics())
	require.Len(tb, r.Provenance(), 4)
	for _, s := range []fmt.Stringer{r.Mortality, r.Classification, r.MMS, r.Maps} {
		require.Regexp(tb, `^[\w() .,:-]+$`, s.String())
	}
	return r
}

func files(kv ...string) fs.FS {
	fsys := fstest.MapFS{}
	for i := 0; i < len(kv); i += 2 {
		fsys[kv[i]] = &fstest.MapFile{Data: []byte(kv[i+1])}
	}
	return fsys
}

func load(tb testing.TB, name string) string {
	tb.Helper()
	data, err := os.ReadFile("testdata/" + name)
	require.NoError(tb, err)
	return string(data)
}

func TestMortality(t *testing.T) {
	m := fixture(t).Mortality
	require.Equal(t, 8, m.Len())
	require.Equal(t, "2023", m.Provenance().Release)
	require.Equal(t, "1999-01-01 to 2023-12-31", m.Provenance().Effective.String())

	for _, c := range []struct {
		code       string
		want       MortalityCode
		year       int
		underlying bool
		valid      bool
	}{
		{"A00.0", MortalityCode{Title: "First made-up cause, with comma"}, 1999, true, true},
		{"A00.0", MortalityCode{Title: "First made-up cause, with comma"}, 1998, false, false},
		{"A09", MortalityCode{Title: "Made-up cause", Status: "Deleted in 2009", Deleted: 2009}, 2008, true, true},
		{"A09", MortalityCode{Title: "Made-up cause", Status: "Deleted in 2009", Deleted: 2009}, 2009, false, false},
		{"A09.0", MortalityCode{Title: "Made-up infectious cause", Status: "Added in 2009", Added: 2009}, 2008, false, false},
		{"K22.7", MortalityCode{Title: "Made-up oesophagus", Status: "Added in 2006\nTitle updated in 2017", Added: 2006, TitleUpdated: 2017}, 2006, true, true},
		{"S01.0", MortalityCode{Title: "Made-up wound", Status: "MC ONLY", MultipleOnly: true}, 2020, false, true},
		{"U09.9", MortalityCode{Title: "Made-up sequela", Status: "MC ONLY - Added in 2023", MultipleOnly: true, Added: 2023}, 2022, false, false},
		{"J09", MortalityCode{Title: "Made-up influenza", Status: "Added in 2007/title modified in 2016)", Added: 2007, TitleUpdated: 2016}, 2007, true, true},
		{"U01.0", MortalityCode{Title: "Made-up event", Status: "Added in 2001", OutsideICD: true, Added: 2001}, 2001, true, true},
	} {
		got, ok := m.Lookup(MustParse(c.code))
		require.True(t, ok, c.code)
		c.want.Code = MustParse(c.code)
		require.Equal(t, c.want, got)
		require.Equal(t, c.valid, got.ValidIn(c.year), "%s in %d", c.code, c.year)
		require.Equal(t, c.underlying, got.UnderlyingIn(c.year), "%s in %d", c.code, c.year)
	}
	_, ok := m.Lookup(MustParse("Z99"))
	require.False(t, ok)

	var under []string
	for c := range m.Under(MustParse("A09")) {
		under = append(under, c.Code.String())
	}
	require.Equal(t, []string{"A09", "A09.0"}, under)
	var all []Code
	for c, row := range m.All() {
		require.Equal(t, c, row.Code)
		all = append(all, c)
	}
	require.True(t, slices.IsSortedFunc(all, Code.Compare))
	for range m.All() {
		break
	}
	for range m.Under(MustParse("A09")) {
		break
	}
}

func TestMMS(t *testing.T) {
	m := fixture(t).MMS
	require.Equal(t, 7, m.Len())
	require.Equal(t, "2024 Jan 21 - 22:30 UTC", m.Provenance().Release)
	require.Empty(t, m.Diagnostics())

	e, ok := m.Lookup(MustParse11("1A03.Y"))
	require.True(t, ok)
	require.Equal(t, "Second disease, other", e.Title)
	require.True(t, e.Residual)
	require.True(t, e.Leaf)
	require.False(t, e.Primary)
	require.Equal(t, []string{"BlockL1-1A0"}, e.Groupings)
	var path []string
	for up, ok := e, true; ok; up, ok = m.Parent(up) {
		path = append(path, up.Title)
	}
	require.Equal(t, []string{"Second disease, other", "Second disease", "Made-up block", "Made-up chapter"}, path)

	first, _ := m.Lookup(MustParse11("1A00"))
	require.Equal(t, `Made-up "disease"`, first.Title)
	var chapters, children []string
	for c := range m.Chapters() {
		chapters = append(chapters, c.Chapter)
		for b := range m.Children(c) {
			for x := range m.Children(b) {
				children = append(children, x.Code.String())
			}
		}
	}
	require.Equal(t, []string{"01", "X"}, chapters)
	require.Equal(t, []string{"1A00", "1A03"}, children)

	var codes []string
	for c := range m.All() {
		codes = append(codes, c.String())
	}
	require.Equal(t, []string{"1A00", "1A03", "1A03.Y", "XN8P1"}, codes)
	for range m.All() {
		break
	}
	_, ok = m.Lookup(MustParse11("2A00"))
	require.False(t, ok)

	for text, ok := range map[string]bool{"1A00&XN8P1": true, "1A00/1A03": true, "XN8P1": false, "1A00&XN8P2": false} {
		c, err := ParseCluster(text)
		require.NoError(t, err)
		require.Equal(t, ok, m.Check(c) == nil, text)
	}
	require.ErrorContains(t, m.Check(Cluster{}), "stem code")
}

func TestMaps(t *testing.T) {
	m := fixture(t).Maps
	require.Equal(t, "2024-Jan-21", m.Provenance().Release)
	one, ok := m.To11(MustParse("A00.0"))
	require.True(t, ok)
	require.Equal(t, "1A00", one.ICD11.Code.String())
	none, ok := m.To11(MustParse("C95.7"))
	require.True(t, ok)
	require.True(t, none.None)
	require.False(t, none.ICD11.Code.IsValid())
	_, ok = m.To11(MustParse("Z99"))
	require.False(t, ok)
	chapter, ok := m.ClassTo11("I")
	require.True(t, ok)
	require.Equal(t, "01", chapter.ICD11.Text)
	require.False(t, chapter.ICD10.Code.IsValid())

	var all []string
	for _, r := range m.AllTo11(MustParse("A00.0")) {
		all = append(all, r.ICD11.Code.String())
	}
	require.Equal(t, []string{"1A00&XN8P1", "1A03.Y"}, all)
	require.Empty(t, m.AllTo11(MustParse("Z99")))

	back, ok := m.To10(MustParse11("1A00"))
	require.True(t, ok)
	require.Equal(t, "A00", back.ICD10.Text)
	back, ok = m.To10(MustParse11("1A03"))
	require.True(t, ok && back.None)
	_, ok = m.To10(MustParse11("2A00"))
	require.False(t, ok)
	n := 0
	for i := range m.One.All() {
		if n++; i == 2 {
			break
		}
	}
	require.Equal(t, 3, n)
	require.Equal(t, 4, m.One.Len())
	empty, err := (&Table{}).WriteTo(io.Discard)
	require.NoError(t, err)
	require.Zero(t, empty)
}

// Columns may be renamed, moved, added and missing; the map to all classes may
// have any name.
func TestOtherYears(t *testing.T) {
	mms := strings.ReplaceAll(load(t, "mms.txt"), "Linearization URI", "Linearization (release) URI")
	var moved strings.Builder
	for line := range strings.Lines(mms) {
		f := strings.Split(strings.TrimSuffix(line, "\r\n"), "\t")
		f = slices.Insert(f, 3, map[bool]string{true: "CodingNote", false: "a note"}[moved.Len() == 0])
		f = slices.Delete(f, 12, 13) // the primary tabulation
		moved.WriteString(strings.Join(f, "\t") + "\r\n")
	}
	r, err := Read(files("mms.txt", strings.TrimPrefix(moved.String(), "\xef\xbb\xbf"), "a.txt", load(t, "multiple.txt"), "b.txt", load(t, "one.txt")))
	require.NoError(t, err)
	require.Empty(t, r.Diagnostics())
	require.Equal(t, "2024 Jan 21 - 22:30 UTC", r.MMS.Provenance().Release)
	e, ok := r.MMS.Lookup(MustParse11("1A03.Y"))
	require.True(t, ok)
	require.Equal(t, []string{"BlockL1-1A0"}, e.Groupings)
	requireRoundTrip(t, []byte(strings.TrimPrefix(moved.String(), "\xef\xbb\xbf")), r.MMS)
	require.Equal(t, []int{4, 3}, []int{r.Maps.One.Len(), r.Maps.Multiple.Len()})
	requireRoundTrip(t, []byte(load(t, "multiple.txt")), &r.Maps.Multiple)

	_, err = Read(files("m.txt", strings.Replace(load(t, "mms.txt"), "isLeaf", "leaf?", 1)))
	require.ErrorIs(t, err, medcode.ErrLayout)
	require.ErrorContains(t, err, "m.txt:1: no column \"isleaf\"")
	_, err = Read(files("m.txt", strings.Replace(load(t, "one.txt"), "icd10Chapter", "chapter", 1)))
	require.ErrorContains(t, err, "m.txt:1: no column \"icd10chapter\"")
}

func TestClassification(t *testing.T) {
	c := fixture(t).Classification
	p := c.Provenance()
	require.Equal(t, "ICD-10-TEST 2019 2019-01-01 to ", p.System+" "+p.Release+" "+p.Effective.String())
	require.Equal(t, "A made-up classification", c.Title())
	require.Equal(t, 5, c.Len())

	k, ok := c.Lookup(MustParse("A00"))
	require.True(t, ok)
	require.Equal(t, "Made-up disease", k.Title())
	require.Equal(t, "dagger", k.Usage)
	require.Equal(t, "disease of the first kind", k.Rubrics[1].Text)
	require.Equal(t, Rubric{Kind: "exclusion", Text: "the other disease (A02.-)",
		References: []Reference{{Text: "A02.-", Class: "A02"}}}, k.Rubrics[2])
	up, ok := c.Parent(k)
	require.True(t, ok)
	require.Equal(t, "A00-A09", up.Text)
	var sub []string
	for s := range c.Children(up) {
		sub = append(sub, s.Text)
	}
	require.Equal(t, []string{"A00", "A02"}, sub)

	// The modifiers of A02: a fourth character, then a fifth.
	k, _ = c.Class("A02")
	var made []string
	for m := range c.Expand(k) {
		require.True(t, m.Made)
		made = append(made, m.Text+" "+m.Title())
	}
	require.Equal(t, []string{
		"A02.0 Other made-up disease : With the one complication",
		"A02.01 Other made-up disease : With the one complication : open",
		"A02.9 Other made-up disease : Without complications",
		"A02.91 Other made-up disease : Without complications : open",
	}, made)
	m, ok := c.Lookup(MustParse("A02.91"))
	require.True(t, ok)
	require.Equal(t, "A02.9", m.Super)
	_, ok = c.Lookup(MustParse("A02.5"))
	require.False(t, ok)
	_, ok = c.Lookup(MustParse("B99"))
	require.False(t, ok)
	require.Len(t, c.Modifier("S10E10_4"), 2)
	require.Equal(t, "", Class{}.Title())

	var codes []string
	for code := range c.All() {
		codes = append(codes, code.String())
	}
	require.Equal(t, []string{"A00", "A00.0", "A02"}, codes)
	for range c.All() {
		break
	}
	for range c.Children(up) {
		break
	}
	for range c.Expand(k) {
		break
	}
}

func TestRoundTrip(t *testing.T) {
	r := fixture(t)
	for name, from := range map[string]io.WriterTo{"mortality.csv": r.Mortality, "mms.txt": r.MMS,
		"one.txt": &r.Maps.One, "multiple.txt": &r.Maps.Multiple, "back.txt": &r.Maps.Back} {
		requireRoundTrip(t, []byte(load(t, name)), from)
	}
	blank := load(t, "mortality.csv") + "\r\n\r\n"
	b, err := Read(files("m.csv", blank))
	require.NoError(t, err)
	require.Equal(t, r.Mortality.Len(), b.Mortality.Len())
	requireRoundTrip(t, []byte(blank), b.Mortality)
	n, err := new(Mortality).WriteTo(io.Discard)
	require.NoError(t, err)
	require.Zero(t, n)
	_, err = r.MMS.WriteTo(failing{})
	require.ErrorIs(t, err, errFailing)
}

var errFailing = errors.New("failing")

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errFailing }

// Bad input gives an error with its place, or a diagnostic where the set is whole.
func TestBadInput(t *testing.T) {
	mortality, mms, one, claml := load(t, "mortality.csv"), load(t, "mms.txt"), load(t, "one.txt"), load(t, "claml.xml")
	swap := strings.Replace
	for _, c := range []struct {
		name string
		fsys fs.FS
		want error
		text string
	}{
		{"nothing", files(), medcode.ErrNoFile, "no file of WHO's"},
		{"a page", files("list.csv", "<!DOCTYPE html><html>"), medcode.ErrLayout, "list.csv: not read: an HTML page"},
		{"a page as zip", files("list.zip", "<!DOCTYPE html><html>"), medcode.ErrLayout, "HTML page"},
		{"UTF-16", files("list.csv", "\xff\xfeS\x00"), medcode.ErrLayout, "UTF-16"},
		{"other XML", files("x.xml", "<other/>"), medcode.ErrLayout, "x.xml: not read: XML"},
		{"a long line", files("m.csv", strings.Repeat("x", 1<<20+1)), medcode.ErrLimit, "m.csv:1"},
		{"another layout", files("m.csv", swap(mortality, ",A00.0,", ",A00.0,x,", 1)), medcode.ErrSyntax, "m.csv:5: want status"},
		{"not a code", files("m.csv", swap(mortality, "A00.0", "A0", 1)), medcode.ErrSyntax, "m.csv:5: ICD-10 code"},
		{"an open quote", files("m.csv", swap(mortality, "comma\"", "comma", 1)), medcode.ErrSyntax, "m.csv:5: want status"},
		{"two lists", files("a.csv", mortality, "b.csv", mortality+"\r\n"), medcode.ErrLayout, "a second mortality list"},
		{"two tabulations", files("a.txt", mms, "b.txt", mms+"\r\n"), medcode.ErrLayout, "a second ICD-11"},
		{"two maps", files("a.txt", one, "b.txt", one+"\r\n"), medcode.ErrLayout, "a second map"},
		{"two classifications", files("a.xml", claml, "b.xml", claml+"\n"), medcode.ErrLayout, "a second classification"},
		{"MMS without parent", files("m.txt", swap(mms, `"- Made-up block"`, `"Made-up block"`, 1)), medcode.ErrSyntax, "m.txt:4: an entity 2 levels below"},
		{"MMS columns", files("m.txt", swap(mms, "block\t1", "block", 1)), medcode.ErrSyntax, "m.txt:3: 16 columns"},
		{"MMS title", files("m.txt", swap(mms, `"- Made-up block"`, `Made-up block`, 1)), medcode.ErrSyntax, "title in quotes"},
		{"MMS kind", files("m.txt", swap(mms, "\tblock\t", "\tgroup\t", 1)), medcode.ErrSyntax, "chapter, block or category"},
		{"MMS depth", files("m.txt", swap(mms, "block\t1", "block\tx", 1)), medcode.ErrSyntax, "DepthInKind"},
		{"MMS boolean", files("m.txt", swap(mms, "\tFalse\t", "\tNo\t", 1)), medcode.ErrSyntax, "True or False as isresidual"},
		{"MMS code", files("m.txt", swap(mms, "1A03.Y", "1A03.YYYY", 1)), medcode.ErrSyntax, "ICD-11 code"},
		{"MMS without code", files("m.txt", swap(mms, "1A03.Y", "", 1)), medcode.ErrSyntax, "ICD-11 code"},
		{"map columns", files("m.txt", swap(one, "A00-A09\t", "", 1)), medcode.ErrSyntax, "m.txt:3: 11 columns"},
		{"map ICD-10 code", files("m.txt", swap(one, "A00.0", "A0", 1)), medcode.ErrSyntax, "m.txt:4: ICD-10"},
		{"map ICD-11 code", files("m.txt", swap(one, "1A00", "1100", 1)), medcode.ErrSyntax, "m.txt:4: ICD-11"},
		{"ClaML cut short", files("c.xml", claml[:len(claml)/2]), medcode.ErrSyntax, "c.xml"},
		{"ClaML class without code", files("c.xml", swap(claml, `<Class code="A02"`, `<Class`, 1)), medcode.ErrSyntax, "without code"},
		{"ClaML modifier without code", files("c.xml", swap(claml, `modifier="FIFTH" code="1"`, ``, 1)), medcode.ErrSyntax, "without modifier"},
		{"deep XML", files("c.xml", "<ClaML><Class code='A00'><Rubric><Label>"+strings.Repeat("<Para>", 10_000)), medcode.ErrLimit, "nested"},
		{"an entity", files("c.xml", swap(claml, "Made-up block", "&bomb;", 1)), medcode.ErrSyntax, "entity"},
		{"a bad encoding", files("c.xml", swap(claml, "UTF-8", "EBCDIC", 1)), medcode.ErrLayout, "EBCDIC"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Read(c.fsys)
			require.ErrorIs(t, err, c.want)
			require.ErrorAs(t, err, new(*medcode.FileError))
			require.ErrorContains(t, err, c.text)
		})
	}
	_, err := ReadWith(files("m.csv", mortality), medcode.ReadOptions{Limits: medcode.Limits{EntryBytes: 10}})
	require.ErrorIs(t, err, medcode.ErrLimit)
}

func TestDiagnostics(t *testing.T) {
	mortality, mms, one, multiple, claml := load(t, "mortality.csv"), load(t, "mms.txt"), load(t, "one.txt"), load(t, "multiple.txt"), load(t, "claml.xml")
	swap := strings.Replace
	lines := strings.SplitAfter(multiple, "\r\n")
	for _, c := range []struct {
		name string
		fsys fs.FS
		kind string
		line int
	}{
		{"Windows-1252", files("m.csv", swap(mortality, "wound", "S\xe9zary", 1)), "encoding", 10},
		{"a byte-order mark and LF", files("m.csv", "\xef\xbb\xbf"+strings.ReplaceAll(mortality, "\r\n", "\n")), "", 0},
		{"both line ends", files("m.csv", swap(mortality, "wound\r", "wound", 1)), "line-end", 10},
		{"UTF-16 beside it", files("m.csv", mortality, "n.csv", "\xff\xfeS\x00"), "unread-file", 0},
		{"a heading", files("m.csv", mortality+",A00-B99,Made-up chapter\r\n"), "", 0},
		{"truncated", files("m.csv", mortality[:len(mortality)-2]), "unfinished", 14},
		{"duplicate", files("m.csv", swap(mortality, "S01.0", "A00.0", 1)), "duplicate-code", 0},
		{"status", files("m.csv", swap(mortality, "Deleted in 2009", "Retired in 2009", 1)), "status", 6},
		{"status without year", files("m.csv", swap(mortality, "Deleted in 2009", "Deleted", 1)), "status", 6},
		{"MMS duplicate", files("m.txt", swap(mms, "1A03.Y", "1A03", 1)), "duplicate-code", 6},
		{"MMS truncated", files("m.txt", mms[:len(mms)-2]), "unfinished", 8},
		{"map duplicate", files("one.txt", swap(one, "C95.7", "A00.0", 1)), "duplicate-code", 5},
		{"map truncated", files("m.txt", one[:len(one)-2]), "unfinished", 5},
		{"map scattered", files("multiple.txt", lines[0]+lines[1]+lines[3]+lines[2]), "scattered", 4},
		{"ClaML duplicate", files("c.xml", swap(claml, `<Class code="A00.0"`, `<Class code="A00"`, 1)), "duplicate-code", 38},
		{"ClaML parent", files("c.xml", swap(claml, `SuperClass code="I"`, `SuperClass code="II"`, 1)), "dangling-reference", 0},
		{"ClaML child", files("c.xml", swap(claml, `SubClass code="A02"`, `SubClass code="A03"`, 1)), "dangling-reference", 0},
		{"ClaML modifier", files("c.xml", swap(claml, `ModifiedBy code="FIFTH"`, `ModifiedBy code="SIXTH"`, 1)), "dangling-reference", 0},
		{"ClaML date", files("c.xml", swap(claml, "2019-01-01", "someday", 1)), "malformed-value", 6},
		{"ClaML suffix", files("c.xml", swap(claml, `modifier="FIFTH" code="1"`, `modifier="FIFTH" code="-"`, 1)), "", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := Read(c.fsys)
			require.NoError(t, err)
			found := c.kind == "" && len(r.Diagnostics()) == 0
			for _, d := range r.Diagnostics() {
				found = found || string(d.Kind) == c.kind && d.Line == c.line
			}
			require.True(t, found, "%v", r.Diagnostics())
		})
	}
}

func TestCode(t *testing.T) {
	for in, want := range map[string]string{"A01.0": "A01.0", " a010 ": "A01.0", "A01": "A01", "M00.01": "M00.01"} {
		c, err := Parse(in)
		require.NoError(t, err)
		require.Equal(t, want, c.String())
		require.Equal(t, strings.ReplaceAll(want, ".", ""), c.Compact())
		require.True(t, c.IsValid() && c.Category().Contains(c))
		require.False(t, Code{}.Contains(c))
	}
	for _, in := range []string{"", "A0", "1A0", "A0X", "A010.0", "A01.", "A01..0", "A01.012", "Ä01", "A01.0†"} {
		_, err := Parse(in)
		require.ErrorIs(t, err, medcode.ErrSyntax, in)
		require.Panics(t, func() { MustParse(in) })
	}
	require.Equal(t, -1, MustParse("A01").Compare(MustParse("A01.0")))
	require.Less(t, MustParse("A01").Key(), MustParse("A01.0").Key())
	testMethods(t, MustParse("A01.0"), "A01.0")
}

func TestCode11(t *testing.T) {
	for in, want := range map[string]string{"1A03.0": "1A03.0", "1a030": "1A03.0", "1A00": "1A00", "xn8p1": "XN8P1", "5A11.2Z": "5A11.2Z", "XM0AA4": "XM0AA4"} {
		c, err := Parse11(in)
		require.NoError(t, err, in)
		require.Equal(t, want, c.String())
		require.Equal(t, want[0] == 'X', c.IsExtension())
	}
	for _, in := range []string{"", "1A0", "1100", "1AA0", "1AO", "1IA0", "1A00.", "1A0.00", "XN8P.1", "1A00.000", "1A-0"} {
		_, err := Parse11(in)
		require.ErrorIs(t, err, medcode.ErrSyntax, in)
		require.Panics(t, func() { MustParse11(in) })
	}
	require.True(t, MustParse11("1A03").Contains(MustParse11("1A03.0")))
	require.Equal(t, 1, MustParse11("1A03.0").Compare(MustParse11("1A03")))
	testMethods(t, MustParse11("1A03.0"), "1A03.0")
}

// testMethods takes a code through its text, binary, JSON and SQL forms.
func testMethods[C comparable, P interface {
	*C
	UnmarshalBinary([]byte) error
	Scan(any) error
}](t *testing.T, c C, text string) {
	t.Helper()
	b, err := json.Marshal(c)
	require.NoError(t, err)
	require.Equal(t, `"`+text+`"`, string(b))
	var back, binary, scanned C
	require.NoError(t, json.Unmarshal(b, &back))
	require.Equal(t, c, back)
	require.Error(t, json.Unmarshal([]byte(`"?"`), &back))

	b, err = any(c).(interface{ MarshalBinary() ([]byte, error) }).MarshalBinary()
	require.NoError(t, err)
	require.NoError(t, P(&binary).UnmarshalBinary(b))
	require.Equal(t, c, binary)
	v, err := any(c).(driver.Valuer).Value()
	require.NoError(t, err)
	require.NoError(t, P(&scanned).Scan(v))
	require.Equal(t, c, scanned)
}

func TestCluster(t *testing.T) {
	c, err := ParseCluster("1a00&xn8p1/5A11")
	require.NoError(t, err)
	require.Equal(t, "1A00&XN8P1/5A11", c.String())
	require.Equal(t, []Code11{MustParse11("1A00"), MustParse11("XN8P1"), MustParse11("5A11")}, c.Codes())
	require.Equal(t, MustParse11("1A00"), c.Stem())
	require.Nil(t, Cluster{}.Codes())
	require.False(t, Cluster{}.Stem().IsValid())
	for _, in := range []string{"", "1A00&", "&1A00", "1A00/XN8P1", "1A00//5A11", "1A00 & "} {
		_, err := ParseCluster(in)
		require.ErrorIs(t, err, medcode.ErrSyntax, in)
	}
	b, err := json.Marshal(c)
	require.NoError(t, err)
	var back Cluster
	require.NoError(t, json.Unmarshal(b, &back))
	require.Equal(t, c, back)
}

func TestNoAllocation(t *testing.T) {
	m := fixture(t)
	code, code11 := MustParse("A09.0"), MustParse11("1A03.Y")
	require.Zero(t, testing.AllocsPerRun(100, func() {
		_, _ = Parse("A09.0")
		_, _ = Parse11("1A03.Y")
		_, _ = m.Mortality.Lookup(code)
		_, _ = m.MMS.Lookup(code11)
		_, _ = m.Maps.To10(code11)
	}))
}

func FuzzRead(f *testing.F) {
	for _, name := range []string{"mortality.csv", "mms.txt", "one.txt", "multiple.txt", "back.txt", "claml.xml"} {
		f.Add([]byte(load(f, name)))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := Read(fstest.MapFS{"f": {Data: data}})
		if err != nil {
			return
		}
		var b bytes.Buffer
		if r.Mortality != nil {
			_, err = r.Mortality.WriteTo(&b)
			require.NoError(t, err)
			require.Equal(t, r.Mortality.Len(), len(slices.Collect(maps.Keys(maps.Collect(r.Mortality.All()))))+duplicates(r))
		}
		if r.MMS != nil {
			_, err = r.MMS.WriteTo(&b)
			require.NoError(t, err)
		}
		if r.Classification != nil {
			for _, k := range r.Classification.All() {
				for range r.Classification.Expand(k) {
					break
				}
			}
		}
	})
}

func duplicates(r *Release) (n int) {
	for _, d := range r.Diagnostics() {
		if d.Kind == "duplicate-code" {
			n++
		}
	}
	return n
}

func FuzzCodes(f *testing.F) {
	for _, s := range []string{"A01.0", "1A00&XN8P1/5A11.2Z", "a00", "XM0AA4"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if c, err := Parse(s); err == nil {
			require.Equal(t, c, MustParse(c.String()))
		}
		if c, err := Parse11(s); err == nil {
			require.Equal(t, c, MustParse11(c.String()))
		}
		if c, err := ParseCluster(s); err == nil {
			again, err := ParseCluster(c.String())
			require.NoError(t, err)
			require.Equal(t, c, again)
			require.NotEmpty(t, c.Codes())
		}
	})
}
