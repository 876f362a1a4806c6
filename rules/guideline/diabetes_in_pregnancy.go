package guideline

import (
	"fmt"

	"github.com/medcode/medcode/rules"
)

func diabetesInPregnancy() rule {
	return rule{
		Rule: rules.Rule{
			ID: "guideline.diabetes-in-pregnancy", Name: "Diabetes in pregnancy without its obstetric code",
			Says:      "A pregnant patient who is diabetic has a code of O24 first, then the code of the diabetes.",
			Fails:     []string{"| O26891 E119", "| E119 O24111"},
			Passes:    []string{"| O24111 E119", "| E119"},
			Citations: section("I.C.15.g"),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		when: diabetes,
		check: func(v *view, r rules.Reporter) {
			i := v.next(0, diabetes)
			switch o := v.next(0, pregnant|gestational); {
			case v.marks&obstetric == 0:
			case o < 0:
				v.find(r, v.text(i)+" is reported on an obstetric claim without a code of O24.", "Report a code of O24 before it.", i)
			case o > i:
				v.find(r, fmt.Sprintf("%s comes after %s.", v.text(o), v.text(i)), "Put it before.", o, i)
			}
		},
	}
}
