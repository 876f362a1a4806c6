package ipps

import (
	"bytes"
	"errors"
	"maps"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/internal/official"
)

func TestReadCurrentLayout(t *testing.T) {
	r, err := Read(os.DirFS("testdata/fy2026"))
	require.NoError(t, err)
	require.Empty(t, r.Diagnostics())
	require.Equal(t, 2026, r.FiscalYear())
	require.Equal(t, "2025-10-01 to 2026-09-30", r.Provenance().Effective.String())
	require.Equal(t, "Table 5.txt", r.Provenance().Files[0].Name, "in the order of names")
	require.Equal(t, 7, r.Len())

	w, ok := r.Lookup(10)
	require.True(t, ok)
	require.Equal(t, Weights{DRG: 10, MDC: "PRE", Type: Surgical, Title: "OTHER OPERATION",
		Relative: 71757, Uncapped: 30699, GeometricMean: 59, ArithmeticMean: 60}, w)
	w, _ = r.Lookup(23)
	require.True(t, w.PostAcute && w.SpecialPay)
	require.Equal(t, "HEAD, FACE AND NECK OPERATION", w.Title)
	w, _ = r.Lookup(999)
	require.Equal(t, Weights{DRG: 999, Title: "UNGROUPABLE"}, w)
	for _, n := range []drg.Number{0, 2, 1000, 65535} {
		_, ok := r.Lookup(n)
		require.False(t, ok, n)
	}
}

func TestReadOneWeightColumn(t *testing.T) {
	r, err := Read(os.DirFS("testdata/fy2012"))
	require.NoError(t, err)
	require.Empty(t, r.Diagnostics())
	require.Equal(t, 2012, r.FiscalYear())
	w, ok := r.Lookup(291)
	require.True(t, ok)
	require.Equal(t, Weight(15000), w.Relative)
	require.Equal(t, w.Relative, w.Uncapped, "no cap before fiscal year 2023")
}

func TestRoundTrip(t *testing.T) {
	for _, name := range []string{"fy2026", "fy2012"} {
		t.Run(name, func(t *testing.T) { roundTrip(t, fixture(t, name)) })
	}
	t.Run("official", func(t *testing.T) {
		b, err := os.ReadFile(official.Path(t, "releases/ipps/fy2026/CMS-1833-F Table 5.txt"))
		require.NoError(t, err)
		roundTrip(t, string(b))
	})
}

func roundTrip(t *testing.T, text string) {
	t.Helper()
	r, err := Read(table5(text))
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, r.WriteTable5(&b))
	require.Empty(t, cmp.Diff(text, b.String()))
}

