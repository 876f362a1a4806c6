package guideline

import (
	"github.com/medcode/medcode/rules"
)

func disseminatedNeoplasm(b *book) rule {
	disseminated := b.set("C80.0")
	site := b.set("C00-C7B C81-C96 !C79.9")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.disseminated-neoplasm", Name: "Disseminated neoplasm beside its sites",
			Says:      "C80.0 is for advanced metastatic disease of which no site, primary or secondary, is known. It is not reported beside a known one.",
			Fails:     []string{"| C50.911 C80.0"},
			Passes:    []string{"| C80.0", "| C80.1 C78.7", "| Z85.3 C80.0"},
			Citations: section("I.C.2.j"),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		with:  []set{disseminated, site},
		check: beside(disseminated, site, "%s is reported with %s, a known site.", "Leave C80.0 out."),
	}
}
