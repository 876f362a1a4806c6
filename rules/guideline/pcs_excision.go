package guideline

import (
	"fmt"
	"slices"

	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/rules"
)

func pcsExcision() rule {
	return rule{
		Rule: rules.Rule{
			ID: "guideline.pcs-excision", Name: "Excision beside resection of the same body part",
			Says:      "Resection takes all of a body part, excision a portion. When all is taken, the portion is not coded too, except a biopsy that was taken first, which has qualifier X.",
			Fails:     []string{"|  | 0DBN0ZZ 0DTN0ZZ"},
			Passes:    []string{"|  | 0DBN0ZX 0DTN0ZZ", "|  | 0DBN0ZZ:2026-01-12 0DTN0ZZ:2026-01-13", "|  | 0DBN0ZZ 0DTJ0ZZ"},
			Citations: append(pcsSection("B3.8"), pcsSection("B3.4b")...),
			InForce:   icd10, Settings: rules.In(rules.Inpatient),
			Severity: rules.Warning,
			Needs:    "dates of the procedures; without them they are taken to be of one session",
		},
		when: operated,
		check: func(v *view, r rules.Reporter) {
			codes := v.run.Procedures()
			if !slices.ContainsFunc(codes, func(p pcs.Code) bool { return isOperation(p, 'T') }) {
				return
			}
			whole := sessions{}
			for k, p := range codes {
				if isOperation(p, 'T') {
					whole.add(kind(p.At(2), p.At(4)), v.claim.Procedures[k].Date, k)
				}
			}
			for i, p := range codes {
				if !isOperation(p, 'B') || p.At(7) == 'X' {
					continue
				}
				if k := whole.first(kind(p.At(2), p.At(4)), v.claim.Procedures[i].Date); k >= 0 {
					v.procedures(r, fmt.Sprintf("%s is a portion of the body part that %s takes whole.", v.procedure(i), v.procedure(k)),
						"Leave the excision out.", i, k)
				}
			}
		},
	}
}
