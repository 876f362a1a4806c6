package poa

import (
	"slices"

	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/rules"
)

func externalCause() rules.Rule {
	return rules.Rule{
		ID: "poa.external-cause-without-injury", Name: "External cause in hospital without an injury there",
		Says:      "An external cause that came after admission, such as a fall from the bed, explains an injury or condition that came after admission too.",
		Fails:     []string{"2026-04-01 | S72001A:Y W06XXXA:N"},
		Passes:    []string{"2026-04-01 | I2510:Y S72001A:N W06XXXA:N"},
		Citations: []rules.Citation{appendix("external cause of injury codes")},
		InForce:   reporting, Settings: rules.In(rules.Inpatient),
		Severity: rules.Warning, Disposition: rules.Warn,
		Check: func(c *rules.Claim, r rules.Reporter) {
			var causes []diagnosis
			explained := false
			diagnoses(c, r, func(_ int, d diagnosis) {
				external := slices.Contains([]byte("VWXY"), chapter(d.code))
				switch {
				case external && d.poa == cm.POANo:
					causes = append(causes, d)
				case !external && (d.poa == cm.POANo || d.poa == cm.POAUnknown || d.poa == cm.POAClinical):
					explained = true
				}
			})
			for _, d := range causes {
				if !explained {
					r.Add(rules.Finding{Place: d.at.In("poa"), Codes: []string{d.text},
						Message:    d.text + " is an external cause reported as not present on admission, and every condition it could explain is reported as present.",
						Suggestion: "Check the indicators of the injury and of its cause."})
				}
			}
		},
	}
}
