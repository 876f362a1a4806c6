package guideline

import (
	"github.com/medcode/medcode/rules"
)

func severeSepsisTwice(b *book) rule {
	plain := b.set("R65.20")
	shock := b.set("R65.21")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.severe-sepsis-twice", Name: "Severe sepsis with and without shock",
			Says:      "Severe sepsis is R65.20 without septic shock or R65.21 with it. A claim has one code of R65.",
			Fails:     []string{"| A41.9 R65.20 R65.21 J96.01"},
			Passes:    []string{"| A41.9 R65.21 J96.01"},
			Citations: section("I.C.1.d.6"),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		with:  []set{plain, shock},
		check: beside(plain, shock, "%s and %s say of one sepsis that there was no shock and that there was.", "Report the one that the record documents."),
	}
}
