package guideline

import (
	"github.com/medcode/medcode/rules"
)

func weeksTwice(b *book) rule {
	gestation := b.set("Z3A")
	two := second(gestation, "%s and %s are the weeks of two dates.", "Report the weeks at the encounter, in a stay those at admission.")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.weeks-twice", Name: "Two weeks of gestation",
			Says:      "A pregnancy has one number of weeks at an encounter; in a stay that is of more than one week it is that of the admission.",
			Fails:     []string{"professional F | Z34.01 Z3A.12 Z3A.20"},
			Passes:    []string{"professional F | Z34.01 Z3A.12"},
			Citations: section("I.C.21.c.11"),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		with: []set{gestation},
		check: func(v *view, r rules.Reporter) {
			if days := v.claim.Through.DaysSince(v.claim.From); v.claim.Setting == rules.Inpatient || v.claim.From.IsZero() || v.claim.Through.IsZero() || days < 7 {
				two(v, r) // a bill of several visits may have several
			}
		},
	}
}
