package guideline

import (
	"fmt"
	"strings"

	"github.com/medcode/medcode/rules"
)

func normalDelivery() rule {
	return rule{
		Rule: rules.Rule{
			ID: "guideline.normal-delivery", Name: "Normal delivery with something else",
			Says:      "O80 is a full-term delivery of one healthy infant without complication. It is the principal diagnosis, without any other code of chapter 15, its outcome of delivery is Z37.0, and it is no cesarean or instrumental delivery (table 10D).",
			Fails:     []string{"| O80 O701 Z370", "| O80 Z372", "| I10 O80"},
			Passes:    []string{"| O80 Z370", "| O701 Z372"},
			Citations: section("I.C.15.n.1", "I.C.15.n.3"),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		when: normal,
		check: func(v *view, r rules.Reporter) {
			n := v.next(0, normal)
			if n > 0 {
				v.find(r, v.text(n)+" is not the "+v.firstWord()+".", "O80 is always first.", n)
			}
			for i, p := range v.run.Procedures() {
				if text := p.Compact(); strings.HasPrefix(text, "10D0") {
					r.Add(rules.Finding{Place: rules.AtProcedure(i), Related: []rules.Place{rules.AtDiagnosis(n)}, Codes: []string{v.procedure(i), v.text(n)},
						Message: v.procedure(i) + " is an extraction, and " + v.text(n) + " a delivery without one.", Suggestion: "Report the reason for the extraction in place of O80."})
				}
			}
			for i := range v.of {
				switch {
				case v.is(i, obstetric) && !v.is(i, normal):
					v.find(r, fmt.Sprintf("%s is reported with %s.", v.text(i), v.text(n)), "Report the complication without O80, if it was present in this episode.", i, n)
				case v.is(i, outcome) && !v.is(i, singleLive):
					v.find(r, fmt.Sprintf("%s is not the outcome of %s.", v.text(i), v.text(n)), "Z37.0 is the only outcome with O80.", i, n)
				}
			}
		},
	}
}
