package poa

import (
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/rules"
)

func insufficient() rules.Rule {
	return rules.Rule{
		ID: "poa.insufficient-documentation", Name: "Documentation insufficient",
		Says:      "U says that the record does not tell whether the condition was present. Coders ask the clinician before they use it, and Medicare treats it as N.",
		Fails:     []string{"2026-04-01 | J189:U"},
		Passes:    []string{"2026-04-01 | J189:W"},
		Citations: []rules.Citation{appendix("assigning the POA indicator")},
		InForce:   reporting, Settings: rules.In(rules.Inpatient),
		Severity: rules.Note, Disposition: rules.Warn,
		Check: func(c *rules.Claim, r rules.Reporter) {
			diagnoses(c, r, func(_ int, d diagnosis) {
				if d.poa == cm.POAUnknown {
					r.Add(rules.Finding{Place: d.at.In("poa"), Codes: []string{d.text},
						Message:    subject(d.text) + " carries indicator U, which Medicare treats as not present.",
						Suggestion: "Ask the clinician whether the condition was present on admission."})
				}
			})
		},
	}
}
