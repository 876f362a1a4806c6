package guideline

import (
	"github.com/medcode/medcode/rules"
)

func followupOfCancer(b *book) rule {
	follow, tumor, past := b.set("Z08"), b.set("C00-C96"), b.set("Z85")
	other, cancer, history := b.set("Z09"), b.set("C00-C96 Z85"), b.set("Z86 Z87 Z92")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.followup-of-cancer", Name: "Follow-up of a cancer that is there",
			Says:      "Z08 is for a malignancy that has been treated and is no longer there; its history is reported with it. One that is found again is reported in place of Z08. Z09 is for other conditions.",
			Fails:     []string{"professional | Z08 C50.911", "professional | Z09 C18.7", "professional | Z09 Z85.3"},
			Passes:    []string{"professional | Z08 Z85.3", "professional | Z08 Z85.3 C61", "professional | Z09 Z87.11 Z85.3"},
			Citations: section("I.C.21.c.8"),
			InForce:   icd10,
			Severity:  rules.Warning,
		},
		with: []set{b.set("Z08 Z09")},
		check: func(v *view, r rules.Reporter) {
			if i, k := v.from(0, other), v.from(0, cancer); i == 0 && k >= 0 && !v.has(follow) && !v.has(history) {
				v.find(r, v.text(i)+" is for what is no cancer, and "+v.text(k)+" is what is reported with it.", "Report Z08 where the cancer is gone, and the cancer where it is not.", i, k)
			}
			if v.has(follow) && v.has(tumor) && !v.has(past) {
				i, k := v.from(0, follow), v.from(0, tumor)
				v.find(r, v.text(i)+" says that the cancer is gone which "+v.text(k)+" reports.", "Report the cancer alone, or the history of the one that is gone.", i, k)
			}
		},
	}
}
