package guideline

import (
	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
)

func postCovidFirst(b *book) rule {
	post := b.set("U09.9")
	condition := b.set("I26 J47 J84 J96.1 M35.81 R00-R09 R41 R42 R43 R51 R52 R53 G90 G93.3 F06 I40 I51.4 J98 M79 G47 L65")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.post-covid-first", Name: "Post COVID-19 condition before the condition",
			Says:      "U09.9 says that a condition is due to a past COVID-19, and follows the code of the condition.",
			Fails:     []string{"professional | U09.9 R53.83"},
			Passes:    []string{"professional | R53.83 U09.9", "professional | U09.9", "professional | U09.9 I10"},
			Citations: section("I.C.1.g.1.m"),
			InForce:   medcode.Period{From: medcode.NewDate(2021, 10, 1)},
			Severity:  rules.Error,
		},
		with: []set{post, condition},
		check: func(v *view, r rules.Reporter) {
			if k := v.from(0, condition); v.in(0, post) {
				v.find(r, v.text(0)+" comes before "+v.text(k)+", the condition that it explains.", "Put "+v.text(k)+" first.", 0, k)
			}
		},
	}
}
