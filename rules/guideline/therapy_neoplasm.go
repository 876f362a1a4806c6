package guideline

import "github.com/medcode/medcode/rules"

func therapyNeoplasm() rule {
	return rule{
		Rule: rules.Rule{
			ID: "guideline.therapy-without-neoplasm", Name: "Antineoplastic therapy without neoplasm",
			Says:      "An encounter for chemotherapy, immunotherapy or radiation therapy has the code of the therapy first and the malignancy that it is for as a further diagnosis.",
			Fails:     []string{"| Z5111 I10"},
			Passes:    []string{"| Z5111 C61"},
			Citations: section("I.C.2.e.2"),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		when: therapy,
		check: func(v *view, r rules.Reporter) {
			if v.marks&neoplasm == 0 {
				i := v.next(0, therapy)
				v.find(r, v.text(i)+" is reported without a neoplasm.", "Report the malignancy that is treated, after it.", i)
			}
		},
	}
}