func TestBadTables(t *testing.T) {
	good := fixture(t, "fy2026")
	cases := []struct {
		name, old, new string
		is             error
		line           int
		says           string
	}{
		{"no such file", "TABLE 5.", "TABLE 5A ", medcode.ErrNoFile, 0, "no file of the IPPS tables"},
		{"no year", "FY 2026", "F.Y. MMXXVI", medcode.ErrLayout, 3, "names no fiscal year"},
		{"unknown column", "\tTYPE\t", "\tKIND\t", medcode.ErrLayout, 3, `unknown layout: "KIND"`},
		{"column twice", "\tTYPE\t", "\tMDC\t", medcode.ErrLayout, 3, `two columns "MDC"`},
		{"empty heading", "\tTYPE\t", "\t\t", medcode.ErrLayout, 3, "an empty heading"},
		{"column missing", "\tArithmetic mean LOS", "\t", medcode.ErrLayout, 3, `no column "arithmetic mean`},
		{"DRG twice", "\r\n010\t", "\r\n001\t", medcode.ErrSyntax, 5, "stands twice"},
		{"DRG not a number", "\r\n010\t", "\r\nten\t", medcode.ErrSyntax, 5, "want one to three digits"},
		{"flag", "291\tYes", "291\tMaybe", medcode.ErrSyntax, 7, `post-acute flag: want Yes or No: malformed: "Maybe"`},
		{"MDC", "\t05\t", "\t26\t", medcode.ErrSyntax, 7, "want an MDC"},
		{"type", "\tMED\t", "\tMEDI\t", medcode.ErrSyntax, 7, "want MED or SURG"},
		{"weight", "\t1.2500\t1.2500\t", "\t1.2500\t1.25001\t", medcode.ErrSyntax, 7, "at most 4 decimals"},
		{"weight with sign", "\t1.2500\t1.2500\t", "\t1.2500\t-1.2500\t", medcode.ErrSyntax, 7, "weight"},
		{"length of stay", "\t4.0\t", "\t4.05\t", medcode.ErrSyntax, 7, "geometric mean"},
		{"length too long", "\t4.0\t", "\t4000.0\t", medcode.ErrSyntax, 7, "geometric mean"},
		{"row too short", "\t1.2500\t1.2500\t4.0\t5.0", "\t1.2500", medcode.ErrSyntax, 7, "7 cells, want 10"},
		{"row too long", "\t4.0\t5.0", "\t4.0\t5.0\t6.0", medcode.ErrSyntax, 7, "a cell without a heading"},
		{"quote left open", "\"HEAD", "\"\"HEAD", medcode.ErrSyntax, 6, "\""},
		{"remark between rows", "\r\n291\t", "\r\nremark\t\t\t\t\t\t\t\t\t\r\n291\t", medcode.ErrSyntax, 7, "DRG"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			require.Contains(t, good, c.old)
			_, err := Read(table5(strings.ReplaceAll(good, c.old, c.new)))
			require.ErrorIs(t, err, c.is)
			require.ErrorContains(t, err, c.says)
			require.Equal(t, c.line, fileError(t, err).Line, err)
		})
	}
}

func TestDiagnostics(t *testing.T) {
	good := fixture(t, "fy2026")
	for _, c := range []struct{ kind, old, new string }{
		{"no-weight", "1.2500\t1.2500\t4.0\t5.0", ".\t.\t4.0\t5.0"},
		{"weight-cap", "1.2500\t1.2500", "1.2500\t1.1249"},
		{"length-of-stay", "\t4.0\t5.0", "\t5.0\t4.0"},
		{"order", "\r\n001\t", "\r\n022\t"},
	} {
		r, err := Read(table5(strings.ReplaceAll(good, c.old, c.new)))
		require.NoError(t, err, c.kind)
		require.Len(t, r.Diagnostics(), 1, c.kind)
		require.Equal(t, c.kind, string(r.Diagnostics()[0].Kind))
		var last drg.Number
		for n := range r.All() {
			require.Greater(t, n, last)
			last = n
		}
	}
}

// A table cut anywhere before its last row's cells is an error with a place.
func TestTruncated(t *testing.T) {
	good := fixture(t, "fy2026")
	end := strings.LastIndex(good, "UNGROUPABLE\t.\t.\t.\t") + len("UNGROUPABLE\t.\t.\t.\t")
	for n := range end {
		_, err := Read(table5(good[:n]))
		fileError(t, err)
	}
	for n := end; n < len(good); n++ {
		r, err := Read(table5(good[:n]))
		require.NoError(t, err, "cut at %d", n)
		require.Equal(t, 7, r.Len())
	}
}

func TestReadOtherInput(t *testing.T) {
	good := fixture(t, "fy2026")
	_, err := Read(fstest.MapFS{"a.txt": {Data: []byte(good)}, "b.txt": {Data: []byte(good + "\n")}})
	require.ErrorIs(t, err, medcode.ErrLayout)
	require.ErrorContains(t, err, "beside a.txt")
	_, err = Read(table5("TABLE 5\x00"))
	require.ErrorIs(t, err, medcode.ErrLayout)
	_, err = Read(table5("TABLE 5.\r\n"))
	require.ErrorIs(t, err, medcode.ErrLayout)
	_, err = ReadWith(table5(good), medcode.ReadOptions{Limits: medcode.Limits{EntryBytes: 100}})
	require.ErrorIs(t, err, medcode.ErrLimit)
	_, err = ReadWith(table5(good), medcode.ReadOptions{Limits: medcode.Limits{LineBytes: 50}})
	require.ErrorIs(t, err, medcode.ErrLimit)

	utf8 := "\ufeff" + strings.ReplaceAll(good, "\x97", "—")
	r, err := Read(table5(utf8))
	require.NoError(t, err)
	require.Equal(t, 7, r.Len())
}

