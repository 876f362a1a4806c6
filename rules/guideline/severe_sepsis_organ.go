package guideline

import "github.com/medcode/medcode/rules"

func severeSepsisOrgan() rule {
	return rule{
		Rule: rules.Rule{
			ID: "guideline.severe-sepsis-organ", Name: "Severe sepsis without organ dysfunction",
			Says:      "Severe sepsis is sepsis with acute organ dysfunction, which is reported too. Septic shock is itself one.",
			Fails:     []string{"| A419 R6520"},
			Passes:    []string{"| A419 R6520 J9601", "| A419 R6521"},
			Citations: section("I.C.1.d.1.b", "I.C.1.d.2"),
			InForce:   icd10,
			Severity:  rules.Warning,
		},
		when: severeSepsis,
		check: func(v *view, r rules.Reporter) {
			if v.marks&(organFailure|septicShock) == 0 {
				i := v.next(0, severeSepsis)
				v.find(r, v.text(i)+" is reported without an acute organ dysfunction.", "Report the organ dysfunction, or no severe sepsis.", i)
			}
		},
	}
}
