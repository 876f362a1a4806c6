package audit

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
)

// Quantiles as any table of Student's distribution has them.
func TestStudentQuantile(t *testing.T) {
	for _, c := range []struct{ p, df, want float64 }{
		{0.90, 1, 3.0777}, {0.90, 2, 1.8856}, {0.90, 5, 1.4759}, {0.90, 10, 1.3722}, {0.90, 29, 1.3114}, {0.90, 100, 1.2901},
		{0.95, 10, 1.8125}, {0.975, 30, 2.0423}, {0.99, 3, 4.5407}, {0.90, 1e6, 1.2816}, {0.5, 7, 0}, {0.10, 5, -1.4759},
	} {
		require.InDelta(t, c.want, studentQuantile(c.p, c.df), 1e-4, c)
	}
	require.Zero(t, incompleteBeta(1, 2, 0))
	require.Equal(t, 1.0, incompleteBeta(1, 2, 1))
	require.InDelta(t, 0.3*0.3, incompleteBeta(2, 1, 0.3), 1e-12)
}

func reviewed(over ...int) []Reviewed {
	var all []Reviewed
	for _, o := range over {
		all = append(all, Reviewed{Paid: 10000, Allowed: medcode.Cents(10000 - 100*o)})
	}
	return all
}

// A sample worked by hand: mean 20, variance 250, 100 units, 5 reviewed.
func TestExtrapolateByHand(t *testing.T) {
	e, err := Extrapolate([]Stratum{{Universe: 100, Sample: reviewed(0, 10, 20, 30, 40)}}, Confidence)
	require.NoError(t, err)
	require.InDelta(t, 2000_00, e.Point, 1e-6)
	require.InDelta(t, 100*math.Sqrt(0.95*250/5)*100, e.StdErr, 1e-6)
	require.Equal(t, 4, e.Freedom)
	require.InDelta(t, e.Point-1.533206*e.StdErr, e.Lower, 1)
	require.Equal(t, medcode.Cents(math.Floor(e.Lower)), e.Demand())
	require.InDelta(t, 100_00, e.Found, 1e-6)
	precision, ok := e.Precision()
	require.True(t, ok)
	require.InDelta(t, (e.Point-e.Lower)/e.Point, precision, 1e-12)

	// Two strata: totals and variances add.
	two, err := Extrapolate([]Stratum{
		{Universe: 100, Sample: reviewed(0, 10, 20, 30, 40)},
		{Universe: 3, Sample: reviewed(100, 50, 0)}, // all reviewed: no variance
		{Universe: 0},
	}, Confidence)
	require.NoError(t, err)
	require.InDelta(t, e.Point+150_00, two.Point, 1e-6)
	require.InDelta(t, e.StdErr, two.StdErr, 1e-6)
	require.Equal(t, 8, two.Units)
	require.Equal(t, 103, two.Universe)

	all, err := Extrapolate([]Stratum{{Universe: 2, Sample: reviewed(10, 30)}}, Confidence)
	require.NoError(t, err)
	require.Equal(t, all.Point, all.Lower, "nothing is unknown")
	one, err := Extrapolate([]Stratum{{Universe: 1, Sample: reviewed(10)}}, Confidence)
	require.NoError(t, err)
	require.Equal(t, 1000.0, one.Point)

	under, err := Extrapolate([]Stratum{{Universe: 50, Sample: reviewed(-10, 0)}}, Confidence)
	require.NoError(t, err)
	require.Zero(t, under.Demand(), "an underpayment is not demanded")
	_, ok = under.Precision()
	require.False(t, ok)
}

func TestExtrapolateErrors(t *testing.T) {
	for name, c := range map[string]struct {
		strata     []Stratum
		confidence float64
	}{
		"nothing":      {nil, 0.9},
		"confidence":   {[]Stratum{{Universe: 2, Sample: reviewed(1, 2)}}, 1},
		"no number":    {[]Stratum{{Universe: 2, Sample: reviewed(1, 2)}}, math.NaN()},
		"one reviewed": {[]Stratum{{Universe: 2, Sample: reviewed(1)}}, 0.9},
		"too many":     {[]Stratum{{Universe: 1, Sample: reviewed(1, 2)}}, 0.9},
	} {
		_, err := Extrapolate(c.strata, c.confidence)
		require.ErrorIs(t, err, ErrPlan, name)
		_, err = ExtrapolateRatio(c.strata, c.confidence)
		require.ErrorIs(t, err, ErrPlan, name)
	}
	_, err := ExtrapolateRatio([]Stratum{{Universe: 3, Sample: reviewed(1, 2)}}, 0.9)
	require.ErrorIs(t, err, ErrPlan, "nothing paid in the frame")
}

// Where a fixed part of each payment was overpaid, the ratio knows the total
// exactly, whatever the sample.
func TestExtrapolateRatio(t *testing.T) {
	s := Stratum{Universe: 1000, Paid: 5_000_000}
	for i := range 20 {
		paid := medcode.Cents(1000 * (i + 1))
		s.Sample = append(s.Sample, Reviewed{Paid: paid, Allowed: paid * 3 / 4})
	}
	e, err := ExtrapolateRatio([]Stratum{s}, Confidence)
	require.NoError(t, err)
	require.InDelta(t, 1_250_000, e.Point, 1e-6)
	require.InDelta(t, 0, e.StdErr, 1e-6)
	require.InDelta(t, 52500, e.Found, 1e-6)
}

