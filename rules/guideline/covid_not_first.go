package guideline

import (
	"github.com/medcode/medcode/rules"
)

func covidNotFirst(b *book) rule {
	covid := b.set("U07.1")
	manifestation := b.set("J12.8 J20.8 J22 J40 J80 J96.0 J96.2 J98.8 R05 R06.0 R09.02 R43 R50.9 M35.81 A08.39")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.covid-not-first", Name: "COVID-19 behind its manifestation",
			Says:      "When COVID-19 meets the definition of the first diagnosis, U07.1 comes before the codes of its manifestations. Obstetric codes, sepsis and complications of a transplant come before it.",
			Fails:     []string{"| J96.01:Y U07.1:Y", "| J12.82 U07.1"},
			Passes:    []string{"| U07.1 J96.01", "| A41.89 U07.1 R65.20 J96.01", "| J96.01:Y U07.1:N", "| T86.812 U07.1", "| S72.001A U07.1"},
			Citations: section("I.C.1.g.1.b"),
			InForce:   covidFrom,
			Severity:  rules.Error,
		},
		with: []set{covid, manifestation},
		check: func(v *view, r rules.Reporter) {
			i := v.from(0, covid)
			if !v.in(0, manifestation) || v.claim.Diagnoses[i].POA == "N" {
				return
			}
			v.find(r, v.text(0)+" comes before "+v.text(i)+", whose manifestation it is.", "Put "+v.text(i)+" first.", 0, i)
		},
	}
}
