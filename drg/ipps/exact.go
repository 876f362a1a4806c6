package ipps

import (
	"fmt"
	"math"

	"github.com/medcode/medcode/drg"
)

// PayExact is Pay by the regulation's formulas alone: worked out unrounded, each
// component rounded once at the end. It differs from Pay by cents; where the
// pricer has a rule of its own, it follows the pricer as Pay does.
func (r *Release) PayExact(n drg.Number, h Hospital, s Stay) (Payment, error) {
	w, ok := r.Lookup(n)
	if !ok {
		return Payment{}, r.refused(n)
	}
	return PriceExact(&w, &r.rates, r.technologies, &h, &s)
}

// PriceExact is PayExact for facts given by hand, as [Price] is Pay.
func PriceExact(w *Weights, rates *Rates, technologies *Technologies, h *Hospital, s *Stay) (p Payment, err error) {
	if err := h.priceable(); err != nil {
		return Payment{}, err
	}
	var t terms
	t.work(rates, h)
	k := pricing{terms: &t, w: w, rates: rates, technologies: technologies, h: h, s: s, p: &p}
	if err := k.check(); err != nil {
		return Payment{}, err
	}
	k.factors() // the rules; its numbers are worked out again below
	x := exact{k: &k, f: h.Factors()}
	if err := x.work(); err != nil {
		return Payment{}, err
	}
	p.Factors = x.f
	k.code()
	if h.Waiver {
		return k.waived(), &RefusedError{RefusedWaiver, "the hospital's state has a waiver"}
	}
	return p, nil
}

// An exact works in double-precision dollars.
type exact struct {
	k      *pricing
	f      Factors
	dollar [components]float64
}

func (x *exact) keep(c Component, dollars float64) {
	x.dollar[c] = dollars
	x.k.set(c, roundCents(dollars))
}

func (x *exact) total() (sum float64) {
	for _, d := range x.dollar {
		sum += d
	}
	return sum
}

func (x *exact) work() error {
	k, f := x.k, &x.f
	h, s, p, rates := k.h, k.s, k.p, k.rates
	cola := float64(k.cola) / 1000
	_, part := k.w.Transfer(s.Days, s.Destination)
	p.TransferPart = part
	covid := float64(k.factor) / wholeWeight
	base := p.Base.Labor.Dollars()*h.WageIndex + p.Base.NonLabor.Dollars()*cola
	full := base * k.w.Relative.Float64() * covid
	operating := full * part
	ime, dsh := f.OperatingIME, f.OperatingDSH/4
	x.keep(Operating, operating)
	x.keep(IndirectEducation, operating*ime)
	x.keep(DisproportionateShare, operating*dsh)
	x.keep(UncompensatedCare, h.UncompensatedCare.Dollars())

	capital := rates.Capital.Dollars() * f.CapitalGeography * f.CapitalCOLA * float64(k.capitalWeight) / 1e7 * part
	x.keep(Capital, capital)
	x.keep(CapitalIndirectEducation, capital*f.CapitalIME)
	x.keep(CapitalDisproportionateShare, capital*f.CapitalDSH)

	charges := s.Charges.Dollars()
	operatingCost, capitalCost := charges*h.OperatingCCR, charges*h.CapitalCCR
	share := 0.0
	if both := h.OperatingCCR + h.CapitalCCR; both > 0 {
		share = h.OperatingCCR / both
	}
	loss := rates.FixedLoss.Dollars()
	if !s.NoOutlier {
		loss *= part
	}
	labor := p.Base.LaborShare()
	area := loss * share * (labor*h.WageIndex + (1-labor)*cola)

	paid := operating*(1+ime+dsh) + h.UncompensatedCare.Dollars()
	excess := operatingCost - paid
	x.keep(NewTechnology, s.NewTechnology.Dollars())
	if s.NewTechnology == 0 && excess > 0 {
		sum := 0.0
		k.technologies.met(s, func(t *Technology) { sum += min(t.Most.Dollars(), excess*float64(t.Part)/percent) })
		x.keep(NewTechnology, min(sum, excess))
	}
	if excess > 0 && s.covidTreated() {
		x.keep(CovidTreatment, covidAddOn*min(area, excess)/percent)
	}
	threshold := area + paid + x.dollar[NewTechnology]
	capitalThreshold := 0.0
	if h.NewHospital {
		capitalCost = 0
	} else {
		capitalThreshold = loss*(1-share)*f.CapitalGeography*f.CapitalCOLA + capital*(1+f.CapitalIME+f.CapitalDSH)
	}
	p.OperatingCost, p.CapitalCost = toNanos(operatingCost), toNanos(capitalCost)
	p.OperatingThreshold, p.CapitalThreshold = toNanos(threshold), toNanos(capitalThreshold)
	if s.Charges > 0 && !s.NoOutlier {
		cost, all := operatingCost+capitalCost, threshold+capitalThreshold
		k.near = cost+0.2*charges > all
		if k.isOutlier = cost > all; k.isOutlier {
			if s.UncoveredDays > 0 {
				return &RefusedError{RefusedUncovered, fmt.Sprintf("an outlier with %d uncovered days, whose charges must be told apart", s.UncoveredDays)}
			}
			p.ChargeThreshold = toNanos(all / (h.OperatingCCR + h.CapitalCCR))
			marginal := float64(marginalCost) / percent
			if isBurn(k.w) {
				marginal = float64(marginalCostBurn) / percent
			}
			x.keep(OperatingOutlier, marginal*max(0, operatingCost-threshold))
			x.keep(CapitalOutlier, marginal*max(0, capitalCost-capitalThreshold))
		}
	}

	if portion := h.Type.hospitalSpecific(); portion > 0 && h.HospitalSpecificRate > 0 {
		update := rates.HospitalSpecific[h.Update]
		if update == 0 {
			return fmt.Errorf("ipps: update of the hospital-specific rate: %w", ErrNoRate)
		}
		own := h.HospitalSpecificRate.Dollars() * float64(update) / 1e5 * k.w.Relative.Float64() * covid
		p.HospitalSpecificRate, p.HospitalSpecificUpdate = roundCents(own), float64(update)/1e5
		x.keep(HospitalSpecific, float64(portion)/percent*max(0, own-paid-x.dollar[OperatingOutlier]))
	}

	adjusted := operating + x.dollar[NewTechnology] + x.dollar[CovidTreatment]
	p.AdjustedBase = roundCents(adjusted)
	before := x.total()
	x.keep(ValueBasedPurchasing, adjusted*(orOne(h.ValueBasedPurchasing)-1))
	x.keep(Readmissions, adjusted*(orOne(h.Readmissions)-1))
	x.keep(LowVolume, before*h.LowVolume)
	if h.HACReduction {
		x.keep(HACReduction, -0.01*x.total())
	}
	x.keep(IsletCells, islets.Dollars()*float64(s.isletInfusions()))
	return nil
}

func toNanos(dollars float64) Nanos { return Nanos(math.Round(min(dollars, 9e9) * nano)) }
