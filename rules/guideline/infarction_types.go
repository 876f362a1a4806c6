package guideline

import (
	"github.com/medcode/medcode/rules"
)

func infarctionTypes(b *book) rule {
	st, non := b.set("I21.0-I21.3"), b.set("I21.4")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.infarction-types", Name: "One infarction as STEMI and as NSTEMI",
			Says:      "A non-ST elevation infarction that becomes one with ST elevation, or the other way under thrombolysis, is reported as STEMI alone. Another infarction within four weeks has a code of I22.",
			Fails:     []string{"| I21.4:Y I21.11:Y"},
			Passes:    []string{"| I21.11:Y I22.2:N", "| I21.4:Y I21.A1:N", "| I21.4 I25.2"},
			Citations: section("I.C.9.e.1", "I.C.9.e.4"),
			InForce:   icd10,
			Severity:  rules.Warning,
		},
		with:  []set{st, non},
		check: beside(non, st, "%s is reported with %s, an infarction with ST elevation.", "Report the infarction with ST elevation, and another one by I22."),
	}
}
