package guideline

import (
	"github.com/medcode/medcode/rules"
)

func bodyMassTwice(b *book) rule {
	index := b.set("Z68")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.body-mass-twice", Name: "Two body mass indexes",
			Says:      "An encounter has one body mass index, Z68.",
			Fails:     []string{"| E66.9 Z68.41 Z68.42"},
			Passes:    []string{"| E66.9 Z68.41"},
			Citations: section("I.C.21.c.3"),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		with:  []set{index},
		check: second(index, "%s and %s are two body mass indexes.", "Report the one of the encounter."),
	}
}
