package guideline

import (
	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
)

func bodyMassInPregnancy(b *book) rule {
	index := b.set("Z68")
	pregnancy := b.set("O00-O9A Z33.1 Z34 Z3A")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.body-mass-in-pregnancy", Name: "Body mass index in pregnancy",
			Says:      "The body mass index, Z68, is not reported in pregnancy.",
			Fails:     []string{"professional F | O99.212 E66.812 Z68.36 Z3A.20"},
			Passes:    []string{"professional F | O99.212 E66.812 Z3A.20", "professional F | E66.812 Z68.36"},
			Citations: section("I.C.21.c.3"),
			InForce:   medcode.Period{From: medcode.NewDate(2018, 10, 1)},
			Severity:  rules.Error,
		},
		with:  []set{index, pregnancy},
		check: beside(index, pregnancy, "%s is reported with %s, on the claim of a pregnancy.", "Leave it out."),
	}
}
