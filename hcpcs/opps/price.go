package opps

import (
	"math/bits"
	"slices"

	"github.com/medcode/medcode"
)

// A Provider is a hospital as payment depends on it. The zero Provider is paid
// the national rates, with no outliers.
type Provider struct {
	WageIndex      int64 // in ten-thousandths; 0 is 1.0000
	CostRatio      int64 // costs to charges, in ten-thousandths; 0 not known: no outliers, nothing at cost
	Rural          bool  // sole community hospital in a rural area, or essential access community hospital
	NoQuality      bool  // did not report quality data
	RuralEmergency bool
	MentalCenter   bool // community mental health center
}

// A Beneficiary is what a patient still owes of the year's deductibles.
type Beneficiary struct {
	Deductible medcode.Cents
	Pints      int           // of blood, up to three
	Credit     medcode.Cents // for a device, by value code FD
}

// A LinePayment is the money of a line. Payment is the whole, of which the
// patient owes Deductible, BloodDeductible and Copay, and Medicare pays the rest
// with the outlier.
type LinePayment struct {
	Rate            Mills         `json:"rate"` // national, of a unit
	Payment         medcode.Cents `json:"payment"`
	Outlier         medcode.Cents `json:"outlier"`
	Deductible      medcode.Cents `json:"deductible"`
	BloodDeductible medcode.Cents `json:"bloodDeductible"`
	Copay           medcode.Cents `json:"copay"`
	Credit          medcode.Cents `json:"credit"` // taken off for a device
	Priced          bool          `json:"priced"` // OPPS has a price for the line; packaged lines are priced at nothing
}

// Program is what Medicare pays.
func (l LinePayment) Program() medcode.Cents {
	return l.Payment.Sub(l.Deductible).Sub(l.BloodDeductible).Sub(l.Copay).Add(l.Outlier)
}

// A Step is one step of the price of a line.
type Step struct {
	Line     int           `json:"line"` // index
	What     string        `json:"what"`
	Citation string        `json:"citation"`
	Amount   medcode.Cents `json:"amount"` // after the step
}

// Payments are the money of a claim. They may be used again for the next one.
type Payments struct {
	Lines []LinePayment
	Total LinePayment // sums
	// Steps say how each line came to its price, where Explain is set.
	Explain bool
	Steps   []Step

	order []int
}

func (p *Payments) step(line int, what, citation string, amount medcode.Cents) {
	if p.Explain {
		p.Steps = append(p.Steps, Step{line, what, citation, amount})
	}
}

// Price prices the lines of a claim that was grouped into r, into out, whose
// contents it replaces. Nothing is paid where the claim as a whole is returned,
// suspended, rejected or denied; the lines have their prices nevertheless, for
// the claim as it would be paid.
func (g *Grouper) Price(y *Year, c *Claim, r *Result, hospital Provider, patient Beneficiary, out *Payments) {
	lines := slices.Grow(out.Lines[:0], len(r.Lines))[:len(r.Lines)]
	clear(lines)
	*out = Payments{Lines: lines, Explain: out.Explain, Steps: out.Steps[:0], order: out.order[:0]}
	t := till{g: g, y: y, c: c, r: r, h: hospital, out: out}
	if t.h.WageIndex == 0 {
		t.h.WageIndex = 10000
	}
	t.h.WageIndex, t.h.CostRatio = min(max(t.h.WageIndex, 0), mostShare), min(t.h.CostRatio, mostShare)
	for i := range lines {
		t.payment(i)
		t.limit(i)
	}
	t.blood()
	t.credit(patient.Credit)
	t.outliers()
	t.deductible(patient)
	for i := range lines {
		t.copay(i)
	}
	t.drugs()
	t.increase()
	for i := range lines {
		l, sum := &lines[i], &out.Total
		sum.Payment = sum.Payment.Add(l.Payment)
		sum.Outlier = sum.Outlier.Add(l.Outlier)
		sum.Deductible = sum.Deductible.Add(l.Deductible)
		sum.BloodDeductible = sum.BloodDeductible.Add(l.BloodDeductible)
		sum.Copay = sum.Copay.Add(l.Copay)
		sum.Credit = sum.Credit.Add(l.Credit)
	}
}

