package guideline

import (
	"github.com/medcode/medcode/rules"
)

func gestationalControl(b *book) rule {
	pregnancy := b.set("O24.41")
	childbirth := b.set("O24.42")
	puerperium := b.set("O24.43")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.gestational-control", Name: "Gestational diabetes under two controls",
			Says:      "Gestational diabetes under diet and insulin is the code of insulin alone; under diet and oral drugs, that of the drugs. Codes of one period are not reported together.",
			Fails:     []string{"professional F | O24.410 O24.414 Z3A.30"},
			Passes:    []string{"professional F | O24.414 Z3A.30"},
			Citations: section("I.C.15.i"),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		either: []set{pregnancy, childbirth, puerperium},
		check: func(v *view, r rules.Reporter) {
			for _, s := range []set{pregnancy, childbirth, puerperium} {
				second(s, "%s and %s say two ways of control of one gestational diabetes.", "Report insulin where both diet and insulin are used, oral drugs where diet and they are.")(v, r)
			}
		},
	}
}
