package cm_test

import (
	"bytes"
	"io/fs"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/internal/source"
)

// plain returns one official file out of its zip, alone.
func plain(b *testing.B, folder, part string) fstest.MapFS {
	out := fstest.MapFS{}
	err := source.Walk(officialFS(b, folder), medcode.ReadOptions{}, func(e *source.Entry) error {
		if strings.Contains(e.Base(), part) && !strings.Contains(e.Base(), "addenda") && !strings.HasSuffix(e.Base(), ".pdf") {
			data, err := e.Bytes()
			out[e.Base()] = &fstest.MapFile{Data: data}
			return err
		}
		return nil
	})
	require.NoError(b, err)
	require.Len(b, out, 1)
	return out
}

func benchmarkRead(b *testing.B, fsys fs.FS, bytes int) {
	var r *cm.Release
	var err error
	for b.Loop() {
		if r, err = cm.Read(fsys); err != nil {
			b.Fatal(err)
		}
	}
	if bytes > 0 {
		b.SetBytes(int64(bytes))
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/read")
	b.ReportMetric(float64(retained(&r))/(1<<20), "MB-retained")
}

// retained returns the bytes of the heap that *r holds, and lets go of it.
func retained(r **cm.Release) int64 {
	heap := func() int64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	with := heap()
	runtime.KeepAlive(*r)
	*r = nil
	return with - heap()
}

func BenchmarkReadOrderFile(b *testing.B) {
	for _, f := range plain(b, "2026", "order") {
		for b.Loop() {
			if _, err := cm.ReadOrder("order", bytes.NewReader(f.Data)); err != nil {
				b.Fatal(err)
			}
		}
		b.SetBytes(int64(len(f.Data)))
	}
}

func BenchmarkReadTabular(b *testing.B) {
	fsys := plain(b, "2026-04", "tabular")
	for _, f := range fsys {
		benchmarkRead(b, fsys, len(f.Data))
	}
}

func BenchmarkReadRelease(b *testing.B) { benchmarkRead(b, officialFS(b, "2026+2026-04"), 0) }

func BenchmarkReadIndex(b *testing.B) { benchmarkRead(b, officialFS(b, "2017"), 0) }

func allCodes(r *cm.Release) (all []cm.Code, texts []string) {
	for c := range r.All() {
		all = append(all, c)
	}
	// A fixed shuffle, so that neighbours in the book are none in the loop.
	for i := range all {
		j := (i*48271 + 11) % len(all)
		all[i], all[j] = all[j], all[i]
	}
	for _, c := range all {
		texts = append(texts, c.String())
	}
	return all, texts
}

func perSecond(b *testing.B, n int, unit string) {
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), unit)
}

func BenchmarkParse(b *testing.B) {
	_, texts := allCodes(release(b, "2026"))
	b.ReportAllocs()
	for b.Loop() {
		for _, s := range texts {
			if _, err := cm.Parse(s); err != nil {
				b.Fatal(err)
			}
		}
	}
	perSecond(b, len(texts), "codes/s")
}

func BenchmarkLookup(b *testing.B) {
	r := release(b, "2026")
	all, _ := allCodes(r)
	b.ReportAllocs()
	for b.Loop() {
		for _, c := range all {
			if _, ok := r.Lookup(c); !ok {
				b.Fatal(c)
			}
		}
	}
	perSecond(b, len(all), "lookups/s")
}

func BenchmarkCheck(b *testing.B) {
	r := release(b, "2026")
	_, texts := allCodes(r)
	on := medcode.MustParseDate("2026-01-15")
	for b.Loop() {
		for _, s := range texts {
			r.Check(s, on)
		}
	}
	perSecond(b, len(texts), "checks/s")
}

func BenchmarkExcludes1(b *testing.B) {
	r := release(b, "2026-04")
	all, _ := allCodes(r)
	entries := make([]cm.Entry, len(all))
	for i, c := range all {
		entries[i], _ = r.Lookup(c)
	}
	b.ReportAllocs()
	for b.Loop() {
		for i, e := range entries {
			e.Excludes1(entries[(i+1)%len(entries)])
		}
	}
	perSecond(b, len(entries), "pairs/s")
}

func BenchmarkFind(b *testing.B) {
	x := release(b, "2017").Index(cm.Diseases)
	paths := []string{"Fracture, traumatic, femur, shaft", "Diabetes, type 2, with, retinopathy", "Failure, heart, systolic", "Cholera"}
	for b.Loop() {
		for _, p := range paths {
			x.Find(p)
		}
	}
	perSecond(b, len(paths), "paths/s")
}

func BenchmarkSearch(b *testing.B) {
	r := release(b, "2017")
	queries := []string{"heart attack", "acute systolic heart failure", "type 2 diabetes with retinopathy", "fracture of shaft of femur",
		"encounter for screening for malignant neoplasm of colon", "menieres", "unspecified", "initial encounter for closed fracture of unspecified part"}
	r.Search("x", 1)
	for b.Loop() {
		for _, q := range queries {
			r.Search(q, 20)
		}
	}
	b.ReportMetric(b.Elapsed().Seconds()*1000/float64(b.N*len(queries)), "ms/query")
}

func BenchmarkSearchWorst(b *testing.B) {
	r := release(b, "2017")
	r.Search("x", 1)
	for b.Loop() {
		r.Search("other and unspecified disorders of the right and left with e", 20)
	}
	b.ReportMetric(b.Elapsed().Seconds()*1000/float64(b.N), "ms/query")
}
