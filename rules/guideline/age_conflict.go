package guideline

import (
	"fmt"

	"github.com/medcode/medcode/rules"
)

func ageConflict() rule {
	type limit struct {
		span
		lo, hi int
	}
	var limits []limit
	for _, a := range ages {
		limits = append(limits, limit{parseSpan(a.codes), a.lo, a.hi})
	}
	return rule{
		Rule: rules.Rule{
			ID: "guideline.age-conflict", Name: "Age against diagnosis",
			Says:      "Some codes are for an age: liveborn infants and newborn examinations for the first weeks, pediatric percentiles of the body mass index for 2 to 19 years, the index itself for 20 and older, pregnancy for 9 to 64.",
			Example:   "Z38.00 at 30 years.",
			Citations: append(section("I.C.16.a.2"), tabular("Z68"), tabular("Z00.1"), rules.Citation{Document: "Definitions of Medicare Code Edits", Section: "chapter 1, edit 4, maternity"}),
			InForce:   icd10,
			Severity:  rules.Warning,
			Needs:     "the patient's age",
		},
		when: aged,
		check: func(v *view, r rules.Reporter) {
			years, known := v.claim.Years()
			if !known {
				r.Undecided("the claim does not say the patient's age")
				return
			}
			v.each(aged, func(i int) {
				for _, s := range limits {
					if s.contains(v.codes[i]) && (years < s.lo || years > s.hi) {
						v.find(r, fmt.Sprintf("%s is for ages %d to %d; the patient is %d.", v.text(i), s.lo, s.hi, years), "Check the code and the birth date.", i)
					}
				}
			})
		},
	}
}

// ages are the completed years that codes are for. A newborn's examination may
// fall on any of the first 28 days; obstetric limits are those of Medicare.
var ages = []struct {
	codes  string
	lo, hi int
}{
	{"Z38", 0, 0}, {"Z00.11", 0, 0}, {"Z00.12", 0, 17}, {"Z68.1-Z68.4", 20, 124}, {"Z68.5", 2, 19}, {"O00-O9A", 9, 64}, {"R54", 18, 124},
}
