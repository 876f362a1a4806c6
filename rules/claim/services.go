package claim

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
)

// chapter cites a section of the Claims Processing Manual.
func chapter(section string) rules.Citation {
	return rules.Citation{Document: "Medicare Claims Processing Manual (Pub. 100-04)", Section: section}
}

func newbornAdmission() rules.Rule {
	r := rule("newborn-admission", "Admission or nursery of a newborn for someone older",
		"Priority 4 is of a stay in which the patient is born, and revenue codes 0170 and 0171 are of a newborn's nursery. The patient is of age 0.",
		chapter25)
	r.Fails = []string{"50y 5d type:4 bill:0111 | I21.4", "50y 5d bill:0111 | I21.4 | | 0171*5"}
	r.Passes = []string{"0days 2d type:4 bill:0111 | Z38.00 | | 0171*2", "50y 5d type:1 | I21.4 | | 0120*5", "5d type:4 | I21.4"}
	r.Settings = rules.In(rules.Inpatient)
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		years, known := c.Years()
		nursery := slices.IndexFunc(c.Lines, func(l rules.Line) bool {
			code := strings.TrimPrefix(l.Revenue, "0")
			return code == "170" || code == "171"
		})
		switch {
		case c.AdmissionType != "4" && nursery < 0:
		case !known:
			r.Undecided("the claim does not say the patient's age")
		case years == 0:
		case c.AdmissionType == "4":
			r.Find(rules.AtField("admissionType"), fmt.Sprintf("The admission is a newborn's (priority 4), and the patient is %d.", years))
		default:
			r.Find(rules.AtLine(nursery).In("revenue"), fmt.Sprintf("Line %d is of a newborn's nursery, and the patient is %d.", nursery+1, years), c.Lines[nursery].Revenue)
		}
	}
	return r
}

func wholeUnits() rules.Rule {
	r := rule("whole-units", "Part of a visit",
		"Visits are billed in whole units. Miles have tenths, and drugs of some payers parts.",
		chapter("chapter 26, section 10.4, item 24G"))
	r.Fails = []string{"professional | I10 | | 99213*2.5>1"}
	r.Passes = []string{"professional | I10 | | 99213*2>1", "professional | I10 | | A0425*2.5>1", "professional | I10 | | J1100*2.5>1"}
	r.Settings = rules.In(rules.Outpatient, rules.Professional)
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		for i := range c.Lines {
			l := &c.Lines[i]
			if cpt(l.Code) >= 10000 && l.Units != math.Trunc(l.Units) && !math.IsInf(l.Units, 0) && !math.IsNaN(l.Units) && l.Measure != "MJ" {
				r.Find(rules.AtLine(i).In("units"), fmt.Sprintf("Line %d bills %g units of %s, which is billed in whole ones.", i+1, l.Units, l.Code), l.Code)
			}
		}
	}
	return r
}

// cpt returns a code of five digits as a number, and 0 for others.
func cpt(code string) (n int) {
	if len(code) != 5 {
		return 0
	}
	for _, d := range []byte(code) {
		if d < '0' || d > '9' {
			return 0
		}
		n = n*10 + int(d-'0')
	}
	return n
}

func visitPlace() rules.Rule {
	r := rule("visit-place", "Visit of a hospital in another place",
		"Visits of an emergency department (99281 to 99285) are made in one (place of service 23). Hospital care by the day (99221 to 99223, 99231 to 99236) is not given in an office (11) or at home (12).",
		chapter("chapter 12, section 30.6.11"), chapter("chapter 12, section 30.6.9"))
	r.Fails = []string{"professional pos:11 | I10 | | 99284>1", "professional pos:11 | I21.4 | | 99223>1"}
	r.Passes = []string{"professional pos:23 | I10 | | 99284>1", "professional pos:21 | I21.4 | | 99223>1", "professional pos:11 | I10 | | 99213>1", "professional | I10 | | 99284>1"}
	r.Settings = professional
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		for i := range c.Lines {
			l := &c.Lines[i]
			place := l.PlaceOfService
			if place == "" {
				place = c.PlaceOfService
			}
			n := cpt(l.Code)
			emergency := n >= 99281 && n <= 99285
			daily := n >= 99221 && n <= 99223 || n >= 99231 && n <= 99236
			virtual := place == "02" || place == "10" // telehealth
			if place != "" && (emergency && place != "23" && !virtual || daily && (place == "11" || place == "12")) {
				f := rules.Finding{Place: rules.AtLine(i).In("code"), Codes: []string{l.Code},
					Message: fmt.Sprintf("%s on line %d is a visit in a hospital, and place of service %s is none for it.", l.Code, i+1, place)}
				if daily {
					f.Citation = chapter("chapter 12, section 30.6.9")
				}
				r.Add(f)
			}
		}
	}
	return r
}

