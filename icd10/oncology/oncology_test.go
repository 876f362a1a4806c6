package oncology

import (
	"archive/zip"
	"bytes"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/internal/xlsx/xlsxtest"
	"github.com/stretchr/testify/require"
)

const fixtureName = "sitetype.icdo3.d20150918.csv"

func fixture(tb testing.TB) *Release {
	tb.Helper()
	r, err := Read(os.DirFS("testdata"))
	require.NoError(tb, err)
	require.Empty(tb, r.Diagnostics())
	return r
}

func fixtureText(tb testing.TB) string {
	tb.Helper()
	data, err := os.ReadFile("testdata/" + fixtureName)
	require.NoError(tb, err)
	return string(data)
}

func TestRelease(t *testing.T) {
	r := fixture(t)
	require.Equal(t, "2015-09-18", r.Provenance().Release)
	require.Contains(t, r.String(), r.Provenance().String()+": ")
	require.Equal(t, 5, r.Len())
	require.Len(t, r.Groups(), 3)

	g, ok := r.GroupOf(MustParseTopography("C18.5"))
	require.True(t, ok)
	require.Equal(t, "LARGE INTESTINE, (EXCL. APPENDIX)", g.Name)
	require.True(t, g.Contains(MustParseTopography("C19.9")))
	require.False(t, g.Contains(MustParseTopography("C18.1")))
	_, ok = r.GroupOf(MustParseTopography("C50.4"))
	require.False(t, ok)
	_, ok = r.GroupOf(Topography{})
	require.False(t, ok)

	row, ok := r.Lookup(MustParseMorphology("8010/39"))
	require.True(t, ok)
	require.Equal(t, "Made-up tumor, plain", row.Term)
	_, ok = r.Lookup(MustParseMorphology("9999/3"))
	require.False(t, ok)
	n := 0
	for m, row := range r.All() {
		require.Equal(t, m, row.Morphology)
		if n++; n == 3 {
			break
		}
	}

	for _, c := range []struct {
		site, morph string
		valid       bool
		behaviors   string
		groups      int
		site2       bool
		morph2      bool
	}{
		{"C00.1", "8010/3", true, "23", 2, true, true},
		{"C00.1", "8010/33", true, "23", 2, true, true},
		{"C18.1", "8140/0", false, "3", 1, true, true},
		{"C50.4", "8140/0", false, "", 1, false, true},
		{"C18.1", "9999/3", false, "", 0, true, false},
	} {
		site, morph := MustParseTopography(c.site), MustParseMorphology(c.morph)
		v := r.Check(site, morph)
		b := ""
		for _, x := range v.Behaviors {
			b += string(rune(x))
		}
		require.Equal(t, c.valid, v.Valid)
		require.Equal(t, c.valid, r.Valid(site, morph))
		require.Equal(t, c.behaviors, b)
		require.Len(t, v.Groups, c.groups)
		require.Equal(t, c.site2, v.KnownSite)
		require.Equal(t, c.morph2, v.KnownMorph)
	}
	require.False(t, r.Valid(Topography{}, MustParseMorphology("8010/3")))
}

func TestRoundTrip(t *testing.T) {
	text := fixtureText(t)
	for _, want := range []string{text, text + "\r", strings.ReplaceAll(text, "\r", "\n") + "\n", strings.ReplaceAll(text, "\r", "\r\n")} {
		r, err := Read(fstest.MapFS{"f.csv": {Data: []byte(want)}})
		require.NoError(t, err)
		require.Equal(t, 5, r.Len())
		require.Empty(t, r.Provenance().Release)
		var b bytes.Buffer
		n, err := r.WriteTo(&b)
		require.NoError(t, err)
		require.Equal(t, int64(len(want)), n)
		require.Equal(t, want, b.String())
	}
}

func TestWorkbook(t *testing.T) {
	rows := [][]string{{"Site recode", "Site Description", "Histology", "Histology Description", "Histology/Behavior", "Histology/Behavior Description"},
		{"C181", "APPENDIX", "814", "MADE-UP, PLAIN", "8140/3", "Made-up tumor"}}
	r, err := Read(fstest.MapFS{"list.xlsx": {Data: xlsxtest.Book(t, rows...)}})
	require.NoError(t, err)
	require.Equal(t, 1, r.Len())
	require.True(t, r.Valid(MustParseTopography("C18.1"), MustParseMorphology("8140/3")))
	_, err = Read(fstest.MapFS{"list.xlsx": {Data: xlsxtest.Book(t, rows[1:]...)}})
	require.ErrorContains(t, err, "no file of the site/type validation list; met list.xlsx (a zip)")
	_, err = Read(fstest.MapFS{"list.xlsx": {Data: []byte("PK\x03\x04")}})
	require.Error(t, err)
	_, err = Read(fstest.MapFS{"list.xlsx": {Data: xlsxtest.Zip(t, map[string]string{
		"_rels/.rels":                `<Relationships><Relationship Id="r" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook xmlns:r="r"><sheets><sheet name="List" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Type="x/worksheet" Target="sheet.xml"/></Relationships>`,
		"xl/sheet.xml":               `<worksheet><sheetData><row`,
	})}})
	require.Error(t, err)
}

