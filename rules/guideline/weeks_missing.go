package guideline

import (
	"strings"

	"github.com/medcode/medcode/rules"
)

func weeksMissing(b *book) rule {
	pregnant := b.set("O09-O48 O60-O77 O98 O99 O9A !O60.1 !O60.2")
	weeks := b.set("Z3A O00-O08 O85-O92 O94 Z39")
	after := b.titled("O00-O9A", func(title string) bool {
		return strings.Contains(title, "the puerperium") && !strings.Contains(title, "pregnancy")
	})
	missing := without(pregnant, weeks, "%s is reported without the weeks of gestation.", "Report a code of Z3A where the weeks are known.")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.weeks-missing", Name: "Weeks of gestation missing",
			Says:      "A pregnancy that is under care has a code of Z3A for its weeks, where they are known.",
			Fails:     []string{"professional F | O24.410"},
			Passes:    []string{"professional F | O24.410 Z3A.30", "F | O03.4", "F | O90.81", "professional F | O99.345 F53.0", "professional F | O94 N94.1"},
			Citations: section("I.C.21.c.11"),
			InForce:   icd10,
			Severity:  rules.Note,
			Needs:     "the record, where the weeks are not known",
		},
		with: []set{pregnant},
		check: func(v *view, r rules.Reporter) {
			if !v.has(after) {
				missing(v, r)
			}
		},
	}
}
