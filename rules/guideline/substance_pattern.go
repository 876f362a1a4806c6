package guideline

import (
	"fmt"

	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/rules"
)

func substancePattern(b *book) rule {
	substance := b.set("F10-F16 F18 F19")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.substance-pattern", Name: "Use, abuse and dependence of one substance",
			Says:      "Of use, abuse and dependence of one substance one code is reported: of use and abuse abuse, of abuse and dependence or use and dependence dependence.",
			Fails:     []string{"| F10.10 F10.20", "| F11.90 F11.20"},
			Passes:    []string{"| F10.20", "| F10.20 F17.210", "| F10.10 F11.20", "| F10.20 F10.27"},
			Citations: section("I.C.5.b.2"),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		with: []set{substance},
		check: func(v *view, r rules.Reporter) {
			for k := v.from(0, substance); k >= 0; k = v.from(k+1, substance) {
				for i := v.from(0, substance); i < k; i = v.from(i+1, substance) {
					a, b := pattern(v.codes[i]), pattern(v.codes[k])
					if v.codes[i].Category() != v.codes[k].Category() || a == b || a == 0 || b == 0 {
						continue
					}
					keep, leave := i, k
					if b == '2' || b == '1' && a == '9' {
						keep, leave = k, i
					}
					v.find(r, fmt.Sprintf("%s and %s say different patterns of use of one substance.", v.text(i), v.text(k)), "Report "+v.text(keep)+" alone.", leave, keep)
					return
				}
			}
		},
	}
}

// pattern returns the fourth character of a code of F10 to F19: 1 abuse, 2
// dependence, 9 use.
func pattern(c cm.Code) byte {
	if c.Len() < 4 {
		return 0
	}
	return byte(c.Key() >> 32)
}
