package poa

import (
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/rules"
)

func (o Options) chronic() rules.Rule {
	return rules.Rule{
		ID: "poa.chronic-not-present", Name: "Chronic condition not present on admission",
		Says:      "A chronic condition was present on admission even where it was diagnosed only afterwards. N can be right where the code also holds an acute part that came later.",
		Fails:     []string{"2026-04-01 | J189:Y I10:N"},
		Passes:    []string{"2026-04-01 | I10:Y J189:N"},
		Citations: []rules.Citation{appendix("assigning the POA indicator")},
		InForce:   reporting, Settings: rules.In(rules.Inpatient),
		Severity: rules.Warning, Disposition: rules.Warn,
		Needs: "a classification of chronic conditions (AHRQ CCIR)",
		Check: func(c *rules.Claim, r rules.Reporter) {
			if o.Chronic == nil {
				r.Undecided("no classification of chronic conditions is at hand")
				return
			}
			diagnoses(c, r, func(_ int, d diagnosis) {
				if d.poa == cm.POANo && d.code.IsValid() && o.Chronic(d.code) {
					r.Add(rules.Finding{Place: d.at.In("poa"), Codes: []string{d.text},
						Message:    d.text + " is a chronic condition and is reported as not present on admission.",
						Suggestion: "Report Y, unless an acute part of the code came later."})
				}
			})
		},
	}
}
