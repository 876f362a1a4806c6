package ipps

import (
	"bytes"
	"maps"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/internal/official"
)

func TestSeverity(t *testing.T) {
	r, err := Read(os.DirFS("testdata/fy2026"))
	require.NoError(t, err)
	require.Empty(t, r.Diagnostics())
	s := r.Severity()
	require.Equal(t, 5, s.Len())
	e, ok := s.Lookup(cm.MustParse("I46.9"))
	require.True(t, ok)
	require.Equal(t, SeverityCode{Code: cm.MustParse("I46.9"), Level: drg.MCC, Collection: 5, AliveOnly: true}, e)
	_, ok = s.Lookup(cm.MustParse("I10"))
	require.False(t, ok)

	for _, c := range []struct {
		secondary, principal string
		want                 bool
	}{
		{"A00.0", "A00.0", true}, {"A00.1", "A00.9", true}, {"A00.1", "A02.1", false},
		{"A02.1", "A02.1", true}, {"J12.82", "J12.82", false}, {"I10", "A00.0", false},
	} {
		require.Equal(t, c.want, s.Excludes(cm.MustParse(c.secondary), cm.MustParse(c.principal)), c)
	}
	require.Equal(t, []cm.Code{cm.MustParse("A00.0"), cm.MustParse("A00.1"), cm.MustParse("A00.9")}, s.Collection(2))
	for _, n := range []int{-1, 0, 1, 6} {
		require.Empty(t, s.Collection(n))
	}
	require.Equal(t, []SelectExclusion{
		{MDC: "01", First: 82, Last: 84, Title: "Traumatic Stupor", Codes: []cm.Code{cm.MustParse("S06.1X3A"), cm.MustParse("S06.1X4A")}},
		{MDC: "09", First: 582, Last: 582, Title: "Mastectomy", Codes: []cm.Code{cm.MustParse("A00.0")}},
	}, s.Selected())
	var last cm.Code
	for c, e := range s.All() {
		require.Equal(t, c, e.Code)
		require.Negative(t, last.Compare(c))
		last = c
	}
	for range s.All() {
		break
	}
	require.Nil(t, release2026(t).Severity())
}

// Tables 6I, 6J and 6K of fiscal year 2026 agree in every code; the counts were
// taken with other tools.
func TestOfficialSeverity(t *testing.T) {
	r, err := Read(os.DirFS(official.Path(t, "releases/ipps/fy2026")))
	require.NoError(t, err)
	require.Empty(t, r.Diagnostics())
	s := r.Severity()
	levels := map[drg.Level]int{}
	alive := 0
	for _, e := range s.All() {
		levels[e.Level]++
		alive += count(e.AliveOnly)
	}
	require.Equal(t, map[drg.Level]int{drg.MCC: 3354, drg.CC: 15078}, levels)
	require.Equal(t, 8, alive)
	collections, excluding := 0, 0
	for n := range 3000 {
		c := s.Collection(n)
		collections += count(len(c) > 0)
		excluding += len(c)
	}
	require.Equal(t, []int{1994, 180403}, []int{collections, excluding})
	require.Len(t, s.Selected(), 11)
	require.True(t, s.Excludes(cm.MustParse("A00.0"), cm.MustParse("A00.9")))
}

