package guideline

import (
	"fmt"

	"github.com/medcode/medcode/rules"
)

func sidesNotBilateral() rule {
	return rule{
		Rule: rules.Rule{
			ID: "guideline.sides-not-bilateral", Name: "Both sides where there is a bilateral code",
			Says:      "Where the classification has a code for both sides, it is reported rather than the codes for the right and for the left. Two codes are for conditions without one.",
			Fails:     []string{"| H2511 H2512", "| M1712 M1711"},
			Passes:    []string{"| H2511 M1712", "| S72001A S72002A", "| H2511 H2513"},
			Citations: section("I.B.13"),
			InForce:   icd10,
			Severity:  rules.Warning,
			Needs:     "a release of ICD-10-CM that holds on the claim's date",
		},
		needs: aRelease,
		when:  lacking | oneSide,
		check: func(v *view, r rules.Reporter) {
			for i, f := range v.facts {
				if f == nil || f.side != right {
					continue
				}
				k := v.sameButSide(i, left)
				if k < 0 {
					continue
				}
				if both := v.ix.bilateral(f); both != nil {
					v.find(r, fmt.Sprintf("%s and %s are the two sides of one condition, which has a bilateral code.", v.text(i), v.text(k)), "Report "+both.entry.Code().String()+" in their place.", i, k)
				}
			}
			v.unknown(r)
		},
	}
}
