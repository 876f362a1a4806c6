package msdrg_test

import (
	"cmp"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/manual"
	"github.com/medcode/medcode/drg/msdrg"
	"github.com/medcode/medcode/drg/stayfile"
	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/internal/source"
)

// benchmarkStays returns the claims of the vectors of version 43.1 where they
// are, and otherwise those of testdata, or of the file that MEDCODE_STAYS names,
// again and again: both are as many.
func benchmarkStays(b *testing.B) []drg.Stay {
	const n = 15_000
	name := "embedded samples"
	var out []drg.Stay
	add := func(rec *stayfile.Record) {
		s := rec.Stay
		s.Diagnoses, s.Procedures = slices.Clone(s.Diagnoses), slices.Clone(s.Procedures)
		out = append(out, s)
	}
	file := os.Getenv("MEDCODE_STAYS")
	if file == "" && sharedVectors() {
		name = "vectors"
		for rec := range claims(b, "431") {
			add(rec)
		}
	} else {
		text, err := os.ReadFile(cmp.Or(file, "testdata/stays.tsv"))
		require.NoError(b, err)
		for len(out) < n {
			r, err := stayfile.NewReader(strings.NewReader(string(text)), "stays.tsv")
			require.NoError(b, err)
			for rec, err := range r.All() {
				require.NoError(b, err)
				add(rec)
			}
		}
	}
	b.Logf("%d %s", len(out), name)
	return out
}

func sharedVectors() bool {
	dir := os.Getenv("MEDCODE_SHARED")
	if dir == "" {
		dir = "../../../shared"
	}
	_, err := os.Stat(dir + "/vectors/msdrg/431.claims.tsv.gz")
	return err == nil
}

// BenchmarkGroup groups one stay an operation, with full results.
func BenchmarkGroup(b *testing.B) {
	g := latest(b)
	stays := benchmarkStays(b)
	var r drg.Result
	for i := range stays { // the slices of r reach their length
		g.GroupInto(&stays[i], &r)
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		g.GroupInto(&stays[i], &r)
		if i++; i == len(stays) {
			i = 0
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "stays/s")
}

func BenchmarkExplain(b *testing.B) {
	g := latest(b)
	stays := benchmarkStays(b)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		g.Explain(&stays[i%len(stays)])
		i++
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "stays/s")
}

func BenchmarkDecode(b *testing.B) {
	data, err := os.ReadFile("tables/v43.1.bin")
	require.NoError(b, err)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := drg.Decode(data); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCompile reads and compiles the manual of version 43.1 from its zip.
// The peak is that of the heap with garbage, as far as samples see it.
func BenchmarkCompile(b *testing.B) {
	zip := official.Path(b, "releases/msdrg/msdrg-definitions-manual-v43.1.zip")
	runtime.GC()
	stop, peak := make(chan bool), make(chan uint64)
	go func() {
		most := uint64(0)
		tick := time.NewTicker(2 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				peak <- most
				return
			case <-tick.C:
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapAlloc)
			}
		}
	}()
	for b.Loop() {
		fsys, err := source.Open(zip)
		require.NoError(b, err)
		m, err := manual.Read(fsys)
		require.NoError(b, err)
		_, err = drg.Compile(m)
		require.NoError(b, err)
	}
	close(stop)
	b.ReportMetric(float64(<-peak)/1e6, "peak-MB")
}

func latest(tb testing.TB) *drg.Grouper {
	g, err := msdrg.Latest()
	require.NoError(tb, err)
	return g
}
