package guideline

import (
	"fmt"

	"github.com/medcode/medcode/rules"
)

func historyBesideCurrent(b *book) rule {
	// Organs that are two, whose absence says which of them was taken.
	absent := b.set("Z90.1 Z90.2 Z90.5 Z90.72 Z90.79")
	paired := b.set("C34 C50 C56 C62 C64")
	skin := b.set("C43")
	type pair struct {
		history span
		current []span
	}
	var pairs []pair
	for _, row := range histories {
		pairs = append(pairs, pair{parseSpan(row[0]), spans(row[1])})
	}
	return rule{
		Rule: rules.Rule{
			ID: "guideline.history-beside-current", Name: "History of a cancer beside the cancer",
			Says:      "A primary malignancy that is still present or under treatment has its own code; once it is gone and its treatment is over, a code of Z85 says where it was. One tumor is not both. Another in the same organ may be, as where the organ of the other side was taken.",
			Fails:     []string{"| C50911 Z853"},
			Passes:    []string{"| C61 Z853", "| Z853", "| Z8589 C61"},
			Citations: section("I.C.2.m"),
			InForce:   icd10,
			Severity:  rules.Warning,
		},
		when: pastCancer,
		check: func(v *view, r rules.Reporter) {
			v.each(pastCancer, func(i int) {
				for _, p := range pairs {
					if !p.history.contains(v.codes[i]) {
						continue
					}
					if k := v.among(p.current); k >= 0 {
						if v.in(k, paired) && v.otherAbsent(k, absent) {
							return
						}
						severity := rules.Warning
						if v.in(k, skin) {
							severity = rules.Note // another melanoma as a rule
						}
						f := v.finding(fmt.Sprintf("%s says that the cancer is past which %s reports.", v.text(i), v.text(k)), "Report the history only of a cancer that is gone.", i, k)
						f.Severity = severity
						r.Add(f)
						return
					}
				}
			})
		},
	}
}

// otherAbsent reports whether the claim says that an organ was taken, and not
// of the side of diagnosis k.
func (v *view) otherAbsent(k int, absent set) bool {
	if v.ix == nil {
		return v.has(absent)
	}
	for i := v.from(0, absent); i >= 0; i = v.from(i+1, absent) {
		taken := noSide
		if f := v.facts[i]; f != nil {
			taken = f.side
		}
		if s := v.sideOf(k); taken == noSide || s == noSide || taken != s && taken != bilateral {
			return true
		}
	}
	return false
}

// histories are codes of the history of a primary malignancy, and of the
// malignancy itself.
var histories = [][2]string{
	{"Z85.01", "C15"}, {"Z85.028", "C16"}, {"Z85.038", "C18"}, {"Z85.048", "C19-C21"}, {"Z85.05", "C22"}, {"Z85.07", "C25"},
	{"Z85.118", "C34"}, {"Z85.21", "C32"}, {"Z85.3", "C50"}, {"Z85.41", "C53"}, {"Z85.42", "C54-C55"}, {"Z85.43", "C56"},
	{"Z85.46", "C61"}, {"Z85.47", "C62"}, {"Z85.51", "C67"}, {"Z85.528", "C64"}, {"Z85.6", "C91-C95"}, {"Z85.71", "C81"},
	{"Z85.820", "C43"}, {"Z85.841", "C71"}, {"Z85.850", "C73"},
}
