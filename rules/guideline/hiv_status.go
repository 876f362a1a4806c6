package guideline

import (
	"fmt"

	"github.com/medcode/medcode/rules"
)

func hivStatusBeside() rule {
	return rule{
		Rule: rules.Rule{
			ID: "guideline.hiv-status-conflict", Name: "HIV disease beside HIV status",
			Says:      "Once a patient has had an illness related to HIV, B20 is reported on every encounter, and never again Z21 (asymptomatic) or R75 (inconclusive). Z21 beside an illness that seldom occurs otherwise is a warning.",
			Fails:     []string{"| B20 Z21", "| R75 B20", "| B59:Y Z21"},
			Passes:    []string{"| B20", "| Z21"},
			Citations: section("I.C.1.a.2.g", "I.C.1.a.2.d"),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		when: hivStatus,
		check: func(v *view, r rules.Reporter) {
			disease := v.next(0, hiv)
			if disease < 0 {
				related := v.next(0, hivRelated)
				v.each(hivStatus, func(i int) {
					if related >= 0 {
						f := v.finding(fmt.Sprintf("%s is of someone without an illness of HIV, and %s mostly is one.", v.text(i), v.text(related)), "Report B20 where the condition is related to HIV.", i, related)
						f.Severity, f.Citation = rules.Warning, section("I.C.1.a.2.d")[0]
						r.Add(f)
					}
				})
				return
			}
			v.each(hivStatus, func(i int) {
				v.find(r, fmt.Sprintf("%s is not reported with %s.", v.text(i), v.text(disease)), "Leave "+v.text(i)+" out.", i, disease)
			})
		},
	}
}
