package poa

import (
	"fmt"

	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/rules"
)

func differs() rules.Rule {
	return rules.Rule{
		ID: "poa.one-code-two-indicators", Name: "One code with two indicators",
		Says:      "A code is reported once, also for two conditions; its indicator is Y where all of them were present, and N where any was not.",
		Fails:     []string{"2026-04-01 | J189:Y J18.9:N"},
		Passes:    []string{"2026-04-01 | J189:Y J180:N J189:Y ?:Y ?:N"},
		Citations: []rules.Citation{appendix("same diagnosis code for two or more conditions"), {Document: rules.GuidelinesCM, Section: "Section I.B.12"}},
		InForce:   reporting, Settings: rules.In(rules.Inpatient),
		Severity: rules.Warning, Disposition: rules.Warn,
		Check: func(c *rules.Claim, r rules.Reporter) {
			seen := map[cm.Code]diagnosis{}
			diagnoses(c, r, func(_ int, d diagnosis) {
				was, again := seen[d.code]
				switch {
				case !d.code.IsValid():
				case !again:
					seen[d.code] = d
				case was.poa != d.poa:
					r.Add(rules.Finding{Place: d.at.In("poa"), Related: []rules.Place{was.at.In("poa")}, Codes: []string{d.text},
						Message:    fmt.Sprintf("%s is reported with indicator %q, and before with %q.", d.text, d.poa, was.poa),
						Suggestion: "Report the code once, with N where any of its conditions came after admission."})
				}
			})
		},
	}
}
