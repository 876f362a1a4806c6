package guideline

import (
	"github.com/medcode/medcode/rules"
)

func statusFirst(b *book) rule {
	status := b.set("Z87.891 Z88 Z89 Z90 Z91.0 Z91.1 Z92 Z95 Z96 Z97 Z98 !Z98.5 !Z96.1")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.status-first", Name: "Status before the reason for the encounter",
			Says:      "A status code tells of a part that is gone, an implant, an allergy, a habit or an operation in the past. It adds to the reason for an encounter, which comes before it: a disease, an examination, aftercare. Alone it may stand where nothing else is to be said.",
			Fails:     []string{"professional | Z95.1 I25.10", "professional | Z89.511 E11.9"},
			Passes:    []string{"professional | I25.10 Z95.1", "professional | Z95.0", "professional | Z45.018 Z95.0"},
			Citations: section("I.C.21.c.3", "IV.G"),
			InForce:   icd10,
			Settings:  rules.In(rules.Outpatient, rules.Professional),
			Severity:  rules.Note,
		},
		with: []set{status},
		check: func(v *view, r rules.Reporter) {
			if len(v.tags) > 1 && v.in(0, status) && !v.in(1, status) {
				v.find(r, v.text(0)+" is a status and stands before the diagnosis "+v.text(1)+".", "Put the reason for the encounter first.", 0, 1)
			}
		},
	}
}
