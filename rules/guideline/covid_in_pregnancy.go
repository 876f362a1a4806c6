package guideline

import (
	"github.com/medcode/medcode/rules"
)

func covidInPregnancy(b *book) rule {
	obstetric := b.set("O00-O9A")
	covid := b.set("U07.1")
	viral := b.set("O98.5")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.covid-in-pregnancy", Name: "COVID-19 in pregnancy without its obstetric code",
			Says:      "COVID-19 in pregnancy, childbirth or the puerperium is a code of O98.5 first, then U07.1.",
			Fails:     []string{"F | O60.03 U07.1 Z3A.30"},
			Passes:    []string{"F | O98.513 U07.1 Z3A.30", "F | U07.1"},
			Citations: section("I.C.15.s"),
			InForce:   covidFrom,
			Severity:  rules.Error,
		},
		with:  []set{obstetric, covid},
		check: without(covid, viral, "%s is reported on an obstetric claim without a code of O98.5.", "Report a code of O98.5 before it."),
	}
}