// No claim has more of these: beyond, a price stops to grow.
const (
	mostCharge = medcode.Cents(1_000_000_000_000_00)
	mostUnits  = int64(1_000_000_000)
	mostShare  = 1_000_000 // of a hospital, in ten-thousandths
)

// charge is that of a line, as far as a price follows it.
func (t *till) charge(i int) medcode.Cents { return min(max(t.c.Lines[i].Charge, 0), mostCharge) }

// A till is a claim being priced.
type till struct {
	g   *Grouper
	y   *Year
	c   *Claim
	r   *Result
	h   Provider
	out *Payments
}

// quarters4 is units times the factor of the discount formula, in quarters.
func quarters4(formula uint8, units int64) int64 {
	units = min(max(units, 0), mostUnits)
	switch formula {
	case 2:
		return 2 * (units + 1)
	case 3:
		return 2
	case 4:
		return 6
	case 5:
		return 2 * units
	case 6:
		return 1
	case 7:
		return 3
	case 8:
		return 8 * units
	case 9:
		return 4
	}
	return 4 * units
}

// product returns a*b*c/d rounded half up, for numbers that aren't negative.
func product(a, b, c, d int64) int64 {
	hi, lo := bits.Mul64(uint64(a)*uint64(b), uint64(c))
	if h, _ := bits.Mul64(uint64(a), uint64(b)); h != 0 {
		return 1<<62 - 1 // no claim is of such an amount
	}
	var carry uint64
	lo, carry = bits.Add64(lo, uint64(d)/2, 0)
	if hi += carry; hi >= uint64(d) {
		return 1<<62 - 1
	}
	q, _ := bits.Div64(hi, lo, uint64(d))
	return int64(min(q, 1<<62-1))
}

// scaled returns a rate times a share in ten-thousandths, to cents.
func scaled(rate Mills, share int64) Mills {
	return Mills(product(int64(rate), share, 1, 100_000) * 10)
}

// newTechnology reports whether an APC is one of New Technology, which the
// reduction for quality data leaves out (42 CFR 419.43(h)(1)).
func newTechnology(a APC) bool { return a >= 1491 && a <= 1599 || a >= 1901 && a <= 1999 }

// payment is the payment of a line before what the patient owes.
func (t *till) payment(i int) {
	l, out := &t.r.Lines[i], &t.out.Lines[i]
	switch {
	case l.Packaged:
		out.Priced = true
		return
	case l.Rejection == 1 || l.APC == 0 && l.Status != H && l.Status != H1:
		return
	}
	units := max(l.Units, 0)
	if l.Status == H || l.Status == H1 {
		if t.h.CostRatio > 0 {
			out.Payment, out.Priced = t.cost(t.charge(i)), true
			t.out.step(i, "device at cost: charge × ratio of costs to charges", "42 CFR 419.66, 419.64(d)", out.Payment)
		}
		return
	}
	rate := t.rate(i)
	out.Rate = rate
	if rate == 0 {
		return
	}
	out.Priced = true
	if t.out.Explain {
		t.out.step(i, "rate of APC "+l.APC.String(), "42 CFR 419.32(c); Addendum A", rate.Cents())
	}
	rate = t.adjusted(i, rate)
	share := int64(100_000)
	if wageAdjusted(l.Status) {
		share = t.y.LaborShare*t.h.WageIndex/1000 + (10000-t.y.LaborShare)*10
	}
	n := quarters4(l.Discount, units)
	out.Payment = medcode.Cents(product(int64(rate), share, n, 4*1_000_000))
	if t.out.Explain && wageAdjusted(l.Status) && t.h.WageIndex != 10000 {
		t.out.step(i, "wage index on the labor share", "42 CFR 419.43(c)", medcode.Cents(product(int64(rate), share, 1, 1_000_000)))
	}
	if t.out.Explain && (l.Discount != 1 || units != 1) {
		t.out.step(i, "units and discount formula "+string('0'+l.Discount), "42 CFR 419.44; Medicare Claims Processing Manual, chapter 4, section 10.5", out.Payment)
	}
}

