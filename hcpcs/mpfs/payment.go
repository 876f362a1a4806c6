package mpfs

import (
	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/hcpcs/internal/decimal"
	"github.com/medcode/medcode/internal/enum"
)

// A Setting is whether a facility bears the expense of the practice.
type Setting uint8

// The settings.
const (
	NonFacility Setting = iota
	Facility
)

// SettingOf returns the setting of a place of service, two digits, for services
// that have both (Medicare Claims Processing Manual, chapter 12, section 20.4.2).
func SettingOf(placeOfService string) Setting {
	switch placeOfService {
	case "02", "19", "21", "22", "23", "24", "26", "31", "34", "41", "42", "51", "52", "53", "56", "61":
		return Facility
	}
	return NonFacility
}

// A Provider is who furnished a service.
type Provider uint8

// The providers whose payment differs.
const (
	Physician        Provider = iota
	Practitioner              // physician assistant, nurse practitioner, clinical nurse specialist, dietitian: 85 percent
	SocialWorker              // clinical social worker; since 2024 marriage and family therapist, mental health counselor: 75 percent
	Nonparticipating          // physician who doesn't accept assignment as a rule: 95 percent
)

// A Line is a service to be priced.
type Line struct {
	Code      hcpcs.Code
	Modifiers [4]hcpcs.Modifier
	Units     int           // up to 99,999; 0 counts as 1
	Charge    medcode.Cents // the actual charge, not negative; 0 leaves it out of account
	Provider  Provider
	// Qualifying says that the provider is a qualifying participant in an
	// advanced alternative payment model, which has its own conversion factor
	// since 2026.
	Qualifying bool
	// Of anesthesia: base units of the code (the HCPCS file, or CMS's list of
	// base units, has them), minutes of anesthesia time, and, with modifier AD,
	// whether the supervising physician was present at induction.
	BaseUnits int
	Minutes   int
	Induction bool
}

// has reports whether the line has a modifier.
func (l *Line) has(m modKey) bool {
	k := uint16(m)
	return l.Modifiers[0].Key() == k || l.Modifiers[1].Key() == k || l.Modifiers[2].Key() == k || l.Modifiers[3].Key() == k
}

func (l *Line) units() int64 { return int64(max(l.Units, 1)) }

// An Outcome is what the fee schedule does with a line.
type Outcome uint8

// The outcomes.
const (
	NotListed   Outcome = iota // the release has no such code and modifier
	Priced                     // the amount is allowed
	NeedsReview                // the amount is allowed if documentation shows the need
	ByReport                   // the contractor prices it
	Included                   // paid with other services
	NotPaid                    // not under the physician fee schedule
	Unpriceable                // the line, the locality or the setting can't be right: Reason says which
	NotPriced                  // a modifier changes the payment in a way that isn't worked out here: Reason says how
)

// String names the outcome.
func (o Outcome) String() string { return enum.Name(o, outcomeNames[:]) }

var outcomeNames = [...]string{"not listed", "priced", "needs review", "by report", "included", "not paid", "unpriceable", "not priced"}

// MarshalText implements [encoding.TextMarshaler].
func (o Outcome) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]: a name as String gives it.
func (o *Outcome) UnmarshalText(b []byte) error { return enum.Parse(o, b, outcomeNames[:]) }

// A Step is one rule applied and the amount after it.
type Step struct {
	Rule   Rule          `json:"rule"`
	Amount medcode.Cents `json:"amount"`
}

const maxSteps = 10

// A Payment is what Medicare allows for a line, before deductible, coinsurance,
// sequestration, quality adjustments and the quarterly bonus of a shortage area
// (modifier AQ, 42 CFR 414.67), and how it came about.
type Payment struct {
	Outcome Outcome       `json:"outcome"`
	Amount  medcode.Cents `json:"amount"`
	Reason  string        `json:"reason,omitempty"` // why the outcome is not Priced

	steps [maxSteps]Step
	n     int
}

// Steps returns the rules applied, in order.
func (p *Payment) Steps() []Step { return p.steps[:p.n] }

// step applies a rule that makes the amount what it is now.
func (p *Payment) step(rule Rule, amount medcode.Cents) {
	p.Amount = amount
	if p.n < maxSteps {
		p.steps[p.n] = Step{rule, amount}
		p.n++
	}
}

// part applies a rule that pays a part of the amount.
func (p *Payment) part(rule Rule, part share) {
	p.step(rule, medcode.Cents(decimal.Scale(int64(p.Amount), int64(part), 10000)))
}

func (p *Payment) end(o Outcome, reason string) { p.Outcome, p.Reason = o, reason }

