package guideline

import (
	"fmt"
	"strings"

	"github.com/medcode/medcode/rules"
)

func unspecifiedBesideSpecific() rule {
	return rule{
		Rule: rules.Rule{
			ID: "guideline.unspecified-beside-specific", Name: "Unspecified code beside a specific one",
			Says:      "The unspecified code of a subcategory is for a record that says no more. Beside a specific code of the same subcategory it adds nothing.",
			Example:   "I50.9 (heart failure, unspecified) with I50.22 (chronic systolic heart failure).",
			Citations: section("I.B.2", "I.B.18"),
			InForce:   icd10,
			Severity:  rules.Warning,
			Needs:     "a release of ICD-10-CM that holds on the claim's date",
		},
		when:  unspecified,
		needs: aRelease,
		check: func(v *view, r rules.Reporter) {
			for i, f := range v.facts {
				if f == nil || !f.isResidual() || v.is(i, injury|external) {
					continue
				}
				above := f.entry.Code().Parent()
				for k, g := range v.facts {
					if g != nil && above.Contains(v.codes[k]) && !v.is(k, unspecified) && g.entry.Billable() {
						v.find(r, fmt.Sprintf("%s is unspecified where %s is specific.", v.text(i), v.text(k)), "Leave "+v.text(i)+" out, unless it is another condition.", i, k)
						break
					}
				}
			}
		},
	}
}

// isResidual reports whether f is the unspecified code right below its
// subcategory, which ends in 9 or 0.
func (f *fact) isResidual() bool {
	text := f.entry.Code().Compact()
	return f.marks&unspecified != 0 && f.entry.Billable() && len(text) > 3 && len(text) < 7 &&
		strings.HasSuffix(f.entry.Title(), ", unspecified") && (text[len(text)-1] == '9' || text[len(text)-1] == '0')
}
