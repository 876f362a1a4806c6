package guideline

import "github.com/medcode/medcode/rules"

func externalCauseEncounter() rule {
	return rule{
		Rule: rules.Rule{
			ID: "guideline.external-cause-encounter", Name: "External cause of another encounter than the injury",
			Says:      "The 7th character of an external cause matches that of the injury it explains. Where all injuries of a claim have one kind of encounter, so has the cause.",
			Fails:     []string{"| S72001A W010XXD", "| S72001D W010XXA"},
			Passes:    []string{"| S72001A W010XXA", "| S72001A S72002D W010XXD", "| I10 W010XXA", "| S72001A Y92"},
			Citations: section("I.C.20.a.2"),
			InForce:   icd10,
			Severity:  rules.Warning,
		},
		when: external,
		check: func(v *view, r rules.Reporter) {
			const kinds = acute7 | later7 | sequela7
			var of marks
			v.each(kinds, func(i int) {
				if !v.is(i, external) {
					of |= v.of[i] & kinds
				}
			})
			if of == 0 {
				return
			}
			v.each(external, func(i int) {
				if kind := v.of[i] & kinds; kind != 0 && of&kind == 0 {
					v.find(r, v.text(i)+" has the 7th character of an encounter that no injury of the claim has.", "Give it the 7th character that matches the injury's.", i)
				}
			})
		},
	}
}
