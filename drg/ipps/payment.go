package ipps

import (
	"cmp"
	"encoding/json"
	"fmt"
	"iter"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
)

// A Component is a part of the payment of a stay.
type Component uint8

// The components, in the order in which they are worked out.
const (
	Operating Component = iota
	IndirectEducation
	DisproportionateShare
	UncompensatedCare
	NewTechnology
	ValueBasedPurchasing
	Readmissions
	OperatingOutlier
	Capital
	CapitalIndirectEducation
	CapitalDisproportionateShare
	CapitalOutlier
	HACReduction
	components
)

var componentTexts = [components]struct{ name, citation string }{
	{"operating payment", "42 CFR 412.64(g), (h)"},
	{"indirect medical education", "42 CFR 412.105"},
	{"disproportionate share", "42 CFR 412.106(d), (f)"},
	{"uncompensated care", "42 CFR 412.106(g)"},
	{"new technology add-on", "42 CFR 412.87, 412.88"},
	{"value-based purchasing", "42 CFR 412.160 to 412.167"},
	{"readmissions reduction", "42 CFR 412.150 to 412.154"},
	{"operating outlier", "42 CFR 412.80, 412.84"},
	{"capital payment", "42 CFR 412.308, 412.312(a), 412.316"},
	{"capital indirect medical education", "42 CFR 412.322"},
	{"capital disproportionate share", "42 CFR 412.320"},
	{"capital outlier", "42 CFR 412.312(c)"},
	{"hospital-acquired condition reduction", "42 CFR 412.170, 412.172"},
}

// String names c.
func (c Component) String() string {
	if c >= components {
		return fmt.Sprintf("Component(%d)", uint8(c))
	}
	return componentTexts[c].name
}

// Citation returns where the rule of c stands.
func (c Component) Citation() string {
	if c >= components {
		return ""
	}
	return componentTexts[c].citation
}

// A Payment is what a stay is paid, in components, with the steps on the way.
// Components other than the base payments may be zero; adjustments that take
// away are negative. What the patient owes (deductible, coinsurance) is inside.
type Payment struct {
	Weights      Weights            `json:"weights"`
	Base         StandardizedAmount `json:"base"` // operating, before adjustment
	Factors      Factors            `json:"factors"`
	TransferRule TransferRule       `json:"transferRule"`
	TransferPart float64            `json:"transferPart"` // of the full payment, above 0 to 1

	// The test for an outlier: what the case cost, and what it must exceed.
	// Zero when the stay has no charges.
	OperatingCost      medcode.Cents `json:"operatingCost"`
	CapitalCost        medcode.Cents `json:"capitalCost"`
	OperatingThreshold medcode.Cents `json:"operatingThreshold"`
	CapitalThreshold   medcode.Cents `json:"capitalThreshold"`

	amounts [components]medcode.Cents
}

// Amount returns one component.
func (p *Payment) Amount(c Component) medcode.Cents {
	if c >= components {
		return 0
	}
	return p.amounts[c]
}

// All yields every component with its amount, in the order of working out.
func (p *Payment) All() iter.Seq2[Component, medcode.Cents] {
	return func(yield func(Component, medcode.Cents) bool) {
		for c, m := range p.amounts {
			if !yield(Component(c), m) {
				return
			}
		}
	}
}

// Total returns the sum of all components.
func (p *Payment) Total() medcode.Cents {
	var sum medcode.Cents
	for _, m := range p.amounts {
		sum += m
	}
	return sum
}

// MarshalJSON implements [encoding/json.Marshaler]: the exported fields, every
// component with its name and citation, and the total.
func (p Payment) MarshalJSON() ([]byte, error) {
	type plain Payment
	type component struct {
		Name     string        `json:"name"`
		Amount   medcode.Cents `json:"amount"`
		Citation string        `json:"citation"`
	}
	out := struct {
		plain
		Components []component   `json:"components"`
		Total      medcode.Cents `json:"total"`
	}{plain: plain(p), Total: p.Total()}
	for c, m := range p.All() {
		out.Components = append(out.Components, component{c.String(), m, c.Citation()})
	}
	return json.Marshal(out)
}

// Pay works out what Medicare pays an acute care hospital under the inpatient
// prospective payment system for a stay in a DRG, with the rates of the release.
//
// The result follows the regulation and rounds once; the contractors' own
// program rounds on the way and may differ by some cents.
//
// Not covered, because they hang on more than a stay and the hospital's
// parameters: hospital-specific rates of sole community and Medicare-dependent
// hospitals, the low-volume adjustment, pass-through payments, new hospitals'
// capital, replaced devices (42 CFR 412.89), clinical trials in DRG 018 (412.85),
// and reconciliation at settlement.
//
// Errors: [*ParameterError] for a parameter out of range, and errors that wrap
// ErrNoWeight or ErrNoRate.
func (r *Release) Pay(n drg.Number, h Hospital, s Stay) (Payment, error) {
	return r.PayWith(r.rates, n, h, s)
}

