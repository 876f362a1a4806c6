package guideline

import (
	"fmt"

	"github.com/medcode/medcode/rules"
)

func gestationalDiabetes() rule {
	return rule{
		Rule: rules.Rule{
			ID: "guideline.gestational-diabetes", Name: "Gestational diabetes beside another code for it",
			Says:      "A code of O24.4 says how gestational diabetes is controlled. No other code of O24 is reported with it, nor Z79.4, Z79.84 or Z79.85.",
			Fails:     []string{"| O24414 Z794", "| O24414 O24111"},
			Passes:    []string{"| O24111 Z794", "| O24414"},
			Citations: section("I.C.15.i"),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		when: gestational,
		check: func(v *view, r rules.Reporter) {
			k := v.next(0, gestational)
			v.each(pregnant|antidiabetic, func(i int) {
				v.find(r, fmt.Sprintf("%s is not reported with %s.", v.text(i), v.text(k)), "Leave out the one that does not apply.", i, k)
			})
		},
	}
}