func (p *Payment) paid() bool { return p.Outcome == Priced || p.Outcome == NeedsReview }

// LimitingCharge returns the most that a nonparticipating physician may charge
// where the fee schedule amount is a: 115 percent of 95 percent of it (Medicare
// Claims Processing Manual, chapter 12, section 20.4.1).
func LimitingCharge(a medcode.Cents) medcode.Cents {
	return medcode.Cents(decimal.Scale(int64(a), 10925, 10000))
}

// Payment prices one line alone: what other lines of the day change is left to
// [Release.Payments]. Amounts are rounded to cents at each step. The line's
// modifiers decide; that they may be used on the code is not examined beyond
// the fee schedule's own indicators.
func (r *Release) Payment(line Line, at Locality, s Setting) Payment {
	var p Payment
	row := r.price(&p, &line, &at, s)
	p.cap(r.imagingCap(row, &line, &at, s))
	p.finish(&line)
	return p
}

// A modKey is hcpcs.Modifier.Key of a modifier that decides the amount.
type modKey uint16

const (
	mod22 modKey = '2'<<8 | '2'
	mod26 modKey = '2'<<8 | '6'
	mod50 modKey = '5'<<8 | '0'
	mod52 modKey = '5'<<8 | '2'
	mod53 modKey = '5'<<8 | '3'
	mod54 modKey = '5'<<8 | '4'
	mod55 modKey = '5'<<8 | '5'
	mod56 modKey = '5'<<8 | '6'
	mod59 modKey = '5'<<8 | '9'
	mod62 modKey = '6'<<8 | '2'
	mod66 modKey = '6'<<8 | '6'
	mod73 modKey = '7'<<8 | '3'
	mod74 modKey = '7'<<8 | '4'
	mod76 modKey = '7'<<8 | '6'
	mod77 modKey = '7'<<8 | '7'
	mod78 modKey = '7'<<8 | '8'
	mod79 modKey = '7'<<8 | '9'
	mod80 modKey = '8'<<8 | '0'
	mod81 modKey = '8'<<8 | '1'
	mod82 modKey = '8'<<8 | '2'
	modAD modKey = 'A'<<8 | 'D'
	modAS modKey = 'A'<<8 | 'S'
	modCO modKey = 'C'<<8 | 'O'
	modCQ modKey = 'C'<<8 | 'Q'
	modCT modKey = 'C'<<8 | 'T'
	modFX modKey = 'F'<<8 | 'X'
	modFY modKey = 'F'<<8 | 'Y'
	modGX modKey = 'G'<<8 | 'X'
	modGY modKey = 'G'<<8 | 'Y'
	modGZ modKey = 'G'<<8 | 'Z'
	modLT modKey = 'L'<<8 | 'T'
	modPA modKey = 'P'<<8 | 'A'
	modPB modKey = 'P'<<8 | 'B'
	modPC modKey = 'P'<<8 | 'C'
	modPD modKey = 'P'<<8 | 'D'
	modPN modKey = 'P'<<8 | 'N'
	modPO modKey = 'P'<<8 | 'O'
	modQK modKey = 'Q'<<8 | 'K'
	modQX modKey = 'Q'<<8 | 'X'
	modQY modKey = 'Q'<<8 | 'Y'
	modQZ modKey = 'Q'<<8 | 'Z'
	modRT modKey = 'R'<<8 | 'T'
	modTC modKey = 'T'<<8 | 'C'
	modUN modKey = 'U'<<8 | 'N'
	modUP modKey = 'U'<<8 | 'P'
	modUQ modKey = 'U'<<8 | 'Q'
	modUR modKey = 'U'<<8 | 'R'
	modUS modKey = 'U'<<8 | 'S'
	modXE modKey = 'X'<<8 | 'E'
	modXP modKey = 'X'<<8 | 'P'
	modXS modKey = 'X'<<8 | 'S'
	modXU modKey = 'X'<<8 | 'U'
)

// rowOf returns the row of a line: its component's where the code has them. Of a
// test before an admission, modifier PD, the technical component is the hospital's.
func (r *Release) rowOf(l *Line) *Row {
	if l.has(modPD) && !l.has(modTC) {
		if row := r.row(l.Code, mod26); row != nil {
			return row
		}
	}
	for _, m := range [...]modKey{mod26, modTC, mod53} {
		if l.has(m) {
			if row := r.row(l.Code, m); row != nil || m != mod53 {
				return row
			}
		}
	}
	return r.row(l.Code, 0)
}

