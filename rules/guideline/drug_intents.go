package guideline

import (
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/rules"
)

func drugIntents(b *book) rule {
	drug := b.set("T36-T50")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.drug-intents", Name: "One drug by two intents",
			Says:      "A drug was taken rightly, wrongly or too little: an adverse effect, a poisoning by one intent, or an underdosing. Two codes of one drug that differ in that alone contradict each other, unless they are of two drugs that share a code.",
			Fails:     []string{"outpatient | T40.2X1A T40.2X5A R40.0", "outpatient | T43.011A T43.012A"},
			Passes:    []string{"outpatient | T40.2X1A T42.4X1A", "outpatient | R40.0 T40.2X5A", "outpatient | T40.2X1A T40.2X1D"},
			Citations: section("I.C.19.e.5"),
			InForce:   icd10,
			Severity:  rules.Warning,
		},
		with: []set{drug},
		check: func(v *view, r rules.Reporter) {
			const sixth = 0xff << 16 // the character that tells the intent
			clashes(v, drug, func(i int) (but uint64, code cm.Code, ok bool) {
				return v.codes[i].Key() &^ sixth, v.codes[i], v.codes[i].Len() == 7
			}, func(i, k int) {
				v.find(r, v.text(i)+" and "+v.text(k)+" say two intents of one drug.", "Report the one that the record supports.", k, i)
			})
		},
	}
}
