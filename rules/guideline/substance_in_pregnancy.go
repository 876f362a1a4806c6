package guideline

import (
	"github.com/medcode/medcode/rules"
)

func substanceInPregnancy(b *book) rule {
	obstetric := b.set("O00-O9A")
	alcohol := b.set("F10")
	alcoholToo := b.set("O99.31")
	drug := b.set("F11-F16 F18 F19")
	drugToo := b.set("O99.32")
	tobacco := b.set("F17")
	tobaccoToo := b.set("O99.33")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.substance-in-pregnancy", Name: "Substance use in pregnancy without its obstetric code",
			Says:      "Use of alcohol, drugs or tobacco that complicates pregnancy, childbirth or the puerperium is a code of O99.31, O99.32 or O99.33, before the code of F10 to F19 that says which.",
			Fails:     []string{"F | O26.892 F17.210 Z3A.20", "F | O26.892 F10.20 Z3A.20", "F | O26.892 O99.332 F17.210 F11.20 Z3A.20"},
			Passes:    []string{"F | O99.332 F17.210 Z3A.20", "F | O99.322 F11.20 Z3A.20", "F | F17.210"},
			Citations: section("I.C.15.l.1", "I.C.15.l.2", "I.C.15.l.3"),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		with: []set{obstetric},
		check: func(v *view, r rules.Reporter) {
			for k, of := range [...]struct {
				substance, obstetric set
				instead              string
			}{{alcohol, alcoholToo, "O99.31"}, {tobacco, tobaccoToo, "O99.33"}, {drug, drugToo, "O99.32"}} {
				if i := v.from(0, of.substance); i >= 0 && !v.has(of.obstetric) {
					f := v.finding(v.text(i)+" is reported on an obstetric claim without a code of "+of.instead+".", "Report a code of "+of.instead+" before it.", i)
					f.Citation = section("I.C.15.l." + string(rune('1'+k)))[0]
					r.Add(f)
				}
			}
		},
	}
}
