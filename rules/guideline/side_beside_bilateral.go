package guideline

import (
	"fmt"

	"github.com/medcode/medcode/rules"
)

func sideBesideBilateral() rule {
	return rule{
		Rule: rules.Rule{
			ID: "guideline.side-beside-bilateral", Name: "One side beside both",
			Says:      "The code for both sides says what the codes for either say; they are not reported together.",
			Fails:     []string{"| H2511 H2513", "| H2513 H2512", "| M170 M1711"},
			Passes:    []string{"| H2510 H2513", "| H2511 H2512", "| H2513 M1711", "| M170 H2511"},
			Citations: section("I.B.13"),
			InForce:   icd10,
			Severity:  rules.Error,
			Needs:     "a release of ICD-10-CM that holds on the claim's date",
		},
		needs: aRelease,
		when:  lacking | bothSided,
		check: func(v *view, r rules.Reporter) {
			for i, f := range v.facts {
				if f == nil || f.side != bilateral {
					continue
				}
				for _, s := range []side{right, left} {
					if k := v.sameButSide(i, s); k >= 0 {
						v.find(r, fmt.Sprintf("%s is bilateral and includes the %s side, %s.", v.text(i), sideNames[s], v.text(k)), "Leave "+v.text(k)+" out.", k, i)
					}
				}
			}
			v.unknown(r)
		},
	}
}
