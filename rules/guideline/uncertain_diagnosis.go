package guideline

import (
	"fmt"

	"github.com/medcode/medcode/rules"
)

func uncertainDiagnosis() rule {
	type pair struct {
		observed  span
		suspected []span
	}
	var pairs []pair
	for _, row := range observations {
		pairs = append(pairs, pair{parseSpan(row[0]), spans(row[1])})
	}
	return rule{
		Rule: rules.Rule{
			ID: "guideline.uncertain-diagnosis", Name: "Diagnosis beside the encounter that ruled it out",
			Says:      "An outpatient encounter does not report a diagnosis that is documented as probable, suspected or to be ruled out as if it were there; it reports the symptoms. A claim does not carry those words; the rule finds a condition that stands beside the code for having ruled it out.",
			Fails:     []string{"outpatient | Z03810 A221", "professional | A221 Z03810"},
			Passes:    []string{"outpatient | Z03810 J189", "outpatient | Z0389 A221"},
			Citations: section("I.C.21.c.6", "IV.H"),
			InForce:   icd10, Settings: rules.In(rules.Outpatient, rules.Professional),
			Severity: rules.Warning,
			Needs:    "the words of the record, which no claim has; without a code of Z03 it is undecided",
		},
		check: func(v *view, r rules.Reporter) {
			if v.marks&ruledOut == 0 {
				r.Undecided("a claim does not carry the words that make a diagnosis uncertain")
				return
			}
			v.each(ruledOut, func(i int) {
				for _, p := range pairs {
					if !p.observed.contains(v.codes[i]) {
						continue
					}
					for k, code := range v.codes {
						if within(code, p.suspected) {
							v.find(r, fmt.Sprintf("%s says that %s was ruled out.", v.text(i), v.text(k)), "Report the condition only if it was confirmed, and then without "+v.text(i)+".", k, i)
						}
					}
				}
			})
		},
	}
}

// observations are codes for having ruled a condition out, and of the condition.
var observations = [][2]string{
	{"Z03.6", "T36-T65"}, {"Z03.71", "O40-O41"}, {"Z03.72", "O43-O44"}, {"Z03.73", "O35"}, {"Z03.74", "O36"}, {"Z03.75", "O26.87"}, {"Z03.810", "A22"}, {"Z03.821", "T18.1"}, {"Z03.822", "T17"},
}
