package guideline

import (
	"fmt"

	"github.com/medcode/medcode/rules"
)

func newbornSepsis(b *book) rule {
	sepsis := b.set("A40 A41")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.newborn-sepsis", Name: "Sepsis of a newborn by the codes of others",
			Says:      "Sepsis of a newborn is a code of P36, which says the organism too, unless it was acquired in the community after birth.",
			Fails:     []string{"1days 5d | A41.51:Y P07.15:Y"},
			Passes:    []string{"1days 5d | P36.4:Y P07.15:Y", "30y | A41.51:Y", "60days 5d | A41.51:Y"},
			Citations: section("I.C.16.f", "I.C.16.a.5"),
			InForce:   icd10,
			Severity:  rules.Warning,
			Needs:     "the birth date; the record, where the infection was acquired in the community",
		},
		with: []set{sepsis},
		check: func(v *view, r rules.Reporter) {
			birth, in := v.claim.Patient.Birth, v.claim.From
			if !v.claim.Admission.IsZero() {
				in = v.claim.Admission
			}
			const perinatal = 28 // days
			if days := in.DaysSince(birth); !birth.IsZero() && !in.IsZero() && days >= 0 && days <= perinatal {
				i := v.from(0, sepsis)
				v.find(r, fmt.Sprintf("%s is reported of a newborn of %d days.", v.text(i), days), "Report a code of P36, unless the infection was acquired in the community.", i)
			}
		},
	}
}
