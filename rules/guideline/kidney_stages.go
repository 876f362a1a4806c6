package guideline

import (
	"github.com/medcode/medcode/rules"
)

func kidneyStages(b *book) rule {
	staged := b.set("N18.1-N18.6")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.kidney-stages", Name: "Two stages of chronic kidney disease",
			Says:      "Chronic kidney disease is classified by one stage. Where stage 5 and end-stage disease are both documented, N18.6 alone is reported.",
			Fails:     []string{"| I12.9 N18.31 N18.4", "| I12.0 N18.5 N18.6"},
			Passes:    []string{"| I12.9 N18.4", "| N18.6 Z99.2"},
			Citations: section("I.C.14.a.1"),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		with:  []set{staged},
		check: second(staged, "%s and %s are two stages of chronic kidney disease.", "Report the stage that the record documents."),
	}
}
