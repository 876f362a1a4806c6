package guideline

import (
	"fmt"

	"github.com/medcode/medcode/rules"
)

func postproceduralShock(b *book) rule {
	sepsis := b.set("T81.44 O86.04")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.postprocedural-shock", Name: "Septic shock coded twice",
			Says:      "Septic shock that follows an infection of a procedure is T81.12; R65.21 is not reported for it, neither beside T81.12 nor, where the sepsis is that of a procedure (T81.44, O86.04), in its place.",
			Fails:     []string{"| T8112XA R6521", "| T81.41XA T81.44XA R65.21"},
			Passes:    []string{"| A419 R6521", "| T8112XA R6520", "| T81.44XA R65.20 N17.9", "| A41.9 R65.21 T81.44XD"},
			Citations: section("I.C.1.d.5.c"),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		when: septicShock,
		check: func(v *view, r rules.Reporter) {
			i := v.next(0, septicShock)
			if k := v.from(0, sepsis); k >= 0 && v.is(k, acute7) && v.next(0, postprocedural) < 0 {
				f := v.finding(fmt.Sprintf("%s is reported with %s, sepsis that follows a procedure.", v.text(i), v.text(k)), "Report T81.12 in place of "+v.text(i)+", unless the shock has another cause.", i, k)
				f.Severity = rules.Warning
				r.Add(f)
			} else if k := v.next(0, postprocedural); k >= 0 {
				v.find(r, fmt.Sprintf("%s is reported with %s.", v.text(i), v.text(k)), "Leave "+v.text(i)+" out.", i, k)
			}
		},
	}
}
