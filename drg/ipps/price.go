package ipps

import (
	"fmt"
	"slices"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
)

// Pay works out what Medicare pays an acute care hospital under the inpatient
// prospective payment system for a stay in a DRG, with the rates and new
// technologies of the release.
//
// It rounds where CMS's pricer rounds, from which remittances are made: half up
// after each step, to the decimals that AGREEMENT.md lists. [Release.PayExact]
// follows the regulation and rounds once. Where the two part in a rule, not in
// rounding, the pricer is followed: it compares a transfer's hospital-specific
// amount in full with a federal amount by the day, caps the share adjustment of
// sole community and essential access hospitals whatever their size, and counts
// uncompensated care among what a new technology's cost must exceed.
//
// Not covered, because they hang on more than a stay and the hospital's
// parameters: pass-through payments (42 CFR 412.113), replaced devices (412.89),
// dialysis in a hospital with many such patients (412.104), what the patient owes,
// sequestration, and reconciliation at settlement (412.84(i)(4)).
//
// Errors: [*RefusedError] for what the pricer refuses (of a waiver the steps come
// along, of which nothing is paid), [*ParameterError] for a
// parameter out of range, and errors that wrap ErrNoWeight or ErrNoRate.
func (r *Release) Pay(n drg.Number, h Hospital, s Stay) (Payment, error) {
	return r.pay(&r.rates, n, &h, &s)
}

// PayWith is Pay with other rates, such as those of a release read from files
// with the fixed loss filled in.
func (r *Release) PayWith(rates Rates, n drg.Number, h Hospital, s Stay) (Payment, error) {
	return r.pay(&rates, n, &h, &s)
}

func (r *Release) pay(rates *Rates, n drg.Number, h *Hospital, s *Stay) (Payment, error) {
	if n > maxDRG || r.place[n] == 0 {
		return Payment{}, r.refused(n)
	}
	return Price(&r.weights[r.place[n]-1], rates, r.technologies, h, s)
}

// Price is Pay for facts given by hand: a DRG's weights, the year's rates, and
// its new technologies, nil for none.
func Price(w *Weights, rates *Rates, technologies *Technologies, h *Hospital, s *Stay) (p Payment, err error) {
	if err := h.priceable(); err != nil {
		return Payment{}, err
	}
	var t terms
	t.work(rates, h)
	k := pricing{terms: &t, w: w, rates: rates, technologies: technologies, h: h, s: s, p: &p}
	err = k.price()
	return p, err
}

// price works out the payment; of a stay that isn't paid it is the zero one.
func (k *pricing) price() error {
	if err := k.check(); err != nil {
		return err
	}
	k.factors()
	k.operatingBase()
	k.capitalBase()
	err := k.outlier()
	if err == nil {
		err = k.hospitalSpecific()
	}
	if err != nil {
		*k.p = Payment{}
		return err
	}
	k.programs()
	k.code()
	if k.h.Waiver {
		*k.p = k.waived()
		return &RefusedError{RefusedWaiver, "the hospital's state has a waiver"}
	}
	return nil
}

// waived is what the pricer answers beside the code of a waiver: nothing is paid,
// and what it has worked out for capital is left standing.
func (k *pricing) waived() Payment {
	p := *k.p
	p.Code = RefusedWaiver
	for c := range p.amounts {
		switch Component(c) {
		case Capital, CapitalIndirectEducation, CapitalDisproportionateShare, CapitalOutlier:
		default:
			p.amounts[c] = 0
		}
	}
	return p
}

// A pricing is a stay being priced. Its numbers are integers: ratios in the
// units that their comments say, amounts in cents where the pricer has rounded to
// cents, else in Nanos.
type pricing struct {
	*terms
	w            *Weights
	rates        *Rates
	technologies *Technologies
	h            *Hospital
	s            *Stay
	p            *Payment // the result; a pointer, so that what it is worked out from stays on the stack

	weight, capitalWeight       int64 // 1e-7, after COVID-19 and trials
	part, perDiem               int64 // 1e-4
	operating, capital          Nanos // of this one
	threshold, capitalThreshold Nanos
	fixedLoss                   Nanos // the operating part of it, of the area
	outlierOperating            Nanos
	factor                      int64 // of the weight, in thousandths
	partWeight                  int64 // 1e-7, by the weight's part with its four decimals
	full                        bool  // as many days as a full payment takes
	isOutlier                   bool
	near                        bool
}

const (
	four   = 10_000 // the units of a ratio with four decimals
	nine   = nano
	eleven = 100_000_000_000
)

func (k *pricing) set(c Component, m medcode.Cents) { k.p.amounts[c] = m }

