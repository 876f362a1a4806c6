package ipps

import (
	"fmt"

	"github.com/medcode/medcode/drg"
)

// A Pricer pays the stays of one hospital by a release: what hangs on the hospital
// and the year alone is worked out once. It doesn't change and is safe for any
// number of goroutines. Make one with [Release.Pricer]; the zero Pricer refuses
// every stay, its hospital having no wage index.
type Pricer struct {
	release  *Release
	hospital Hospital
	terms    terms
}

// Pricer makes a pricer of the stays of a hospital. Errors: those of
// [Release.Pay] that tell of the hospital's parameters, a [*RefusedError] for a
// hospital without wage index and a [*ParameterError] for one out of range; what
// else the hospital is refused for comes with each stay.
func (r *Release) Pricer(h Hospital) (Pricer, error) {
	if err := h.priceable(); err != nil {
		return Pricer{}, err
	}
	p := Pricer{release: r, hospital: h}
	p.terms.work(&r.rates, &h)
	return p, nil
}

// Pay is [Release.Pay] for a stay in the pricer's hospital: the same payments and
// errors.
func (p *Pricer) Pay(n drg.Number, s *Stay) (paid Payment, err error) {
	r := p.release
	if r == nil {
		return Payment{}, p.hospital.priceable()
	}
	if n > maxDRG || r.place[n] == 0 {
		return Payment{}, r.refused(n)
	}
	k := pricing{terms: &p.terms, w: &r.weights[r.place[n]-1], rates: &r.rates, technologies: r.technologies, h: &p.hospital, s: s, p: &paid}
	err = k.price()
	return paid, err
}

func (r *Release) refused(n drg.Number) error {
	return &RefusedError{RefusedDRG, fmt.Sprintf("DRG %v in fiscal year %d", n, r.year)}
}

// priceable returns what makes every stay of the hospital unpriceable.
func (h *Hospital) priceable() error {
	if h.WageIndex == 0 {
		return &RefusedError{RefusedArea, "no wage index"}
	}
	return h.Check()
}

// terms are what the hospital and the year's rates say of any stay, integers in
// the units of the comments.
type terms struct {
	amount StandardizedAmount
	shown  Factors

	wage, cola                          int64 // 1e-4, 1e-3
	geography, capitalCOLA              int64 // 1e-4, 1e-3
	operatingIME, capitalIME            int64 // 1e-9
	operatingDSH, capitalDSH            int64 // 1e-4, both in full
	operatingCCR, capitalCCR            int64 // 1e-6
	share, capitalShare                 int64 // 1e-9, of the ratios of cost to charges
	area, capitalArea                   int64 // 1e-8 and 1e-7, what varies the fixed loss
	base                                Nanos // operating, of an average stay
	capitalRate                         int64 // the same of capital, 1e-5 of a dollar
	purchasing, readmissions, lowVolume int64 // 1e-11, 1e-4, 1e-6, what is added
}

// work works out the terms of a hospital whose parameters are in range.
func (t *terms) work(rates *Rates, h *Hospital) {
	t.amount = rates.standardizedAmount(h)
	t.wage = scaled(h.WageIndex, four)
	t.cola = 1000
	if h.COLA != 0 {
		t.cola = scaled(max(h.COLA, 0), 1000)
	}
	t.geography = scaled(power(h.WageIndex, 0.6848), four)         // 412.316(a)
	t.capitalCOLA = 1000 + mulDiv(3152, t.cola-1000, four)         // 412.316(c)
	t.operatingIME = scaled(OperatingIME(h.ResidentsPerBed), nine) // 412.105(d)
	t.capitalIME = scaled(capitalIME(h.ResidentsPerDay, pricersLog), nine)
	t.operatingDSH = h.operatingDSH()
	t.capitalDSH = scaled(h.capitalDSH(pricersLog), four)
	t.shown = Factors{
		CapitalGeography: float64(t.geography) / four, CapitalCOLA: float64(t.capitalCOLA) / 1000,
		OperatingIME: float64(t.operatingIME) / nine, CapitalIME: float64(t.capitalIME) / nine,
		OperatingDSH: float64(t.operatingDSH) / four, CapitalDSH: float64(t.capitalDSH) / four,
	}

	t.operatingCCR, t.capitalCCR = scaled(h.OperatingCCR, 1e6), scaled(h.CapitalCCR, 1e6)
	if both := t.operatingCCR + t.capitalCCR; both > 0 {
		t.share, t.capitalShare = mulDiv(t.operatingCCR, nine, both), mulDiv(t.capitalCCR, nine, both)
	}
	labor := t.amount.labor()
	t.area = labor*t.wage + (four-labor)*t.cola*10
	t.capitalArea = t.geography * t.capitalCOLA

	t.base = Nanos(int64(t.amount.Labor)*t.wage*1000 + int64(t.amount.NonLabor)*t.cola*10_000)
	t.capitalRate = int64(timesCents(rates.Capital, t.geography, four)) * t.capitalCOLA

	if h.ValueBasedPurchasing != 0 {
		t.purchasing = scaled(h.ValueBasedPurchasing, eleven) - eleven
	}
	if h.Readmissions != 0 {
		t.readmissions = scaled(h.Readmissions, four) - four
	}
	t.lowVolume = scaled(h.LowVolume, 1e6)
}
