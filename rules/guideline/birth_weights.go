package guideline

import (
	"github.com/medcode/medcode/rules"
)

func birthWeights(b *book) rule {
	weight := b.set("P07.0 P07.1")
	gestation := b.set("P07.2 P07.3")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.birth-weights", Name: "Two birth weights or two gestations",
			Says:      "A newborn has one code of birth weight (P07.0, P07.1) and one of weeks of gestation (P07.2, P07.3), the weight first.",
			Fails:     []string{"0days | Z38.00 P07.14 P07.18", "0days | Z38.00 P07.18 P07.37 P07.38"},
			Passes:    []string{"0days | Z38.00 P07.18 P07.38"},
			Citations: section("I.C.16.d"),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		either: []set{weight, gestation},
		check: func(v *view, r rules.Reporter) {
			second(weight, "%s and %s are two birth weights.", "Report the one of the child.")(v, r)
			second(gestation, "%s and %s are two gestations.", "Report the one of the child.")(v, r)
		},
	}
}
