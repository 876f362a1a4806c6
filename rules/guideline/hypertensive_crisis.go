package guideline

import (
	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
)

func hypertensiveCrisis(b *book) rule {
	crisis := b.set("I16")
	hypertension := b.set("I10-I15 I1A O10 O11 O13-O16")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.hypertensive-crisis", Name: "Hypertensive crisis without hypertension",
			Says:      "A code of I16 is reported with any identified hypertensive disease, a code of I10 to I15 or I1A.0.",
			Fails:     []string{"| I16.0 R51.9"},
			Passes:    []string{"| I16.0 I10", "| I11.0 I50.9 I16.1", "| O10.012 I16.0"},
			Citations: section("I.C.9.a.10"),
			InForce:   medcode.Period{From: medcode.NewDate(2016, 10, 1)},
			Severity:  rules.Note,
			Needs:     "the record, where no hypertensive disease was identified",
		},
		with:  []set{crisis},
		check: without(crisis, hypertension, "%s is reported without the hypertensive disease.", "Report the code of I10 to I15, or I1A.0, where it was identified."),
	}
}
