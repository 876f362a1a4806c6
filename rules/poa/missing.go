package poa

import (
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/rules"
)

func (o Options) missing() rules.Rule {
	return rules.Rule{
		ID: "poa.missing", Name: "Indicator missing",
		Says:      "Every diagnosis of an inpatient claim carries an indicator, the principal and external causes too, unless its code is on the year's list of exempt codes or the hospital is exempt.",
		Example:   "I2510 without an indicator.",
		Citations: []rules.Citation{appendix("general reporting requirements"), act},
		InForce:   reporting, Settings: rules.In(rules.Inpatient),
		Severity: rules.Error, Disposition: rules.ReturnToProvider,
		Needs: "the year's list of exempt codes",
		Check: func(c *rules.Claim, r rules.Reporter) {
			if !reports(c, r) {
				return
			}
			o.whereExempt(c, r, false, string(rune(cm.POABlank)), func(d diagnosis) {
				r.Add(rules.Finding{Place: d.at.In("poa"), Codes: []string{d.text},
					Message:    d.text + " has no present-on-admission indicator and is not exempt.",
					Suggestion: "Report Y, N, U or W as the record shows."})
			})
		},
	}
}
