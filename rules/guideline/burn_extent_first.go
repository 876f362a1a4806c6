package guideline

import (
	"github.com/medcode/medcode/rules"
)

func burnExtentFirst(b *book) rule {
	extent := b.set("T31 T32")
	burn := b.set("T20-T28")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.burn-extent-first", Name: "Extent of body surface before the burn",
			Says:      "The extent of a burn or corrosion, T31 or T32, is an additional code where the site is known. It is the first diagnosis only where the site is not.",
			Fails:     []string{"| T31.10 T21.31XA"},
			Passes:    []string{"| T21.31XA T31.10", "| T31.10"},
			Citations: append(section("I.C.19.d.6"), tabular("T31, note")),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		with: []set{extent, burn},
		check: func(v *view, r rules.Reporter) {
			if k := v.from(0, burn); v.in(0, extent) {
				v.find(r, v.text(0)+" is the "+v.firstWord()+", and "+v.text(k)+" says the site of the burn.", "Put "+v.text(k)+" first.", 0, k)
			}
		},
	}
}
