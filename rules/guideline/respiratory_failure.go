package guideline

import (
	"github.com/medcode/medcode/rules"
)

func respiratoryFailure(b *book) rule {
	acute := b.set("J96.0")
	chronic := b.set("J96.1")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.respiratory-failure", Name: "Acute and chronic respiratory failure apart",
			Says:      "Acute respiratory failure in a patient with chronic respiratory failure has one code for both, of J96.2. Codes of J96.0 and J96.1 are not reported together.",
			Fails:     []string{"| J44.1 J96.01 J96.11"},
			Passes:    []string{"| J44.1 J96.21", "| J96.01", "| J96.11 J44.9"},
			Citations: section("I.B.9"),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		with:  []set{acute, chronic},
		check: beside(acute, chronic, "%s and %s are acute and chronic respiratory failure, which have one code.", "Report a code of J96.2 in their place."),
	}
}
