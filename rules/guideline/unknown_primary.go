package guideline

import (
	"github.com/medcode/medcode/rules"
)

func unknownPrimary(b *book) rule {
	primary := b.set("C80.1")
	secondary := b.set("C79.9")
	known := b.set("C00-C75 !C44 C81-C96")
	other := b.set("C79.9 C00-C75 !C44 C81-C96")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.unknown-primary", Name: "Unknown primary beside an unknown secondary site",
			Says:      "C80.1 is for a primary malignancy whose site is not known, and C79.9 for a secondary one. Together they say nothing; beside a known secondary site C80.1 is right. Beside a known primary it is for another cancer, whose primary is not found.",
			Fails:     []string{"| C80.1 C79.9", "| C77.3 C50.411 C80.1"},
			Passes:    []string{"| C80.1 C78.7", "| C79.9 C50.911", "| C80.1 C44.311"},
			Citations: section("I.C.2.k"),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		with: []set{primary, other},
		check: func(v *view, r rules.Reporter) {
			beside(primary, secondary, "%s and %s both leave the site unknown.", "Report the one that the record supports.")(v, r)
			if i, k := v.from(0, primary), v.from(0, known); k >= 0 {
				f := v.finding(v.text(i)+" says that the primary is unknown, and "+v.text(k)+" is one.", "Leave "+v.text(i)+" out, unless there is another cancer.", i, k)
				f.Severity = rules.Warning
				r.Add(f)
			}
		},
	}
}
