package poa

import (
	"slices"

	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/rules"
)

// A newborn is admitted after its birth, so what it had by then was present:
// the effects of the mother's state and of the delivery, growth and
// gestational age, and birth injuries. The categories are those of ICD-10-CM
// chapter 16.
const (
	firstAtBirth, lastAtBirth         = "P00", "P08"
	firstBirthInjury, lastBirthInjury = "P10", "P15"
)

// bornHere are the codes of Z38 for a birth in this hospital.
var bornHere = []string{"Z38.0", "Z38.3", "Z38.6"}

func newborn() rules.Rule {
	return rules.Rule{
		ID: "poa.newborn-at-birth", Name: "Condition of birth not present on admission",
		Says:      "A newborn is admitted after it is born: conditions of pregnancy, delivery, growth and birth injury (P00 to P15) were present on admission to the hospital of birth.",
		Example:   "Z3800 with P0716 (low birth weight) and indicator N.",
		Citations: []rules.Citation{appendix("perinatal conditions")},
		InForce:   reporting, Settings: rules.In(rules.Inpatient),
		Severity: rules.Error, Disposition: rules.Warn,
		Check: func(c *rules.Claim, r rules.Reporter) {
			codes := r.Run().Diagnoses()
			if !slices.ContainsFunc(codes, isBirthHere) {
				r.NotApplicable("not the claim of a newborn in the hospital of its birth")
				return
			}
			diagnoses(c, r, func(_ int, d diagnosis) {
				if d.poa == cm.POANo && ofBirth(d.code) {
					r.Add(rules.Finding{Place: d.at.In("poa"), Codes: []string{d.text},
						Message:    d.text + " arose by the time of birth, which precedes a newborn's admission, and is reported as not present.",
						Suggestion: "Report Y."})
				}
			})
		},
	}
}

func isBirthHere(c cm.Code) bool {
	return slices.ContainsFunc(bornHere, func(s string) bool { return cm.MustParse(s).Contains(c) })
}

func ofBirth(c cm.Code) bool {
	in := func(first, last string) bool {
		at := c.Category()
		return at.Compare(cm.MustParse(first)) >= 0 && at.Compare(cm.MustParse(last)) <= 0
	}
	return in(firstAtBirth, lastAtBirth) || in(firstBirthInjury, lastBirthInjury)
}
