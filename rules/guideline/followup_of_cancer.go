package guideline

import (
	"github.com/medcode/medcode/rules"
)

func followupOfCancer(b *book) rule {
	follow, tumor, past := b.set("Z08"), b.set("C00-C96"), b.set("Z85")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.followup-of-cancer", Name: "Follow-up of a cancer that is there",
			Says:      "Z08 is for a malignancy that has been treated and is no longer there; its history is reported with it. One that is found again is reported in place of Z08.",
			Fails:     []string{"professional | Z08 C50.911"},
			Passes:    []string{"professional | Z08 Z85.3", "professional | Z08 Z85.3 C61"},
			Citations: section("I.C.21.c.8"),
			InForce:   icd10,
			Severity:  rules.Warning,
		},
		with: []set{follow, tumor},
		check: func(v *view, r rules.Reporter) {
			if !v.has(past) {
				i, k := v.from(0, follow), v.from(0, tumor)
				v.find(r, v.text(i)+" says that the cancer is gone which "+v.text(k)+" reports.", "Report the cancer alone, or the history of the one that is gone.", i, k)
			}
		},
	}
}
