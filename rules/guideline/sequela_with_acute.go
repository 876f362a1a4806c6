package guideline

import (
	"fmt"

	"github.com/medcode/medcode/rules"
)

func sequelaWithAcute(b *book) rule {
	burn := b.set("T20-T32")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.sequela-with-acute", Name: "Sequela beside the current injury",
			Says:      "The code of an injury is not reported as a sequela and as current on one claim. Burns may be, which heal at different times (I.C.19.d.8).",
			Fails:     []string{"| S72001A S72001S", "| S72001S S72001D"},
			Passes:    []string{"| S72001S S72002A", "| S72001A S72001D"},
			Citations: section("I.B.10"),
			InForce:   icd10,
			Severity:  rules.Warning,
		},
		when: sequela7,
		check: func(v *view, r rules.Reporter) {
			v.each(sequela7, func(i int) {
				if v.in(i, burn) {
					return
				}
				if k := v.sibling(i, acute7|later7); k >= 0 {
					v.find(r, fmt.Sprintf("%s is the sequela of what %s reports as current.", v.text(i), v.text(k)), "Report the one that the patient was treated for.", i, k)
				}
			})
		},
	}
}
