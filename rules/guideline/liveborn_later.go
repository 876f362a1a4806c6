package guideline

import (
	"fmt"

	"github.com/medcode/medcode/rules"
)

func livebornLater(b *book) rule {
	liveborn := b.set("Z38")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.liveborn-later", Name: "Birth status on a later stay",
			Says:      "A code of Z38 is for the birth itself: it is reported once, in the stay that begins with the birth, and not where the child is admitted again or transferred to.",
			Fails:     []string{"12days 3d | Z38.00 P59.9:Y"},
			Passes:    []string{"0days 3d | Z38.00 P59.9:Y", "0days 3d | P59.9"},
			Citations: section("I.C.16.a.2"),
			InForce:   icd10,
			Settings:  rules.In(rules.Inpatient),
			Severity:  rules.Error,
			Needs:     "the birth date and the day of admission",
		},
		with: []set{liveborn},
		check: func(v *view, r rules.Reporter) {
			birth, in := v.claim.Patient.Birth, v.claim.Admission
			if birth.IsZero() || in.IsZero() {
				r.Undecided("the claim does not say both the birth date and the day of admission")
				return
			}
			if days := in.DaysSince(birth); days > 1 {
				i := v.from(0, liveborn)
				v.find(r, fmt.Sprintf("%s is reported in a stay that began %d days after birth.", v.text(i), days), "Leave it out, and put the condition first that was the reason for admission.", i)
			}
		},
	}
}