// PayWith is Pay with other rates, such as those of a release read from files
// with the fixed loss filled in.
func (r *Release) PayWith(rates Rates, n drg.Number, h Hospital, s Stay) (Payment, error) {
	if err := cmp.Or(h.Check(), s.Check()); err != nil {
		return Payment{}, err
	}
	if s.Charges > 0 {
		if err := checkAll([]bound{{"Hospital.OperatingCCR", h.OperatingCCR, 0.001, 5}}); err != nil {
			return Payment{}, err
		}
	}
	w, ok := r.Lookup(n)
	if !ok || w.Relative == 0 {
		return Payment{}, fmt.Errorf("ipps: DRG %v in fiscal year %d: %w", n, r.year, ErrNoWeight)
	}
	base := rates.standardizedAmount(&h)
	if base.Labor == 0 || base.NonLabor == 0 || rates.Capital == 0 {
		return Payment{}, fmt.Errorf("ipps: base rate of fiscal year %d for the hospital: %w", r.year, ErrNoRate)
	}
	if s.Charges > 0 && rates.FixedLoss == 0 {
		return Payment{}, fmt.Errorf("ipps: fixed loss of fiscal year %d, which outliers need: %w", r.year, ErrNoRate)
	}
	p := Payment{Weights: w, Base: base, Factors: h.Factors()}
	p.TransferRule, p.TransferPart = w.Transfer(s.Days, s.Destination)
	p.work(&rates, &h, &s)
	return p, nil
}

// standardizedAmount picks the column of tables 1A to 1C.
func (r *Rates) standardizedAmount(h *Hospital) StandardizedAmount {
	switch {
	case h.PuertoRico && h.WageIndex <= 1:
		return r.PuertoRico[h.Reporting]
	case h.PuertoRico: // Table 1C has no amounts for a wage index above 1
		return StandardizedAmount{}
	case h.WageIndex > 1:
		return r.HighWage[h.Reporting]
	}
	return r.LowWage[h.Reporting]
}

// work fills in the amounts. Dollars stay unrounded until they are kept.
func (p *Payment) work(rates *Rates, h *Hospital, s *Stay) {
	f := &p.Factors
	weight := p.Weights.Relative.Float64() * p.TransferPart

	// The labor-related part varies with wages, the other with the cost of
	// living in Alaska and Hawaii (Social Security Act 1886(d)(3)(E), (d)(5)(H)).
	operating := (p.Base.Labor.Dollars()*h.WageIndex + p.Base.NonLabor.Dollars()*orOne(h.COLA)) * weight
	p.keep(Operating, operating)
	p.keep(IndirectEducation, operating*f.OperatingIME)
	p.keep(DisproportionateShare, operating*f.OperatingDSH)
	p.amounts[UncompensatedCare] = h.UncompensatedCare
	p.amounts[NewTechnology] = s.NewTechnology

	// Both programs adjust the base operating payment, which has the add-on for
	// new technology in it and none of the other additions (42 CFR 412.152,
	// 412.160).
	adjusted := operating + s.NewTechnology.Dollars()
	p.keep(ValueBasedPurchasing, adjusted*(orOne(h.ValueBasedPurchasing)-1))
	p.keep(Readmissions, adjusted*(orOne(h.Readmissions)-1))

	capital := rates.Capital.Dollars() * f.CapitalGeography * f.CapitalCOLA * weight
	p.keep(Capital, capital)
	p.keep(CapitalIndirectEducation, capital*f.CapitalIME)
	p.keep(CapitalDisproportionateShare, capital*f.CapitalDSH)

	if s.Charges > 0 {
		p.outlier(rates.FixedLoss.Dollars(), h, s,
			operating*(1+f.OperatingIME+f.OperatingDSH)+h.UncompensatedCare.Dollars()+s.NewTechnology.Dollars(),
			capital*(1+f.CapitalIME+f.CapitalDSH))
	}
	if h.HACReduction { // one percent of all that would be paid otherwise
		p.keep(HACReduction, -0.01*p.Total().Dollars())
	}
}

func (p *Payment) keep(c Component, dollars float64) { p.amounts[c] = roundCents(dollars) }

// The part of the cost above the threshold that is paid: 80 percent, and 90 in
// the DRGs of burns (42 CFR 412.84(k), (l)).
const (
	marginalCost     = 0.80
	marginalCostBurn = 0.90
	burnMDC          = "22"
)

// outlier adds what is paid for an extraordinarily costly case: charges become
// costs by the hospital's ratios, the fixed loss is divided between operating
// and capital as the ratios are, varied by area as the payments are, and in a
// transfer lowered as they are. The case qualifies by its whole cost; then each
// part is paid by its own excess.
//
// 42 CFR 412.80(b) lowers the threshold of a per diem transfer by the very part
// that is paid. For special pay its words divide the half by the length of stay
// too, which would set the threshold below the payment; the part that is paid
// is taken there as well.
func (p *Payment) outlier(fixedLoss float64, h *Hospital, s *Stay, operatingPaid, capitalPaid float64) {
	charges := s.Charges.Dollars()
	operatingCost, capitalCost := charges*h.OperatingCCR, charges*h.CapitalCCR
	operatingShare := h.OperatingCCR / (h.OperatingCCR + h.CapitalCCR)
	labor := p.Base.LaborShare()
	operatingArea := labor*h.WageIndex + (1-labor)*orOne(h.COLA)
	capitalArea := p.Factors.CapitalGeography * p.Factors.CapitalCOLA

	fixedLoss *= p.TransferPart
	operatingThreshold := fixedLoss*operatingShare*operatingArea + operatingPaid
	capitalThreshold := fixedLoss*(1-operatingShare)*capitalArea + capitalPaid

	p.OperatingCost, p.CapitalCost = roundCents(operatingCost), roundCents(capitalCost)
	p.OperatingThreshold, p.CapitalThreshold = roundCents(operatingThreshold), roundCents(capitalThreshold)
	if operatingCost+capitalCost <= operatingThreshold+capitalThreshold {
		return
	}
	part := marginalCost
	if p.Weights.MDC == burnMDC {
		part = marginalCostBurn
	}
	p.keep(OperatingOutlier, part*max(0, operatingCost-operatingThreshold))
	p.keep(CapitalOutlier, part*max(0, capitalCost-capitalThreshold))
}
