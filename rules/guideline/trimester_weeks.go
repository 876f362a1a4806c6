package guideline

import (
	"fmt"
	"strconv"

	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/rules"
)

func trimesterWeeks() rule {
	return rule{
		Rule: rules.Rule{
			ID: "guideline.trimester-weeks", Name: "Trimester against weeks of gestation",
			Says:      "The trimester of an obstetric code agrees with the weeks of gestation of Z3A: the first is less than 14 weeks, the second 14 to less than 28, the third from 28 until delivery. In a stay the weeks are those at admission, and a complication may develop in a later trimester.",
			Fails:     []string{"| O26891 Z3A30", "| O26893 Z3A10"},
			Passes:    []string{"| O26891 Z3A10", "| O26893 Z3A30", "90d | O26892 Z3A13", "| O26891 Z3A10 Z3A13"},
			Citations: section("I.C.15.a.3", "I.C.15.a.4", "I.C.21.c.11"),
			InForce:   icd10,
			Severity:  rules.Error,
			Needs:     "the weeks of gestation (Z3A); a release of ICD-10-CM that holds on the claim's date",
		},
		when:  trimester1 | trimester2 | trimester3,
		needs: aRelease,
		check: func(v *view, r rules.Reporter) {
			if v.marks&weeks == 0 {
				r.Undecided("the claim does not say the weeks of gestation")
				return
			}
			lo, hi := 99, -1
			v.each(weeks, func(i int) {
				if n, ok := weeksOf(v.codes[i]); ok {
					lo, hi = min(lo, n), max(hi, n)
				}
			})
			if hi < 0 {
				r.Undecided("the weeks of gestation are not specified")
				return
			}
			if days, ok := v.claim.LengthOfStay(); ok && days > 0 && v.claim.Setting == rules.Inpatient {
				hi += min(days/7+1, 45)
			}
			z := v.next(0, weeks)
			for t, m := range []marks{trimester1, trimester2, trimester3} {
				if t >= trimesterOf(lo) && t <= trimesterOf(hi) {
					continue
				}
				v.each(m, func(i int) {
					v.find(r, fmt.Sprintf("%s says the %s trimester, %s says otherwise.", v.text(i), [...]string{"first", "second", "third"}[t], v.text(z)), "Report the trimester of the weeks.", i, z)
				})
			}
		},
	}
}

// weeksOf returns the completed weeks of a code of Z3A: Z3A.08 to Z3A.42 by
// number, Z3A.01 less than 8, Z3A.49 more than 42; not Z3A.00, unspecified.
func weeksOf(c cm.Code) (n int, ok bool) {
	text := c.Compact()
	n, err := strconv.Atoi(text[3:])
	return n, err == nil && n > 0
}

// trimesterOf returns 0, 1 or 2 for completed weeks (tabular list, chapter 15).
func trimesterOf(weeks int) int {
	switch {
	case weeks < 14:
		return 0
	case weeks < 28:
		return 1
	}
	return 2
}
