package mce_test

import (
	"os"
	"testing"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/rules/mce"
)

// BenchmarkEdit edits the reference claims on one core.
func BenchmarkEdit(b *testing.B) {
	for _, file := range vectorFiles {
		b.Run(file.name, func(b *testing.B) {
			vectors := readVectors(b, file.name, file.icd)
			r := mce.Default()
			var a mce.Answer
			n := 0
			b.ReportAllocs()
			for b.Loop() {
				r.EditInto(&a, &vectors[n%len(vectors)].rec)
				n++
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "claims/s")
		})
	}
}

// BenchmarkRead reads CMS's mce.bin.
func BenchmarkRead(b *testing.B) {
	fsys := os.DirFS(official.Path(b, "releases/mce/v43.1"))
	b.SetBytes(5_632_938)
	for b.Loop() {
		if _, err := mce.Read(fsys); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkUnmarshal unpacks the release built in.
func BenchmarkUnmarshal(b *testing.B) {
	data, err := mce.Default().MarshalBinary()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := new(mce.Release).UnmarshalBinary(data); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkLookup looks codes up by date.
func BenchmarkLookup(b *testing.B) {
	r := mce.Default()
	var codes []string
	for row := range r.Rows(mce.ICD10Diagnoses) {
		codes = append(codes, row.Code)
	}
	on := medcode.MustParseDate("2026-04-15")
	n := 0
	for b.Loop() {
		r.Lookup(mce.ICD10Diagnoses, codes[n*7919%len(codes)], on)
		n++
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "lookups/s")
}
