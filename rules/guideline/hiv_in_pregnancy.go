package guideline

import (
	"fmt"
	"slices"

	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/rules"
)

func hivInPregnancy() rule {
	z21 := cm.MustParse("Z21")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.hiv-in-pregnancy", Name: "HIV in pregnancy without its obstetric code",
			Says:      "In pregnancy, childbirth and the puerperium HIV is reported as O98.7 first, then B20 or Z21.",
			Fails:     []string{"| O26891 B20", "| O26891 Z21", "| O26891 B20 O98711", "professional F | B20 Z3A.20"},
			Passes:    []string{"| O98711 B20", "| O26891", "| B20"},
			Citations: section("I.C.15.f"),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		when: obstetric | weeks,
		check: func(v *view, r rules.Reporter) {
			k := v.next(0, hiv)
			if k < 0 {
				k = slices.Index(v.codes, z21)
			}
			o := v.next(0, hivObstetric)
			switch {
			case k < 0:
			case o < 0:
				v.find(r, v.text(k)+" is reported on an obstetric claim without a code of O98.7.", "Report a code of O98.7 before it.", k)
			case o > k:
				v.find(r, fmt.Sprintf("%s comes after %s.", v.text(o), v.text(k)), "Put it before.", o, k)
			}
		},
	}
}
