package guideline

import (
	"github.com/medcode/medcode/rules"
)

func correctedMalformation(b *book) rule {
	// The histories that name one malformation, and the others, which name those of
	// an organ system: another of them may still be there.
	type pair struct {
		past, current set
		severity      rules.Severity
	}
	var pairs []pair
	for _, row := range []struct {
		past, current string
		severity      rules.Severity
	}{
		{"Z87.710", "Q54", rules.Warning}, {"Z87.730", "Q35-Q37", rules.Warning}, {"Z87.731", "Q39.0-Q39.2", rules.Warning},
		{"Z87.760", "Q79.0-Q79.1", rules.Warning}, {"Z87.761", "Q79.3", rules.Warning}, {"Z87.762", "Q79.4", rules.Warning},
		{"Z87.718", "Q50-Q53 Q55-Q56 Q60-Q64", rules.Note}, {"Z87.720", "Q10-Q15", rules.Note}, {"Z87.721", "Q16-Q17", rules.Note},
		{"Z87.728", "Q00-Q07", rules.Note}, {"Z87.738", "Q38-Q45", rules.Note}, {"Z87.74", "Q20-Q28", rules.Note}, {"Z87.75", "Q30-Q34", rules.Note},
		{"Z87.763 Z87.768", "Q65-Q79", rules.Note},
	} {
		pairs = append(pairs, pair{b.set(row.past), b.set(row.current), row.severity})
	}
	return rule{
		Rule: rules.Rule{
			ID: "guideline.corrected-malformation", Name: "Malformation as current and as corrected",
			Says:      "A malformation that has been corrected is reported by its history (Z87.7), one that is still there by its code of chapter 17. Of the histories that name an organ system a finding is a note, since another malformation of it may remain.",
			Fails:     []string{"professional 5y | Q21.0 Z87.74", "professional 5y | Q36.9 Z87.730"},
			Passes:    []string{"professional 5y | Q21.0", "professional 5y | Z87.74", "professional 5y | Q21.0 Z87.730"},
			Citations: section("I.C.17", "I.C.21.c.4"),
			InForce:   icd10,
			Severity:  rules.Warning,
		},
		with: []set{b.set("Q00-Q99"), b.set("Z87.7")},
		check: func(v *view, r rules.Reporter) {
			for _, p := range pairs {
				if i, k := v.from(0, p.past), v.from(0, p.current); i >= 0 && k >= 0 {
					f := v.finding(v.text(i)+" says that what "+v.text(k)+" reports is corrected.", "Report the history alone where it is, and the malformation alone where it is not.", i, k)
					f.Severity = p.severity
					r.Add(f)
				}
			}
		},
	}
}
