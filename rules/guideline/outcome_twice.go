package guideline

import "github.com/medcode/medcode/rules"

func outcomeTwice(b *book) rule {
	outcome := b.set("Z37")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.outcome-twice", Name: "Two outcomes of one delivery",
			Says:      "The outcome of a delivery has one code of Z37, which counts all of its infants.",
			Fails:     []string{"F | O34.211 Z37.0 Z37.2 Z3A.39"},
			Passes:    []string{"F | O34.211 Z37.0 Z3A.39"},
			Citations: section("I.C.15.b.5"),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		with:  []set{outcome},
		check: second(outcome, "%s and %s are two outcomes of the delivery.", "Report the one that counts all infants."),
	}
}
