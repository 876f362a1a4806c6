package guideline

import (
	"github.com/medcode/medcode/rules"
)

func placeOfOccurrence(b *book) rule {
	place := b.set("Y92")
	activity := b.set("Y93")
	status := b.set("Y99")
	any := b.set("Y92 Y93 Y99")
	vague := b.set("Y92.9 Y93.9 Y99.9")
	cause := b.set("V00-Y91 Y95-Y98")
	injury := b.set("S00-T98 M70 M80 M84 O9A.2-O9A.5 P10-P15 F02-F99 R40-R99 U07.0")
	hospital := b.set("Y92.23")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.place-of-occurrence", Name: "Place, activity or status of an injury where none is reported",
			Says:      "Place of occurrence (Y92), activity (Y93) and status (Y99) are each reported once, at the first encounter for an injury; Y92.9, Y93.9 and Y99.9 are not, and Y99 not without another external cause. An injury in the hospital may have a second place.",
			Fails:     []string{"outpatient | S52.501A W18.30XA Y92.411 Y92.010", "outpatient | S52.501D W18.30XD Y92.411", "outpatient | S93.401A Y99.8", "outpatient | S93.401A X50.1XXA Y93.01 Y93.02", "outpatient | S52.501A W18.30XA Y92.9", "outpatient | J18.9 Y92.410"},
			Passes:    []string{"outpatient | S52.501A W18.30XA Y92.411 Y93.01 Y99.8", "| S52.501A:Y W18.30XA:Y Y92.411 S00.83XA:N W06.XXXA:N Y92.230", "outpatient | M70.11 Y93.01"},
			Citations: section("I.C.20.b", "I.C.20.c", "I.C.20.k"),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		with: []set{any},
		check: func(v *view, r rules.Reporter) {
			for k, s := range []set{place, activity, status} {
				cite := section([]string{"I.C.20.b", "I.C.20.c", "I.C.20.k"}[k])[0]
				say := func(severity rules.Severity, message, suggestion string, i int, others ...int) {
					f := v.finding(message, suggestion, i, others...)
					f.Citation, f.Severity = cite, severity
					r.Add(f)
				}
				i := v.from(0, s)
				if i < 0 {
					continue
				}
				if next := v.from(i+1, s); next >= 0 && !v.has(hospital) {
					say(rules.Error, v.text(i)+" and "+v.text(next)+" are two codes of one category.", "Report the one of the injury.", next, i)
				}
				if vague := v.from(0, vague); vague >= 0 && v.in(vague, s) {
					say(rules.Warning, v.text(vague)+" says that nothing is known.", "Leave it out.", vague)
				}
				switch {
				case v.marks&(later7|sequela7) != 0 && v.marks&acute7 == 0:
					say(rules.Error, v.text(i)+" is reported at a later encounter.", "Leave it out; it belongs to the first encounter.", i)
				case s == place && !v.has(cause) && !v.has(injury):
					say(rules.Warning, v.text(i)+" is reported without an external cause.", "Leave it out, or report the cause.", i)
				case s == status && !v.has(cause):
					say(rules.Error, v.text(i)+" is reported without another external cause.", "Leave it out.", i)
				}
			}
		},
	}
}
