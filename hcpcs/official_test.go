package hcpcs_test

import (
	"bytes"
	"io"
	"io/fs"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/hcpcs/internal/recordlayout"
	"github.com/medcode/medcode/internal/official"
)

func officialRelease(tb testing.TB, quarter string) *hcpcs.Release {
	tb.Helper()
	r, err := hcpcs.Read(os.DirFS(official.Path(tb, "releases/hcpcs/"+quarter)))
	require.NoError(tb, err)
	return r
}

// inZip returns a file of the zip of January 2025.
func inZip(tb testing.TB, name string) []byte {
	return official.InZip(tb, "releases/hcpcs/2025-01/january-2025-alpha-numeric-hcpcs-file.zip", name)
}

const (
	anweb     = "HCPC2025_JAN_ANWEB_12172024.txt"
	anwebBook = "HCPC2025_JAN_ANWEB_12172024.xlsx"
)

func TestOfficialCounts(t *testing.T) {
	r := officialRelease(t, "2025-01")
	require.Equal(t, []string{"duplicate-file"}, kinds(r.Diagnostics()), "the record layout lies beside the zip that has it")
	require.Equal(t, map[string]int{"codes": 8259, "modifiers": 383, "processing notes": 234, "not otherwise classified": 161, "changes": 8642, "corrections": 46}, r.Counts())
	require.Equal(t, "2025-01-01 to 2025-03-31", r.Provenance().Effective.String())
	for _, c := range r.Corrections() {
		require.False(t, c.Changed, "the main file of December 17 has the corrections of that day: %v", c)
	}

	old := officialRelease(t, "2020-10")
	require.Empty(t, old.Diagnostics())
	require.Equal(t, 6825, old.Counts()["codes"])
	require.Equal(t, 371, old.Counts()["modifiers"])
	require.Equal(t, "2020-10-01 to 2020-12-31", old.Provenance().Effective.String())
}

func TestOfficialRecords(t *testing.T) {
	r := officialRelease(t, "2025-01")
	get := func(code string) hcpcs.Record {
		rec, ok := r.Lookup(hcpcs.MustParse(code))
		require.True(t, ok, code)
		return rec
	}
	c := get("C7537")
	require.Equal(t, "Insertion of new or replacement of permanent pacemaker with atrial transvenous electrode(s), with insertion of pacing electrode, cardiac venous system, for left ventricular pacing, at time of insertion of implantable defibrillator or pacemaker pulse generator (e.g., for upgrade to dual chamber system)", c.Long)
	require.Equal(t, "Insrt atril pm w/l vent lead", c.Short)
	require.Equal(t, []any{"YY", date("2023-01-01"), "0229", hcpcs.BETOS("P2E"), []hcpcs.TypeOfService{"2"}, date("2023-01-01"), hcpcs.NoChange},
		[]any{c.ASCGroup, c.ASCDate, c.Note, c.BETOS, c.TypesOfService, c.Added, c.Action})
	require.NotEmpty(t, r.Note("0229"))
	v := get("V5364")
	require.Equal(t, []any{[]hcpcs.Pricing{"00"}, hcpcs.MultiplePricing("9"), "1862(a)(7)", hcpcs.NonCoveredByStatute, []hcpcs.TypeOfService{"1", "W"}, date("2004-01-01")},
		[]any{v.Pricing, v.MultiplePricing, v.Statute, v.Coverage, v.TypesOfService, v.Effective})
	ma, ok := r.Modifier(hcpcs.MustParseModifier("MA"))
	require.True(t, ok)
	require.Equal(t, []any{date("2020-01-01"), date("2025-01-01"), date("2024-12-31"), hcpcs.Discontinued}, []any{ma.Added, ma.Effective, ma.Terminated, ma.Action})
	require.Equal(t, hcpcs.Ended, r.CheckModifier(ma.Modifier, date("2025-01-01")).Status)
	aflibercept := hcpcs.MustParse("J0178")
	require.True(t, r.Check(aflibercept, date("2025-03-31")).OK())
	require.True(t, r.Check(aflibercept, medcode.Date{}).OK())
	require.Equal(t, "J0178 is in HCPCS Level II 2025-01, which holds 2025-01-01 to 2025-03-31, not then", r.Check(aflibercept, date("2099-01-01")).String())
	require.True(t, r.IsNotOtherwiseClassified(hcpcs.MustParse("A0999")))
	_, ok = r.Lookup(hcpcs.MustParse("M1389"))
	require.False(t, ok, "removed by the corrections")

	// Every processing note that a record cites is there, and every NOC code
	// but those whose list names an earlier end.
	missing := 0
	for c, rec := range r.All() {
		if rec.Note != "" && r.Note(rec.Note) == "" {
			missing++
		}
		require.NotEmpty(t, c.Section().Title(), c)
		require.NotEmpty(t, rec.BETOS.Title(), c)
	}
	require.Zero(t, missing)
}

