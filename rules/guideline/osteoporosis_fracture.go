package guideline

import (
	"github.com/medcode/medcode/rules"
)

func osteoporosisFracture(b *book) rule {
	fracture := b.set("S22 S32 S42 S52 S62 S72 S82 S92")
	osteoporosis := b.set("M81")
	fall := b.set("W01 W05-W08 W18 W19 W00 W03 W04")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.osteoporosis-fracture", Name: "Fracture from a minor fall with osteoporosis",
			Says:      "A patient with known osteoporosis who breaks a bone in a minor fall that would not break a normal one has a code of M80, not one of a traumatic fracture.",
			Fails:     []string{"| S72.001A M81.0 W18.30XA"},
			Passes:    []string{"| M80.051A W18.30XA", "| S72.001A M81.0 V43.52XA", "| S72.001A W18.30XA"},
			Citations: section("I.C.13.d.2"),
			InForce:   icd10,
			Severity:  rules.Note,
			Needs:     "the record, which says how the bone broke",
		},
		with: []set{fracture, osteoporosis, fall},
		check: func(v *view, r rules.Reporter) {
			for i := v.from(0, fracture); i >= 0; i = v.from(i+1, fracture) {
				if k := v.from(0, osteoporosis); v.is(i, acute7) {
					v.find(r, v.text(i)+" is a traumatic fracture from a minor fall of a patient with "+v.text(k)+".", "Report a code of M80 where the fall would not break a normal bone.", i, k)
					return
				}
			}
		},
	}
}
