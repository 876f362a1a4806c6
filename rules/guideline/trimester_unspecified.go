package guideline

import (
	"strings"

	"github.com/medcode/medcode/rules"
)

func trimesterUnspecified(b *book) rule {
	unspecified := b.titled("O00-O9A", func(title string) bool { return strings.Contains(title, "unspecified trimester") })
	weeks := b.set("Z3A !Z3A.0 Z3A.01-Z3A.49")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.trimester-unspecified", Name: "Trimester unspecified where the weeks tell",
			Says:      "A code for an unspecified trimester is for a record that does not say it. Weeks of gestation say it.",
			Fails:     []string{"F | O26.899 Z3A.20"},
			Passes:    []string{"F | O26.892 Z3A.20", "F | O26.899", "F | O26.899 Z3A.00"},
			Citations: section("I.C.15.a.5"),
			InForce:   icd10,
			Severity:  rules.Warning,
			Needs:     "a release of ICD-10-CM that holds on the claim's date",
		},
		with:  []set{unspecified, weeks},
		check: beside(unspecified, weeks, "%s leaves the trimester unspecified, and %s says the weeks.", "Report the code for the trimester."),
	}
}
