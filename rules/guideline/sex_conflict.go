package guideline

import (
	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
)

func sexConflict() rule {
	return rule{
		Rule: rules.Rule{
			ID: "guideline.sex-conflict", Name: "Sex against diagnosis",
			Says:      "Codes for diseases of the female or of the male genital organs, and for pregnancy and childbirth, are for patients who have them. The sex on a claim is administrative, so that a finding is a question.",
			Example:   "N40.0 (enlarged prostate) for a female patient.",
			Fails:     []string{"F | N400", "M | O80", "M | N8320"},
			Passes:    []string{"M | N400 C61", "F | O80 N8320", "F | C50911"},
			Citations: append([]rules.Citation{tabular("sections C51-C58, C60-C63, N40-N53, N70-N77, N80-N98, chapter 15")}, section("I.C.15.a.2")...),
			InForce:   icd10,
			Severity:  rules.Warning,
			Needs:     "the patient's sex; a release of ICD-10-CM with its tabular list that holds on the claim's date",
		},
		when:  female | male,
		needs: theTabular,
		check: func(v *view, r rules.Reporter) {
			if v.claim.Patient.Sex == medcode.SexUnknown {
				r.Undecided("the claim does not say the patient's sex")
				return
			}
			wrong, says := female, "female"
			if v.claim.Patient.Sex == medcode.Female {
				wrong, says = male, "male"
			}
			v.each(wrong, func(i int) {
				v.find(r, v.text(i)+" is for "+says+" patients.", "Check the code and the patient's sex.", i)
			})
		},
	}
}
