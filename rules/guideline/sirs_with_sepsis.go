package guideline

import (
	"github.com/medcode/medcode/rules"
)

func sirsWithSepsis(b *book) rule {
	sirs := b.set("R65.1")
	sepsis := b.set("A40 A41 A02.1 A22.7 A26.7 A32.7 A42.7 A54.86 B37.7 P36 O85 T81.44 R65.2")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.sirs-with-sepsis", Name: "SIRS of non-infectious origin with sepsis",
			Says:      "R65.1 is for a response of the body without an infection, as after trauma. With an infection it is sepsis: a code of the systemic infection, and of R65.2 where it is severe.",
			Fails:     []string{"| A41.9 R65.10 J18.9"},
			Passes:    []string{"| A41.9 J18.9", "| T67.01XA R65.11 N17.9"},
			Citations: section("I.C.1.d.6", "I.C.18.g"),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		with:  []set{sirs, sepsis},
		check: beside(sirs, sepsis, "%s is reported with %s, an infection.", "Leave R65.1 out."),
	}
}
