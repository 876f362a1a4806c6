package guideline

import (
	"fmt"
	"slices"

	"github.com/medcode/medcode/rules"
)

func sideUnspecified() rule {
	return rule{
		Rule: rules.Rule{
			ID: "guideline.side-unspecified", Name: "Unspecified side beside a specific one",
			Says:      "The code for an unspecified side is for a record that does not say the side. Beside the same condition with a side it adds nothing.",
			Fails:     []string{"| H2510 H2511", "| H2513 H2510", "| M1710 M1712"},
			Passes:    []string{"| H2511 H2512", "| H2510", "| M1710 H2511"},
			Citations: section("I.B.13"),
			InForce:   icd10,
			Severity:  rules.Warning,
			Needs:     "a release of ICD-10-CM that holds on the claim's date",
		},
		needs: aRelease,
		when:  lacking | sideUnsaid,
		check: func(v *view, r rules.Reporter) {
			for i, f := range v.facts {
				if f == nil || f.side != sideUnknown {
					continue
				}
				if k := v.sameButSide(i, right, left, bilateral); k >= 0 {
					v.find(r, fmt.Sprintf("%s says the side of the condition that %s leaves unspecified.", v.text(k), v.text(i)), "Leave "+v.text(i)+" out.", i, k)
				}
			}
			v.unknown(r)
		},
	}
}

// sameButSide returns a diagnosis that differs from diagnosis i in its side
// alone, which is one of those given, or -1.
func (v *view) sameButSide(i int, sides ...side) int {
	if len(v.facts) > many {
		return v.long.side(v, v.facts[i].family, sides)
	}
	for k, f := range v.facts {
		if f != nil && f.family == v.facts[i].family && slices.Contains(sides, f.side) {
			return k
		}
	}
	return -1
}
