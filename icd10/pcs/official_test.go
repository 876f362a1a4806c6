package pcs_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/internal/source"
)

func years(t testing.TB) []string {
	dirs, err := fs.ReadDir(os.DirFS(official.Path(t, "releases/icd10pcs")), ".")
	require.NoError(t, err)
	var names []string
	for _, d := range dirs {
		names = append(names, d.Name())
	}
	return names
}

func readYear(t testing.TB, year string) *pcs.Release {
	return read(t, official.Path(t, "releases/icd10pcs/"+year))
}

// TestOfficial reads every release whole, and writes its text files as they were.
func TestOfficial(t *testing.T) {
	for _, year := range years(t) {
		r := readYear(t, year)
		require.Equal(t, year, r.Provenance().Release)
		require.Greater(t, r.Len(), 75_000)
		for _, d := range r.Diagnostics() {
			require.Equal(t, "index-code", d.Kind, d)
			require.Contains(t, []string{"5A0512C", "5A0522C"}, d.Text, "the index of 2025 names two codes that are in none of its tables")
		}
		err := source.Walk(os.DirFS(official.Path(t, "releases/icd10pcs/"+year)), medcode.ReadOptions{}, func(e *source.Entry) error {
			if filepath.Ext(e.Base()) != ".txt" {
				return nil
			}
			got := r.AppendOrderFile(nil)
			if strings.HasPrefix(e.Base(), "order_addenda") {
				got = r.AppendAddendaFile(nil)
			}
			want, err := e.Bytes()
			require.NoError(t, err)
			require.True(t, string(want) == string(got), e.Path)
			return nil
		})
		require.NoError(t, err)
	}
}

// TestOfficialInvariants holds the parts of the one complete release against
// each other. That tables and order file agree, Read has looked at.
func TestOfficialInvariants(t *testing.T) {
	r := readYear(t, "2025")
	require.Equal(t, pcs.Parts{Order: true, Addenda: true, Tables: true, Index: true, Definitions: true}, r.Parts())
	tables := 0
	for id := range r.Tables() {
		tables++
		_, ok := r.Header(id)
		require.True(t, ok, id)
	}
	require.Equal(t, 908, tables)
	for c := range r.All() {
		words, ok := r.Words(c)
		require.True(t, ok, c)
		for i, w := range words {
			if w.Char != c.At(i+1) || w.Label == "" || w.Axis == "" {
				t.Fatalf("%s: %v", c, words)
			}
		}
	}
	for _, a := range r.Aggregates() {
		for _, s := range a.BodySystems {
			_, ok := r.Aggregate(a.Device, a.Operation, s)
			require.True(t, ok)
		}
	}
	require.Equal(t, "1st Toe, Left", r.BodyParts("hallux")[0].Titles[0])
	var lost []string
	var walk func([]pcs.Term)
	walk = func(terms []pcs.Term) {
		for _, term := range terms {
			for _, ref := range term.Links {
				if _, ok := r.Follow(ref); ref.Kind == pcs.See && !ok && !slices.Contains(lost, ref.Target) {
					lost = append(lost, ref.Target)
				}
			}
			walk(term.Terms)
		}
	}
	walk(r.Index())
	require.Len(t, lost, 18, "these name root operations that are no main terms: Introduction, Imaging, Other Radiation ...: %q", lost)
	hits := r.Search("laparoscopic appendectomy", 3)
	require.Equal(t, []string{"Appendectomy"}, hits[0].Path)
}