// limit holds a non-opioid product to what is published for it, 18 % of what the
// procedures that it goes with are paid.
func (t *till) limit(i int) {
	if most := t.r.Lines[i].Limit.Cents(); most > 0 && t.out.Lines[i].Payment > most {
		t.out.Lines[i].Payment = most
		t.out.step(i, "held to the limit of the non-opioid product", "SSA 1833(t)(16)(G)(iii)", most)
	}
}

// rate is the national rate of a unit: of a drug's code, which has three
// decimals, else of the APC.
func (t *till) rate(i int) Mills {
	l := &t.r.Lines[i]
	if c := t.code(i); l.APC == l.CodeAPC && c.rate != 0 {
		return Mills(c.rate)
	}
	return Mills(t.g.rates[l.APC])
}

// wageAdjusted reports whether a status's rate follows the wage index: those of
// procedures and visits.
func wageAdjusted(s Status) bool {
	switch s {
	case J1, J2, P, S, T, V, Q1, Q2, Q3:
		return true
	}
	return false
}

// adjusted is the rate after what hangs on the hospital and the modifiers, each
// to cents, in the pricer's order.
func (t *till) adjusted(i int, rate Mills) Mills {
	l := &t.r.Lines[i]
	set := func(share int64, what, citation string) {
		rate = scaled(rate, share)
		t.out.step(i, what, citation, rate.Cents())
	}
	switch {
	case l.Method == '8':
		set(t.y.OffCampus, "off-campus department (PN)", "42 CFR 419.48(b)")
	case l.Method == 'A' && !t.h.Rural:
		set(t.y.OffCampus, "clinic visit off campus (PO)", "83 FR 59004; SSA 1833(t)(2)(F)")
	}
	switch l.Adjustment {
	case flagCT:
		set(t.y.CT, "CT equipment below standard (CT)", "SSA 1834(p)")
	case flagFilm:
		set(t.y.Film, "film (FX)", "SSA 1833(t)(16)(F)(i)")
	case flagComputed:
		set(t.y.Computed, "computed radiography (FY)", "SSA 1833(t)(16)(F)(ii)")
	case flagTerminated:
		if off := t.deviceOffset(i); off > 0 && off < rate {
			rate -= off
			t.out.step(i, "device offset of the terminated procedure taken off", "42 CFR 419.44(b)(2)", rate.Cents())
		}
	}
	excepted := l.Method == '7' || l.Method == '8'
	if t.h.NoQuality && !excepted && !newTechnology(l.APC) && (wageAdjusted(l.Status) || l.Status == R || l.Status == U) {
		set(t.y.NoQuality, "quality data not reported", "42 CFR 419.43(h)")
	}
	if t.h.Rural && !excepted && t.c.TypeOfBill/10 != 14 && (wageAdjusted(l.Status) || l.Status == R || l.Status == U) {
		set(t.y.Rural, "rural sole community hospital", "42 CFR 419.43(g)")
	}
	return rate
}

func (t *till) deviceOffset(i int) Mills { return t.code(i).offset }

// code is what is known of a line's code.
func (t *till) code(i int) *code {
	if i < len(t.r.work) && t.r.work[i].code != nil {
		return t.r.work[i].code
	}
	if at := t.g.index.find(t.c.Lines[i].Code); at >= 0 {
		return &t.g.codes[at]
	}
	return &unknown
}

func (t *till) cost(charge medcode.Cents) medcode.Cents {
	if charge <= 0 {
		return 0
	}
	return medcode.Cents(product(int64(charge), t.h.CostRatio, 1, 10000))
}

