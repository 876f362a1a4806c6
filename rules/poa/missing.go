package poa

import (
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/rules"
)

func (o Options) missing() rules.Rule {
	return rules.Rule{
		ID: "poa.missing", Name: "Indicator missing",
		Says:      "Every diagnosis of an inpatient claim carries an indicator, the principal and external causes too, unless its code is on the year's list of exempt codes. Acute care hospitals under prospective payment report; critical access, psychiatric, rehabilitation, long-term, children's and cancer hospitals, nursing facilities and swing beds do not. The type of bill, the CCN or the taxonomy tells, or that the claim has any indicator.",
		Fails:     []string{"2026-04-01 | I2510 J189:Y"},
		Passes:    []string{"2026-04-01 | Z8551 I2510:Y"},
		Citations: []rules.Citation{appendix("general reporting requirements"), act},
		InForce:   reporting, Settings: rules.In(rules.Inpatient),
		Severity: rules.Error, Disposition: rules.ReturnToProvider,
		Needs: "the year's list of exempt codes; what tells the kind of hospital",
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
