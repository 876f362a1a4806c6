package guideline

import (
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/rules"
)

func codeFirstPrincipal() rule {
	return rule{
		Rule: rules.Rule{
			ID: "guideline.code-first-principal", Name: "Code with a Code first note listed first",
			Says:      "A code whose Code first note leaves no choice follows the underlying condition and is never the first diagnosis.",
			Fails:     []string{"| D631 I10", "| B948 I10"},
			Passes:    []string{"| N186 D631", "| F0280", "| R6520 A419", "| I509", "| A419", "| ?", "|"},
			Citations: section("I.A.13", "I.B.7"),
			InForce:   icd10,
			Severity:  rules.Error,
			Needs:     "a release of ICD-10-CM with its tabular list that holds on the claim's date; a note that says if applicable it cannot judge",
		},
		needs: theTabular,
		when:  codeFirsts,
		check: func(v *view, r rules.Reporter) {
			if len(v.facts) == 0 || v.facts[0] == nil || v.is(0, manifestation|severeSepsis) {
				return
			}
			for _, k := range v.facts[0].owns {
				if n := &v.ix.notes[k]; n.kind == cm.CodeFirst && n.demand != optional && v.about(n, 0) {
					f := v.finding(v.text(0)+" is the "+v.firstWord()+" and has a Code first note at "+n.at.Name()+".", "Put the underlying condition first.", 0)
					f.Citation = tabular(n.at.Name() + ", Code first")
					if n.demand == open {
						f.Severity = rules.Warning
					}
					r.Add(f)
					return
				}
			}
		},
	}
}
