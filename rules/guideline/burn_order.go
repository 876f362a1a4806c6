package guideline

import (
	"github.com/medcode/medcode/rules"
)

func burnOrder(b *book) rule {
	burn := b.set("T20-T25")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.burn-order", Name: "Lower degree of burn first",
			Says:      "Of several burns the one of the highest degree comes first.",
			Fails:     []string{"| T21.21XA T22.311A T31.10"},
			Passes:    []string{"| T22.311A T21.21XA T31.10", "| L90.5 T21.21XS T22.311S", "| T21.21XD T22.311S"},
			Citations: section("I.C.19.d.1"),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		with: []set{burn},
		check: func(v *view, r rules.Reporter) {
			if !v.in(0, burn) || !v.is(0, acute7|later7) {
				return
			}
			for k := v.from(1, burn); k >= 0; k = v.from(k+1, burn) {
				if v.is(k, acute7|later7) && degree(v.codes[k]) > degree(v.codes[0]) {
					v.find(r, v.text(0)+" is first, and "+v.text(k)+" is of a higher degree.", "Put "+v.text(k)+" first.", 0, k)
					return
				}
			}
		},
	}
}
