package guideline

import "github.com/medcode/medcode/rules"

func firstOnly() rule {
	return rule{
		Rule: rules.Rule{
			ID: "guideline.first-only", Name: "Z code that may only be first-listed",
			Says:      "Some Z codes are the reason for the encounter and nothing else: they are the first diagnosis or none. Two encounters for antineoplastic therapy may stand together, one of them first; so may encounters of one day whose records are combined.",
			Fails:     []string{"| P0718 Z3800", "outpatient | Z020 Z5111", "| I10 Z020"},
			Passes:    []string{"| Z3800 P0718", "| Z510 Z5111 C61", "| Z020 Z020"},
			Citations: section("I.C.21.c.15"),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		when: onlyFirst,
		check: func(v *view, r rules.Reporter) {
			v.each(onlyFirst, func(i int) {
				if i == 0 || v.is(i, therapy) && v.is(0, therapy) || v.codes[i] == v.codes[0] {
					return
				}
				f := v.finding(v.text(i)+" may only be the "+v.firstWord()+".", "Put it first, or leave it out.", i)
				if v.claim.Setting != rules.Inpatient && v.is(0, onlyFirst) {
					f.Severity = rules.Note // the encounters of a day may be combined
				}
				r.Add(f)
			})
		},
	}
}
