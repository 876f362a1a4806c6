package guideline

import (
	"github.com/medcode/medcode/rules"
)

func newbornSize(b *book) rule {
	light, heavy := b.set("P07.0 P07.1 P05.0 P05.1"), b.set("P08.0 P08.1")
	early, late := b.set("P07.2 P07.3"), b.set("P08.2")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.newborn-size", Name: "Newborn too small and too large, too early and too late",
			Says:      "A newborn is of low or of high birth weight, and was born before term or after it.",
			Fails:     []string{"0days 4d | Z38.00 P08.1:Y P07.18:Y", "0days 4d | Z38.00 P07.38:Y P08.21:Y"},
			Passes:    []string{"0days 4d | Z38.00 P07.38:Y P08.1:Y", "0days 4d | Z38.00 P07.18:Y P07.38:Y"},
			Citations: append([]rules.Citation{tabular("P07 and P08, titles and notes")}, section("I.C.16.d")...),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		when: perinatal,
		check: func(v *view, r rules.Reporter) {
			for _, p := range [][2]set{{light, heavy}, {early, late}} {
				if i, k := v.from(0, p[0]), v.from(0, p[1]); i >= 0 && k >= 0 {
					v.find(r, v.text(i)+" and "+v.text(k)+" contradict each other.", "Check both against weight and weeks at birth.", max(i, k), min(i, k))
				}
			}
		},
	}
}
