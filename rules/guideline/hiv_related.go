package guideline

import (
	"fmt"

	"github.com/medcode/medcode/rules"
)

func hivRelatedBefore() rule {
	return rule{
		Rule: rules.Rule{
			ID: "guideline.hiv-related-first", Name: "HIV-related condition before HIV",
			Says:      "A patient admitted for a condition related to HIV has B20 as principal diagnosis, then the condition. Whether a condition is related is the record's to say; the rule looks at those that seldom occur otherwise.",
			Fails:     []string{"| B59 B20"},
			Passes:    []string{"| B20 B59", "| J189 B20"},
			Citations: section("I.C.1.a.2.b"),
			InForce:   icd10,
			Severity:  rules.Warning,
		},
		when: hiv,
		check: func(v *view, r rules.Reporter) {
			if k := v.next(0, hiv); k > 0 && v.is(0, hivRelated) {
				v.find(r, fmt.Sprintf("%s is the %s before %s.", v.text(0), v.firstWord(), v.text(k)), "Put B20 first where the condition is related to HIV.", 0, k)
			}
		},
	}
}
