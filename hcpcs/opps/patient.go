package opps

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/medcode/medcode"
)

// deductible takes what the patient still owes of the year's deductible from the
// lines with the highest coinsurance first, and the blood deductible from the
// cheapest pints (42 CFR 410.160, 410.161).
func (t *till) deductible(patient Beneficiary) {
	order := t.out.order[:0]
	for i := range t.r.Lines {
		if t.out.Lines[i].Payment > 0 {
			order = append(order, i)
		}
	}
	t.out.order = order
	if patient.Pints > 0 {
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(t.out.Lines[a].Rate, t.out.Lines[b].Rate) })
		pints := int64(patient.Pints)
		for _, i := range order {
			if l, out := &t.r.Lines[i], &t.out.Lines[i]; l.Adjustment == flagBloodProduct && pints > 0 && l.Units > 0 {
				n := min(pints, l.Units)
				out.BloodDeductible = medcode.Cents(product(int64(out.Payment), n, 1, l.Units))
				pints -= n
				t.out.step(i, fmt.Sprintf("blood deductible: %d pints", n), "42 CFR 410.161", out.BloodDeductible)
			}
		}
	}
	left := patient.Deductible
	if left <= 0 {
		return
	}
	slices.SortStableFunc(order, func(a, b int) int {
		na, da := t.share(a)
		nb, db := t.share(b)
		return cmp.Compare(nb*da, na*db)
	})
	for _, i := range order {
		out := &t.out.Lines[i]
		if left <= 0 || t.free(i) || t.r.Lines[i].Adjustment == flagColorectal {
			continue
		}
		out.Deductible = min(left, out.Payment-out.BloodDeductible)
		left -= out.Deductible
		t.out.step(i, "deductible", "42 CFR 410.160", out.Deductible)
	}
}

// free reports whether a line has neither coinsurance nor deductible.
func (t *till) free(i int) bool {
	l := &t.r.Lines[i]
	if l.Adjustment == flagFree || l.Status == L || l.Status == H {
		return true
	}
	return l.APC == l.CodeAPC && t.code(i).noMinimum
}

// share is the patient's share of a line's payment as a fraction: the
// copayment of the APC by its rate, 20 % where the addenda have none.
func (t *till) share(i int) (num, den int64) {
	l := &t.r.Lines[i]
	if t.free(i) {
		return 0, 1
	}
	copay, rate := Mills(0), Mills(0)
	if l.Method != '8' {
		if c := t.code(i); l.APC == l.CodeAPC {
			copay, rate = Mills(c.copay), Mills(c.copayOf)
		}
		if rate == 0 {
			if x, ok := t.g.release.Group(l.APC); ok {
				copay, rate = x.Copay(), x.Rate
			}
		}
	}
	num, den = 1, 5
	if copay > 0 && rate > 0 {
		num, den = int64(copay), int64(rate)
		if off := copay*5 - rate; drug(l.Status) && off >= -25 && off <= 25 {
			num, den = 1, 5 // the addendum rounds the share of a unit to cents
		}
	}
	if l.Adjustment == flagColorectal && num*10000 > den*t.y.Colorectal {
		num, den = t.y.Colorectal, 10000
	}
	return num, den
}

func drug(s Status) bool { return s == K || s == G || s == K1 }

// copay is the patient's share of the payment after deductibles, at most that
// payment and at most the inpatient deductible for a unit (42 CFR 419.41(c)).
func (t *till) copay(i int) {
	out, l := &t.out.Lines[i], &t.r.Lines[i]
	base := out.Payment - out.Deductible - out.BloodDeductible
	if base <= 0 {
		return
	}
	num, den := t.share(i)
	if num == 0 {
		t.out.step(i, "no coinsurance", "42 CFR 410.152(l), 410.160(b)", 0)
		return
	}
	out.Copay = min(base, medcode.Cents(product(int64(base), num, 1, den)))
	t.out.step(i, "copayment", "42 CFR 419.41(c)", out.Copay)
	most := t.y.Cap
	if n := quarters4(l.Discount, l.Units); n > 4 && bears(l.Status) {
		most = medcode.Cents(product(int64(most), n, 1, 4))
	}
	if out.Copay > most {
		out.Copay = most
		t.out.step(i, "copayment held to the inpatient deductible", "42 CFR 419.41(c)(4)(i); SSA 1833(t)(8)(C)(i)", most)
	}
}

// drugs holds the copayments of the drugs of a day, with those of their
// administration, to the cap of one APC together (42 CFR 419.41(c)(4)(i)(A), (B)).
// What is over comes off the drugs, the last first.
func (t *till) drugs() {
	for first := range t.r.Lines {
		if !drug(t.r.Lines[first].Status) || t.out.Lines[first].Copay == 0 {
			continue
		}
		var sum medcode.Cents
		last := first
		for i := range t.r.Lines {
			if t.day(i) != t.day(first) {
				continue
			}
			switch {
			case drug(t.r.Lines[i].Status):
				sum += t.out.Lines[i].Copay
				last = max(last, i)
			case t.g.administer[t.r.Lines[i].APC]:
				sum += t.out.Lines[i].Copay
			}
		}
		for i := last; i >= 0 && sum > t.y.Cap; i-- {
			out := &t.out.Lines[i]
			if !drug(t.r.Lines[i].Status) || t.day(i) != t.day(first) || out.Copay == 0 {
				continue
			}
			over := min(sum-t.y.Cap, out.Copay)
			out.Copay, sum = out.Copay-over, sum-over
			t.out.step(i, "copayments of the day's drugs and their administration held to the inpatient deductible", "42 CFR 419.41(c)(4)(i)", out.Copay)
		}
	}
}

// day is the day of a line.
func (t *till) day(i int) medcode.Date {
	if d := t.c.Lines[i].Date; !d.IsZero() {
		return d
	}
	return t.c.From
}

// increase raises what a rural emergency hospital is paid for covered services.
// The patient's share is that of other hospitals, and so is the outlier: the rule
// raises the payment and doesn't speak of outliers (42 CFR 419.92(a)).
func (t *till) increase() {
	if !t.h.RuralEmergency {
		return
	}
	for i := range t.out.Lines {
		if out := &t.out.Lines[i]; out.Payment > 0 {
			out.Payment = medcode.Cents(product(int64(out.Payment), t.y.RuralEmergency, 1, 10000))
			t.out.step(i, "rural emergency hospital, without the patient's share", "42 CFR 419.92(a)", out.Payment)
		}
	}
}