func TestBadInput(t *testing.T) {
	text := fixtureText(t)
	swap := func(old, new string) map[string]string {
		return map[string]string{"f.csv": strings.Replace(text, old, new, 1)}
	}
	for _, c := range []struct {
		name  string
		files map[string]string
		want  error
		text  string
	}{
		{"nothing", nil, medcode.ErrNoFile, "no file of the site/type"},
		{"a page", map[string]string{"f.csv": "<html>"}, medcode.ErrLayout, "f.csv: not read: an HTML page"},
		{"a page as zip", map[string]string{"f.zip": "<html>"}, medcode.ErrLayout, "HTML"},
		{"another header", swap("Site recode", "Site"), medcode.ErrLayout, `f.csv: not read: text, but no file of the site/type validation list that is known`},
		{"two lists", map[string]string{"a.csv": text, "b.csv": text + "\n"}, medcode.ErrLayout, "a second, different list"},
		{"columns", swap(",LIP", ""), medcode.ErrSyntax, "f.csv:2: want 6 columns"},
		{"an open quote", swap(`C009"`, `C009`), medcode.ErrSyntax, "f.csv:2"},
		{"a site", swap("C008", "X008"), medcode.ErrSyntax, "topography"},
		{"a range", swap("C000-C006", "C006-C000"), medcode.ErrSyntax, "backwards"},
		{"a morphology", swap("8010/2", "8010/4"), medcode.ErrSyntax, "behaviour"},
		{"a long line", swap("LIP", strings.Repeat("L", 1<<20)), medcode.ErrLimit, "f.csv:2"},
	} {
		fsys := fstest.MapFS{}
		for name, data := range c.files {
			fsys[name] = &fstest.MapFile{Data: []byte(data)}
		}
		_, err := Read(fsys)
		require.ErrorIs(t, err, c.want, c.name)
		require.ErrorAs(t, err, new(*medcode.FileError), c.name)
		require.ErrorContains(t, err, c.text, c.name)
	}
	_, err := ReadWith(os.DirFS("testdata"), medcode.ReadOptions{Limits: medcode.Limits{EntryBytes: 10}})
	require.ErrorIs(t, err, medcode.ErrLimit)
	require.Equal(t, "\n", lineEnd(nil))

	for kind, files := range map[string]map[string]string{
		"duplicate-row": swap("8010/2", "8010/3"), "histology": swap("8010/2", "8140/2"), "overlap": swap("C181", "C180"),
	} {
		r, err := Read(fstest.MapFS{"f.csv": {Data: []byte(files["f.csv"])}})
		require.NoError(t, err)
		require.NotEmpty(t, r.Diagnostics())
		require.Equal(t, kind, string(r.Diagnostics()[0].Kind))
	}
}

func TestCodes(t *testing.T) {
	for in, want := range map[string]string{"C50.4": "C50.4", " c504": "C50.4"} {
		c, err := ParseTopography(in)
		require.NoError(t, err)
		require.Equal(t, want, c.String())
		require.Equal(t, "C504", c.Compact())
	}
	for _, in := range []string{"", "C50", "D50.4", "C50.", "C5.04", "C50.44", "C5O4"} {
		_, err := ParseTopography(in)
		require.ErrorIs(t, err, medcode.ErrSyntax, in)
		require.Panics(t, func() { MustParseTopography(in) })
	}
	for in, want := range map[string]string{"8500/3": "8500/3", "M-8500/32": "8500/32", " 9950/3 ": "9950/3"} {
		c, err := ParseMorphology(in)
		require.NoError(t, err)
		require.Equal(t, want, c.String())
	}
	for _, in := range []string{"", "8500", "8500/", "850/3", "7500/3", "8500-3", "8500/4", "8500/30", "8500/321", "8500/x"} {
		_, err := ParseMorphology(in)
		require.ErrorIs(t, err, medcode.ErrSyntax, in)
		require.Panics(t, func() { MustParseMorphology(in) })
	}
	m := MustParseMorphology("8500/32")
	require.Equal(t, "8500", m.Histology())
	require.Equal(t, Malignant, m.Behavior())
	require.Equal(t, ModeratelyDifferentiated, m.Grade())
	require.Equal(t, NoGrade, m.WithoutGrade().Grade())
	require.Equal(t, "8500/2", m.WithBehavior(InSitu).String())
	require.False(t, m.WithBehavior('x').IsValid())
	require.Equal(t, 1, m.Compare(m.WithoutGrade()))
	require.Empty(t, Topography{}.String()+Morphology{}.String())
	v, err := Morphology{}.Value()
	require.NoError(t, err)
	require.Nil(t, v)
	words := map[string]bool{}
	for _, b := range []Behavior{Benign, Uncertain, InSitu, Malignant, Metastatic, MalignantOfAnyOrder, 0} {
		words[b.String()] = true
	}
	require.Len(t, words, 7)

	testMethods(t, MustParseTopography("C50.4"))
	testMethods(t, m)
}

