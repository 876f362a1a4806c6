package audit_test

import (
	"math"
	"slices"
	"testing"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules/audit"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Amounts at the ends of what an amount can be, and sizes of any number.
func TestBounds(t *testing.T) {
	ends := []medcode.Cents{math.MinInt64, math.MinInt64 + 1, -5e18, -1, 0, 1, 5e18, math.MaxInt64 - 1, math.MaxInt64}
	for _, a := range ends {
		for _, b := range ends {
			for _, n := range []int{math.MinInt, -1, 0, 1, 3, 100, math.MaxInt} {
				amounts := []medcode.Cents{a, b, 0}
				bounds := audit.Strata(amounts, n)
				if n < 1 {
					assert.Empty(t, bounds)
					continue
				}
				require.NotEmpty(t, bounds)
				assert.True(t, slices.IsSorted(bounds), "%v in %d: %v", amounts, n, bounds)
				assert.Equal(t, slices.Max(amounts), bounds[len(bounds)-1])
				for _, amount := range amounts {
					assert.LessOrEqual(t, amount, bounds[audit.StratumOf(bounds, amount)])
				}
			}
			assert.NotPanics(t, func() { _ = audit.Reviewed{Paid: a, Allowed: b}.Overpayment() })
		}
	}
	assert.Equal(t, -1, audit.StratumOf(nil, 5))
	assert.Equal(t, medcode.Cents(math.MaxInt64), audit.Reviewed{Paid: math.MaxInt64, Allowed: -1}.Overpayment())
	for _, f := range []float64{math.Inf(1), 1e300, math.MaxInt64} {
		assert.Equal(t, medcode.Cents(math.MaxInt64), audit.Estimate{Lower: f}.Demand())
	}
	for _, f := range []float64{math.Inf(-1), -1e300, -1, math.NaN()} {
		assert.Zero(t, audit.Estimate{Lower: f}.Demand())
	}
}

func TestSampleSizeBounds(t *testing.T) {
	for _, universe := range []int{0, 1, 2, 1000, math.MaxInt} {
		for _, dev := range []medcode.Cents{0, 1, 1e6, math.MaxInt64} {
			for _, precision := range []medcode.Cents{1, 1e6, math.MaxInt64} {
				for _, confidence := range []float64{math.SmallestNonzeroFloat64, 0.9, math.Nextafter(1, 0)} {
					sizes, err := audit.SampleSize([]audit.Plan{{universe, dev}, {100, 50}}, precision, confidence)
					require.NoError(t, err)
					assert.LessOrEqual(t, sizes[0], universe)
					assert.GreaterOrEqual(t, sizes[0], min(2, universe), "%d units, deviation %d, precision %d, confidence %v", universe, dev, precision, confidence)
				}
			}
		}
	}
}