// blood divides the rate between a blood product and its processing by their
// charges (Medicare Claims Processing Manual, chapter 4, section 231.2).
func (t *till) blood() {
	for i := range t.r.Lines {
		if t.r.Lines[i].Adjustment != flagBloodProduct {
			continue
		}
		for j := range t.r.Lines {
			a, b := &t.c.Lines[i], &t.c.Lines[j]
			both := t.charge(i) + t.charge(j)
			if t.r.Lines[j].Adjustment != flagBloodProcessing || a.Code != b.Code || a.Units != b.Units || both <= 0 {
				continue
			}
			whole := t.out.Lines[i].Payment
			product := medcode.Cents(product(int64(whole), int64(t.charge(i)), 1, int64(both)))
			t.out.Lines[i].Payment, t.out.Lines[j].Payment = product, whole-product
			t.out.step(i, "share of the product by charges", "Medicare Claims Processing Manual, chapter 4, section 231.2", product)
			t.out.step(j, "share of the processing by charges", "Medicare Claims Processing Manual, chapter 4, section 231.2", whole-product)
			break
		}
	}
}

// credit takes a credit for a device off the procedures that implant it, by
// their payments, at most the offset of each (42 CFR 419.45).
func (t *till) credit(amount medcode.Cents) {
	if amount <= 0 {
		return
	}
	var sum medcode.Cents
	for i := range t.r.Lines {
		if t.r.Lines[i].Adjustment == flagCredit {
			sum = sum.Add(t.out.Lines[i].Payment)
		}
	}
	for i := range t.r.Lines {
		out := &t.out.Lines[i]
		if t.r.Lines[i].Adjustment != flagCredit || sum <= 0 {
			continue
		}
		share := min(medcode.Cents(product(int64(amount), int64(out.Payment), 1, int64(sum))), out.Payment)
		if off := t.deviceOffset(i).Cents(); off > 0 {
			share = min(share, off)
		}
		out.Credit, out.Payment = share, out.Payment-share
		t.out.step(i, "credit for the device (value code FD) taken off", "42 CFR 419.45(b)", out.Payment)
	}
}

// outliers pays part of the cost above the thresholds. Charges of packaged lines
// are spread over the services by their payments.
func (t *till) outliers() {
	if t.h.CostRatio <= 0 {
		return
	}
	var packaged, sum medcode.Cents
	for i := range t.r.Lines {
		switch l := &t.r.Lines[i]; {
		case l.Packaged && l.Rejection != 1:
			packaged = packaged.Add(t.charge(i))
		case bears(l.Status):
			sum = sum.Add(t.out.Lines[i].Payment)
		}
	}
	for i := range t.r.Lines {
		l, out := &t.r.Lines[i], &t.out.Lines[i]
		if out.Payment <= 0 || l.Method == '7' || l.Method == '8' {
			continue
		}
		charge := t.charge(i)
		switch {
		case bears(l.Status):
			charge = charge.Add(medcode.Cents(product(int64(packaged), int64(out.Payment), 1, int64(sum))))
		case l.Status != R && l.Status != U:
			continue
		}
		cost := t.cost(charge)
		multiple, threshold := t.y.OutlierMultiple, out.Payment.Add(t.y.OutlierThreshold)
		if t.h.MentalCenter {
			multiple, threshold = t.y.CenterMultiple, 0
		}
		if limit := medcode.Cents(product(int64(out.Payment), multiple, 1, 10000)); cost > limit && cost > threshold {
			out.Outlier = medcode.Cents(product(int64(cost-limit), t.y.OutlierShare, 1, 10000))
			t.out.step(i, "outlier: half of the cost above the multiple of the payment", "42 CFR 419.43(d)", out.Outlier)
		}
	}
}

// bears reports whether packaged charges count with services of a status.
func bears(s Status) bool {
	switch s {
	case S, T, V, J1, J2, P:
		return true
	}
	return false
}
