package guideline

import (
	"github.com/medcode/medcode/rules"
)

func livebornMissing(b *book) rule {
	liveborn := b.set("Z38")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.liveborn-missing", Name: "Birth without its code",
			Says:      "The record of a birth has a code of Z38 as principal diagnosis. A stay is one where its type of admission is newborn (4) and its source is birth inside or outside of this hospital (5, 6).",
			Fails:     []string{"0days 3d type:4 source:5 | P59.9:Y"},
			Passes:    []string{"0days 3d type:4 source:5 | Z38.00 P59.9:Y", "3days 3d type:1 source:4 | P59.9:Y"},
			Citations: section("I.C.16.a.2"),
			InForce:   icd10,
			Settings:  rules.In(rules.Inpatient),
			Severity:  rules.Error,
			Needs:     "the type and the source of admission",
		},
		check: func(v *view, r rules.Reporter) {
			switch c := v.claim; {
			case c.AdmissionType == "" || c.AdmissionSource == "":
				r.Undecided("the claim does not say the type and the source of admission")
			case c.AdmissionType == "4" && (c.AdmissionSource == "5" || c.AdmissionSource == "6") && len(v.codes) > 0 && !v.has(liveborn):
				v.find(r, "The stay is a birth, and no code of Z38 is reported.", "Report the code of Z38 first.", 0)
			}
		},
	}
}
