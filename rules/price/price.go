// Package price takes an inpatient claim to what Medicare pays for it: claim, stay,
// DRG, hospital, payment, each step with its reason and where the rule stands.
//
// The grouper, the year's weights and rates, and the hospitals are given as
// [Facts]; those that the library has embedded are used where none are given. A
// fact that is missing is named, and nothing is assumed in its place, but for what
// [Step] says.
package price

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/ipps"
	"github.com/medcode/medcode/drg/msdrg"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/rules"
)

// Facts are what a price needs beside the claim.
type Facts struct {
	Groupers  *drg.Library    // nil: those embedded in package msdrg
	Years     *ipps.Library   // nil: those embedded in package ipps
	Providers *ipps.Providers // provider-specific file; nil where Hospital is given
	Hospital  *ipps.Hospital  // given by hand, in place of Providers
	CCN       string          // of the hospital, where the claim has none, or in its place
	Rates     *ipps.Rates     // given by hand, in place of those of the year
}

// A Step is one thing that was found on the way, in order.
type Step struct {
	Name     string `json:"name"`
	Text     string `json:"text"`
	Citation string `json:"citation,omitempty"` // where the rule stands
}

// A Price is a claim priced.
type Price struct {
	Stay      drg.Stay       `json:"stay"`
	Group     drg.Assignment `json:"group"` // the DRG that is paid
	Provider  ipps.Provider  `json:"provider,omitzero"`
	WageIndex ipps.WageIndex `json:"wageIndex,omitzero"`
	Hospital  ipps.Hospital  `json:"hospital"`
	Paid      ipps.Stay      `json:"paid"` // what of the stay the payment looks at
	Payment   ipps.Payment   `json:"payment"`
	Steps     []Step         `json:"steps"`
}

// A MissingError names the facts without which a claim has no price.
type MissingError struct{ Facts []string }

func (e *MissingError) Error() string { return "price: missing: " + strings.Join(e.Facts, "; ") }

// Inpatient prices a claim of an inpatient stay. Where it can't, the error says
// why and the Price has the steps up to there: [*MissingError], for what can't be
// read too, [*UnpaidError], those of
// [ipps.Price], [*ipps.RefusedError] among them, and one that wraps
// [medcode.ErrDate] for a discharge that no grouper or year holds for.
func Inpatient(c *rules.Claim, f Facts) (*Price, error) {
	p := &Price{}
	if missing := missing(c, &f); len(missing) > 0 {
		return p, &MissingError{missing}
	}
	ccn := c.CCN
	if f.CCN != "" {
		ccn = f.CCN
	}
	if err := unpaid(c, ccn); err != nil {
		return p, err
	}
	p.payer(c)
	on := c.Date()
	year, err := f.year(on)
	if err != nil {
		return p, err
	}
	if err := p.group(c, &f); err != nil {
		return p, err
	}
	if err := p.stay(c); err != nil {
		return p, err
	}
	if err := p.hospital(ccn, &f, year); err != nil {
		return p, err
	}
	if f.Rates != nil {
		p.step("rates", "", "given by hand: capital %v, fixed loss %v", f.Rates.Capital, f.Rates.FixedLoss)
		p.Payment, err = year.PayWith(*f.Rates, p.Group.DRG, p.Hospital, p.Paid)
	} else {
		p.Payment, err = year.Pay(p.Group.DRG, p.Hospital, p.Paid)
	}
	if errors.Is(err, ipps.ErrNoRate) {
		return p, fmt.Errorf("fiscal year %d: %w", year.FiscalYear(), err)
	}
	if err != nil {
		return p, err
	}
	p.payment(year)
	return p, nil
}

