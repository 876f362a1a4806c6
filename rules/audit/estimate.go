package audit

import (
	"fmt"
	"math"

	"github.com/medcode/medcode"
)

// A Reviewed is a sampling unit, most often a claim, after its review.
type Reviewed struct {
	ID      string
	Paid    medcode.Cents // what was paid
	Allowed medcode.Cents // what the review found payable; above Paid where it was underpaid
}

// Overpayment returns Paid less Allowed: negative for an underpayment, which
// counts against overpayments.
func (r Reviewed) Overpayment() medcode.Cents { return r.Paid.Sub(r.Allowed) }

// A Stratum is a part of the frame and the sample reviewed of it.
type Stratum struct {
	Name     string
	Universe int           // units in the frame
	Paid     medcode.Cents // paid for all of them; only the ratio estimate needs it
	Sample   []Reviewed
}

// An Estimate is a total overpayment projected from a sample. Amounts are in
// cents, with fractions.
type Estimate struct {
	Point  float64 // the point estimate
	StdErr float64
	// Lower is the lower limit of the one-sided confidence interval: with the
	// given confidence, the true total is at least that.
	Lower      float64
	Confidence float64
	Freedom    int // degrees of freedom of the Student distribution used; 0 where all units were reviewed

	Units, Universe int     // reviewed, and in the frame
	Found           float64 // overpayment within the sample
}

// Demand returns the lower limit in cents, or 0 where it is negative, and the
// largest amount where it is above that.
func (e Estimate) Demand() medcode.Cents { return max(0, cents(math.Floor(e.Lower))) }

// cents returns f cents, 0 for what is no number, and the amount next to it for
// what no amount can be.
func cents(f float64) medcode.Cents {
	switch {
	case f >= math.MaxInt64:
		return math.MaxInt64
	case f <= math.MinInt64:
		return math.MinInt64
	case f != f:
		return 0
	}
	return medcode.Cents(f)
}

// Precision returns how far the lower limit is below the point estimate, as a
// part of it, and whether the point estimate is above 0.
func (e Estimate) Precision() (float64, bool) {
	if e.Point <= 0 {
		return 0, false
	}
	return (e.Point - e.Lower) / e.Point, true
}

// Extrapolate projects the overpayment of a stratified random sample to its
// frame by the difference estimator: the mean overpayment of each stratum times
// its units (Cochran, sections 5.3 and 5.4; Medicare Program Integrity Manual,
// chapter 8, section 8.4.5.1). One stratum is a simple random sample. The
// variance has the finite population correction; the lower limit takes the
// Student distribution with as many degrees of freedom as units less strata
// reviewed in part.
//
// Every stratum with units needs two reviewed, or all. The error wraps
// [ErrPlan].
func Extrapolate(strata []Stratum, confidence float64) (Estimate, error) {
	return extrapolate(strata, confidence, func(r Reviewed) float64 { return float64(r.Overpayment()) }, 1, 0)
}

// ExtrapolateRatio projects by the combined ratio estimator: the share of the
// paid amounts that was overpaid, times the amount paid for the whole frame
// (Cochran, section 6.11). It is more precise where overpayments rise with
// payments, and biased in small samples. Every stratum needs Paid.
func ExtrapolateRatio(strata []Stratum, confidence float64) (Estimate, error) {
	over, err := Extrapolate(strata, confidence)
	if err != nil {
		return Estimate{}, err
	}
	paid, err := extrapolate(strata, confidence, func(r Reviewed) float64 { return float64(r.Paid) }, 1, 0)
	if err != nil {
		return Estimate{}, err
	}
	known := 0.0
	for _, s := range strata {
		known += float64(s.Paid)
	}
	if paid.Point <= 0 || known <= 0 {
		return Estimate{}, fmt.Errorf("%w: a ratio needs amounts paid, in the sample and in the frame", ErrPlan)
	}
	ratio := over.Point / paid.Point
	residual := func(r Reviewed) float64 { return float64(r.Overpayment()) - ratio*float64(r.Paid) }
	e, err := extrapolate(strata, confidence, residual, known/paid.Point, ratio*known)
	e.Found = over.Found
	return e, err
}

// extrapolate projects the value of a unit; the standard error is scaled, and
// the point estimate moved by shift.
func extrapolate(strata []Stratum, confidence float64, value func(Reviewed) float64, scale, shift float64) (Estimate, error) {
	if !isConfidence(confidence) {
		return Estimate{}, fmt.Errorf("%w: confidence %v is not between 0 and 1", ErrPlan, confidence)
	}
	e := Estimate{Confidence: confidence}
	variance := 0.0
	for _, s := range strata {
		units, n := float64(s.Universe), float64(len(s.Sample))
		switch {
		case len(s.Sample) > s.Universe:
			return Estimate{}, fmt.Errorf("%w: stratum %q has %d units reviewed of %d", ErrPlan, s.Name, len(s.Sample), s.Universe)
		case s.Universe == 0:
			continue
		case len(s.Sample) < 2 && len(s.Sample) < s.Universe:
			return Estimate{}, fmt.Errorf("%w: stratum %q has %d units reviewed of %d; want two or all", ErrPlan, s.Name, len(s.Sample), s.Universe)
		}
		mean, spread := meanAndVariance(s.Sample, value)
		e.Found += mean * n
		e.Point += units * mean
		e.Units += len(s.Sample)
		e.Universe += s.Universe
		if len(s.Sample) < s.Universe {
			variance += units * units * (1 - n/units) * spread / n
			e.Freedom += len(s.Sample) - 1
		}
	}
	if e.Units == 0 {
		return Estimate{}, fmt.Errorf("%w: no units reviewed", ErrPlan)
	}
	e.StdErr = scale * math.Sqrt(variance)
	e.Point += shift
	e.Lower = e.Point
	if e.Freedom > 0 {
		e.Lower -= studentQuantile(confidence, float64(e.Freedom)) * e.StdErr
	}
	return e, nil
}

// meanAndVariance returns the mean and the sample variance, by two passes.
func meanAndVariance(sample []Reviewed, value func(Reviewed) float64) (mean, variance float64) {
	for _, r := range sample {
		mean += value(r)
	}
	mean /= float64(len(sample))
	if len(sample) < 2 {
		return mean, 0
	}
	for _, r := range sample {
		d := value(r) - mean
		variance += d * d
	}
	return mean, variance / float64(len(sample)-1)
}
