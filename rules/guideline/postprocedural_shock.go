package guideline

import (
	"fmt"

	"github.com/medcode/medcode/rules"
)

func postproceduralShock() rule {
	return rule{
		Rule: rules.Rule{
			ID: "guideline.postprocedural-shock", Name: "Septic shock coded twice",
			Says:      "Septic shock that follows an infection of a procedure is T81.12; R65.21 is not reported for it.",
			Example:   "T81.12XA with R65.21.",
			Fails:     []string{"| T8112XA R6521"},
			Passes:    []string{"| A419 R6521", "| T8112XA R6520"},
			Citations: section("I.C.1.d.5.c"),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		when: septicShock,
		check: func(v *view, r rules.Reporter) {
			if k := v.next(0, postprocedural); k >= 0 {
				i := v.next(0, septicShock)
				v.find(r, fmt.Sprintf("%s is reported with %s.", v.text(i), v.text(k)), "Leave "+v.text(i)+" out.", i, k)
			}
		},
	}
}