// check returns what makes the stay unpriceable.
func (k *pricing) check() error {
	h, s := k.h, k.s
	if err := s.Check(); err != nil {
		return err
	}
	if err := s.refusal(); err != nil {
		return err
	}
	if err := h.refusal(); err != nil {
		return err
	}
	if k.w.Relative == 0 && k.w.DRG < 998 {
		return fmt.Errorf("ipps: DRG %v: %w", k.w.DRG, ErrNoWeight)
	}
	if k.amount.Labor == 0 || k.amount.NonLabor == 0 {
		return fmt.Errorf("ipps: standardized amount for the hospital: %w", ErrNoRate)
	}
	if k.rates.Capital == 0 {
		return fmt.Errorf("ipps: capital standard federal rate: %w", ErrNoRate)
	}
	if s.Charges > 0 && k.rates.FixedLoss == 0 {
		return fmt.Errorf("ipps: fixed loss, which outliers need: %w", ErrNoRate)
	}
	if k.w.DRG == trialDRG && k.rates.Trial == 0 && s.trial() {
		return fmt.Errorf("ipps: part of the weight of DRG 018 in a trial: %w", ErrNoRate)
	}
	k.p.Weights, k.p.Base, k.p.Factors = *k.w, k.amount, k.shown
	return nil
}

// refusal returns why the pricer refuses the hospital, or nil.
func (h *Hospital) refusal() error {
	switch {
	case h.HACReduction && h.PuertoRico:
		return &RefusedError{RefusedWaiver, "no reduction for hospital-acquired conditions in Puerto Rico"}
	case h.Readmissions != 0 && h.PuertoRico:
		return &RefusedError{RefusedPrograms, "no readmissions program in Puerto Rico"}
	case h.ValueBasedPurchasing != 0 && h.PuertoRico:
		return &RefusedError{RefusedVBP, "no value-based purchasing in Puerto Rico"}
	case h.ValueBasedPurchasing != 0 && h.Update&NoQuality != 0:
		return &RefusedError{RefusedVBP, "no value-based purchasing without quality data"}
	}
	return nil
}

// mostReserveDays is how many lifetime reserve days a patient has.
const mostReserveDays = 60

// refusal returns why the pricer refuses the days of the stay, or nil.
func (s *Stay) refusal() error {
	covered := s.Days - s.UncoveredDays
	switch {
	case s.ReserveDays > mostReserveDays:
		return &RefusedError{RefusedReserveDays, fmt.Sprintf("%d lifetime reserve days", s.ReserveDays)}
	case s.ReserveDays > covered:
		return &RefusedError{RefusedCoveredDays, fmt.Sprintf("%d lifetime reserve days in %d covered ones", s.ReserveDays, covered)}
	case covered <= 0 && s.Days > 0:
		return &RefusedError{RefusedCoveredDays, "no covered day"}
	}
	return nil
}

// standardizedAmount picks the column of tables 1A to 1C.
func (r *Rates) standardizedAmount(h *Hospital) StandardizedAmount {
	switch {
	case h.Update > NoQuality|NoEHR:
		return StandardizedAmount{}
	case h.PuertoRico && h.WageIndex <= 1 && r.PuertoRico[h.Update] != (StandardizedAmount{}):
		return r.PuertoRico[h.Update]
	case h.PuertoRico && r.PuertoRico != [4]StandardizedAmount{}: // Table 1C has no amounts for a wage index above 1
		return StandardizedAmount{}
	case h.WageIndex > 1:
		return r.HighWage[h.Update]
	}
	return r.LowWage[h.Update]
}

// factors works out what the stay multiplies the rates by.
func (k *pricing) factors() {
	s := k.s
	k.factor = wholeWeight
	trial := int64(percent)
	if k.w.DRG == trialDRG && s.trial() {
		trial = k.rates.Trial
	}
	if s.covid() {
		k.factor = k.factor * covidPercent / percent
	}
	k.factor = k.factor * trial / percent
	k.weight = int64(k.w.Relative) * k.factor
	k.capitalWeight = int64(k.w.Relative) * wholeWeight * trial / percent // COVID-19 raises operating payments alone

	k.transfer()
	if k.h.NewHospital {
		k.capitalWeight = 0
	}
}

