package opps

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/internal/source"
)

func BenchmarkRead(b *testing.B) {
	fsys, err := source.Open(official.Path(b, "releases/opps/2025"))
	require.NoError(b, err)
	for b.Loop() {
		_, err := Read(fsys)
		require.NoError(b, err)
	}
}

func BenchmarkLookup(b *testing.B) {
	r := officialRelease(b)
	var codes []hcpcs.Code
	for c := range r.All() {
		codes = append(codes, c)
	}
	n, found := 0, 0
	for b.Loop() {
		if _, ok := r.Lookup(codes[n*7919%len(codes)]); ok {
			found++
		}
		n++
	}
	require.Equal(b, n, found)
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "lookups/s")
}
