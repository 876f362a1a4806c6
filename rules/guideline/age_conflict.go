package guideline

import (
	"fmt"

	"github.com/medcode/medcode/rules"
)

func ageConflict() rule {
	type limit struct {
		span
		lo, hi int
		cite   rules.Citation
	}
	var limits []limit
	for _, a := range ages() {
		limits = append(limits, limit{parseSpan(a.codes), a.lo, a.hi, a.cite})
	}
	return rule{
		Rule: rules.Rule{
			ID: "guideline.age-conflict", Name: "Age against diagnosis",
			Says:      "Some codes are for an age: liveborn infants and newborn examinations for the first weeks, examinations of adults from 18, pediatric percentiles of the body mass index for 2 to 19 years, the index itself for 20 and older, pregnancy for 9 to 64.",
			Fails:     []string{"30y | Z3800", "70y | O80", "1y | Z6851", "19y | Z6841", "professional 9y | Z00.00"},
			Passes:    []string{"0y | Z3800", "30y | O80", "2y | Z6851", "20y | Z6841", "64y | O80 Z0000"},
			Citations: append(section("I.C.16.a.2", "I.C.21.c.3"), tabular("Z68"), tabular("Z00.1"), rules.Citation{Document: "Definitions of Medicare Code Edits", Section: "chapter 1, edit 4"}),
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
						f := v.finding(fmt.Sprintf("%s is for ages %d to %d; the patient is %d.", v.text(i), s.lo, s.hi, years), "Check the code and the birth date.", i)
						f.Citation = s.cite
						r.Add(f)
					}
				}
			})
		},
	}
}

// ages are the completed years that codes are for. A newborn's examination may
// fall on any of the first 28 days; obstetric limits are those of Medicare.
func ages() []ageLimit {
	maternity := rules.Citation{Document: "Definitions of Medicare Code Edits", Section: "chapter 1, edit 4, maternity"}
	return []ageLimit{
		{"Z38", 0, 0, section("I.C.16.a.2")[0]},
		{"Z00.11", 0, 0, tabular("Z00.11")}, {"Z00.12", 0, 17, tabular("Z00.12")}, {"Z00.0", 18, 124, tabular("Z00.0")},
		{"Z68.1-Z68.4", 20, 124, tabular("Z68")}, {"Z68.5", 2, 19, tabular("Z68")},
		{"O00-O9A", 9, 64, maternity},
		// At the expected date of delivery 35 and more, and under 16.
		{"O09.5", 34, 64, tabular("O09.5")}, {"O09.6", 9, 15, tabular("O09.6")},
		{"R54", 15, 124, rules.Citation{Document: "Definitions of Medicare Code Edits", Section: "chapter 1, edit 4, adult"}},
	}
}

type ageLimit struct {
	codes  string
	lo, hi int
	cite   rules.Citation
}
