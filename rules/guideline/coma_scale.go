package guideline

import (
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/rules"
)

func comaScale(b *book) rule {
	eyes, verbal, motor := b.set("R40.21"), b.set("R40.22"), b.set("R40.23")
	one, total := b.set("R40.21-R40.23"), b.set("R40.24")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.coma-scale", Name: "Coma scale in parts of different times",
			Says:      "The individual scores of the Glasgow coma scale are three: eyes, verbal and motor. The 7th character, which says when the scale was taken, is the same for the three, and of one time there is one score each, or one in all.",
			Fails:     []string{"outpatient | S06.5X0A R40.2112 R40.2223 R40.2314", "outpatient | S06.5X0A R40.2112", "outpatient | S06.5X0A R40.2412 R40.2422"},
			Passes:    []string{"outpatient | S06.5X0A R40.2112 R40.2222 R40.2312", "outpatient | S06.5X0A R40.2412", "outpatient | S06.5X0A R40.2411 R40.2422"},
			Citations: section("I.C.18.e"),
			InForce:   icd10,
			Severity:  rules.Warning,
		},
		with: []set{b.set("R40.21-R40.24")},
		check: func(v *view, r rules.Reporter) {
			twice := func(s set) {
				type score struct {
					at   byte
					part cm.Code
				}
				clashes(v, s, func(i int) (score, cm.Code, bool) {
					part := v.codes[i]
					for part.Len() > 5 {
						part = part.Parent()
					}
					return score{seventh(v, i), part}, v.codes[i], v.codes[i].Len() == 7
				}, func(i, k int) {
					v.find(r, v.text(i)+" and "+v.text(k)+" are two scores of one time.", "Report the one of that time.", k, i)
				})
			}
			twice(total)
			twice(one)
			var parts [256]uint8 // by 7th character
			for i := v.from(0, one); i >= 0; i = v.from(i+1, one) {
				for bit, part := range []set{eyes, verbal, motor} {
					if v.in(i, part) {
						parts[seventh(v, i)] |= 1 << bit
					}
				}
			}
			for i := v.from(0, one); i >= 0; i = v.from(i+1, one) {
				if parts[seventh(v, i)] != 7 {
					v.find(r, v.text(i)+" is one of three scores, and the others of its time are not reported.", "Report eyes, verbal and motor response of one time.", i)
					return
				}
			}
		},
	}
}

// seventh returns the 7th character of diagnosis i, 0 where it has none.
func seventh(v *view, i int) byte { return byte(v.codes[i].Key() >> 8) }