// missing names what the claim and the facts lack.
func missing(c *rules.Claim, f *Facts) (out []string) {
	if c.Setting != rules.Inpatient {
		out = append(out, "an inpatient claim")
	}
	if c.Discharge.IsZero() && c.Through.IsZero() { // the first day of the stay is none
		out = append(out, "the date of discharge")
	}
	if c.Admission.IsZero() && c.From.IsZero() {
		out = append(out, "the date of admission")
	}
	if n, err := strconv.Atoi(c.DischargeStatus); err != nil || n == 0 {
		out = append(out, "the patient discharge status, two digits")
	}
	switch {
	case len(c.Diagnoses) == 0:
		out = append(out, "the principal diagnosis")
	case c.ICD != rules.ICD10:
		out = append(out, "diagnoses of ICD-10-CM: no grouper here takes those of ICD-9-CM")
	}
	out = append(out, contradicting(c)...)
	out = append(out, age(c)...)
	out = append(out, unreadable(c)...)
	if f.Hospital == nil && f.Providers == nil {
		out = append(out, "the hospital: a provider-specific file or its parameters")
	}
	if f.Hospital == nil && f.Providers != nil && c.CCN == "" && f.CCN == "" {
		out = append(out, "the hospital's CMS certification number")
	}
	return out
}

// contradicting names days of the claim that can't both be: the stay has no length.
func contradicting(c *rules.Claim) (out []string) {
	for _, order := range []struct {
		earlier, later string
		from, to       medcode.Date
	}{
		{"statement's from date", "statement's through date", c.From, c.Through},
		{"statement's from date", "discharge", c.From, c.Discharge},
		{"admission", "statement's through date", c.Admission, c.Through},
	} {
		if !order.from.IsZero() && !order.to.IsZero() && order.to.Before(order.from) {
			out = append(out, fmt.Sprintf("a %s that is not before the %s: %v is before %v", order.later, order.earlier, order.to, order.from))
		}
	}
	return out
}

func (f *Facts) year(on medcode.Date) (*ipps.Release, error) {
	if f.Years != nil {
		return f.Years.On(on)
	}
	return ipps.ForDischarge(on)
}

func (p *Price) step(name, citation, format string, args ...any) {
	p.Steps = append(p.Steps, Step{name, fmt.Sprintf(format, args...), citation})
}

// group finds the DRG.
func (p *Price) group(c *rules.Claim, f *Facts) error {
	p.Stay = c.Stay()
	groupers := f.Groupers
	if groupers == nil {
		groupers = msdrg.Library()
	}
	g, err := groupers.On(p.Stay.Discharge)
	if err != nil {
		return err
	}
	r := g.Group(&p.Stay)
	p.Group = r.Final
	p.step("DRG", "MS-DRG Definitions Manual, version "+g.Version(), "%v %s", p.Group.DRG, p.Group.Title)
	if p.Group.DRG != r.Initial.DRG {
		p.step("hospital-acquired conditions", "Social Security Act, section 1886(d)(4)(D)", "without them it would be %v", r.Initial.DRG)
	}
	if c.DRG != 0 && c.DRG != p.Group.DRG {
		p.step("DRG as billed", "", "%v, which the diagnoses and procedures don't give", c.DRG)
	}
	return ungrouped(&p.Group)
}

// Value codes of the claim (UB-04, FL 39 to 41) that count days.
const (
	valueCoveredDays   = "80"
	valueUncoveredDays = "81"
	valueReserveDays   = "83"
)

// days returns a number of days that a value code gives, and whether one does.
func days(c *rules.Claim, code string) (int, bool) {
	for _, v := range c.Values {
		if v.Code == code {
			return int(v.Amount / 100), true
		}
	}
	return 0, false
}

