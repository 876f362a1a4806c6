package guideline

import "github.com/medcode/medcode/rules"

func receptorStatus(b *book) rule {
	status := b.set("Z17")
	contradicting := [][2]set{{b.set("Z17.0"), b.set("Z17.1")}, {b.set("Z17.21"), b.set("Z17.22")}, {b.set("Z17.31"), b.set("Z17.32")}}
	// Of the breast also in situ, and where the primary is gone but treated on.
	tumor := b.set("C00-C96 D05 Z85.3 Z85.4 Z86.000")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.receptor-status", Name: "Receptor status without a malignancy, or contradicting",
			Says:      "The receptor status of a tumor, Z17, is coded after the malignant neoplasm that it is of, with one code for each receptor.",
			Fails:     []string{"professional | I10 Z17.0", "professional | N63.10 Z17.1", "professional | C50.912 Z17.0 Z17.1"},
			Passes:    []string{"professional | C50.911 Z17.0", "professional | C56.1 Z17.0", "professional | D05.11 Z17.0", "professional | C79.51 Z85.3 Z17.0", "professional | Z79.811 Z85.3 Z17.0"},
			Citations: append([]rules.Citation{tabular("Z17, notes")}, section("I.A.17")...),
			InForce:   icd10,
			Severity:  rules.Warning,
		},
		with: []set{status},
		check: func(v *view, r rules.Reporter) {
			for _, p := range contradicting {
				if i, k := v.from(0, p[0]), v.from(0, p[1]); i >= 0 && k >= 0 {
					v.find(r, v.text(i)+" and "+v.text(k)+" say two statuses of one receptor.", "Report the one of the tumor; two tumors may differ.", max(i, k), min(i, k))
				}
			}
			if !v.has(tumor) {
				i := v.from(0, status)
				v.find(r, v.text(i)+" is the receptor status of a tumor, and no malignancy is reported.", "Report the neoplasm before it, or leave it out.", i)
			}
		},
	}
}
