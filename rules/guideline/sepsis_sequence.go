package guideline

import (
	"fmt"

	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/rules"
)

func sepsisSequence() rule {
	return rule{
		Rule: rules.Rule{
			ID: "guideline.sepsis-sequence", Name: "Local infection before sepsis that was present on admission",
			Says:      "Where sepsis and a local infection, as pneumonia, are both present on admission, the systemic infection is the principal diagnosis and the local infection follows. Where sepsis develops later, the local infection stays first.",
			Fails:     []string{"| J189:Y A419:Y"},
			Passes:    []string{"| A419:Y J189:Y", "| J189:Y A419:N", "| I10 A419:Y"},
			Citations: section("I.C.1.d.4"),
			InForce:   icd10, Settings: rules.In(rules.Inpatient),
			Severity: rules.Warning,
			Needs:    "the present-on-admission indicator of the sepsis",
		},
		when: sepsis,
		check: func(v *view, r rules.Reporter) {
			i := v.next(0, sepsis)
			if !v.is(0, localized) {
				return
			}
			switch poa, err := cm.ParsePOA(v.claim.Diagnoses[i].POA); {
			case err != nil || poa == cm.POABlank:
				r.Undecided("the sepsis has no present-on-admission indicator")
			case poa == cm.POAYes:
				v.find(r, fmt.Sprintf("%s was present on admission and comes after %s.", v.text(i), v.text(0)), "Put the systemic infection first where both were reasons for admission.", 0, i)
			}
		},
	}
}
