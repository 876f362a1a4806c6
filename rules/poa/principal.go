package poa

import (
	"cmp"

	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/rules"
)

func principalNotPresent() rules.Rule {
	return rules.Rule{
		ID: "poa.principal-not-present", Name: "Principal diagnosis not present on admission",
		Says:      "The principal diagnosis is the condition that occasioned the admission, so N contradicts it. It can be right where a combination code holds something that came later, and for complications of a delivery (chapter 15).",
		Fails:     []string{"2026-04-01 | I2510:N"},
		Passes:    []string{"2026-04-01 | O721:N I2510:N"},
		Citations: []rules.Citation{{Document: rules.GuidelinesCM, Section: "Section II"}, appendix("")},
		InForce:   reporting, Settings: rules.In(rules.Inpatient),
		Severity: rules.Warning, Disposition: rules.Warn,
		Check: func(c *rules.Claim, r rules.Reporter) {
			diagnoses(c, r, func(i int, d diagnosis) {
				if i == 0 && d.poa == cm.POANo && chapter(d.code) != 'O' {
					r.Add(rules.Finding{Place: d.at.In("poa"), Codes: []string{d.text},
						Message:    "The principal diagnosis, " + cmp.Or(d.text, "without a code") + ", is reported as not present on admission.",
						Suggestion: "Check the indicator and which diagnosis occasioned the admission."})
				}
			})
		},
	}
}

// chapter returns the first letter of a code, 0 for none.
func chapter(c cm.Code) byte { return byte(c.Key() >> 56) }