// stay reads what the payment looks at.
func (p *Price) stay(c *rules.Claim) error {
	from := c.Admission
	if from.IsZero() {
		from = c.From
	}
	s := &p.Paid
	s.Discharge = p.Stay.Discharge
	if s.Days = s.Discharge.DaysSince(from); s.Days < 0 {
		return &MissingError{[]string{fmt.Sprintf("a discharge after the admission: %v is before %v", s.Discharge, from)}}
	}
	p.step("length of stay", "", "%d days, from %v to %v", s.Days, from, s.Discharge)
	if err := p.coverage(c); err != nil {
		return err
	}
	p.interim(c)

	s.Destination = ipps.DestinationOf(p.Stay.Status)
	const manual = "Medicare Claims Processing Manual, chapter 3, section 40.2.4"
	homeHealth := p.Stay.Status == 6 || p.Stay.Status == 86
	switch {
	case homeHealth && (c.HasCondition("42") || c.HasCondition("43")):
		s.Destination = ipps.Elsewhere
		p.step("destination", manual, "status %02d with condition 42 or 43: home health that is unrelated or late, no transfer", p.Stay.Status)
	case s.Destination == ipps.AcuteCare:
		p.step("destination", "42 CFR 412.4(b)", "status %02d: another acute care hospital", p.Stay.Status)
	case s.Destination == ipps.PostAcuteCare:
		p.step("destination", "42 CFR 412.4(c)", "status %02d: post-acute care", p.Stay.Status)
	default:
		p.step("destination", manual, "status %02d: no transfer", p.Stay.Status)
	}
	if s.NoOutlier = c.HasCondition("66"); s.NoOutlier {
		p.step("outlier", manual, "condition 66: the hospital wants no outlier payment")
	}
	s.Conditions = c.Conditions
	s.Diagnoses, s.Procedures = make([]cm.Code, len(p.Stay.Diagnoses)), make([]pcs.Code, len(p.Stay.Procedures))
	for i, d := range p.Stay.Diagnoses {
		s.Diagnoses[i] = d.Code
	}
	for i, d := range p.Stay.Procedures {
		s.Procedures[i] = d.Code
	}
	return nil
}

// coverage reads covered days and charges.
func (p *Price) coverage(c *rules.Claim) error {
	s := &p.Paid
	if n, ok := days(c, valueCoveredDays); ok {
		s.UncoveredDays = s.Days - n
	} else if n, ok := days(c, valueUncoveredDays); ok {
		s.UncoveredDays = n
	}
	if s.UncoveredDays > 0 {
		p.step("covered days", "value codes 80 and 81", "%d of %d", s.Days-s.UncoveredDays, s.Days)
	}
	s.ReserveDays, _ = days(c, valueReserveDays)
	charges, uncovered := total(c), medcode.Cents(0)
	if charges == 0 {
		charges = c.Charge
	}
	for i := range c.Lines {
		if l := &c.Lines[i]; !isTotal(l) {
			uncovered = uncovered.Add(l.NonCovered)
		}
	}
	switch covered := charges.Sub(uncovered); {
	case charges < 0, uncovered < 0:
		return &MissingError{[]string{fmt.Sprintf("charges of 0 or more: %v, of which %v are not covered", charges, uncovered)}}
	case covered < 0:
		return &MissingError{[]string{fmt.Sprintf("charges that can be: of %v more, %v, are not covered", charges, uncovered)}}
	case charges == 0:
		p.step("covered charges", "", "none on the claim: outliers and new technologies are left out")
	case covered == 0:
		p.step("covered charges", "", "0.00: all of %v are not covered; no outlier, no new technology", charges)
	default:
		s.Charges = covered
		p.step("covered charges", "", "%v", covered)
	}
	if c.Charge != 0 && c.Charge != charges {
		p.step("total charge", "", "%v by the claim, of which the lines hold %v; the lines count", c.Charge, charges)
	}
	return nil
}

// hospital finds the hospital and its wage index.
func (p *Price) hospital(ccn string, f *Facts, year *ipps.Release) error {
	if f.Hospital != nil {
		p.Hospital = *f.Hospital
		p.step("hospital", "", "its parameters are given by hand; wage index %.4f", p.Hospital.WageIndex)
		p.ratio()
		return nil
	}
	var ok bool
	if p.Provider, ok = f.Providers.Lookup(ccn, p.Stay.Discharge); !ok {
		return &MissingError{[]string{fmt.Sprintf("a record of hospital %s that holds on %v", ccn, p.Stay.Discharge)}}
	}
	var err error
	if p.Hospital, p.WageIndex, err = year.Hospital(&p.Provider, p.Stay.Discharge); err != nil {
		return err
	}
	p.step("hospital", "provider-specific file", "%s, type %02d, record of %v", p.Provider.CCN, p.Provider.Type, p.Provider.Effective)
	p.step("wage index", "42 CFR 412.64(h), (i), (m)", "%s", wageText(&p.WageIndex))
	p.ratio()
	return nil
}

