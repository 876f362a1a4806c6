package poa

import (
	"slices"

	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/rules"
)

// A newborn is admitted after its birth, so what it had by then was present:
// the effects of the mother's state and of the delivery, growth and
// gestational age, and birth injuries.
func newborn() rules.Rule {
	bornHere := codes("Z38.0", "Z38.3", "Z38.6") // born in this hospital
	ofBirth := codes("P00", "P01", "P02", "P03", "P04", "P05", "P07", "P08", "P10", "P11", "P12", "P13", "P14", "P15")
	return rules.Rule{
		ID: "poa.newborn-at-birth", Name: "Condition of birth not present on admission",
		Says:      "A newborn is admitted after it is born: conditions of pregnancy, delivery, growth and birth injury (P00 to P15) were present on admission to the hospital of birth.",
		Fails:     []string{"2026-04-01 | Z3800 P0716:N"},
		Passes:    []string{"2026-04-01 | Z3800 P369:N P0716:Y"},
		Citations: []rules.Citation{appendix("perinatal conditions")},
		InForce:   reporting, Settings: rules.In(rules.Inpatient),
		Severity: rules.Error, Disposition: rules.Warn,
		Check: func(c *rules.Claim, r rules.Reporter) {
			if !slices.ContainsFunc(r.Run().Diagnoses(), func(c cm.Code) bool { return within(c, bornHere) }) {
				r.NotApplicable("not the claim of a newborn in the hospital of its birth")
				return
			}
			diagnoses(c, r, func(_ int, d diagnosis) {
				if d.poa == cm.POANo && within(d.code, ofBirth) {
					r.Add(rules.Finding{Place: d.at.In("poa"), Codes: []string{d.text},
						Message:    d.text + " arose by the time of birth, which precedes a newborn's admission, and is reported as not present.",
						Suggestion: "Report Y."})
				}
			})
		},
	}
}

func codes(texts ...string) []cm.Code {
	var all []cm.Code
	for _, s := range texts {
		all = append(all, cm.MustParse(s))
	}
	return all
}

// within reports whether c is one of the codes or under one of them.
func within(c cm.Code, codes []cm.Code) bool {
	return slices.ContainsFunc(codes, func(d cm.Code) bool { return d.Contains(c) })
}