// preventive are the ages, in completed years, of preventive visits; the codes
// of new patients begin at 99381, those of others at 99391.
var preventive = [7][2]int{{0, 0}, {1, 4}, {5, 11}, {12, 17}, {18, 39}, {40, 64}, {65, 124}}

func visitAge() rules.Rule {
	r := rule("visit-age", "Preventive visit of another age",
		"Preventive visits (99381 to 99387, 99391 to 99397) each have an age: under 1 year, 1 to 4, 5 to 11, 12 to 17, 18 to 39, 40 to 64, 65 and over.",
		rules.Citation{Document: "CPT", Section: "codes 99381 to 99397, by their ages"})
	r.Fails = []string{"professional 30y | Z00.00 | | 99396>1", "professional 50y | Z00.00 | | 99393>1"}
	r.Passes = []string{"professional 30y | Z00.00 | | 99395>1", "professional 65y | Z00.00 | | 99387>1", "professional | Z00.00 | | 99395>1", "professional 30y | I10 | | 99213>1"}
	r.Settings = rules.In(rules.Outpatient, rules.Professional)
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		for i := range c.Lines {
			n := cpt(c.Lines[i].Code)
			if n < 99381 || n > 99397 || n > 99387 && n < 99391 {
				continue
			}
			years, known := c.Years()
			if !known {
				r.Undecided("the claim does not say the patient's age")
				return
			}
			if ages := preventive[n%10-1]; years < ages[0] || years > ages[1] {
				r.Find(rules.AtLine(i).In("code"), fmt.Sprintf("%s on line %d is for ages %d to %d; the patient is %d.", c.Lines[i].Code, i+1, ages[0], ages[1], years), c.Lines[i].Code)
			}
		}
	}
	return r
}

func procedureSex() rules.Rule {
	r := rule("procedure-sex", "Procedure of the other sex",
		"Procedures on the male genitals (54000 to 55899) and on the female ones or in maternity (56405 to 59899) are of patients of that sex, unless condition code 45 or modifier KX says that the sex on the claim is not what the procedure goes by.",
		chapter("chapter 32, section 240"))
	r.Severity = rules.Warning
	r.Fails = []string{"professional M | N40.1 | | 58150>1", "professional F | N39.0 | | 55700>1"}
	r.Passes = []string{"professional F | N81.4 | | 58260>1", "professional M | R97.20 | | 55700>1", "professional M | D25.9 | | 58150-KX>1", "outpatient M cond:45 | D25.9 | | 0360/58150", "professional | D25.9 | | 58150>1"}
	r.Settings = rules.In(rules.Outpatient, rules.Professional)
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		if slices.Contains(c.Conditions, "45") {
			return
		}
		for i := range c.Lines {
			l := &c.Lines[i]
			n := cpt(l.Code)
			male := n >= 54000 && n <= 55899
			female := n >= 56405 && n <= 59899
			if (female && c.Patient.Sex == medcode.Male || male && c.Patient.Sex == medcode.Female) && !l.HasModifier("KX") {
				r.Find(rules.AtLine(i).In("code"), fmt.Sprintf("%s on line %d is not of a patient of sex %s.", l.Code, i+1, c.Patient.Sex), l.Code)
			}
		}
	}
	return r
}
