package guideline

import (
	"github.com/medcode/medcode/rules"
)

func burnExtentOfSequela(b *book) rule {
	extent := b.set("T31 T32")
	burn := b.set("T20-T30")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.burn-extent-of-sequela", Name: "Extent of body surface of a healed burn",
			Says:      "The extent of a burn, T31 or T32, belongs to current burns. It is not reported for sequelae.",
			Fails:     []string{"professional | L90.5 T22.311S T31.10"},
			Passes:    []string{"| T22.311A T31.10", "professional | L90.5 T22.311S"},
			Citations: section("I.C.19.d.6"),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		with: []set{extent, burn},
		check: func(v *view, r rules.Reporter) {
			sequel := -1
			for k := v.from(0, burn); k >= 0; k = v.from(k+1, burn) {
				if !v.is(k, sequela7) {
					return
				}
				sequel = k
			}
			i := v.from(0, extent)
			v.find(r, v.text(i)+" is the extent of a burn, and "+v.text(sequel)+" is its sequela.", "Leave "+v.text(i)+" out.", i, sequel)
		},
	}
}
