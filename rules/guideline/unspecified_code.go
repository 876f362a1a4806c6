package guideline

import "github.com/medcode/medcode/rules"

func unspecifiedCode() rule {
	return rule{
		Rule: rules.Rule{
			ID: "guideline.unspecified-code", Name: "First diagnosis unspecified",
			Says:      "Codes are reported to the highest certainty that the record supports. An unspecified one is right where the record says no more, and worth a look where it is why the patient came.",
			Fails:     []string{"| I509", "| J189 A419"},
			Passes:    []string{"| I5022 J189", "| ? I509"},
			Citations: section("I.B.18"),
			InForce:   icd10,
			Severity:  rules.Note,
			Needs:     "a release of ICD-10-CM that holds on the claim's date",
		},
		when:  unspecified,
		needs: aRelease,
		check: func(v *view, r rules.Reporter) {
			if f := v.facts[0]; f != nil && f.entry.Billable() && v.is(0, unspecified) {
				v.find(r, v.text(0)+", the "+v.firstWord()+", is unspecified.", "Report a more specific code where the record supports one.", 0)
			}
		},
	}
}
