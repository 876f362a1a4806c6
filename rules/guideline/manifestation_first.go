package guideline

import "github.com/medcode/medcode/rules"

func manifestationFirst() rule {
	return rule{
		Rule: rules.Rule{
			ID: "guideline.manifestation-first", Name: "Manifestation listed first",
			Says:      "A code whose title says that it is in another disease classified elsewhere is a manifestation. It follows the code of that disease and is never the first diagnosis.",
			Fails:     []string{"| F0280 G309", "outpatient | G63"},
			Passes:    []string{"| G309 F0280", "| D631"},
			Citations: section("I.A.13"),
			InForce:   icd10,
			Severity:  rules.Error,
			Needs:     "a release of ICD-10-CM that holds on the claim's date",
		},
		when:  manifestation,
		needs: aRelease,
		check: func(v *view, r rules.Reporter) {
			if v.is(0, manifestation) {
				v.find(r, v.text(0)+" is a manifestation and the "+v.firstWord()+".", "Put the disease first that it is a manifestation of.", 0)
			}
		},
	}
}
