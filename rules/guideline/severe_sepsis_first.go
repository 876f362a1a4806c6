package guideline

import "github.com/medcode/medcode/rules"

func severeSepsisFirst() rule {
	return rule{
		Rule: rules.Rule{
			ID: "guideline.severe-sepsis-first", Name: "Severe sepsis listed first",
			Says:      "R65.20 and R65.21 follow the underlying systemic infection and are never the first diagnosis; so does T81.12, septic shock after a procedure.",
			Fails:     []string{"| R6520 A419", "| T8112XA A419"},
			Passes:    []string{"| A419 R6520", "| T8144XA T8112XA"},
			Citations: section("I.C.1.d.3", "I.C.1.d.2"),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		when: severeSepsis | postprocedural,
		check: func(v *view, r rules.Reporter) {
			if v.is(0, severeSepsis|postprocedural) {
				v.find(r, v.text(0)+" is the "+v.firstWord()+".", "Put the systemic infection first.", 0)
			}
		},
	}
}
