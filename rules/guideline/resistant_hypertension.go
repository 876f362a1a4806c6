package guideline

import (
	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
)

func resistantHypertension(b *book) rule {
	resistant := b.set("I1A.0")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.resistant-hypertension", Name: "Resistant hypertension first",
			Says:      "I1A.0 follows the code of the hypertension that resists treatment.",
			Fails:     []string{"| I1A.0 I10"},
			Passes:    []string{"| I10 I1A.0", "| I11.0 I50.9 I1A.0"},
			Citations: append(section("I.C.9.a.12"), tabular("I1A.0, Code first")),
			InForce:   medcode.Period{From: medcode.NewDate(2023, 10, 1)},
			Severity:  rules.Error,
		},
		with:  []set{resistant},
		check: notFirst(resistant, "%s is the %s.", "Put the type of hypertension first."),
	}
}