// The lower limit must be at or below the true total in nine of ten samples.
func TestCoverage(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 4))
	universe := []int{600, 300, 100}
	frame := make([][]Reviewed, 3)
	truth := 0.0
	for h, n := range universe {
		for range n {
			paid := medcode.Cents(float64(h+1) * (5000 + 20000*r.Float64()))
			allowed := paid
			if r.Float64() < 0.4 {
				allowed = medcode.Cents(float64(paid) * r.Float64())
			}
			frame[h] = append(frame[h], Reviewed{Paid: paid, Allowed: allowed})
			truth += float64(paid - allowed)
		}
	}
	const trials = 2000
	below := 0
	for seed := range uint64(trials) {
		drawn, err := Draw(seed, universe, []int{40, 30, 20})
		require.NoError(t, err)
		var strata []Stratum
		for h, indexes := range drawn {
			s := Stratum{Universe: universe[h]}
			for _, i := range indexes {
				s.Sample = append(s.Sample, frame[h][i])
			}
			strata = append(strata, s)
		}
		e, err := Extrapolate(strata, Confidence)
		require.NoError(t, err)
		below += one(e.Lower <= truth)
	}
	require.InDelta(t, Confidence, float64(below)/trials, 0.03)
}

func TestDraw(t *testing.T) {
	universe, sizes := []int{10, 1_000_000, 3}, []int{10, 5, 0}
	a, err := Draw(2026, universe, sizes)
	require.NoError(t, err)
	b, err := Draw(2026, universe, sizes)
	require.NoError(t, err)
	require.Equal(t, a, b)
	require.Equal(t, []int{437832, 35796, 153790, 555394, 382296}, a[1], "on every machine, in every version")
	sorted := slices.Sorted(slices.Values(a[0]))
	require.Equal(t, []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, sorted, "without replacement")
	require.Empty(t, a[2])
	c, err := Draw(2027, universe, sizes)
	require.NoError(t, err)
	require.NotEqual(t, a[1], c[1])

	for _, bad := range [][2][]int{{{3}, {4}}, {{3}, {-1}}, {{3}, {1, 1}}} {
		_, err = Draw(1, bad[0], bad[1])
		require.ErrorIs(t, err, ErrPlan)
	}

	// Every unit is drawn alike often.
	count := make([]int, 20)
	for seed := range uint64(4000) {
		s, err := Draw(seed, []int{20}, []int{5})
		require.NoError(t, err)
		for _, i := range s[0] {
			count[i]++
		}
	}
	for i, n := range count {
		require.InDelta(t, 1000, n, 120, i)
	}
}

func TestSampleSize(t *testing.T) {
	// One stratum: Cochran's n0 / (1 + n0/N), n0 = (z N s / d)².
	sizes, err := SampleSize([]Plan{{Universe: 1000, StdDev: 5000}}, 1_000_000, 0.90)
	require.NoError(t, err)
	n0 := math.Pow(1.6449*1000*5000/1_000_000, 2)
	require.Equal(t, []int{int(math.Ceil(n0 / (1 + n0/1000)))}, sizes)
	// The stratum that varies more gets more.
	sizes, err = SampleSize([]Plan{{Universe: 1000, StdDev: 1000}, {Universe: 1000, StdDev: 3000}, {Universe: 1}, {}}, 500_000, 0.90)
	require.NoError(t, err)
	require.Greater(t, sizes[1], 2*sizes[0])
	require.Equal(t, []int{1, 0}, sizes[2:])
	for _, p := range []Plan{{Universe: -1}, {StdDev: -1}} {
		_, err = SampleSize([]Plan{p}, 1, 0.9)
		require.ErrorIs(t, err, ErrPlan)
	}
	_, err = SampleSize(nil, 0, 0.9)
	require.ErrorIs(t, err, ErrPlan)
	_, err = SampleSize(nil, 1, math.NaN())
	require.ErrorIs(t, err, ErrPlan)
	sizes, err = SampleSize([]Plan{{Universe: 10}}, 1, 0.9)
	require.NoError(t, err)
	require.Equal(t, []int{2}, sizes)
}

func TestStrata(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	var amounts []medcode.Cents
	for range 5000 {
		amounts = append(amounts, medcode.Cents(math.Exp(8+1.2*r.NormFloat64())))
	}
	bounds := Strata(amounts, 4)
	require.Len(t, bounds, 4)
	require.True(t, slices.IsSorted(bounds))
	require.Equal(t, slices.Max(amounts), bounds[3])
	count := make([]int, 4)
	for _, a := range amounts {
		count[StratumOf(bounds, a)]++
	}
	require.Greater(t, count[0], count[3], "small amounts are many")
	for i := range bounds {
		require.Equal(t, i, StratumOf(bounds, bounds[i]), "a bound belongs below")
	}
	require.Equal(t, 3, StratumOf(bounds, bounds[3]+1))
	require.Equal(t, []medcode.Cents{7}, Strata([]medcode.Cents{7, 7, 7}, 3), "all alike")
	require.Nil(t, Strata(nil, 3))
	require.Nil(t, Strata(amounts, 0))
}
