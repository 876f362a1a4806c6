package guideline

import (
	"fmt"

	"github.com/medcode/medcode/rules"
)

func diabetesTypes() rule {
	return rule{
		Rule: rules.Rule{
			ID: "guideline.diabetes-types", Name: "Two types of diabetes",
			Says:      "A patient has one type of diabetes; as many codes of its category are reported as describe it, and none of another (E08 to E13).",
			Fails:     []string{"| E109 E119", "| E119 E1165 E139"},
			Passes:    []string{"| E119 E1165"},
			Citations: append(section("I.C.4.a", "I.A.12.a"), tabular("E08-E13, Excludes1 notes")),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		when: diabetes,
		check: func(v *view, r rules.Reporter) {
			one := v.next(0, diabetes)
			for k := one + 1; k < len(v.codes); k++ {
				if v.is(k, diabetes) && v.codes[k].Category() != v.codes[one].Category() {
					v.find(r, fmt.Sprintf("%s and %s are different types of diabetes.", v.text(one), v.text(k)), "Report the type that the record documents.", k, one)
					return
				}
			}
		},
	}
}