// price applies everything but what concerns other lines, who furnished the
// service, and the charge.
func (r *Release) price(p *Payment, l *Line, at *Locality, s Setting) *Row {
	if reason := implausible(l, s); reason != "" {
		p.end(Unpriceable, reason)
		return nil
	}
	if l.has(modPD) { // in an entity that a hospital owns, before an admission: 42 CFR 414.22(b)(5)(i)(A)
		s = Facility
	}
	row := r.rowOf(l)
	if row == nil {
		p.end(NotListed, "the fee schedule doesn't list the code, or not with modifier 26 or TC")
		return nil
	}
	if row.Status == AnesthesiaService {
		if o, reason := unpricedBy(l); reason != "" {
			p.end(o, reason)
			return row
		}
		p.anesthesia(l, at)
		return row
	}
	if !p.admit(row, l, s) {
		return row
	}
	if at.Work <= 0 || at.PE <= 0 || at.MP <= 0 {
		p.end(Unpriceable, "the locality has no cost indices: see Release.Locality and Release.National")
		return row
	}
	p.step(FeeSchedule, r.amount(row, l, at, s))
	r.oldImaging(p, row, l, at, s)
	p.splitCare(row, l)
	p.quantity(row, l)
	p.role(row, l)
	return row
}

// most is the most units, base units and minutes of a line; a claim has room
// for no more.
const most = 99_999

// implausible returns what in a line or setting can't be right, or nothing.
func implausible(l *Line, s Setting) string {
	switch {
	case l.Units < 0 || l.Units > most:
		return "units are from 1 to 99,999"
	case l.BaseUnits < 0 || l.BaseUnits > most || l.Minutes < 0 || l.Minutes > most:
		return "base units and minutes are from 0 to 99,999"
	case l.Charge < 0:
		return "the charge is negative"
	case l.Provider > Nonparticipating:
		return "an unknown kind of provider"
	case s > Facility:
		return "an unknown setting"
	}
	return ""
}

// admit decides by status and setting whether the fee schedule pays, and
// records the outcome where it doesn't.
func (p *Payment) admit(row *Row, l *Line, s Setting) bool {
	switch row.Status {
	case Active, Restricted, Injection:
	case ContractorPriced:
		p.end(ByReport, "status C: the contractor prices the service")
		return false
	case Bundled:
		p.end(Included, "status B: always paid with other services")
		return false
	case BundledOrExcluded:
		p.end(Included, "status P: paid with the physician's service, or excluded")
		return false
	case Measurement:
		p.end(NotPaid, "status M: for reporting only")
		return false
	case NonCovered:
		p.end(NotPaid, "status N: not covered by Medicare")
		return false
	case Invalid:
		p.end(NotPaid, "status I: Medicare uses another code")
		return false
	default:
		p.end(NotPaid, "the service is excluded from the fee schedule")
		return false
	}
	if o, reason := unpricedBy(l); reason != "" {
		p.end(o, reason)
		return false
	}
	if reason := facilityBears(row, l, s); reason != "" {
		p.end(NotPaid, reason)
		return false
	}
	switch {
	case row.TotalNonFacility == 0 && row.TotalFacility == 0:
		p.end(ByReport, "no relative values: the contractor prices the service")
	case row.Component == "5" && s == Facility:
		p.end(NotPaid, "incident to a physician's service: not paid in a facility")
	case l.has(mod52), l.has(mod22):
		p.end(ByReport, "modifiers 22 and 52 are priced by report (Claims Processing Manual, chapter 12, section 20.4.6)")
	case l.has(mod53) && row.Modifier.Key() != uint16(mod53):
		p.end(ByReport, "a discontinued procedure without values of its own is priced by report")
	case l.has(mod66):
		p.end(ByReport, "surgical teams are priced by report (Claims Processing Manual, chapter 12, section 40.8)")
	case l.has(mod56):
		p.end(ByReport, "preoperative care alone is priced by report")
	case row.Global == "YYY" && (l.has(mod54) || l.has(mod55) || l.has(mod78)):
		p.end(ByReport, "the contractor decides the global period, and so its parts")
	case l.has(mod55) && !row.Global.after():
		p.end(NotPaid, "the code has no days after the operation: no part of it is modifier 55's")
	default:
		p.Outcome = Priced
		return true
	}
	return false
}

// amount computes the fee schedule amount of a row. RVUs are hundredths,
// indices thousandths and the factor ten-thousandths of a dollar: the product
// is in units of 10⁻⁹ dollars.
func (r *Release) amount(row *Row, l *Line, at *Locality, s Setting) medcode.Cents {
	pe := row.NonFacilityPE
	if s == Facility {
		pe = row.FacilityPE
	}
	return r.dollars(row, l, at, row.Work, pe, row.MP)
}

