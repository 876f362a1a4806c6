package audit

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/medcode/medcode"
)

// ErrPlan is what errors about a sampling plan or a reviewed sample wrap.
var ErrPlan = errors.New("sampling plan")

// Confidence is the confidence of the one-sided interval whose lower limit
// Medicare contractors demand (Program Integrity Manual, chapter 8, section
// 8.4.5.1).
const Confidence = 0.90

func isConfidence(c float64) bool { return c > 0 && c < 1 } // not NaN either

// Strata returns the upper bounds, included, of n strata of a frame by amount
// paid, in ascending order; the last is the largest amount. The bounds follow
// the cumulative square root of frequency rule (Dalenius and Hodges; Cochran,
// section 5A.7) over a hundred equal classes. Fewer come back where the amounts
// don't divide. A frame without amounts has no strata.
func Strata(amounts []medcode.Cents, n int) []medcode.Cents {
	if len(amounts) == 0 || n < 1 {
		return nil
	}
	low, high := slices.Min(amounts), slices.Max(amounts)
	const classes = 100
	var count [classes]float64
	above := func(a medcode.Cents) float64 { return float64(uint64(a) - uint64(low)) } // low, whatever the sign of either
	width := max(above(high)/classes, 1)
	class := func(a medcode.Cents) int { return min(int(above(a)/width), classes-1) }
	for _, a := range amounts {
		count[class(a)]++
	}
	total := 0.0
	for _, c := range count {
		total += math.Sqrt(c)
	}
	var bounds []medcode.Cents
	sum := 0.0
	for i, c := range count {
		sum += math.Sqrt(c)
		if len(bounds) < n-1 && c > 0 && sum >= total*float64(len(bounds)+1)/float64(n)-1e-9 {
			if end := float64(i+1) * width; end < above(high) {
				bounds = append(bounds, medcode.Cents(uint64(low)+uint64(end)-1))
			}
		}
	}
	return append(bounds, high)
}

// StratumOf returns which of the strata with the given upper bounds an amount
// belongs to, the last for an amount above all, and -1 of none.
func StratumOf(bounds []medcode.Cents, amount medcode.Cents) int {
	i, _ := slices.BinarySearch(bounds, amount)
	return min(i, len(bounds)-1)
}

// A Plan is what is known of a stratum before the sample is drawn.
type Plan struct {
	Universe int           // sampling units of the frame in the stratum
	StdDev   medcode.Cents // of the overpayment, from a probe sample, or of the amount paid
}

// SampleSize returns how many units to draw from each stratum, so that the
// total overpayment is known to within precision, either side, at a two-sided
// confidence, with as few units as can be: Neyman allocation (Cochran, sections
// 5.5 and 5.9). Each stratum has at least two units, or all of its own if it
// has fewer. The deviations are guesses, and so is the size.
func SampleSize(plans []Plan, precision medcode.Cents, confidence float64) ([]int, error) {
	if precision <= 0 || !isConfidence(confidence) {
		return nil, fmt.Errorf("%w: want a precision above 0 and a confidence between 0 and 1", ErrPlan)
	}
	z := math.Sqrt2 * math.Erfinv(confidence)
	sum, variance := 0.0, 0.0
	for _, p := range plans {
		if p.Universe < 0 || p.StdDev < 0 {
			return nil, fmt.Errorf("%w: a stratum of %d units with deviation %s", ErrPlan, p.Universe, p.StdDev)
		}
		n, s := float64(p.Universe), float64(p.StdDev)
		sum += n * s
		variance += n * s * s
	}
	wanted := float64(precision) / z
	total := sum * sum / (wanted*wanted + variance)
	sizes := make([]int, len(plans))
	for i, p := range plans {
		share := 0.0
		if sum > 0 {
			share = float64(p.Universe) * float64(p.StdDev) / sum
		}
		size := math.Ceil(total * share)
		if !(size < float64(p.Universe)) { // NaN neither, of sums beyond any number
			sizes[i] = p.Universe
			continue
		}
		sizes[i] = min(max(int(size), 2), p.Universe)
	}
	return sizes, nil
}

// Draw draws a simple random sample without replacement from each stratum:
// sizes[h] of universe[h] units. It returns, for each stratum, the indexes of
// the units within the stratum's frame, in the order drawn, so that a sample
// can be made smaller by leaving out its end.
//
// The same arguments give the same sample, on every machine and in every
// version of this package: stratum h is drawn with the PCG generator of
// math/rand/v2, seeded with seed and h, by partial Fisher-Yates shuffle; a
// number below n is a word of the generator modulo n, words beyond the largest
// multiple of n left out. To document a sample, keep the seed and the frames in
// their order (Program Integrity Manual, chapter 8, section 8.4.4).
func Draw(seed uint64, universe, sizes []int) ([][]int, error) {
	if len(universe) != len(sizes) {
		return nil, fmt.Errorf("%w: %d strata with %d sizes", ErrPlan, len(universe), len(sizes))
	}
	samples := make([][]int, len(sizes))
	for h, n := range sizes {
		if n < 0 || n > universe[h] {
			return nil, fmt.Errorf("%w: %d units to draw of %d in stratum %d", ErrPlan, n, universe[h], h+1)
		}
		r := rand.NewPCG(seed, uint64(h))
		moved := map[int]int{} // what a shuffled frame would hold where it differs
		at := func(i int) int {
			if v, ok := moved[i]; ok {
				return v
			}
			return i
		}
		for i := range n {
			k := i + int(below(r, uint64(universe[h]-i)))
			samples[h] = append(samples[h], at(k))
			moved[k] = at(i)
		}
	}
	return samples, nil
}

// below returns a number below n, all alike likely.
func below(r *rand.PCG, n uint64) uint64 {
	limit := math.MaxUint64 - math.MaxUint64%n
	for {
		if v := r.Uint64(); v < limit {
			return v % n
		}
	}
}
