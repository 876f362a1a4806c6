package guideline

import (
	"strings"

	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/rules"
)

func outcomeOfDelivery() rule {
	return rule{
		Rule: rules.Rule{
			ID: "guideline.outcome-of-delivery", Name: "Delivery without its outcome",
			Says:      "The mother's record of a delivery has a code of Z37, the outcome. A delivery is seen in O80, O82, or a procedure that extracts or delivers the products of conception.",
			Fails:     []string{"| O80", "| O82 I10", "| O701 | 10E0XZZ"},
			Passes:    []string{"| O80 Z370", "| O701", "| O701 Z370 | 10E0XZZ", "| O701 | 0DTJ0ZZ"},
			Citations: section("I.C.15.b.5"),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		when: obstetric,
		check: func(v *view, r rules.Reporter) {
			if v.marks&outcome != 0 {
				return
			}
			if i := v.next(0, delivery); i >= 0 {
				v.find(r, v.text(i)+" is reported without the outcome of delivery.", "Report a code of Z37.", i)
				return
			}
			for i, p := range v.run.Procedures() {
				if isDelivery(p) {
					f := rules.Finding{Place: rules.AtProcedure(i), Codes: []string{v.claim.Procedures[i].Code}}
					f.Message = f.Codes[0] + " is a delivery, and the outcome of delivery is missing."
					f.Suggestion = "Report a code of Z37."
					r.Add(f)
					return
				}
			}
		},
	}
}

// isDelivery reports whether p is a delivery of the products of conception, or
// their extraction by cesarean section or through the vagina (tables 10E, 10D).
func isDelivery(p pcs.Code) bool {
	text := p.Compact()
	return strings.HasPrefix(text, "10E0") || strings.HasPrefix(text, "10D00Z") || strings.HasPrefix(text, "10D07Z")
}
