package guideline

import (
	"github.com/medcode/medcode/rules"
)

func subsequentInfarction(b *book) rule {
	again := b.set("I22")
	initial := b.set("I21")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.subsequent-infarction", Name: "Subsequent infarction without the first",
			Says:      "A code of I22 is for an acute infarction within four weeks of another, and is reported with a code of I21 for that one.",
			Fails:     []string{"| I22.2"},
			Passes:    []string{"| I21.4 I22.2", "| I22.2 I21.09"},
			Citations: section("I.C.9.e.4"),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		with:  []set{again},
		check: without(again, initial, "%s is reported without a code of I21 for the first infarction.", "Report the code of I21 too, in the order of the circumstances of the admission."),
	}
}
