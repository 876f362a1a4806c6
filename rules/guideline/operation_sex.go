package guideline

import (
	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
)

func operationSex() rule {
	return rule{
		Rule: rules.Rule{
			ID: "guideline.operation-sex", Name: "Sex against procedure",
			Says:      "Procedures of the body systems of the female (0U) and of the male (0V) genital organs, and of obstetrics (section 1), are for patients who have those organs. The sex on a claim is administrative, so that a finding is a question, which condition code 45 answers.",
			Fails:     []string{"M | D25.9 | 0UT90ZZ", "F | N40.1 | 0VT08ZZ", "M | Z37.0 | 10E0XZZ"},
			Passes:    []string{"F | D25.9 | 0UT90ZZ", "M | N40.1 | 0VT08ZZ", "M | K35.80 | 0DTJ4ZZ", "M cond:45 | D25.9 | 0UT90ZZ"},
			Citations: []rules.Citation{{Document: "ICD-10-PCS Tables", Section: "body systems 0U, 0V and section 1"}, genderSpecific},
			InForce:   icd10,
			Settings:  rules.In(rules.Inpatient),
			Severity:  rules.Warning,
			Needs:     "the patient's sex",
		},
		when: operated,
		check: func(v *view, r rules.Reporter) {
			if sexExplained(v.claim) {
				return
			}
			for i, p := range v.run.Procedures() {
				if !p.IsValid() {
					continue
				}
				of, says := medcode.SexUnknown, ""
				switch {
				case p.At(1) == '1', p.At(1) == '0' && p.At(2) == 'U':
					of, says = medcode.Female, "female"
				case p.At(1) == '0' && p.At(2) == 'V':
					of, says = medcode.Male, "male"
				default:
					continue
				}
				switch v.claim.Patient.Sex {
				case of:
				case medcode.SexUnknown:
					r.Undecided("the claim does not say the patient's sex")
					return
				default:
					text := v.procedure(i)
					r.Add(rules.Finding{Place: rules.AtProcedure(i), Codes: []string{text}, Message: text + " is for " + says + " patients.", Suggestion: "Check the code and the patient's sex."})
				}
			}
		},
	}
}