// transfer works out the part of the payment that a transfer is paid, and that of
// the weight.
func (k *pricing) transfer() {
	w, days := k.w, int64(max(k.s.Days, 1)+1)*10
	rule := transferRule(w, k.s.Destination)
	k.p.TransferRule = rule
	k.part, k.perDiem, k.full = four, four, true
	mean := int64(w.GeometricMean)
	if mean > 0 {
		k.perDiem = min(mulDiv(days, four, mean), four)
		k.full = k.perDiem == four
	}
	weight := int64(w.Relative)
	// The pricer's quotients end after some decimals, not rounded, which decides
	// where a product would be just half.
	const one = 1_000_000_000_000
	switch {
	case rule == NoTransfer:
	case rule == SpecialPay && !k.full:
		k.part = mulDiv(mean+days, four, 2*mean)
		weight = mulDiv(weight, one+days*one/mean, 2*one)
	case !k.full:
		k.part = k.perDiem
		if k.rates.Days {
			weight = mulDiv(weight, days*one/mean, one)
		} else {
			weight = mulDiv(weight, k.perDiem, four)
		}
	}
	k.p.TransferPart = float64(k.part) / four
	if mean > 0 && (rule != NoTransfer || w.DRG == neonatesTransferred && k.s.Destination == AcuteCare) {
		k.p.PerDiem = float64(k.perDiem) / four
	}
	k.p.Weight = Weight(mulDiv(k.weight, 1, 1000))
	k.partWeight = weight * k.factor
	k.p.WeightPart = Weight(mulDiv(k.partWeight, 1, 1000))
}

// operatingBase is the federal operating payment and what is added to its cents.
// The labor-related part varies with wages, the other with the cost of living in
// Alaska and Hawaii (Social Security Act 1886(d)(3)(E), (d)(5)(H)).
func (k *pricing) operatingBase() {
	k.operating = k.base.times(k.weight, 1e7).times(k.part, four)
	cents := k.operating.Cents()
	k.set(Operating, cents)
	k.set(IndirectEducation, timesCents(cents, k.operatingIME, nine))
	k.set(DisproportionateShare, timesCents(cents, k.operatingDSH, 4*four))
	k.set(UncompensatedCare, k.h.UncompensatedCare)
}

// capitalBase is the same of capital.
func (k *pricing) capitalBase() {
	k.capital = Nanos(mulDiv(k.capitalRate, k.capitalWeight*k.part, 1e7))
	cents := k.capital.Cents()
	k.set(Capital, cents)
	k.set(CapitalIndirectEducation, timesCents(cents, k.capitalIME, nine))
	k.set(CapitalDisproportionateShare, timesCents(cents, k.capitalDSH, four))
}

// The part of the cost above the threshold that is paid: 80 percent, and 90 in
// the DRGs of burns (42 CFR 412.84(k), (l)).
const (
	marginalCost     = 80
	marginalCostBurn = 90
)

// burns are the DRGs of burns, MDC 22 of the MS-DRG Definitions Manual: the pricer's
// tables don't say the category of a DRG, those of a final rule do.
var burns = []drg.Number{927, 928, 929, 933, 934, 935}

// isBurn reports whether the DRG is one of burns.
func isBurn(w *Weights) bool {
	if w.MDC == "" {
		return slices.Contains(burns, w.DRG)
	}
	return w.MDC == "22"
}

// outlier adds what is paid for new technology, and for an extraordinarily costly
// case: charges become costs by the hospital's ratios, the fixed loss is divided
// between operating and capital as the ratios are, varied by area as the payments
// are, and in a transfer lowered as they are (42 CFR 412.80(b)). The case
// qualifies by its whole cost; then each part is paid by its own excess.
func (k *pricing) outlier() error {
	h, s, p := k.h, k.s, k.p
	p.OperatingCost = Nanos(int64(s.Charges) * k.operatingCCR * 10)
	p.CapitalCost = Nanos(int64(s.Charges) * k.capitalCCR * 10)

	loss := k.rates.FixedLoss
	if !s.NoOutlier && s.Destination != Elsewhere {
		loss = timesCents(loss, k.part, four)
	}
	k.fixedLoss = Nanos(mulDiv(int64(loss)*k.share, k.area, 1e10))

	k.newTechnology()
	added := p.amounts[UncompensatedCare] + p.amounts[NewTechnology]
	k.threshold = k.fixedLoss + k.operating + k.operating.times(k.operatingIME+k.operatingDSH*25_000, nine) + nanos(added)
	if h.NewHospital {
		p.CapitalCost = 0
	} else {
		area := Nanos(mulDiv(int64(loss)*k.capitalShare, k.capitalArea, 1e9))
		k.capitalThreshold = area + k.capital + k.capital.times(k.capitalIME+k.capitalDSH*100_000, nine)
	}
	p.OperatingThreshold, p.CapitalThreshold = k.threshold, k.capitalThreshold
	if s.Charges == 0 || s.NoOutlier {
		return nil
	}

	cost, threshold := p.OperatingCost+p.CapitalCost, k.threshold+k.capitalThreshold
	k.near = cost+Nanos(s.Charges)*nanosPerCent/5 > threshold
	if k.isOutlier = cost > threshold; !k.isOutlier {
		return nil
	}
	if s.UncoveredDays > 0 {
		return &RefusedError{RefusedUncovered, fmt.Sprintf("an outlier with %d uncovered days, whose charges must be told apart", s.UncoveredDays)}
	}
	p.ChargeThreshold = Nanos(mulDiv(int64(threshold), 1e6, k.operatingCCR+k.capitalCCR))
	marginal := int64(marginalCost)
	if isBurn(k.w) {
		marginal = marginalCostBurn
	}
	k.outlierOperating = max(0, p.OperatingCost-k.threshold).times(marginal, percent)
	k.set(OperatingOutlier, k.outlierOperating.Cents())
	k.set(CapitalOutlier, max(0, p.CapitalCost-k.capitalThreshold).times(marginal, percent).Cents())
	return nil
}

