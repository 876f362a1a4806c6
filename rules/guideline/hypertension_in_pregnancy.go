package guideline

import (
	"github.com/medcode/medcode/rules"
)

func hypertensionInPregnancy(b *book) rule {
	obstetric := b.set("O00-O9A")
	essential := b.set("I10")
	typed := b.set("I11-I13 I15")
	pregnancy := b.set("O10.1-O10.4 O11")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.hypertension-in-pregnancy", Name: "Hypertension in pregnancy without its obstetric code",
			Says:      "Hypertension in a pregnant patient is a code of O10, or of O11 with pre-eclampsia. O10.0 is in place of I10; O10.1 to O10.4 come before the codes of I11 to I15, which say its type.",
			Fails:     []string{"F | O34.211 I10 Z37.0 Z3A.39", "F | O26.892 I11.0 I50.9 Z3A.20", "F | O10.012 I10 Z3A.20"},
			Passes:    []string{"F | O10.013 Z3A.30", "F | O10.112 I11.0 I50.9 Z3A.20", "F | I10"},
			Citations: section("I.C.15.d"),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		with: []set{obstetric},
		check: func(v *view, r rules.Reporter) {
			if i := v.from(0, essential); i >= 0 {
				v.find(r, v.text(i)+" is reported on an obstetric claim.", "Report a code of O10.0 in its place.", i)
			}
			if i := v.from(0, typed); i >= 0 && !v.has(pregnancy) {
				v.find(r, v.text(i)+" is reported on an obstetric claim without a code of O10 or O11.", "Report the obstetric code before it.", i)
			}
		},
	}
}
