package poa

import "github.com/medcode/medcode/rules"

func notInpatient() rules.Rule {
	return rules.Rule{
		ID: "poa.not-inpatient", Name: "Indicator on a claim that is not for a stay",
		Says:      "Indicators belong to inpatient admissions; outpatient and professional claims have none.",
		Fails:     []string{"outpatient 2026-04-01 | I2510:Y"},
		Passes:    []string{"outpatient 2026-04-01 | I2510"},
		Citations: []rules.Citation{appendix("general reporting requirements")},
		Settings:  rules.In(rules.Outpatient, rules.Professional),
		Severity:  rules.Warning, Disposition: rules.Warn,
		Check: func(c *rules.Claim, r rules.Reporter) {
			for i, d := range c.Diagnoses {
				if d.POA != "" {
					r.Add(rules.Finding{Place: rules.AtDiagnosis(i).In("poa"), Codes: []string{d.Code},
						Message:    subject(d.Code) + " carries a present-on-admission indicator, and the claim is for no inpatient stay.",
						Suggestion: "Leave the indicator out, or check the type of bill."})
				}
			}
		},
	}
}