// newTechnology adds what new technologies and treatments of COVID-19 get of the
// cost above the payment (42 CFR 412.88; CMS-9912-IFC). The pricer takes what is
// paid in cents.
func (k *pricing) newTechnology() {
	a := &k.p.amounts
	excess := k.p.OperatingCost - nanos(a[Operating]+a[IndirectEducation]+a[DisproportionateShare]+a[UncompensatedCare])
	if a[NewTechnology] = k.s.NewTechnology; a[NewTechnology] == 0 {
		a[NewTechnology] = k.technologies.addOn(k.s, excess)
	}
	if excess > 0 && k.s.covidTreated() {
		a[CovidTreatment] = min(k.fixedLoss.times(covidAddOn, percent).Cents(), excess.times(covidAddOn, percent).Cents())
	}
	k.p.AdjustedBase = a[Operating] + a[NewTechnology] + a[CovidTreatment]
}

// hospitalSpecific adds what the hospital's own rate gives above the federal
// amount, outlier included.
func (k *pricing) hospitalSpecific() error {
	share := k.h.Type.hospitalSpecific()
	if share == 0 {
		return nil
	}
	update := k.rates.HospitalSpecific[k.h.Update]
	k.p.HospitalSpecificUpdate = float64(update) / 1e5
	if k.h.HospitalSpecificRate == 0 {
		return nil
	}
	if update == 0 {
		return fmt.Errorf("ipps: update of the hospital-specific rate: %w", ErrNoRate)
	}
	own := Nanos(mulDiv(int64(k.h.HospitalSpecificRate)*update, k.weight, 1e5))
	k.p.HospitalSpecificRate = own.Cents()
	// The federal amount by the weight's part with its four decimals.
	federal := k.base.times(k.partWeight, 1e7)
	federal += federal.times(k.operatingIME+k.operatingDSH*25_000, nine) + nanos(k.h.UncompensatedCare) + k.outlierOperating
	if own > federal {
		k.set(HospitalSpecific, (own-federal).times(share, percent).Cents())
	}
	return nil
}

// programs applies what is added or taken away at the end.
func (k *pricing) programs() {
	h, p := k.h, k.p
	if h.ValueBasedPurchasing != 0 {
		k.set(ValueBasedPurchasing, timesCents(p.AdjustedBase, k.purchasing, eleven))
	}
	if h.Readmissions != 0 {
		k.set(Readmissions, timesCents(p.AdjustedBase, k.readmissions, four))
	}
	if h.LowVolume > 0 {
		before := p.Total() - p.amounts[ValueBasedPurchasing] - p.amounts[Readmissions]
		k.set(LowVolume, timesCents(before, k.lowVolume, 1e6))
	}
	if h.HACReduction { // one percent of all that would be paid otherwise
		k.set(HACReduction, -timesCents(p.Total(), 1, percent))
	}
	k.set(IsletCells, islets*medcode.Cents(k.s.isletInfusions()))
}

// code works out the return code and the days.
func (k *pricing) code() {
	s, p := k.s, k.p
	switch {
	case p.TransferRule == SpecialPay && !k.full:
		p.Code = PaidSpecial
	case s.Destination == AcuteCare && k.isOutlier:
		p.Code = PaidTransferCost
	case p.TransferRule == PerDiem && s.Destination == AcuteCare && !k.full && s.NoOutlier:
		p.Code = PaidTransferNoOut
	case p.TransferRule == PerDiem && s.Destination == AcuteCare && !k.full:
		p.Code = PaidTransfer
	case p.TransferRule == PerDiem && !k.full:
		p.Code = PaidPostAcute
	case k.full && k.isOutlier:
		p.Code = PaidFullDaysCost
	case k.isOutlier:
		p.Code = PaidOutlier
	case k.full:
		p.Code = PaidFullDays
	}
	switch p.Code {
	case PaidInFull, PaidTransfer, PaidSpecial, PaidPostAcute, PaidFullDays:
		if k.near {
			p.Code += NearOutlier
		}
	}
	p.RegularDays = min(s.Days-s.UncoveredDays-s.ReserveDays, s.Days)
	if p.RegularDays == 0 {
		p.ReserveDays = min(s.ReserveDays, s.Days)
	}
}
