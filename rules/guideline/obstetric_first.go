package guideline

import (
	"fmt"

	"github.com/medcode/medcode/rules"
)

func obstetricFirst() rule {
	return rule{
		Rule: rules.Rule{
			ID: "guideline.obstetric-first", Name: "Code of chapter 15 not first",
			Says:      "Codes of chapter 15 have priority over those of other chapters: on an obstetric claim one of them is first. O94 follows the sequela it explains. A pregnancy that is incidental is Z33.1, without any code of chapter 15.",
			Fails:     []string{"| J189 O26891"},
			Passes:    []string{"| O26891 J189", "| I10 O94", "| Z3800 O26891"},
			Citations: section("I.C.15.a.1"),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		when: obstetric,
		check: func(v *view, r rules.Reporter) {
			if v.is(0, obstetric) || v.is(0, onlyFirst) || v.is(0, liveborn|perinatal) {
				return
			}
			for i := range v.of {
				if v.is(i, obstetric) && !v.is(i, sequela) {
					v.find(r, fmt.Sprintf("%s comes after %s, which is not of chapter 15.", v.text(i), v.text(0)), "Put the obstetric code first that was the reason for the encounter.", i, 0)
					return
				}
			}
		},
	}
}
