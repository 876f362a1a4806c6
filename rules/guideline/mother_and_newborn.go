package guideline

import (
	"fmt"

	"github.com/medcode/medcode/rules"
)

func motherAndNewborn() rule {
	return rule{
		Rule: rules.Rule{
			ID: "guideline.mother-and-newborn", Name: "Mother and newborn on one record",
			Says:      "Codes of chapter 15 are for the mother's record and codes of chapter 16 and Z38 for the child's; they are never on one.",
			Fails:     []string{"| O80 Z3800", "| P0718 Z370"},
			Passes:    []string{"| O80 Z370", "| P0718 Z3800"},
			Citations: section("I.C.15.a.2", "I.C.16.a.1", "I.C.16.a.2"),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		when: obstetric | outcome,
		check: func(v *view, r rules.Reporter) {
			k := v.next(0, obstetric|outcome)
			if i := v.next(0, perinatal|liveborn); i >= 0 {
				v.find(r, fmt.Sprintf("%s is for a newborn's record, %s for the mother's.", v.text(i), v.text(k)), "Report each on its own claim.", i, k)
			}
		},
	}
}
