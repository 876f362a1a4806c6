package guideline

import (
	"github.com/medcode/medcode/rules"
)

func transplantStatus(b *book) rule {
	type pair struct{ status, complication set }
	var pairs []pair
	var statuses []set
	for _, row := range [][2]string{{"Z94.0", "T86.1"}, {"Z94.1", "T86.2"}, {"Z94.3", "T86.3"}, {"Z94.4", "T86.4"}, {"Z94.81", "T86.0"}, {"Z94.84", "T86.5"}, {"Z94.2", "T86.81"}, {"Z94.5", "T86.82"}, {"Z94.6", "T86.83"}, {"Z94.7", "T86.84"}, {"Z94.82", "T86.85"}} {
		p := pair{b.set(row[0]), b.set(row[1])}
		pairs, statuses = append(pairs, p), append(statuses, p.status)
	}
	return rule{
		Rule: rules.Rule{
			ID: "guideline.transplant-status", Name: "Transplant status beside its complication",
			Says:      "A complication of a transplant says that there is one: the status code of the organ, Z94, is not reported with a code of T86 for it.",
			Fails:     []string{"| T86.11 Z94.0", "| T86.21 Z94.1"},
			Passes:    []string{"| T86.11", "| T86.11 Z94.1", "| Z94.0"},
			Citations: section("I.C.21.c.3"),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		either: statuses,
		check: func(v *view, r rules.Reporter) {
			for _, p := range pairs {
				if i, k := v.from(0, p.status), v.from(0, p.complication); i >= 0 && k >= 0 {
					v.find(r, v.text(i)+" is the status of the organ whose complication "+v.text(k)+" reports.", "Leave "+v.text(i)+" out.", i, k)
				}
			}
		},
	}
}
