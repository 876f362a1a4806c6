package guideline

import (
	"github.com/medcode/medcode/rules"
)

func anemiaInPregnancy(b *book) rule {
	obstetric := b.set("O00-O9A")
	anemia := b.set("D50-D64")
	pregnancy := b.set("O99.0 O90.81 O08.1")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.anemia-in-pregnancy", Name: "Anemia in pregnancy without its obstetric code",
			Says:      "Anemia that complicates pregnancy, childbirth or the puerperium is a code of O99.0, or O90.81 in the puerperium, before the code of D50 to D64 that says which anemia.",
			Fails:     []string{"F | O34.211 D62 Z37.0 Z3A.39"},
			Passes:    []string{"F | O72.1 O90.81 D62 Z37.0 Z3A.40", "F | O99.013 D50.9 Z3A.30", "F | D62"},
			Citations: append(section("I.C.15.a.1"), tabular("O99.0")),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		with:  []set{obstetric, anemia},
		check: without(anemia, pregnancy, "%s is reported on an obstetric claim without a code of O99.0 or O90.81.", "Report the obstetric code before it."),
	}
}
