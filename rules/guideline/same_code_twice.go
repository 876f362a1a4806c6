package guideline

import "github.com/medcode/medcode/rules"

func sameCodeTwice() rule {
	return rule{
		Rule: rules.Rule{
			ID: "guideline.same-code-twice", Name: "Diagnosis code reported twice",
			Says:      "Each diagnosis code is reported once for an encounter, even for two conditions, or for both sides where the code has none.",
			Fails:     []string{"| I509 I10 I50.9"},
			Passes:    []string{"| I509 I5022", "| ? ?"},
			Citations: section("I.B.12"),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		when: repeated,
		check: func(v *view, r rules.Reporter) {
			for i, code := range v.codes {
				if k := v.before[i]; k >= 0 && code.IsValid() {
					v.find(r, v.text(i)+" has been reported before.", "Report it once.", i, int(k))
				}
			}
		},
	}
}
