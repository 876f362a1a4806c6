package guideline

import (
	"fmt"

	"github.com/medcode/medcode/rules"
)

// terms are codes that say how far the pregnancy was, in completed weeks, by
// their titles and the notes of the tabular list.
var terms = []struct {
	codes    string
	from, to int
}{
	{"O42.01 O42.11 O42.91 O47.0 O60.0 O60.1", 20, 36},
	{"O42.02 O42.12 O42.92 O47.1", 37, 49},
	{"O48.0", 40, 42},
	{"O48.1", 42, 49},
	{"O20", 1, 19},
}

func weeksConflict(b *book) rule {
	type term struct {
		codes    set
		from, to int
	}
	var all []term
	list := ""
	for _, t := range terms {
		all = append(all, term{b.set(t.codes), t.from, t.to})
		list += t.codes + " "
	}
	any, gestation := b.set(list), b.set("Z3A")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.weeks-conflict", Name: "Term of the pregnancy against its weeks",
			Says:      "Preterm labor and preterm rupture of membranes are before 37 completed weeks, false labor and rupture at term from 37 on, a post-term pregnancy is over 40, a prolonged one over 42, and a hemorrhage of early pregnancy before 20. In a stay the weeks are those at admission.",
			Fails:     []string{"| O60.14X0 Z37.0 Z3A.39", "| O48.0 Z37.0 Z3A.38"},
			Passes:    []string{"| O60.14X0 Z37.0 Z3A.35", "| O48.0 Z37.0 Z3A.41", "8d | O42.02 Z3A.36", "| O20.0 Z3A.10"},
			Citations: append([]rules.Citation{tabular("O20, O42, O47, O48 and O60, titles and notes")}, section("I.C.21.c.11")...),
			InForce:   icd10,
			Severity:  rules.Warning,
		},
		with: []set{any, gestation},
		check: func(v *view, r rules.Reporter) {
			z := v.from(0, gestation)
			lo, ok := weeksOf(v.codes[z])
			if !ok || v.from(z+1, gestation) >= 0 {
				return
			}
			hi := lo
			if days, ok := v.claim.LengthOfStay(); ok && days > 0 && v.claim.Setting == rules.Inpatient {
				hi += min(days/7+1, 45)
			}
			for _, t := range all {
				if i := v.from(0, t.codes); i >= 0 && (hi < t.from || lo > t.to) {
					v.find(r, fmt.Sprintf("%s is not of a pregnancy of the weeks that %s says.", v.text(i), v.text(z)), "Check both against the record.", i, z)
				}
			}
		},
	}
}
