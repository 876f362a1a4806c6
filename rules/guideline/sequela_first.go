package guideline

import "github.com/medcode/medcode/rules"

func sequelaFirst() rule {
	return rule{
		Rule: rules.Rule{
			ID: "guideline.sequela-first", Name: "Sequela listed first",
			Says:      "A sequela takes two codes: what remains, then the code that says what it remains of. The second is not the first diagnosis, except where the classification has joined the two in one code, as in I69.",
			Fails:     []string{"| S72001S", "| B948"},
			Passes:    []string{"| S72001A", "| M1711 S72001S", "| W010XXS", "| I509 B948"},
			Citations: section("I.B.10", "I.C.19.a"),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		when: sequela | sequela7,
		check: func(v *view, r rules.Reporter) {
			if v.is(0, sequela|sequela7) && !v.is(0, external) {
				v.find(r, v.text(0)+" says of what something is a sequela and is the "+v.firstWord()+".", "Put the condition first that remains.", 0)
			}
		},
	}
}