// TestOfficialAddenda: 2024 with the addenda of 2025 is 2025. Those of 2024 and
// 2026 are relative to an April update, which is not at hand.
func TestOfficialAddenda(t *testing.T) {
	releases := map[string]*pcs.Release{}
	for _, year := range []string{"2023", "2024", "2025", "2026"} {
		releases[year] = readYear(t, year)
	}
	made, diags := releases["2024"].Apply(releases["2025"].Addenda())
	require.Empty(t, diags)
	require.True(t, string(releases["2025"].AppendOrderFile(nil)) == string(made.AppendOrderFile(nil)))

	for from, to := range map[string]string{"2023": "2024", "2024": "2025", "2025": "2026"} {
		diff := releases[from].Diff(releases[to])
		made, diags := releases[from].Apply(diff)
		require.Empty(t, diags)
		require.True(t, string(releases[to].AppendOrderFile(nil)) == string(made.AppendOrderFile(nil)), to)
		listed := map[string]bool{}
		for _, c := range releases[to].Addenda() {
			listed[c.Table+c.Code.String()] = true
		}
		april := slices.DeleteFunc(diff, func(c pcs.Change) bool { return listed[c.Table+c.Code.String()] })
		want := map[string]int{"2024": 73, "2025": 0, "2026": 38}[to]
		more := 0
		for _, c := range april {
			if c.Kind == pcs.Added && c.Code.IsValid() {
				more++
			}
			if c.Kind == pcs.Deleted && c.Code.IsValid() {
				more--
			}
		}
		require.Equal(t, want, more, "codes of the April update between %s and %s, as the addenda's counts have it", from, to)
	}
}

func BenchmarkRead(b *testing.B) {
	for name, files := range map[string]string{
		"order": "releases/icd10pcs/2026",
		"whole": "releases/icd10pcs/2025",
	} {
		b.Run(name, func(b *testing.B) {
			fsys := os.DirFS(official.Path(b, files))
			for b.Loop() {
				_, err := pcs.Read(fsys)
				require.NoError(b, err)
			}
		})
	}
}

func BenchmarkTables(b *testing.B) {
	data := officialXML(b, "icd10pcs_tables_2025.xml")
	dir := b.TempDir()
	require.NoError(b, os.WriteFile(filepath.Join(dir, "t.xml"), data, 0o600))
	for b.Loop() {
		_, err := pcs.Read(os.DirFS(dir))
		require.NoError(b, err)
	}
	b.SetBytes(int64(len(data)))
}

func officialXML(t testing.TB, name string) (data []byte) {
	err := source.Walk(os.DirFS(official.Path(t, "releases/icd10pcs/2025")), medcode.ReadOptions{}, func(e *source.Entry) (err error) {
		if e.Base() == name {
			data, err = e.Bytes()
		}
		return err
	})
	require.NoError(t, err)
	return data
}

func benchmarkCodes(b *testing.B, r *pcs.Release) []pcs.Code {
	var codes []pcs.Code
	for c := range r.All() {
		codes = append(codes, c)
	}
	// In an order that is none, so that the cache is no better than on claims.
	for i := range codes {
		j := i * 48_271 % len(codes)
		codes[i], codes[j] = codes[j], codes[i]
	}
	return codes
}

func BenchmarkLookup(b *testing.B) {
	r := readYear(b, "2025")
	codes := benchmarkCodes(b, r)
	i := 0
	for b.Loop() {
		if i++; i == len(codes) {
			i = 0
		}
		if _, ok := r.Lookup(codes[i]); !ok {
			b.Fatal("not found")
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "lookups/s")
}

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		if _, err := pcs.Parse("0DTJ4ZZ"); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "codes/s")
}

func BenchmarkWords(b *testing.B) {
	r := readYear(b, "2025")
	codes := benchmarkCodes(b, r)
	i := 0
	for b.Loop() {
		if i++; i == len(codes) {
			i = 0
		}
		r.Words(codes[i])
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "codes/s")
}

func BenchmarkSearch(b *testing.B) {
	r := readYear(b, "2025")
	queries := []string{"laparoscopic appendectomy", "replacement of hip joint", "coronary artery bypass", "drain", "bypass of the left femoral artery to the foot with vein"}
	r.Search("", 1)
	i := 0
	for b.Loop() {
		i++
		r.Search(queries[i%len(queries)], 20)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "queries/s")
}

func TestAllocations(t *testing.T) {
	r := read(t, "testdata/2025")
	c := pcs.MustParse("0DTJ4ZZ")
	require.Zero(t, testing.AllocsPerRun(100, func() { pcs.MustParse(" 0dtj4zz ") }))
	require.Zero(t, testing.AllocsPerRun(100, func() { r.Lookup(c) }))
	require.Zero(t, testing.AllocsPerRun(100, func() { r.Words(c) }))
	require.Zero(t, testing.AllocsPerRun(100, func() { r.Build().Settled().Left() }))
	require.Zero(t, testing.AllocsPerRun(100, func() { c.Compare(c) }))
}
