package guideline

import "github.com/medcode/medcode/rules"

func underdosingFirst() rule {
	return rule{
		Rule: rules.Rule{
			ID: "guideline.underdosing-first", Name: "Underdosing listed first",
			Says:      "A code for having taken less of a drug than was prescribed follows the condition that got worse for it, and is never the first diagnosis.",
			Fails:     []string{"| T383X6A I10", "| T45526D"},
			Passes:    []string{"| I10 T383X6A", "| T383X5A", "| T451X1A"},
			Citations: section("I.C.19.e.5.c"),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		when: underdosing,
		check: func(v *view, r rules.Reporter) {
			if v.is(0, underdosing) {
				v.find(r, v.text(0)+" is an underdosing and the "+v.firstWord()+".", "Put the condition first that got worse.", 0)
			}
		},
	}
}
