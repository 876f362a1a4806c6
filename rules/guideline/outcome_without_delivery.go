package guideline

import (
	"slices"

	"github.com/medcode/medcode/rules"
)

func outcomeWithoutDelivery(b *book) rule {
	outcome := b.set("Z37")
	undelivered := b.set("O60.0 O47")
	delivered := b.set("O60.1 O60.2 O61-O75 O80 O82 O10-O48")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.outcome-without-delivery", Name: "Outcome of delivery without a delivery",
			Says:      "A code of Z37 says how a delivery of this stay ended. It is not reported with a code that says that there was none, nor in a stay without one: no delivery among its procedures, and no code of labor and delivery.",
			Fails:     []string{"F | O60.03 Z37.0 Z3A.30"},
			Passes:    []string{"F | O60.14X0 Z37.0 Z3A.33 | 10E0XZZ", "F | O80 Z37.0", "F | O60.03 Z3A.30"},
			Citations: section("I.C.15.b.5"),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		with: []set{outcome},
		check: func(v *view, r rules.Reporter) {
			if slices.ContainsFunc(v.run.Procedures(), isDelivery) {
				return
			}
			i := v.from(0, outcome)
			if k := v.from(0, undelivered); k >= 0 {
				v.find(r, v.text(i)+" is the outcome of a delivery, and "+v.text(k)+" says that there was none.", "Leave "+v.text(i)+" out.", i, k)
			} else if v.claim.Setting == rules.Inpatient && !v.has(delivered) {
				f := v.finding(v.text(i)+" is the outcome of a delivery, and nothing else on the claim says that there was one.", "Report the delivery among the procedures, or leave "+v.text(i)+" out.", i)
				f.Severity = rules.Warning
				r.Add(f)
			}
		},
	}
}
