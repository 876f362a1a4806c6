package price

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/mce"
)

// An UnpaidError is a claim that the inpatient prospective payment system pays
// nothing for as it stands.
type UnpaidError struct {
	Reason   string
	Citation string // where the rule stands
}

func (e *UnpaidError) Error() string {
	return fmt.Sprintf("price: not paid by this system: %s (%s)", e.Reason, e.Citation)
}

const (
	chapter3  = "Medicare Claims Processing Manual, chapter 3"
	chapter25 = "Medicare Claims Processing Manual, chapter 25, section 75.1"
)

// conditionAdvantage is the condition code of a bill for a member of a Medicare
// Advantage plan.
const conditionAdvantage = "04"

// primaryPayers are the value codes of what a payer before Medicare paid.
var primaryPayers = []string{"12", "13", "14", "15", "16", "41", "42", "43", "47"}

// payer tells of payers whose word the price has nothing of.
func (p *Price) payer(c *rules.Claim) {
	if c.Payer != 0 && c.Payer != rules.Medicare {
		p.step("payer", "", "the claim goes to %v: this is what Medicare would pay", c.Payer)
	}
	for _, v := range c.Values {
		if slices.Contains(primaryPayers, v.Code) {
			p.step("primary payer", "Medicare Secondary Payer Manual, chapter 5", "value code %s: %v was paid before Medicare, and is not taken off here", v.Code, v.Amount)
		}
	}
}

// unpaid returns why the claim is none that this system pays, or nil.
func unpaid(c *rules.Claim, ccn string) error {
	if bill := c.TypeOfBill; bill != "" {
		three := bill
		if len(bill) == 4 {
			three = strings.TrimPrefix(bill, "0")
		}
		if len(three) != 3 || !strings.HasPrefix(three, "11") {
			return &UnpaidError{fmt.Sprintf("type of bill %q is none of a hospital's inpatient stay, 11x", bill), chapter25}
		}
	}
	switch c.Frequency() {
	case "0":
		return &UnpaidError{"the claim, of frequency 0, asks for no payment", chapter25}
	case "5":
		return &UnpaidError{"late charges, frequency 5, are not paid by themselves: an adjustment of the stay's bill, frequency 7, holds them", chapter25}
	case "8":
		return &UnpaidError{"the claim, of frequency 8, voids another", chapter25}
	}
	if c.HasCondition(conditionAdvantage) {
		return &UnpaidError{"condition 04 says that the bill is for information only: a Medicare Advantage plan pays the stay", "CMS Change Requests 5647 and 6329"}
	}
	n, _ := strconv.Atoi(c.DischargeStatus)
	if !slices.ContainsFunc(mce.Default().Statuses(), func(s mce.Status) bool { return s.Code == n && s.Period.Contains(c.Date()) }) {
		return &UnpaidError{fmt.Sprintf("patient discharge status %q is none that was in use on %v", c.DischargeStatus, c.Date()), "Medicare Code Editor, edit 16"}
	}
	if kind := otherHospital(ccn); kind != "" {
		return &UnpaidError{fmt.Sprintf("provider %s is %s by its number", ccn, kind), "State Operations Manual, chapter 2, section 2779A; 42 CFR 412.23, 412.25, 413.70"}
	}
	return nil
}

// otherHospital says what a provider is whose certification number is of a kind
// that this system does not pay, or "".
func otherHospital(ccn string) string {
	if len(ccn) != 6 {
		return ""
	}
	switch ccn[2] {
	case 'S', 'M':
		return "a psychiatric unit"
	case 'T', 'R':
		return "a rehabilitation unit"
	case 'U', 'W', 'Y', 'Z':
		return "a swing-bed unit"
	}
	n, err := strconv.Atoi(ccn[2:])
	switch {
	case err != nil:
	case n >= 1300 && n <= 1399:
		return "a critical access hospital"
	case n >= 2000 && n <= 2299:
		return "a long-term care hospital"
	case n >= 3025 && n <= 3099:
		return "a rehabilitation hospital"
	case n >= 3300 && n <= 3399:
		return "a children's hospital"
	case n >= 4000 && n <= 4499:
		return "a psychiatric hospital"
	case n == 0 || n >= 1000:
		return "no short-term hospital"
	}
	return ""
}

// ungrouped returns why a DRG is none that is paid by, or nil.
func ungrouped(a *drg.Assignment) error {
	if a.DRG < 998 {
		return nil
	}
	return &UnpaidError{fmt.Sprintf("DRG %v %s: the grouper says %v", a.DRG, a.Title, a.Code), chapter3 + ", section 20.2.2"}
}

// interim tells of a bill that another one of the same stay replaces.
func (p *Price) interim(c *rules.Claim) {
	f := c.Frequency()
	if p.Stay.Status == 30 || f == "2" || f == "3" || f == "4" {
		p.step("interim bill", chapter3+", section 50", "status %02d, frequency %q: priced as if the stay ended with it, as a last bill would be; what is paid now is replaced by the bill of the whole stay", p.Stay.Status, f)
	}
}

// age names what is missing of the patient's age, as facts.
func age(c *rules.Claim) (out []string) {
	years, ok := c.Years()
	switch {
	case !ok:
		out = append(out, "the patient's age: neither a birth date nor an age that can be read")
	case years < 0:
		out = append(out, fmt.Sprintf("the patient's age: born on %v, after the admission", c.Patient.Birth))
	case years > 124:
		out = append(out, fmt.Sprintf("the patient's age: %d years are over 124, the most of Medicare's grouper and code editor", years))
	}
	return out
}

// unreadable names the fields that a price needs, and whose text can't be read.
func unreadable(c *rules.Claim) (out []string) {
	for _, u := range c.Unreadable {
		needed := false
		switch {
		case u.Place.Part == rules.OfLine:
			needed = u.Place.Field == "charge" || u.Place.Field == "nonCovered"
		case u.Place.Part == rules.OfPatient:
			needed = u.Place.Field == "birth" && c.Patient.Birth.IsZero() && c.Patient.Age.IsZero()
		case u.Place == rules.AtField("charge"):
			needed = total(c) == 0
		case u.Place == rules.AtField("discharge"):
			needed = c.Discharge.IsZero()
		case u.Place == rules.AtField("through"):
			needed = c.Discharge.IsZero() && c.Through.IsZero()
		case u.Place == rules.AtField("admission"):
			needed = c.Admission.IsZero()
		case u.Place == rules.AtField("from"):
			needed = c.Admission.IsZero() && c.From.IsZero()
		default:
			needed = strings.HasPrefix(u.Place.Field, "values")
		}
		if needed {
			out = append(out, fmt.Sprintf("%v, which can't be read: %s", u.Place, u.Problem))
		}
	}
	return out
}

// total is what the lines charge, that of the total itself left out.
func total(c *rules.Claim) (sum medcode.Cents) {
	for i := range c.Lines {
		if !isTotal(&c.Lines[i]) {
			sum = sum.Add(c.Lines[i].Charge)
		}
	}
	return sum
}

// isTotal reports whether a line is that of the total, revenue code 0001.
func isTotal(l *rules.Line) bool { return strings.TrimLeft(l.Revenue, "0") == "1" }
