package guideline

import (
	"slices"

	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/rules"
)

func cesareanWithoutIndication(b *book) rule {
	cesarean := b.set("O82")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.cesarean-without-indication", Name: "Cesarean delivery without a cesarean",
			Says:      "O82 is for a cesarean delivery for which there is no reason. With the procedure of another delivery, and none of extraction by a cut (10D00Z), it contradicts itself.",
			Fails:     []string{"F | O82 Z37.0 Z3A.39 | 10E0XZZ"},
			Passes:    []string{"F | O82 Z37.0 Z3A.39 | 10D00Z1", "F | O82 Z37.0 Z3A.39"},
			Citations: append([]rules.Citation{tabular("O82")}, section("I.C.15.b.4")...),
			InForce:   icd10,
			Settings:  rules.In(rules.Inpatient),
			Severity:  rules.Error,
		},
		with: []set{cesarean},
		check: func(v *view, r rules.Reporter) {
			all := v.run.Procedures()
			cut := slices.ContainsFunc(all, func(p pcs.Code) bool { return isDelivery(p) && p.At(3) == 'D' && p.At(5) == '0' })
			born := slices.IndexFunc(all, func(p pcs.Code) bool { return isDelivery(p) && !cut })
			if born >= 0 {
				i := v.from(0, cesarean)
				f := v.finding(v.text(i)+" is a cesarean delivery, and "+v.procedure(born)+" is another.", "Check the diagnosis and the procedure.", i)
				f.Related = append(f.Related, rules.AtProcedure(born))
				r.Add(f)
			}
		},
	}
}
