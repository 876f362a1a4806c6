package guideline

import (
	"strings"

	"github.com/medcode/medcode/rules"
)

func burnExtentDegree(b *book) rule {
	site, extent := b.set("T20-T25"), b.set("T31 T32")
	elsewhere := b.set("T26-T28 T30")
	deep := b.set(characters("T20 T21 T22 T23 T24 T25", ".3 .7"))
	return rule{
		Rule: rules.Rule{
			ID: "guideline.burn-extent-degree", Name: "Third degree extent without a third degree burn",
			Says:      "The fifth character of T31 and T32 is the part of the body with third degree burns or corrosions. It is 0 where the claim has no site of that degree.",
			Fails:     []string{"outpatient | T24.211A T31.11 X10.2XXA"},
			Passes:    []string{"outpatient | T24.311A T31.11 X10.2XXA", "outpatient | T24.211A T31.10", "outpatient | T24.211A T31.0", "outpatient | T31.11"},
			Citations: section("I.C.19.d.6"),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		with: []set{site, extent},
		check: func(v *view, r rules.Reporter) {
			i := v.from(0, extent)
			text := v.codes[i].Compact()
			if len(text) == 5 && !strings.HasSuffix(text, "0") && !v.has(deep) && !v.has(elsewhere) {
				k := v.from(0, site)
				v.find(r, v.text(i)+" says third degree burns, and no site of that degree is reported.", "Report the site of the third degree, or 0 as the fifth character.", i, k)
			}
		},
	}
}
