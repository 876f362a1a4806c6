package guideline

import "github.com/medcode/medcode/rules"

func receptorStatus(b *book) rule {
	status := b.set("Z17")
	// Of the breast also in situ, and where the primary is gone but treated on.
	tumor := b.set("C00-C96 D05 Z85.3 Z85.4 Z86.000")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.receptor-status", Name: "Receptor status without a malignancy",
			Says:      "The receptor status of a tumor, Z17, is coded after the malignant neoplasm that it is of.",
			Fails:     []string{"professional | I10 Z17.0", "professional | N63.10 Z17.1"},
			Passes:    []string{"professional | C50.911 Z17.0", "professional | C56.1 Z17.0", "professional | D05.11 Z17.0", "professional | C79.51 Z85.3 Z17.0", "professional | Z79.811 Z85.3 Z17.0"},
			Citations: append([]rules.Citation{tabular("Z17, Code first")}, section("I.A.17")...),
			InForce:   icd10,
			Severity:  rules.Warning,
		},
		with: []set{status},
		check: func(v *view, r rules.Reporter) {
			if !v.has(tumor) {
				i := v.from(0, status)
				v.find(r, v.text(i)+" is the receptor status of a tumor, and no malignancy is reported.", "Report the neoplasm before it, or leave it out.", i)
			}
		},
	}
}
