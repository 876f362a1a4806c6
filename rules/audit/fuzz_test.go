package audit_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules/audit"
)

// FuzzStatistics gives the statistics of a sample any numbers.
func FuzzStatistics(f *testing.F) {
	f.Add(int64(10_000), int64(20_000), int64(0), int64(500), 3, 100, uint64(1), 0.9)
	f.Add(int64(math.MaxInt64), int64(math.MinInt64), int64(1), int64(-1), math.MaxInt, -1, uint64(0), 1.0)
	f.Add(int64(5e18), int64(-5e18), int64(0), int64(0), 3, 3, uint64(7), math.NaN())
	f.Fuzz(func(t *testing.T, a, b, c, d int64, n, universe int, seed uint64, confidence float64) {
		amounts := []medcode.Cents{medcode.Cents(a), medcode.Cents(b), medcode.Cents(c), medcode.Cents(d)}
		bounds := audit.Strata(amounts, n)
		for i, bound := range bounds {
			require.True(t, i == 0 || bounds[i-1] <= bound)
		}
		for _, amount := range amounts {
			i := audit.StratumOf(bounds, amount)
			require.Equal(t, len(bounds) == 0, i == -1, "of no strata alone")
			require.GreaterOrEqual(t, i, -1)
			require.LessOrEqual(t, i, len(bounds))
		}
		plans := []audit.Plan{{Universe: universe, StdDev: amounts[0]}, {Universe: n, StdDev: amounts[1]}}
		if sizes, err := audit.SampleSize(plans, amounts[3], confidence); err == nil {
			for i, size := range sizes {
				require.GreaterOrEqual(t, size, 0)
				require.LessOrEqual(t, size, plans[i].Universe)
			}
		}
		small := []int{universe & 0xff, n & 0xff}
		if drawn, err := audit.Draw(seed, small, []int{n & 0x1f, universe & 0x1f}); err == nil {
			for i, units := range drawn {
				for _, u := range units {
					require.Less(t, u, max(small[i], 1)+1)
				}
			}
		}
		sample := []audit.Reviewed{{ID: "1", Paid: amounts[0], Allowed: amounts[1]}, {ID: "2", Paid: amounts[2], Allowed: amounts[3]}}
		strata := []audit.Stratum{{Universe: universe, Paid: amounts[0], Sample: sample}, {Universe: n, Sample: sample[:1]}}
		for _, estimate := range []func([]audit.Stratum, float64) (audit.Estimate, error){audit.Extrapolate, audit.ExtrapolateRatio} {
			if e, err := estimate(strata, confidence); err == nil {
				require.GreaterOrEqual(t, e.Demand(), medcode.Cents(0))
				precision, _ := e.Precision()
				require.False(t, math.IsNaN(precision))
			}
		}
	})
}
