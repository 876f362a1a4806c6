package guideline

import (
	"fmt"

	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/rules"
)

func pcsTable() rule {
	return rule{
		Rule: rules.Rule{
			ID: "guideline.pcs-table", Name: "Procedure code that its table does not make",
			Says:      "The characters of a procedure code come from one row of the table that the first three name: body part, approach, device and qualifier go together only as a row has them.",
			Fails:     []string{"|  | 0DTJ9ZZ", "|  | 0DTN0ZX", "|  | ZZZZZZZ"},
			Passes:    []string{"|  | 0DTJ0ZZ", "|  | ?"},
			Citations: pcsSection("A9"),
			InForce:   icd10, Settings: rules.In(rules.Inpatient),
			Severity: rules.Error,
			Needs:    "a release of ICD-10-PCS that holds on the claim's date",
		},
		needs: aPCSRelease,
		when:  operated,
		check: func(v *view, r rules.Reporter) {
			for i, p := range v.run.Procedures() {
				if !p.IsValid() || v.pcs.Contains(p) {
					continue
				}
				if update, lacks := v.shelf.Lacks(v.run.Date()); lacks {
					r.Undecided(fmt.Sprintf("the update of ICD-10-PCS of %v is not at hand, which may have a procedure of the claim", update.From))
					return
				}
				text := v.claim.Procedures[i].Code
				f := rules.Finding{Place: rules.AtProcedure(i), Codes: []string{text}, Message: text + " is no code of the release."}
				verdict := v.pcs.Check(text)
				if len(verdict.Problems) > 0 {
					f.Message = fmt.Sprintf("%s is no code: %v.", text, verdict.Problems[0])
				}
				f.Suggestion = suggest(verdict.Suggestions)
				r.Add(f)
			}
		},
	}
}

func suggest(codes []pcs.Code) string {
	if len(codes) == 0 {
		return ""
	}
	return "The nearest code is " + codes[0].String() + "."
}
