package guideline

import (
	"fmt"

	"github.com/medcode/medcode/rules"
)

func encountersMixed() rule {
	return rule{
		Rule: rules.Rule{
			ID: "guideline.encounters-mixed", Name: "Initial and subsequent encounter of one injury",
			Says:      "The 7th character says whether an injury is under active treatment or in healing. One injury is not both.",
			Fails:     []string{"| S72001A S72001D"},
			Passes:    []string{"| S72001A S72002D", "| S72001A S72001S"},
			Citations: section("I.C.19.a", "I.C.19.c.1"),
			InForce:   icd10,
			Severity:  rules.Warning,
		},
		when: later7,
		check: func(v *view, r rules.Reporter) {
			v.each(later7, func(i int) {
				if k := v.sibling(i, acute7); k >= 0 {
					v.find(r, fmt.Sprintf("%s and %s are one injury under active treatment and in healing.", v.text(k), v.text(i)), "Report the one that the encounter was for.", i, k)
				}
			})
		},
	}
}