// ratio tells of costs above charges, which are rarely meant.
func (p *Price) ratio() {
	if r := p.Hospital.OperatingCCR; r > 1 {
		p.step("cost-to-charge ratio", "42 CFR 412.84(i)(3)(ii)", "%v says that costs are above charges; in place of one over its ceiling CMS takes the state's average", r)
	}
}

// wageText says how a wage index came about.
func wageText(w *ipps.WageIndex) string {
	if w.Special {
		return fmt.Sprintf("%.4f, the hospital's own", w.Value)
	}
	s := fmt.Sprintf("%.4f: area %s %.4f", w.Value, w.Area.CBSA, w.Index)
	for _, part := range []struct {
		name  string
		value float64
	}{
		{"commuting", w.Commuting}, {"floor of the state", w.Floor}, {"half the way to the 25th percentile", w.Quartile}, {"95 percent of the year before", w.Prior},
	} {
		if part.value != 0 {
			s += fmt.Sprintf(", %s %.4f", part.name, part.value)
		}
	}
	return s
}

// payment adds the steps of the payment itself.
func (p *Price) payment(year *ipps.Release) {
	pay := &p.Payment
	p.step("weight", year.WeightsFrom(), "%v, mean stay %v days", pay.Weights.Relative, pay.Weights.GeometricMean)
	if pay.Weight != pay.Weights.Relative {
		p.step("weight of this stay", "CARES Act, section 3710; 42 CFR 412.85", "%v", pay.Weight)
	}
	if pay.TransferRule != ipps.NoTransfer {
		p.step("transfer", pay.TransferRule.Citation(), "%v: %.4f of the full payment", pay.TransferRule, pay.TransferPart)
	}
	h := &p.Hospital
	switch {
	case p.Paid.Charges == 0:
	case h.OperatingCCR == 0 && h.CapitalCCR == 0:
		p.step("outlier", "42 CFR 412.84", "not judged: the hospital's cost-to-charge ratios are missing; nor are new technologies, which are paid by cost")
	default:
		if h.OperatingCCR == 0 {
			p.step("cost-to-charge ratio", "42 CFR 412.84", "the operating one is missing: the operating cost counts as 0")
		}
		if h.CapitalCCR == 0 && !h.NewHospital {
			p.step("cost-to-charge ratio", "42 CFR 412.84", "that of capital is missing: the capital cost counts as 0")
		}
		p.step("cost and threshold", "42 CFR 412.80, 412.84", "operating %v against %v, capital %v against %v", pay.OperatingCost.Cents(), pay.OperatingThreshold.Cents(), pay.CapitalCost.Cents(), pay.CapitalThreshold.Cents())
	}
	p.technologies(year)
	for component, amount := range pay.All() {
		if amount != 0 {
			p.step(component.String(), component.Citation(), "%v", amount)
		}
	}
	p.step("total", "", "%v (return code %s)", pay.Total(), codeText(pay, h))
}

// codeText is the return code with what it says of this payment. The pricer adds
// [ipps.NearOutlier] to codes of outliers that have no code of their own, too, and
// where there is no operating ratio it says nothing.
func codeText(pay *ipps.Payment, h *ipps.Hospital) string {
	paid := pay.Amount(ipps.OperatingOutlier) != 0 || pay.Amount(ipps.CapitalOutlier) != 0
	plain := pay.Code - ipps.NearOutlier
	if pay.Code <= ipps.NearOutlier || !paid && h.OperatingCCR != 0 {
		return pay.Code.String()
	}
	text := pay.Code.Digits() + strings.TrimPrefix(plain.String(), plain.Digits())
	if paid {
		text += ", with outlier"
	}
	return text
}

// technologies tells of new technologies that are not looked for.
func (p *Price) technologies(year *ipps.Release) {
	if len(p.Paid.Procedures) == 0 || p.Payment.Amount(ipps.NewTechnology) != 0 {
		return
	}
	list := year.Technologies().List()
	unknown := 0
	for i := range list {
		if len(list[i].Needs) == 0 {
			unknown++
		}
	}
	switch {
	case len(list) == 0:
		p.step("new technology", "42 CFR 412.87", "the year's new technologies are not known: none is looked for")
	case unknown > 0:
		p.step("new technology", "42 CFR 412.87", "%d of the year's %d are not looked for: their codes are not known", unknown, len(list))
	}
}
