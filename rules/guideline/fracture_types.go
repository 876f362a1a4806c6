package guideline

import (
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/rules"
)

func fractureTypes(b *book) rule {
	fracture := b.set("S02 S12 S22 S32 S42 S49 S52 S59 S62 S72 S79 S82 S89 S92 S99 M80 M84 M96.6 M97")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.fracture-types", Name: "One fracture as closed and open, or in two states of healing",
			Says:      "The 7th character says of a fracture whether it is closed or open and of which type, and later whether it heals as is routine, late, wrongly or not at all. One fracture has one of them at an encounter.",
			Fails:     []string{"outpatient | S82.201A S82.201B", "professional | S52.501D S52.501K"},
			Passes:    []string{"outpatient | S82.201A S82.202B", "outpatient | S82.201A S82.401B", "professional | S52.501D"},
			Citations: section("I.C.19.c"),
			InForce:   icd10,
			Severity:  rules.Warning,
			Needs:     "the record, where there are two fractures of one part",
		},
		with: []set{fracture},
		check: func(v *view, r rules.Reporter) {
			type bone struct {
				code    cm.Code
				healing bool
			}
			clashes(v, fracture, func(i int) (of bone, code cm.Code, ok bool) {
				code = v.codes[i]
				return bone{code.Parent(), v.is(i, later7)}, code, code.Len() == 7 && v.is(i, acute7|later7)
			}, func(i, k int) {
				v.find(r, v.text(i)+" and "+v.text(k)+" are one fracture, of two types or in two states of healing.", "Report the one that the record supports.", k, i)
			})
		},
	}
}
