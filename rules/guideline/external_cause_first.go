package guideline

import "github.com/medcode/medcode/rules"

func externalCauseFirst() rule {
	return rule{
		Rule: rules.Rule{
			ID: "guideline.external-cause-first", Name: "External cause listed first",
			Says:      "A code for an external cause (V00 to Y99) explains a condition and is never the first diagnosis.",
			Fails:     []string{"| W010XXA S72001A"},
			Passes:    []string{"| S72001A W010XXA"},
			Citations: section("I.C.20.a.6"),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		when: external,
		check: func(v *view, r rules.Reporter) {
			if v.is(0, external) {
				v.find(r, v.text(0)+" is an external cause and the "+v.firstWord()+".", "Put the injury or condition first.", 0)
			}
		},
	}
}