func testMethods[C comparable, P interface {
	*C
	UnmarshalBinary([]byte) error
	Scan(any) error
}](t *testing.T, c C) {
	t.Helper()
	b, err := json.Marshal(c)
	require.NoError(t, err)
	var back, binary, scanned C
	require.NoError(t, json.Unmarshal(b, &back))
	require.Equal(t, c, back)
	b, err = any(c).(interface{ MarshalBinary() ([]byte, error) }).MarshalBinary()
	require.NoError(t, err)
	require.NoError(t, P(&binary).UnmarshalBinary(b))
	require.Equal(t, c, binary)
	v, err := any(c).(driver.Valuer).Value()
	require.NoError(t, err)
	require.NoError(t, P(&scanned).Scan(v))
	require.Equal(t, c, scanned)
}

func TestBlocks(t *testing.T) {
	for code, want := range map[string]Behavior{
		"C50.412": Malignant, "C76.8": Malignant, "C77.0": Metastatic, "C7A.010": Malignant, "C7B.02": Metastatic, "C80.1": MalignantOfAnyOrder,
		"C81.00": Malignant, "C96.Z": Malignant, "D05.11": InSitu, "D09.9": InSitu, "D10.0": Benign, "D36.9": Benign, "D3A.00": Benign,
		"D37.01": Uncertain, "D48.9": Uncertain, "D45": Malignant, "D46.9": Malignant, "D47.1": Malignant, "D47.2": Uncertain, "D47.3": Malignant, "D49.0": 0,
	} {
		b, ok := BlockOf(cm.MustParse(code))
		require.True(t, ok, code)
		require.Equal(t, want, b.Behavior, code)
	}
	for _, code := range []string{"B99.9", "D50.0", "I10", "D89.9"} {
		_, ok := BlockOf(cm.MustParse(code))
		require.False(t, ok, code)
	}
	_, ok := BlockOf(cm.Code{})
	require.False(t, ok)
	var blocks []string
	for b := range BlocksOf(Metastatic) {
		blocks = append(blocks, b.First.String()+"-"+b.Last.String())
	}
	require.Equal(t, []string{"C7B-C7B", "C77-C79"}, blocks)
	for range BlocksOf(Metastatic) {
		break
	}
}

func TestNoAllocation(t *testing.T) {
	r := fixture(t)
	require.Zero(t, testing.AllocsPerRun(100, func() {
		site, err := ParseTopography("C00.1")
		morph, err2 := ParseMorphology("8010/3")
		if errors.Join(err, err2) != nil || !r.Valid(site, morph) {
			t.Error("not valid")
		}
	}))
}

func TestOfficial(t *testing.T) {
	path := official.Path(t, "releases/icdo3/2015")
	r, err := Read(os.DirFS(path))
	require.NoError(t, err)
	require.Empty(t, r.Diagnostics())
	require.Equal(t, "2015-09-18", r.Provenance().Release)
	require.Equal(t, 10484, r.Len())
	require.Len(t, r.Groups(), 73)
	require.True(t, r.Valid(MustParseTopography("C50.4"), MustParseMorphology("8500/32")))
	require.False(t, r.Valid(MustParseTopography("C50.4"), MustParseMorphology("9732/3")), "a plasma cell myeloma of the breast")

	z, err := zip.OpenReader(path + "/sitetype.icdo3.d20150918.zip")
	require.NoError(t, err)
	defer z.Close()
	f, err := z.File[0].Open()
	require.NoError(t, err)
	want, err := io.ReadAll(f)
	require.NoError(t, err)
	var b bytes.Buffer
	_, err = r.WriteTo(&b)
	require.NoError(t, err)
	require.True(t, bytes.Equal(want, b.Bytes()), "round trip")
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(fixtureText(f)))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := Read(fstest.MapFS{"f": {Data: data}})
		if err != nil {
			return
		}
		var b bytes.Buffer
		_, err = r.WriteTo(&b)
		require.NoError(t, err)
		again, err := Read(fstest.MapFS{"f": {Data: b.Bytes()}})
		require.NoError(t, err)
		require.Equal(t, r.rows, again.rows)
	})
}

func FuzzCodes(f *testing.F) {
	f.Add("C50.4")
	f.Add("M-8500/32")
	f.Fuzz(func(t *testing.T, s string) {
		if c, err := ParseTopography(s); err == nil {
			require.Equal(t, c, MustParseTopography(c.String()))
		}
		if c, err := ParseMorphology(s); err == nil {
			require.Equal(t, c, MustParseMorphology(c.String()))
		}
	})
}

func BenchmarkValid(b *testing.B) {
	r := fixture(b)
	site, morph := MustParseTopography("C00.1"), MustParseMorphology("8010/3")
	for b.Loop() {
		if !r.Valid(site, morph) {
			b.Fatal("not valid")
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "lookups/s")
}

func BenchmarkRead(b *testing.B) {
	fsys := os.DirFS(official.Path(b, "releases/icdo3/2015"))
	for b.Loop() {
		r, err := Read(fsys)
		require.NoError(b, err)
		b.SetBytes(r.Provenance().Files[0].Size)
	}
}
