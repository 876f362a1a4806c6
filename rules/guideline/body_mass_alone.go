package guideline

import (
	"github.com/medcode/medcode/rules"
)

func bodyMassAlone(b *book) rule {
	index := b.set("Z68")
	reason := b.set("E40-E46 E64.0 E65-E68 E88.A F50 K90 K91.2 K95 R62 R63 R64 Z71.3 Z98.84 E28.2 E88.81 O99.21 O99.84 O25 O26.0 O26.1")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.body-mass-alone", Name: "Body mass index without a reason",
			Says:      "The body mass index, Z68, is reported only beside an associated diagnosis, such as obesity, malnutrition, anorexia, or abnormal loss or gain of weight.",
			Fails:     []string{"30y | I10 Z68.41"},
			Passes:    []string{"30y | E66.01 Z68.41", "30y | E43 Z68.1", "30y | R63.4 Z68.1", "30y | I10"},
			Citations: section("I.C.21.c.3", "I.B.14"),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		with:  []set{index},
		check: without(index, reason, "%s is reported without an associated diagnosis.", "Report the diagnosis that makes it matter, or leave it out."),
	}
}
