package guideline

import (
	"github.com/medcode/medcode/rules"
)

func neverFirst(b *book) rule {
	organism := b.set("B95-B97")
	byOthers := b.set("Z28.3 Z55-Z65 Z68 Y90 R29.7") // that others than the provider may document
	ofPregnancy := b.set("Z3A Z37")
	added := b.set("Z15 Z16 Z17 Z19 Z3A Z37 Z28.3 Z55-Z65 Z66 Z67 Z68 Z79 Y90-Y99 R29.7")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.never-first", Name: "Code that never stands first",
			Says:      "Some codes only add to another and never are the first diagnosis: organisms (B95 to B97), resistance, estrogen receptor, blood type, body mass index, weeks of gestation, outcome of delivery, long-term drugs, social circumstances, genetic susceptibility.",
			Fails:     []string{"professional | B96.20 N39.0", "professional | Z79.4 E11.9", "professional | Z16.12 N39.0"},
			Passes:    []string{"professional | N39.0 B96.20", "professional | E11.9 Z79.4", "professional | Z23"},
			Citations: section("I.C.21.c.3", "I.B.14", "I.C.21.c.11", "I.C.1.b"),
			InForce:   icd10,
			Settings:  rules.In(rules.Outpatient, rules.Professional),
			Severity:  rules.Error,
		},
		either: []set{organism, added},
		check: func(v *view, r rules.Reporter) {
			switch {
			case len(v.tags) == 0:
			case v.in(0, organism):
				f := v.finding(v.text(0)+" names an organism and is the first-listed diagnosis.", "Put the infection first.", 0)
				f.Citation = section("I.C.1.b")[0]
				r.Add(f)
			case v.in(0, added):
				f := v.finding(v.text(0)+" only adds to another diagnosis and is the first-listed one.", "Put the reason for the encounter first.", 0)
				switch {
				case v.in(0, byOthers):
					f.Citation = section("I.B.14")[0]
				case v.in(0, ofPregnancy):
					f.Citation = section("I.C.21.c.11")[0]
				}
				r.Add(f)
			}
		},
	}
}
