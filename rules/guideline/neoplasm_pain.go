package guideline

import (
	"github.com/medcode/medcode/rules"
)

func neoplasmPain(b *book) rule {
	pain, tumor := b.set("G89.3"), b.set("C00-D49")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.neoplasm-pain", Name: "Pain of a neoplasm without the neoplasm",
			Says:      "G89.3 is for pain that a neoplasm makes. The neoplasm is reported beside it, before or after it by the reason of the encounter.",
			Fails:     []string{"professional | G89.3"},
			Passes:    []string{"professional | G89.3 C79.51 C61", "professional | C61 G89.3", "professional | G89.29"},
			Citations: section("I.C.6.b.5"),
			InForce:   icd10,
			Severity:  rules.Warning,
		},
		with:  []set{pain},
		check: without(pain, tumor, "%s is reported without the neoplasm.", "Report the neoplasm too."),
	}
}
