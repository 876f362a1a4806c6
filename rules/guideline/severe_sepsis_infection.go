package guideline

import "github.com/medcode/medcode/rules"

func severeSepsisInfection() rule {
	return rule{
		Rule: rules.Rule{
			ID: "guideline.severe-sepsis-infection", Name: "Severe sepsis without systemic infection",
			Says:      "Severe sepsis takes at least two codes: the underlying systemic infection, A41.9 where the organism is not known, then R65.20 or R65.21.",
			Fails:     []string{"| J189 R6520"},
			Passes:    []string{"| A419 R6520 J9601", "| T8144XA R6520"},
			Citations: section("I.C.1.d.1.b"),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		when: severeSepsis,
		check: func(v *view, r rules.Reporter) {
			if v.marks&systemic == 0 {
				i := v.next(0, severeSepsis)
				v.find(r, v.text(i)+" is reported without the systemic infection.", "Report the infection before it, A41.9 where the organism is not documented.", i)
			}
		},
	}
}
