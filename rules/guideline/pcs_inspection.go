package guideline

import (
	"fmt"
	"slices"

	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/rules"
)

func pcsInspection() rule {
	return rule{
		Rule: rules.Rule{
			ID: "guideline.pcs-inspection", Name: "Inspection beside a procedure on the same body part",
			Says:      "Looking at a body part in order to operate on it is part of the operation and not coded. An inspection by another approach is coded. Inspections have values for regions, as the lower intestinal tract, which hold the body parts of operations.",
			Fails:     []string{"| K51.90 | 0DJD8ZZ 0DBN8ZX", "| K25.7 | 0DJ08ZZ 0DB68ZX", "| K80.00 | 0FJ44ZZ 0FT44ZZ"},
			Passes:    []string{"| K51.90 | 0DJ08ZZ 0DBN8ZX", "| K51.90 | 0DJD0ZZ 0DBN8ZX", "| K51.90 | 0DJD8ZZ:2026-01-12 0DBN8ZX:2026-01-13"},
			Citations: pcsSection("B3.11a"),
			InForce:   icd10, Settings: rules.In(rules.Inpatient),
			Severity: rules.Warning,
			Needs:    "dates of the procedures; without them they are taken to be of one session",
		},
		when: operated,
		check: func(v *view, r rules.Reporter) {
			codes := v.run.Procedures()
			if !slices.ContainsFunc(codes, func(p pcs.Code) bool { return isOperation(p, 'J') }) {
				return
			}
			done := sessions{}
			for k, p := range codes {
				if isOperation(p, 0) && !isOperation(p, 'J') {
					done.add(kind(p.At(2), p.At(4), p.At(5)), v.claim.Procedures[k].Date, k)
				}
			}
			for i, p := range codes {
				if !isOperation(p, 'J') {
					continue
				}
				k := -1
				for _, part := range append(looksAt(p), p.At(4)) {
					if first := done.first(kind(p.At(2), part, p.At(5)), v.claim.Procedures[i].Date); first >= 0 && (k < 0 || first < k) {
						k = first
					}
				}
				if k >= 0 {
					v.procedures(r, fmt.Sprintf("%s inspects the body part that %s is performed on, by the same approach.", v.procedure(i), v.procedure(k)),
						"Leave the inspection out, unless it was a procedure of its own.", i, k)
				}
			}
		},
	}
}
