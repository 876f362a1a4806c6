package guideline

import (
	"strings"

	"github.com/medcode/medcode/rules"
)

func fetusOfSeveral(b *book) rule {
	numbered := b.titled("O00-O9A", func(title string) bool {
		return strings.HasSuffix(title, ", other fetus") || len(title) > 9 && strings.HasSuffix(title[:len(title)-1], ", fetus ")
	})
	several := b.set("O30 O31")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.fetus-of-several", Name: "Fetus of a multiple gestation without the gestation",
			Says:      "A 7th character from 1 to 9 says which fetus of a multiple gestation has the complication. A code of O30 is reported too; in a single gestation the character is 0.",
			Fails:     []string{"professional F | O36.5931 Z3A.33"},
			Passes:    []string{"professional F | O36.5921 O30.042 Z3A.26", "professional F | O36.5930 Z3A.33"},
			Citations: section("I.C.15.a.6"),
			InForce:   icd10,
			Severity:  rules.Error,
			Needs:     "a release of ICD-10-CM that holds on the claim's date",
		},
		with:  []set{numbered},
		needs: aRelease,
		check: without(numbered, several, "%s names one fetus of several, and no multiple gestation is reported.", "Report a code of O30 too, or 0 in a single gestation."),
	}
}