// capped computes the amount with the values of the imaging cap.
func (r *Release) capped(row *Row, l *Line, at *Locality, s Setting) medcode.Cents {
	pe := row.OPPSNonFacilityPE
	if s == Facility {
		pe = row.OPPSFacilityPE
	}
	return r.dollars(row, l, at, row.Work, pe, row.OPPSMP)
}

func (row *Row) hasCap() bool {
	return row.OPPSNonFacilityPE != 0 || row.OPPSFacilityPE != 0 || row.OPPSMP != 0
}

func (r *Release) dollars(row *Row, l *Line, at *Locality, work, pe, mp RVU) medcode.Cents {
	factor := row.ConversionFactor
	if l.Qualifying && r.qualifying != 0 {
		factor = r.qualifying
	}
	sum := int64(work)*int64(at.Work) + int64(pe)*int64(at.PE) + int64(mp)*int64(at.MP)
	return medcode.Cents(decimal.Scale(sum, int64(factor), 10_000_000))
}

// imagingCap returns the most that the line is paid by the outpatient payment of
// the imaging, and whether there is such a cap. It binds after the reductions.
func (r *Release) imagingCap(row *Row, l *Line, at *Locality, s Setting) (medcode.Cents, bool) {
	if row == nil || !row.hasCap() {
		return 0, false
	}
	c := Payment{Outcome: Priced, Amount: r.capped(row, l, at, s)}
	c.splitCare(row, l)
	c.quantity(row, l)
	c.role(row, l)
	return c.Amount, true
}

// cap applies the cap of imaging.
func (p *Payment) cap(most medcode.Cents, ok bool) {
	if ok && p.paid() && most < p.Amount {
		p.step(ImagingCap, most)
	}
}

// splitCare pays the part of the global package that the physician furnished.
func (p *Payment) splitCare(row *Row, l *Line) {
	if !row.Global.after() {
		return
	}
	switch {
	case l.has(mod54):
		p.part(SplitSurgicalCare, 100*share(row.Pre+row.Intra))
	case l.has(mod55):
		p.part(SplitSurgicalCare, 100*share(row.Post))
	case l.has(mod78):
		p.part(ReturnToOperatingRoom, 100*share(row.Intra))
	}
}

// quantity pays both sides, or the units.
func (p *Payment) quantity(row *Row, l *Line) {
	n := l.units()
	both := l.has(mod50) || l.has(modLT) && l.has(modRT)
	if l.has(mod50) && n > 1 {
		p.end(NeedsReview, "modifier 50 stands for both sides: one unit (Claims Processing Manual, chapter 12, section 40.7.B)")
	}
	switch {
	case both && row.Bilateral == "1", n == 2 && row.Bilateral == "1":
		p.part(BothSides, 15000)
	case both && row.Bilateral == "3":
		p.part(BothSides, 20000)
	case both, n == 2 && row.Bilateral == "2":
		p.part(BothSides, 10000)
	case n > 1:
		p.step(Units, p.Amount*medcode.Cents(n))
	}
}

// role pays assistants and co-surgeons their part.
func (p *Payment) role(row *Row, l *Line) {
	nonphysician := l.has(modAS)
	switch {
	case nonphysician, l.has(mod80), l.has(mod81), l.has(mod82):
		p.allow(string(row.Assistant), "0")
		p.part(AssistantAtSurgery, 1600)
		if nonphysician {
			p.part(AssistantNonphysician, 8500)
		}
	case l.has(mod62):
		p.allow(string(row.CoSurgeon), "1")
		p.part(TwoSurgeons, 6250)
	default:
		return
	}
	if p.Outcome == NotPaid {
		p.Amount = 0
	}
}

// allow decides by an indicator whether another surgeon is paid: "2" yes, the
// given value with documentation, any other not.
func (p *Payment) allow(indicator, documented string) {
	switch indicator {
	case "2":
	case documented:
		p.Outcome = NeedsReview
		p.Reason = "documentation must show the need"
	default:
		p.Outcome = NotPaid
		p.Reason = "the fee schedule doesn't pay another surgeon for the code"
	}
}

// finish applies who furnished the service, and the charge.
func (p *Payment) finish(l *Line) {
	if !p.paid() {
		return
	}
	assistant := l.has(modAS) // has had its 85 percent
	switch {
	case l.Provider == Practitioner && !assistant:
		p.part(NonphysicianPractitioner, 8500)
	case l.Provider == SocialWorker:
		p.part(NonphysicianPractitioner, 7500)
	case l.Provider == Nonparticipating:
		p.part(NonparticipatingPhysician, 9500)
	}
	if l.Charge > 0 && l.Charge < p.Amount {
		p.step(LowerCharge, l.Charge)
	}
}
