package guideline

import (
	"github.com/medcode/medcode/rules"
)

func ventilatorPneumonia(b *book) rule {
	ventilator, kind := b.set("J95.851"), b.set("J12-J18")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.ventilator-pneumonia", Name: "Kind of a ventilator associated pneumonia",
			Says:      "The organism of a ventilator associated pneumonia is reported by B95 to B97, and not by a code of J12 to J18. A patient who came with another pneumonia has the code of that one too, as present on admission.",
			Fails:     []string{"| A41.52:Y J95.851:N J15.1:N"},
			Passes:    []string{"| J13:Y J95.851:N B96.5:N", "| I21.4:Y J95.851:N B96.5:N", "| J15.1:Y"},
			Citations: section("I.C.10.d.1", "I.C.10.d.2"),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		with: []set{ventilator, kind},
		check: func(v *view, r rules.Reporter) {
			k := v.from(0, ventilator)
			for i := v.from(0, kind); i >= 0; i = v.from(i+1, kind) {
				if poa := v.claim.Diagnoses[i].POA; i > k && poa != "Y" && poa != "W" && poa != "1" {
					v.find(r, v.text(i)+" says the kind of the pneumonia that "+v.text(k)+" reports.", "Report the organism by a code of B95 to B97.", i, k)
				}
			}
		},
	}
}
