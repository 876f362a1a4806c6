package guideline

import (
	"fmt"

	"github.com/medcode/medcode/rules"
)

func unspecifiedBesideSpecific() rule {
	return rule{
		Rule: rules.Rule{
			ID: "guideline.unspecified-beside-specific", Name: "Unspecified code beside a specific one",
			Says:      "The unspecified code of a subcategory is for a record that says no more. Beside a specific code of the same subcategory it adds nothing.",
			Example:   "I50.9 (heart failure, unspecified) with I50.22 (chronic systolic heart failure).",
			Fails:     []string{"| I509 I5022", "| N189 N186"},
			Passes:    []string{"| I509 I110", "| I5022", "| J189 J9601", "| N8320 N186"},
			Citations: section("I.B.2", "I.B.18"),
			InForce:   icd10,
			Severity:  rules.Warning,
			Needs:     "a release of ICD-10-CM that holds on the claim's date",
		},
		when:  residual,
		needs: aRelease,
		check: func(v *view, r rules.Reporter) {
			for i, f := range v.facts {
				if f == nil || !v.is(i, residual) {
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