// files returns the fixtures, with a replacement in one of them.
func files(t testing.TB, name, old, new string) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{"Table 5.txt": {Data: []byte(fixture(t, "fy2026"))}}
	for _, n := range []string{"Table 6I.txt", "Table 6J.txt", "Table 6K.txt"} {
		b, err := os.ReadFile("testdata/fy2026/" + n)
		require.NoError(t, err)
		text := string(b)
		if n == name {
			require.Contains(t, text, old)
			text = strings.Replace(text, old, new, 1)
		}
		out[n] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

func TestSeverityOfListsAlone(t *testing.T) {
	fsys := files(t, "Table 6J.txt", "A00.1", "A02.1") // in both lists
	delete(fsys, "Table 6K.txt")
	r, err := Read(fsys)
	require.NoError(t, err)
	s := r.Severity()
	require.Equal(t, 4, s.Len())
	e, ok := s.Lookup(cm.MustParse("A02.1"))
	require.True(t, ok)
	require.Equal(t, drg.MCC, e.Level)
	require.False(t, s.Excludes(e.Code, e.Code))
}

func TestSeverityDiagnostics(t *testing.T) {
	for _, c := range []struct{ name, old, new, kind, says string }{
		{"Table 6I.txt", "A02.1", "A02.2", "severity", "listed as MCC, but NON_CC"},
		{"Table 6I.txt", "A02.1\tSepsis\r\n", "", "severity", "MCC in Table 6K and not listed here"},
		{"Table 6I.txt", "Notes:", "", "cut-short", "may be cut short"},
		{"Table 6J.txt", "A00.0", "I46.9", "severity", "listed as CC, but MCC"},
		{"Table 6K.txt", "  A009    Cholera, unspecified\r\n", "", "count", "2 codes where part 1 says 3"},
		{"Table 6K.txt", "\r\n  I469", "\r\n  I468", "alive-only", "part 1 hasn't it"},
	} {
		r, err := Read(files(t, c.name, c.old, c.new))
		require.NoError(t, err, c.says)
		require.NotEmpty(t, r.Diagnostics(), c.says)
		require.Equal(t, c.kind, string(r.Diagnostics()[0].Kind))
		require.Contains(t, r.Diagnostics()[0].Message, c.says)
		require.Equal(t, c.name, r.Diagnostics()[0].File)
	}
}

// Other years head the lists in other words, and Table 6K with a column of
// hospital-acquired conditions.
func TestOtherHeadings(t *testing.T) {
	for _, c := range []struct{ name, old, new string }{
		{"Table 6I.txt", "Diagnosis Code", "ICD-10-CM  code"},
		{"Table 6K.txt", " A000    CC ", " A000    CC  05 07 "},
	} {
		want, err := Read(files(t, c.name, c.old, c.old))
		require.NoError(t, err)
		got, err := Read(files(t, c.name, c.old, c.new))
		require.NoError(t, err, c.new)
		require.Equal(t, want.Severity().Len(), got.Severity().Len())
		require.Empty(t, got.Diagnostics())
	}
}

func TestBadSeverity(t *testing.T) {
	for _, c := range []struct {
		name, old, new string
		is             error
		says           string
	}{
		{"Table 6I.txt", "Diagnosis Code", "Code", medcode.ErrLayout, ":2: want the heading"},
		{"Table 6I.txt", "A02.1", "A02.1?", medcode.ErrSyntax, ":3: "},
		{"Table 6K.txt", "K Part 2", "K Part 3", medcode.ErrSyntax, "part 3 after part 1"},
		{"Table 6K.txt", " A000    CC ", " A000    XX ", medcode.ErrSyntax, ":8: want a code"},
		{"Table 6K.txt", " A000    CC ", " 00A0    CC ", medcode.ErrSyntax, ":8: "},
		{"Table 6K.txt", "0002:3 codes", "0003:3 codes", medcode.ErrSyntax, "its collection 3 is missing"},
		{"Table 6K.txt", "0002:3 codes", "0099:3 codes", medcode.ErrSyntax, "its collection 99 is missing"},
		{"Table 6K.txt", " A001    CC ", " A000    CC ", medcode.ErrSyntax, "stands twice"},
		{"Table 6K.txt", "PDX collection 0005", "PDX collection 0002", medcode.ErrSyntax, "twice"},
		{"Table 6K.txt", "PDX collection 0005", "PDX collection 0000", medcode.ErrSyntax, "numbered 0"},
		{"Table 6K.txt", "PDX collection 0005", "PDX assortment 0005", medcode.ErrLayout, "no known kind in part 1"},
		{"Table 6K.txt", "PDX collection 0002\r\n", "", medcode.ErrSyntax, "in no list"},
		{"Table 6K.txt", "  A009", "  A.09", medcode.ErrSyntax, "ICD-10-CM"},
		{"Table 6K.txt", "\r\n  I469", "\r\nI469", medcode.ErrLayout, "no known kind in part 2"},
		{"Table 6K.txt", "MDC 09 DRG 582", "MDC 09 DRG 58", medcode.ErrLayout, "want MDC, DRGs and a title"},
		{"Table 6K.txt", "MDC 09 DRG 582", "MDC 09 DRG 000", medcode.ErrSyntax, "DRG"},
		{"Table 6K.txt", "DRGs 082-084", "DRGs 084-082", medcode.ErrSyntax, "DRGs in order"},
	} {
		t.Run(c.name+" "+c.new, func(t *testing.T) {
			_, err := Read(files(t, c.name, c.old, c.new))
			require.ErrorIs(t, err, c.is)
			require.ErrorContains(t, err, c.says)
			require.Equal(t, c.name, fileError(t, err).File)
		})
	}
}

// Before fiscal year 2025 Table 6K had no third part.
func TestSeverityOfTwoParts(t *testing.T) {
	fsys := files(t, "Table 6K.txt", "K Part 1", "K Part 1")
	k := fsys["Table 6K.txt"]
	k.Data = k.Data[:bytes.Index(k.Data, []byte("K Part 3"))]
	_, err := Read(fsys)
	require.ErrorContains(t, err, "2 parts, want 3")
	five := fsys["Table 5.txt"]
	five.Data = bytes.ReplaceAll(five.Data, []byte("FY 2026"), []byte("FY 2024"))
	r, err := Read(fsys)
	require.NoError(t, err)
	require.Empty(t, r.Severity().Selected())
	require.Equal(t, 5, r.Severity().Len())
}

// A cut anywhere but at a blank line of the last part is noticed.
func TestTruncatedSeverity(t *testing.T) {
	fsys := files(t, "Table 6K.txt", "K Part 1", "K Part 1")
	whole := string(fsys["Table 6K.txt"].Data)
	for n := strings.Index(whole, "EXCLUSIONS") + len("EXCLUSIONS"); n < len(whole); n++ {
		cut := maps.Clone(fsys)
		cut["Table 6K.txt"] = &fstest.MapFile{Data: []byte(whole[:n])}
		_, err := Read(cut)
		if n < strings.Index(whole, "K Part 3") {
			require.Error(t, err, "cut at %d", n)
		}
		if err == nil {
			require.True(t, strings.HasSuffix(strings.TrimRight(whole[:n], " \r"), "\n"), "cut at %d", n)
		}
	}
}

func FuzzReadSeverity(f *testing.F) {
	for _, n := range []string{"Table 6I.txt", "Table 6J.txt", "Table 6K.txt"} {
		b, err := os.ReadFile("testdata/fy2026/" + n)
		require.NoError(f, err)
		f.Add(b)
	}
	five := []byte(fixture(f, "fy2026"))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := Read(fstest.MapFS{"5.txt": {Data: five}, "6.txt": {Data: data}})
		if err != nil {
			fileError(t, err)
			return
		}
		if s := r.Severity(); s != nil {
			for c, e := range s.All() {
				require.True(t, c.IsValid())
				for _, p := range s.Collection(e.Collection) {
					require.True(t, s.Excludes(c, p))
				}
			}
			for _, x := range s.Selected() {
				require.LessOrEqual(t, x.First, x.Last)
				require.Greater(t, x.First, drg.Number(0))
			}
		}
	})
}

func BenchmarkReadSeverity(b *testing.B) {
	fsys := os.DirFS(official.Path(b, "releases/ipps/fy2026"))
	const text = 73088 + 2807 + 305543 + 1413352 + 16992492
	b.SetBytes(text)
	for b.Loop() {
		_, err := Read(fsys)
		require.NoError(b, err)
	}
}
