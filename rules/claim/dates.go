package claim

import (
	"fmt"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
)

// before reports whether a and b are given and a precedes b.
func before(a, b medcode.Date) bool { return !a.IsZero() && !b.IsZero() && a.Before(b) }

func statementDates() rules.Rule {
	r := rule("statement-dates", "Statement ends before it begins",
		"The last day of a statement, or of a line, is not before its first.",
		chapter25, guide)
	r.Fails = []string{"professional from:2026-05-03 through:2026-05-01 | I10 | | 99213>1"}
	r.Passes = []string{"professional from:2026-05-03 through:2026-05-03 | I10 | | 99213>1", "professional from:2026-05-03 through: | I10 | | 99213>1"}
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		if before(c.Through, c.From) {
			r.Find(rules.AtField("through"), fmt.Sprintf("The statement runs from %s through %s.", c.From, c.Through))
		}
		for i, l := range c.Lines {
			if before(l.Through, l.From) {
				r.Find(rules.AtLine(i).In("through"), fmt.Sprintf("Line %d runs from %s through %s.", i+1, l.From, l.Through))
			}
		}
	}
	return r
}

func stayDates() rules.Rule {
	r := rule("stay-dates", "Discharge before admission",
		"A patient is discharged on the day of admission or later.",
		chapter25)
	r.Fails = []string{"admitted:2026-05-03 discharged:2026-05-01 | I50.9"}
	r.Passes = []string{"admitted:2026-05-03 discharged:2026-05-03 | I50.9"}
	r.Settings = rules.In(rules.Inpatient)
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		if out := r.Run().Date(); before(out, c.Admission) {
			r.Find(rules.AtField("discharge"), fmt.Sprintf("The patient was admitted on %s and discharged on %s.", c.Admission, out))
		}
	}
	return r
}

func birthDate() rules.Rule {
	r := rule("birth-date", "Service before birth",
		"Care begins on the day of birth or later.",
		guide)
	r.Fails = []string{"2026-05-01 born:2026-05-03 | P59.9"}
	r.Passes = []string{"2026-05-01 born:2026-05-01 | Z38.00"}
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		years, known := c.Years()
		if known && !c.Patient.Birth.IsZero() && years < 0 {
			r.Find(rules.AtPatient("birth"), fmt.Sprintf("The birth date, %s, makes the patient %d years old.", c.Patient.Birth, years))
		}
	}
	return r
}

// oldest is the age up to which the Medicare Code Editor takes one for possible.
const oldest = 124

func age() rules.Rule {
	r := rule("age", "Impossible age",
		"A patient is 0 to 124 years old, by the age that the claim states, or by the birth date on the first day of care.",
		rules.Citation{Document: "Definitions of Medicare Code Edits", Section: "chapter 1, edit 14"})
	r.Fails = []string{"130y | I50.9", "professional -1y | I10 | | 99213>1", "2026-05-01 born:1801-05-01 | I50.9"}
	r.Passes = []string{"124y | I50.9", "2026-05-01 born:1901-05-02 | I50.9"}
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		stated, isStated := c.Patient.Age.Years()
		if isStated && (stated < 0 || stated > oldest) {
			r.Find(rules.AtPatient("age"), fmt.Sprintf("The claim states an age of %d.", stated))
			return
		}
		if years, known := c.Years(); known && years > oldest {
			r.Find(rules.AtPatient("birth"), fmt.Sprintf("The birth date, %s, makes the patient %d years old.", c.Patient.Birth, years))
		}
	}
	return r
}

// beforeAdmission is how many days before admission a procedure may be on the
// claim: the three-day payment window (Social Security Act, section 1886(a)(4)).
const beforeAdmission = 3

func procedureDates() rules.Rule {
	r := rule("procedure-dates", "Procedure outside the stay",
		"A procedure on a claim for a stay was done during it, or in the three days before it that its payment includes.",
		chapter25, rules.Citation{Document: "Social Security Act", Section: "section 1886(a)(4)"})
	r.Fails = []string{"2026-05-05 4d | I25.10 | 027034Z:2026-05-09", "2026-05-05 4d | I25.10 | 027034Z:2026-04-27"}
	r.Passes = []string{"2026-05-05 4d | I25.10 | 027034Z:2026-05-05", "2026-05-05 4d | I25.10 | 027034Z:2026-04-28"}
	r.Settings = rules.In(rules.Inpatient)
	r.Severity, r.Disposition = rules.Warning, rules.ReturnToProvider
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		for i, p := range c.Procedures {
			if before(p.Date, c.Admission.AddDays(-beforeAdmission)) || before(r.Run().Date(), p.Date) {
				r.Find(rules.AtProcedure(i).In("date"), fmt.Sprintf("%s was done on %s, outside the stay from %s to %s.", p.Code, p.Date, c.Admission, r.Run().Date()), p.Code)
			}
		}
	}
	return r
}

func lineDates() rules.Rule {
	r := rule("line-dates", "Line outside the statement",
		"The days of a line lie within those of the claim.",
		chapter25, guide)
	r.Fails = []string{"outpatient from:2026-05-01 through:2026-05-05 | I10 | | 0510/99213@2026-05-09", "professional 2026-05-01 | I10 | | 99213@2026-04-30>1"}
	r.Passes = []string{"outpatient from:2026-05-01 through:2026-05-05 | I10 | | 0510/99213@2026-05-05"}
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		for i, l := range c.Lines {
			if before(l.From, c.From) || before(c.Through, l.From) || before(c.Through, l.Through) {
				r.Find(rules.AtLine(i).In("from"), fmt.Sprintf("Line %d is of %s, outside the statement from %s through %s.", i+1, l.From, c.From, c.Through), l.Code)
			}
		}
	}
	return r
}
