package ncci

import (
	"bytes"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"runtime"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/rules"
)

// fullSize is the rows of a whole quarter: about what Medicare's practitioner
// table has.
const fullSize = 2_500_000

var fullFiles = sync.OnceValue(func() fs.FS { return parts(syntheticPTP(fullSize), 4) })

// wholeFiles are these with an MUE for every code, and the add-on fixture.
var wholeFiles = sync.OnceValue(func() fs.FS {
	files := fstest.MapFS{}
	for name, f := range fullFiles().(fstest.MapFS) {
		files[name] = f
	}
	var b bytes.Buffer
	b.WriteString("HCPCS Code,Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale\n")
	for i, c := range syntheticCodes() {
		fmt.Fprintf(&b, "%s,%d,%d x,CMS Policy\n", c, 1+i%4, 1+i%3)
	}
	files["MUE_Eff_04-01-2026.csv"] = &fstest.MapFile{Data: b.Bytes()}
	aoc, err := os.ReadFile("testdata/2026Q2/AOC_V2026Q2-MCR.txt")
	if err == nil {
		files["AOC_V2026Q2-MCR.txt"] = &fstest.MapFile{Data: aoc}
	}
	return files
})

func fullRelease(tb testing.TB) *Release {
	r, err := Read(fullFiles())
	require.NoError(tb, err)
	return r
}

// BenchmarkRead reads a quarter of PTP edits from files on disk.
func BenchmarkRead(b *testing.B) {
	dir := b.TempDir()
	require.NoError(b, os.CopyFS(dir, fullFiles()))
	files, err := os.ReadDir(dir)
	require.NoError(b, err)
	size := int64(0)
	for _, f := range files {
		info, err := f.Info()
		require.NoError(b, err)
		size += info.Size()
	}
	b.SetBytes(size)
	rows := 0
	for b.Loop() {
		r, err := Read(os.DirFS(dir))
		require.NoError(b, err)
		rows = r.PTP(Practitioner).Len()
	}
	b.ReportMetric(float64(rows), "edits")
}

// BenchmarkRetained measures what a release of a quarter keeps of memory.
func BenchmarkRetained(b *testing.B) {
	files := fullFiles()
	var before, after runtime.MemStats
	for b.Loop() {
		runtime.GC()
		runtime.ReadMemStats(&before)
		r, err := Read(files)
		require.NoError(b, err)
		runtime.GC()
		runtime.ReadMemStats(&after)
		runtime.KeepAlive(r)
	}
	runtime.KeepAlive(files)
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/(1<<20), "MiB-retained")
}

// BenchmarkLookup asks for pairs in either order: of codes as claims have them,
// a few often and most seldom (Zipf), and of codes all alike likely, the worst
// for caches.
func BenchmarkLookup(b *testing.B) {
	t := fullRelease(b).PTP(Practitioner)
	for _, mix := range []struct {
		name string
		code func(r *rand.Rand) func() int
	}{
		{"claims", func(r *rand.Rand) func() int {
			z := rand.NewZipf(r, 1.2, 8, uint64(len(t.codes)-1))
			order := r.Perm(len(t.codes))
			return func() int { return order[z.Uint64()] }
		}},
		{"uniform", func(r *rand.Rand) func() int { return func() int { return r.IntN(len(t.codes)) } }},
	} {
		b.Run(mix.name, func(b *testing.B) {
			r := rand.New(rand.NewPCG(1, 2))
			draw := mix.code(r)
			asked := make([][2]hcpcs.Code, 1<<16)
			for i := range asked {
				asked[i] = [2]hcpcs.Code{t.codes[draw()], t.codes[draw()]}
				if i%4 == 0 { // make it one of the table's
					for e := range t.Column1(asked[i][0]) {
						asked[i][1] = e.Column2
						if r.IntN(100) == 0 {
							break
						}
					}
				}
			}
			on := medcode.MustParseDate("2026-05-01")
			found, n := 0, 0
			for b.Loop() {
				q := &asked[n&(len(asked)-1)]
				if _, ok := t.Lookup(q[0], q[1], on); ok {
					found++
				}
				n++
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "lookups/s")
			b.ReportMetric(float64(found)/float64(n), "found/lookup")
		})
	}
}

// wideClaim is a claim of n lines of different codes on one day.
func wideClaim(n int) *rules.Claim {
	r := rand.New(rand.NewPCG(3, 4))
	codes := syntheticCodes()
	c := &rules.Claim{Setting: rules.Professional, BillingNPI: "1", From: medcode.MustParseDate("2026-05-01")}
	for range n {
		c.Lines = append(c.Lines, rules.Line{Code: codes[r.IntN(len(codes))], Units: 1, Modifiers: []string{"LT"}})
	}
	return c
}

// BenchmarkAdjudicate judges a claim of 50 lines by all three tables.
func BenchmarkAdjudicate(b *testing.B) {
	r, err := Read(wholeFiles())
	require.NoError(b, err)
	c := wideClaim(50)
	var out []Decision
	n := 0
	for b.Loop() {
		out = r.AppendDecisions(out[:0], c, 0)
		n++
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "claims/s")
	b.ReportMetric(float64(len(out)), "decisions")
}
