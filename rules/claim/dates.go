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
		"From May 3 through May 1.", chapter25, guide)
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
		"Admitted May 3, discharged May 1.", chapter25)
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
		"Born May 3, admitted May 1.", guide)
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
		"Age 130.", rules.Citation{Document: "Definitions of Medicare Code Edits", Section: "chapter 1, edit 14"})
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
		"A procedure on May 9, after the discharge of May 5.", chapter25, rules.Citation{Document: "Social Security Act", Section: "section 1886(a)(4)"})
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
		"A line of May 9 on a statement that ends on May 5.", chapter25, guide)
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		for i, l := range c.Lines {
			if before(l.From, c.From) || before(c.Through, l.From) || before(c.Through, l.Through) {
				r.Find(rules.AtLine(i).In("from"), fmt.Sprintf("Line %d is of %s, outside the statement from %s through %s.", i+1, l.From, c.From, c.Through), l.Code)
			}
		}
	}
	return r
}
