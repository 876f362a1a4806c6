package poa

import (
	"fmt"

	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/rules"
)

func (o Options) exemptReported() rules.Rule {
	return rules.Rule{
		ID: "poa.exempt-reported", Name: "Indicator on an exempt code",
		Says:      "A code on the year's list of exempt codes carries no indicator, since it is no current condition or is always present.",
		Fails:     []string{"2026-04-01 | Z8551:Y"},
		Passes:    []string{"2026-04-01 | Z8551:1 I2510:Y"},
		Citations: []rules.Citation{appendix("assigning the POA indicator, condition on the exempt from reporting list")},
		InForce:   reporting, Settings: rules.In(rules.Inpatient),
		Severity: rules.Warning, Disposition: rules.Warn,
		Needs: "the year's list of exempt codes",
		Check: func(c *rules.Claim, r rules.Reporter) {
			o.whereExempt(c, r, true, "YNUW", func(d diagnosis) {
				r.Add(rules.Finding{Place: d.at.In("poa"), Codes: []string{d.text},
					Message:    fmt.Sprintf("%s is exempt from reporting and carries indicator %s.", d.text, d.poa),
					Suggestion: "Leave the indicator out."})
			})
		},
	}
}

func (o Options) oneNotExempt() rules.Rule {
	return rules.Rule{
		ID: "poa.one-not-exempt", Name: "Exempt indicator on a code that is not",
		Says:      "Indicator 1 says that a code is exempt; it may not stand on one that is not on the year's list.",
		Fails:     []string{"2026-04-01 | I2510:1"},
		Passes:    []string{"2026-04-01 | Z8551:1"},
		Citations: []rules.Citation{appendix("assigning the POA indicator, condition on the exempt from reporting list"), guide837},
		InForce:   reporting, Settings: rules.In(rules.Inpatient),
		Severity: rules.Error, Disposition: rules.ReturnToProvider,
		Needs: "the year's list of exempt codes",
		Check: func(c *rules.Claim, r rules.Reporter) {
			if !reports(c, r) {
				return
			}
			o.whereExempt(c, r, false, cm.POAExempt.String(), func(d diagnosis) {
				r.Add(rules.Finding{Place: d.at.In("poa"), Codes: []string{d.text},
					Message:    d.text + " carries indicator 1 but is not exempt from reporting.",
					Suggestion: "Report Y, N, U or W as the record shows."})
			})
		},
	}
}
