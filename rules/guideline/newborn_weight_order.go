package guideline

import (
	"github.com/medcode/medcode/rules"
)

func newbornWeightOrder(b *book) rule {
	weight := b.set("P07.0 P07.1")
	gestation := b.set("P07.2 P07.3")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.newborn-weight-order", Name: "Gestation before birth weight",
			Says:      "Of a newborn both weight and weeks of gestation may be reported: the birth weight, P07.0 or P07.1, before the gestation, P07.2 or P07.3.",
			Fails:     []string{"0days | Z38.00 P07.38 P07.18"},
			Passes:    []string{"0days | Z38.00 P07.18 P07.38"},
			Citations: section("I.C.16.d"),
			InForce:   icd10,
			Severity:  rules.Warning,
		},
		with: []set{weight, gestation},
		check: func(v *view, r rules.Reporter) {
			if w, g := v.from(0, weight), v.from(0, gestation); g < w {
				v.find(r, v.text(g)+" comes before "+v.text(w)+".", "Put the birth weight before the gestation.", g, w)
			}
		},
	}
}
