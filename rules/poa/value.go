package poa

import (
	"fmt"

	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/rules"
)

func illegalValue() rules.Rule {
	return rules.Rule{
		ID: "poa.illegal-value", Name: "Illegal indicator",
		Says:      "An indicator is Y, N, U or W; nothing, or on claims before version 5010 a 1, stands for an exempt code.",
		Fails:     []string{"2026-04-01 | I2510:X"},
		Passes:    []string{"2026-04-01 | I2510:y"},
		Citations: []rules.Citation{appendix("reporting options"), guide837},
		InForce:   reporting, Settings: rules.In(rules.Inpatient),
		Severity: rules.Error, Disposition: rules.ReturnToProvider,
		Check: func(c *rules.Claim, r rules.Reporter) {
			for i, d := range c.Diagnoses {
				if _, err := cm.ParsePOA(d.POA); err != nil {
					r.Add(rules.Finding{Place: rules.AtDiagnosis(i).In("poa"), Codes: []string{d.Code},
						Message:    fmt.Sprintf("%s carries %q, which is no present-on-admission indicator.", subject(d.Code), d.POA),
						Suggestion: "Report Y, N, U or W, or nothing on an exempt code."})
				}
			}
		},
	}
}
