package guideline

import (
	"strings"

	"github.com/medcode/medcode/rules"
)

func unstageableUlcer(b *book) rule {
	ulcer := b.set("L89")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.unstageable-ulcer", Name: "Unstageable and staged pressure ulcer of one site",
			Says:      "An ulcer is unstageable where its stage cannot be seen. One site is unstageable or has a stage; two ulcers may lie at one site.",
			Fails:     []string{"| G82.21 L89.150:Y L89.153:Y"},
			Passes:    []string{"| L89.150 L89.313", "| L89.152:Y L89.153:N", "| L89.150:N L89.153:Y", "| L89.153"},
			Citations: section("I.C.12.a.2"),
			InForce:   icd10,
			Severity:  rules.Warning,
			Needs:     "the record, where there are two ulcers",
		},
		with: []set{ulcer},
		check: func(v *view, r rules.Reporter) {
			for k := v.from(0, ulcer); k >= 0; k = v.from(k+1, ulcer) {
				for i := v.from(0, ulcer); i < k; i = v.from(i+1, ulcer) {
					a, b := v.codes[i], v.codes[k]
					unstageable := strings.HasSuffix(a.Compact(), "0") != strings.HasSuffix(b.Compact(), "0")
					if a.Len() == 6 && a.Parent() == b.Parent() && unstageable && v.claim.Diagnoses[i].POA == v.claim.Diagnoses[k].POA {
						v.find(r, v.text(i)+" and "+v.text(k)+" are an unstageable and a staged ulcer of one site.", "Report one, unless there are two ulcers.", k, i)
					}
				}
			}
		},
	}
}