func TestOfficialRoundTrip(t *testing.T) {
	text := inZip(t, anweb)
	r, err := hcpcs.Read(fstest.MapFS{anweb: &fstest.MapFile{Data: text}})
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, r.WriteText(&b))
	require.True(t, bytes.Equal(text, b.Bytes()), "the text file comes back byte for byte")
}

// The workbook has what the text file has but for three things: it lacks some
// old dates of actions, differs in two types of service, has the blanks of some
// descriptions that the text file lost where it breaks lines, and cuts others.
func TestOfficialWorkbookIsText(t *testing.T) {
	text, err := hcpcs.Read(fstest.MapFS{anweb: &fstest.MapFile{Data: inZip(t, anweb)}})
	require.NoError(t, err)
	book, err := hcpcs.Read(fstest.MapFS{anwebBook: &fstest.MapFile{Data: inZip(t, anwebBook)}})
	require.NoError(t, err)
	require.Empty(t, book.Diagnostics())
	differ := map[string]int{}
	for _, d := range hcpcs.Diff(text, book) {
		require.Len(t, d.Fields, 1)
		switch differ[d.Fields[0]]++; d.Fields[0] {
		case "LONG DESCRIPTION":
			require.True(t, strings.HasPrefix(words(d.Old.Long), words(d.New.Long)), d.Code)
		case "ACT EFF DT":
			require.True(t, d.New.Effective.IsZero())
		}
	}
	require.Equal(t, map[string]int{"ACT EFF DT": 116, "LONG DESCRIPTION": 16, "TOS4": 2}, differ)
}

// words returns a text without its blanks.
func words(s string) string { return strings.Join(strings.Fields(s), "") }

// The reader's places are those of the published record layout.
func TestOfficialRecordLayout(t *testing.T) {
	text, err := fs.ReadFile(os.DirFS(official.Path(t, "releases/hcpcs/2025-01")), "HCPC2025_recordlayout.txt")
	require.NoError(t, err)
	l := recordlayout.Parse(string(text))
	require.Len(t, l.Fields, 31)
	places := hcpcs.Places()
	for number, name := range map[int]string{
		7: "LONG DESCRIPTION", 8: "SHORT DESCRIPTION", 9: "PRICE1", 10: "MULT_PI", 11: "CIM1", 12: "MCM1", 13: "STATUTE", 14: "LABCERT1",
		15: "XREF1", 16: "COV", 17: "ASC_GRP", 18: "ASC_DT", 19: "OPPS", 20: "OPPS_PI", 21: "OPPS_DT", 22: "PROCNOTE", 23: "BETOS",
		25: "TOS1", 26: "ANEST_BU", 27: "ADD DT", 28: "ACT EFF DT", 29: "TERM DT", 30: "ACTION CD",
	} {
		f := l.Fields[number-1]
		require.Equal(t, number, f.Number)
		require.Equal(t, [2]int{f.Begin, f.End}, places[name], f.Name)
	}
	require.Equal(t, []int{4, 3, 3, 8, 5, 5}, []int{l.Fields[8].Max, l.Fields[10].Max, l.Fields[11].Max, l.Fields[13].Max, l.Fields[14].Max, l.Fields[24].Max})
}

func TestOfficialDiff(t *testing.T) {
	old, new := officialRelease(t, "2020-10"), officialRelease(t, "2025-01")
	added, removed := 0, 0
	for _, d := range hcpcs.Diff(old, new) {
		switch {
		case d.Old == nil:
			added++
		case d.New == nil:
			removed++
		}
	}
	require.Equal(t, new.Counts()["codes"]+new.Counts()["modifiers"], old.Counts()["codes"]+old.Counts()["modifiers"]+added-removed)
	require.Greater(t, added, removed)
	l, err := hcpcs.NewLibrary(new, old)
	require.NoError(t, err)
	h := l.History(hcpcs.MustParse("J9990"))
	require.Empty(t, h)
	require.NotEmpty(t, l.History(hcpcs.MustParse("A0425")))
}

