package guideline

import (
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/rules"
)

func poisoningNotFirst(b *book) rule {
	poisoning := b.set("T36-T65")
	before := b.set("O9A.2 S00-S99 T07-T34 T66-T88 O00-O9A")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.poisoning-not-first", Name: "Poisoning behind its manifestation",
			Says:      "A poisoning or toxic effect comes first, then its manifestations. It follows a code of O9A.2 in pregnancy, and one of T85.6 where a pump has failed; an injury of the same event may come before it. Sequelae, adverse effects and underdosing have their own order.",
			Fails:     []string{"| J96.01:Y T40.1X1A:Y", "| G92.8 T56.0X1A"},
			Passes:    []string{"| T40.1X1A J96.01", "| O9A.212 T40.1X1A Z3A.20", "| T85.614A T38.3X6A", "| K25.4 T39.015A", "| L90.5 T54.1X1S", "| T20.311A T59.811A"},
			Citations: section("I.C.19.e.5.b", "I.C.19.e.5.d"),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		with: []set{poisoning},
		check: func(v *view, r rules.Reporter) {
			if len(v.tags) == 0 || v.in(0, poisoning) || v.in(0, before) {
				return
			}
			for i := v.from(0, poisoning); i >= 0; i = v.from(i+1, poisoning) {
				if !v.is(i, acute7) || v.is(i, adverse|underdosing) {
					continue
				}
				f := v.finding(v.text(i)+" is a poisoning and comes after "+v.text(0)+".", "Put the poisoning first.", i, 0)
				if v.codes[i].Compare(toxic) >= 0 {
					f.Citation = section("I.C.19.e.5.d")[0]
				}
				r.Add(f)
				return
			}
		},
	}
}

// toxic is the first of the categories of toxic effects of substances that are
// chiefly not medicinal.
var toxic = cm.MustParse("T51")
