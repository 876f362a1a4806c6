package guideline

import (
	"github.com/medcode/medcode/rules"
)

func suspectedAbuse(b *book) rule {
	suspected, confirmed := b.set("T76"), b.set("T74")
	cause := b.set("X92-Y09")
	find := beside(cause, suspected, "%s is reported with %s, abuse that is only suspected.", "Leave the external cause or the perpetrator out, or report confirmed abuse by T74.")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.suspected-abuse", Name: "Perpetrator of abuse that is only suspected",
			Says:      "Confirmed abuse (T74) has an external cause code and, where known, the perpetrator's (Y07). Suspected abuse (T76) has neither.",
			Fails:     []string{"outpatient | T76.12XA Y07.11"},
			Passes:    []string{"outpatient | T74.12XA Y07.11", "outpatient | T76.12XA S00.83XA"},
			Citations: section("I.C.19.f"),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		with: []set{suspected, cause},
		check: func(v *view, r rules.Reporter) {
			if !v.has(confirmed) {
				find(v, r)
			}
		},
	}
}
