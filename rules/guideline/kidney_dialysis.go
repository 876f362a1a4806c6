package guideline

import (
	"github.com/medcode/medcode/rules"
)

func kidneyDialysis(b *book) rule {
	five := b.set("N18.5")
	dialysis := b.set("Z99.2")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.kidney-dialysis", Name: "Stage 5 of chronic kidney disease under dialysis",
			Says:      "Chronic kidney disease that requires dialysis is end-stage renal disease, N18.6, which N18.5 excludes. A code of Z99.2 may also stand for a shunt that is ready before dialysis begins.",
			Fails:     []string{"| I12.0 N18.5 Z99.2"},
			Passes:    []string{"| I12.0 N18.6 Z99.2", "| I12.0 N18.5"},
			Citations: []rules.Citation{tabular("N18.5 and N18.6, notes")},
			InForce:   icd10,
			Severity:  rules.Warning,
			Needs:     "the record, where dialysis has not begun",
		},
		with:  []set{five, dialysis},
		check: beside(five, dialysis, "%s is reported with %s; kidney disease that requires dialysis is N18.6.", "Report N18.6, unless dialysis has not begun."),
	}
}
