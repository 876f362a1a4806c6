package mce_test

import (
	"testing"

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
