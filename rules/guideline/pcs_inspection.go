package guideline

import (
	"fmt"

	"github.com/medcode/medcode/rules"
)

func pcsInspection() rule {
	return rule{
		Rule: rules.Rule{
			ID: "guideline.pcs-inspection", Name: "Inspection beside a procedure on the same body part",
			Says:      "Looking at a body part in order to operate on it is part of the operation and not coded. An inspection by another approach is coded. Inspections have values for regions, as the lower intestinal tract, which hold the body parts of operations.",
			Example:   "0DJD8ZZ with 0DBN8ZX on one day: colonoscopy beside the biopsy of the sigmoid colon that was taken through it.",
			Fails:     []string{"| K51.90 | 0DJD8ZZ 0DBN8ZX", "| K25.7 | 0DJ08ZZ 0DB68ZX", "| K80.00 | 0FJ44ZZ 0FT44ZZ"},
			Passes:    []string{"| K51.90 | 0DJ08ZZ 0DBN8ZX", "| K51.90 | 0DJD0ZZ 0DBN8ZX", "| K51.90 | 0DJD8ZZ:2026-01-12 0DBN8ZX:2026-01-13"},
			Citations: pcsSection("B3.11a"),
			InForce:   icd10, Settings: rules.In(rules.Inpatient),
			Severity: rules.Warning,
			Needs:    "dates of the procedures; without them they are taken to be of one session",
		},
		check: func(v *view, r rules.Reporter) {
			codes := v.run.Procedures()
			for i, p := range codes {
				if !isOperation(p, 'J') {
					continue
				}
				for k, other := range codes {
					if isOperation(other, 0) && !isOperation(other, 'J') && v.sameDay(i, k) &&
						other.At(2) == p.At(2) && looksAt(p, other) && other.At(5) == p.At(5) {
						v.procedures(r, fmt.Sprintf("%s inspects the body part that %s is performed on, by the same approach.", v.procedure(i), v.procedure(k)),
							"Leave the inspection out, unless it was a procedure of its own.", i, k)
						break
					}
				}
			}
		},
	}
}
