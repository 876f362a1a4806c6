package guideline

import (
	"github.com/medcode/medcode/rules"
)

func aftercareOfInjury(b *book) rule {
	aftercare := b.set("Z47.2 Z47.8 Z48.0 Z48.8 !Z48.81")
	joint := b.set("Z47.1 Z47.3")
	surgical := b.set("Z48.1-Z48.3 Z48.81") // of an organ, seldom for the injury
	injury := b.set("S00-S99 T07-T34")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.aftercare-of-injury", Name: "Aftercare beside an injury under care",
			Says:      "Aftercare of an injury is the code of the injury with the 7th character for subsequent care, and no code of Z47 or Z48.",
			Fails:     []string{"outpatient | Z47.89 S72.141D", "outpatient | Z48.02 S61.411D"},
			Passes:    []string{"outpatient | S72.141D", "outpatient | Z47.1 Z96.651", "outpatient | Z47.89 S72.141S"},
			Citations: section("I.C.19.a", "I.C.21.c.7"),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		with: []set{injury},
		check: func(v *view, r rules.Reporter) {
			for k := v.from(0, injury); k >= 0; k = v.from(k+1, injury) {
				if !v.is(k, acute7|later7) {
					continue
				}
				i, severity := v.from(0, aftercare), rules.Error
				if i < 0 { // may be of something else
					i, severity = v.from(0, joint), rules.Warning
				}
				if i < 0 {
					i, severity = v.from(0, surgical), rules.Note
				}
				if i < 0 {
					return
				}
				f := v.finding(v.text(i)+" is aftercare beside "+v.text(k)+", an injury whose own code says that it is under care.", "Leave "+v.text(i)+" out where it is for the injury.", i, k)
				f.Severity = severity
				r.Add(f)
				return
			}
		},
	}
}
