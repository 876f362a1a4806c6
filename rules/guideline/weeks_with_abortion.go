package guideline

import (
	"github.com/medcode/medcode/rules"
)

func weeksWithAbortion(b *book) rule {
	weeks := b.set("Z3A")
	abortive := b.set("O00-O08 Z33.2")
	puerperal := b.set("O85-O92")
	obstetric := b.set("O00-O9A !O85-O92")
	delivered := b.set("Z37")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.weeks-with-abortion", Name: "Weeks of gestation where none are reported",
			Says:      "Weeks of gestation (Z3A) are not reported for a pregnancy with abortive outcome (O00 to O08) or an elective termination (Z33.2), nor for conditions of the puerperium alone.",
			Fails:     []string{"F | O03.4 Z3A.10", "F | Z33.2 Z3A.09", "F | O90.81 Z3A.39"},
			Passes:    []string{"F | O03.4", "F | O26.892 Z3A.20", "F | O72.1 O90.81 Z37.0 Z3A.40", "F | O31.12X0 O30.042 Z3A.20"},
			Citations: section("I.C.21.c.11"),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		with: []set{weeks},
		check: func(v *view, r rules.Reporter) {
			i := v.from(0, weeks)
			if k := v.from(0, abortive); k >= 0 {
				v.find(r, v.text(i)+" is reported with "+v.text(k)+", a pregnancy that has ended so.", "Leave "+v.text(i)+" out.", i, k)
			} else if k := v.from(0, puerperal); k >= 0 && !v.has(obstetric) && !v.has(delivered) {
				f := v.finding(v.text(i)+" is reported with "+v.text(k)+", a condition of the puerperium, and no delivery.", "Leave "+v.text(i)+" out.", i, k)
				f.Severity = rules.Warning
				r.Add(f)
			}
		},
	}
}