type fullDisk struct{ room int }

func (d *fullDisk) Write(p []byte) (int, error) {
	if d.room -= len(p); d.room < 0 {
		return 0, errors.New("disk full")
	}
	return len(p), nil
}

func TestWriteErrors(t *testing.T) {
	r, err := ForDischarge(medcode.MustParseDate("2026-01-01"))
	require.NoError(t, err)
	for room := 0; room < 73088; room += 4096 {
		require.ErrorContains(t, r.WriteTable5(&fullDisk{room}), "disk full")
	}
	require.NoError(t, r.WriteTable5(&fullDisk{73088}))
	r, err = Read(table5(strings.ReplaceAll(fixture(t, "fy2026"), "UNGROUPABLE", "UNGROUPABLE — ½")))
	require.NoError(t, err)
	require.NoError(t, r.WriteTable5(&bytes.Buffer{}), "was UTF-8, so is UTF-8")
	require.Equal(t, "IPPS FY 2026", r.String())
}

func FuzzReadTable5(f *testing.F) {
	f.Add([]byte(fixture(f, "fy2026")))
	f.Add([]byte(fixture(f, "fy2012")))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := Read(table5(string(data)))
		if err != nil {
			fileError(t, err)
			return
		}
		// What is read is written so that it reads the same.
		var b bytes.Buffer
		require.NoError(t, r.WriteTable5(&b))
		again, err := Read(table5(b.String()))
		require.NoError(t, err)
		require.Equal(t, r.weights, again.weights)
		require.Equal(t, r.year, again.year)
	})
}

func BenchmarkLookup(b *testing.B) {
	r, err := ForDischarge(medcode.MustParseDate("2026-01-01"))
	require.NoError(b, err)
	b.ReportAllocs()
	var c CaseMix
	n := drg.Number(1)
	for b.Loop() {
		w, _ := r.Lookup(n)
		c.Add(w.Relative)
		n = n%999 + 1
	}
	b.ReportMetric(float64(c.Stays)/b.Elapsed().Seconds(), "lookups/s")
}

func BenchmarkReadTable5(b *testing.B) {
	r, err := ForDischarge(medcode.MustParseDate("2026-01-01"))
	require.NoError(b, err)
	var file bytes.Buffer
	require.NoError(b, r.WriteTable5(&file))
	fsys := table5(file.String())
	b.SetBytes(int64(file.Len()))
	for b.Loop() {
		_, err := Read(fsys)
		require.NoError(b, err)
	}
}

// Headings and cells of other years are read alike.
func TestOtherWordings(t *testing.T) {
	good := fixture(t, "fy2026")
	want, err := Read(table5(good))
	require.NoError(t, err)
	for name, edit := range map[string]*strings.Replacer{
		"flags in capitals": strings.NewReplacer("\tYes\t", "\tYES\t", "\tNo\t", "\tno\t"),
		"no hyphen":         strings.NewReplacer("Post-Acute", "Post Acute"),
		"older headings":    strings.NewReplacer("Final Post-Acute DRG", "Final Rule Post-Acute DRG", "Final Special Pay", "Final Rule Special Pay"),
		"the year in words": strings.NewReplacer("FY 2026", "Fiscal Year 2026"),
		"a blank line":      strings.NewReplacer("\"TABLE 5.", "\r\n\"TABLE 5."),
		"n/a for no value":  strings.NewReplacer("\t.", "\tN/A"),
		"LF":                strings.NewReplacer("\r\n", "\n"),
	} {
		got, err := Read(table5(edit.Replace(good)))
		require.NoError(t, err, name)
		require.Empty(t, cmp.Diff(maps.Collect(want.All()), maps.Collect(got.All())), name)
		require.Equal(t, 2026, got.FiscalYear())
	}
}
