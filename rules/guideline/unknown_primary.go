package guideline

import (
	"github.com/medcode/medcode/rules"
)

func unknownPrimary(b *book) rule {
	primary := b.set("C80.1")
	secondary := b.set("C79.9")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.unknown-primary", Name: "Unknown primary beside an unknown secondary site",
			Says:      "C80.1 is for a primary malignancy whose site is not known, and C79.9 for a secondary one. Together they say nothing; beside a known secondary site C80.1 is right.",
			Fails:     []string{"| C80.1 C79.9"},
			Passes:    []string{"| C80.1 C78.7", "| C79.9 C50.911"},
			Citations: section("I.C.2.k"),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		with:  []set{primary, secondary},
		check: beside(primary, secondary, "%s and %s both leave the site unknown.", "Report the one that the record supports."),
	}
}
