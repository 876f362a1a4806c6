package guideline

import (
	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
)

func vapingFirst(b *book) rule {
	vaping, lung := b.set("U07.0"), b.set("J68.0 J69.1 J80 J82 J84 J95 J96.0")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.vaping-first", Name: "Manifestation before the vaping-related disorder",
			Says:      "U07.0 is the first diagnosis of an encounter for a condition related to vaping; respiratory failure, pneumonitis and other manifestations follow.",
			Fails:     []string{"| J68.0:Y U07.0:Y", "| J96.01:Y U07.0:Y"},
			Passes:    []string{"| U07.0:Y J96.01:Y", "| I21.4:Y U07.0:Y J96.01:Y"},
			Citations: section("I.C.10.e"),
			InForce:   medcode.Period{From: medcode.NewDate(2020, 4, 1)},
			Severity:  rules.Error,
		},
		with: []set{vaping, lung},
		check: func(v *view, r rules.Reporter) {
			if k := v.from(0, vaping); k > 0 && v.in(0, lung) {
				v.find(r, v.text(0)+" comes before "+v.text(k)+", whose manifestation it is.", "Put "+v.text(k)+" first.", k, 0)
			}
		},
	}
}
