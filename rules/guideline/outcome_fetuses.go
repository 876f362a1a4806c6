package guideline

import (
	"github.com/medcode/medcode/rules"
)

func outcomeFetuses(b *book) rule {
	outcome := b.set("Z37")
	multiple := b.set("O30")
	lost := b.set("O31.1-O31.3")
	single := b.set("Z37.0 Z37.1")
	twins := b.set("Z37.2-Z37.4")
	more := b.set("Z37.5 Z37.6")
	twinPregnancy := b.set("O30.0")
	triplets := b.set("O30.1 O30.2")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.outcome-fetuses", Name: "Outcome of delivery against the number of fetuses",
			Says:      "The outcome of delivery (Z37) counts the infants, and O30 the fetuses. They agree, unless a fetus was lost or reduced before (O31.1 to O31.3).",
			Fails:     []string{"F | O30.043 Z37.0 Z3A.36", "F | O30.103 Z37.2 Z3A.33"},
			Passes:    []string{"F | O30.043 Z37.2 Z3A.36", "F | O30.043 O31.13X0 Z37.0 Z3A.36", "F | O30.103 Z37.51 Z3A.33"},
			Citations: section("I.C.15.b.5"),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		with: []set{outcome, multiple},
		check: func(v *view, r rules.Reporter) {
			i, k := v.from(0, outcome), v.from(0, multiple)
			if v.has(lost) {
				return
			}
			if v.in(i, single) || v.in(i, twins) && v.in(k, triplets) || v.in(i, more) && v.in(k, twinPregnancy) {
				v.find(r, v.text(i)+" does not count as many infants as "+v.text(k)+" counts fetuses.", "Check both codes.", i, k)
			}
		},
	}
}
