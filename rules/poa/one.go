package poa

import (
	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/rules"
)

func obsoleteOne() rules.Rule {
	return rules.Rule{
		ID: "poa.obsolete-one", Name: "Indicator 1 on a version 5010 claim",
		Says:      "Version 5010 of the 837, mandatory since January 1, 2012, has no indicator 1: an exempt code carries none.",
		Fails:     []string{"2026-04-01 | Z8551:1"},
		Passes:    []string{"2026-04-01 | Z8551"},
		Citations: []rules.Citation{guide837, {Document: "45 CFR 162.1102"}},
		InForce:   medcode.Period{From: medcode.NewDate(2012, 1, 1)}, Settings: rules.In(rules.Inpatient),
		Severity: rules.Note, Disposition: rules.Warn,
		Check: func(c *rules.Claim, r rules.Reporter) {
			diagnoses(c, r, func(_ int, d diagnosis) {
				if d.poa == cm.POAExempt {
					r.Add(rules.Finding{Place: d.at.In("poa"), Codes: []string{d.text},
						Message:    subject(d.text) + " carries indicator 1, which version 5010 claims do not have.",
						Suggestion: "Leave the indicator of an exempt code out."})
				}
			})
		},
	}
}
