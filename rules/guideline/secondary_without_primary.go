package guideline

import (
	"github.com/medcode/medcode/rules"
)

func secondaryWithoutPrimary(b *book) rule {
	secondary := b.set("C77-C79 C7B")
	primary := b.set("C00-C76 C7A C80-C96 D03 Z85 Z86.0")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.secondary-without-primary", Name: "Secondary neoplasm without a primary",
			Says:      "A secondary malignancy has come from a primary one: reported as current, as past (Z85), or as unknown (C80.1).",
			Fails:     []string{"| C79.51"},
			Passes:    []string{"| C79.51 C50.911", "| C79.51 Z85.3", "| C79.51 C80.1"},
			Citations: section("I.C.2.k", "I.C.2.d"),
			InForce:   icd10,
			Severity:  rules.Warning,
		},
		with:  []set{secondary},
		check: without(secondary, primary, "%s is a secondary malignancy, and no primary one is reported.", "Report the primary malignancy, its history, or C80.1."),
	}
}