func TestConcurrentUse(t *testing.T) {
	r := read(t, january)
	var wg sync.WaitGroup
	for range runtime.NumCPU() * 4 {
		wg.Go(func() {
			for c, rec := range r.All() {
				if got, ok := r.Lookup(c); !ok || got.Long != rec.Long || r.Check(c, date("2025-01-01")).Status == hcpcs.Unknown {
					t.Error(c)
				}
			}
			if err := r.WriteText(io.Discard); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

func TestLookupDoesNotAllocate(t *testing.T) {
	r := read(t, january)
	c, m := hcpcs.MustParse("E9999"), hcpcs.MustParseModifier("LT")
	require.Zero(t, testing.AllocsPerRun(100, func() {
		if _, ok := r.Lookup(c); !ok {
			t.Fatal(c)
		}
		if _, ok := r.Modifier(m); !ok {
			t.Fatal(m)
		}
	}))
}

// Whatever a text file holds, reading it ends with a release or an error that
// says where, and what is read can be written and read again.
func FuzzRead(f *testing.F) {
	for _, name := range []string{january, april, notes} {
		f.Add(fixture(f, name))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := hcpcs.Read(fstest.MapFS{january: &fstest.MapFile{Data: data}})
		if err != nil {
			if err.Error() == "" {
				t.Fatal("an error that says nothing")
			}
			return
		}
		var b bytes.Buffer
		if err := r.WriteText(&b); err != nil {
			return
		}
		again, err := hcpcs.Read(fstest.MapFS{january: &fstest.MapFile{Data: b.Bytes()}})
		if err != nil {
			t.Fatal(err)
		}
		if d := hcpcs.Diff(r, again); len(d) > 0 {
			t.Fatalf("%v differ: %+v, %+v", d[0].Fields, d[0].Old, d[0].New)
		}
	})
}

func BenchmarkReadText(b *testing.B) {
	text := inZip(b, anweb)
	fsys := fstest.MapFS{anweb: &fstest.MapFile{Data: text}}
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := hcpcs.Read(fsys); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReadRelease(b *testing.B) {
	fsys := os.DirFS(official.Path(b, "releases/hcpcs/2025-01"))
	for b.Loop() {
		if _, err := hcpcs.Read(fsys); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	n := 0
	for b.Loop() {
		if c, err := hcpcs.Parse("J0120"); err == nil && c.IsValid() {
			n++
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "codes/s")
}

func BenchmarkLookup(b *testing.B) {
	r := officialRelease(b, "2025-01")
	var codes []hcpcs.Code
	for c := range r.All() {
		codes = append(codes, c)
	}
	n := 0
	for b.Loop() {
		if _, ok := r.Lookup(codes[n%len(codes)]); !ok {
			b.Fatal("missing")
		}
		n++
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "lookups/s")
}

// The annual file of 2019, with the corrections, the list of codes not
// otherwise classified and the transaction report in its year's layouts.
func TestOfficial2019(t *testing.T) {
	r, err := hcpcs.Read(os.DirFS(official.Path(t, "releases/hcpcs/2019-01")))
	require.NoError(t, err)
	require.Equal(t, "2019-01", r.Provenance().Release)
	require.Equal(t, "2019-01-01 to 2019-03-31", r.Provenance().Effective.String())
	require.Equal(t, map[string]int{"codes": 6445, "modifiers": 360, "processing notes": 218, "not otherwise classified": 141, "changes": 6800, "corrections": 14}, r.Counts())
	require.Contains(t, r.Notice(), "convey endorsement of any particular brand")
	ended, _ := r.Lookup(hcpcs.MustParse("C9034"))
	require.Equal(t, "2018-12-31", ended.Terminated.String())
	for _, d := range r.Diagnostics() {
		require.Contains(t, []string{"no-break-space", "unused-file", "unread-file", "correction", "malformed-value"}, string(d.Kind), d.String())
	}
}
