package guideline

import (
	"strings"

	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/rules"
)

func acuteOnChronic(b *book) rule {
	chronic := b.titled("A00-R99 !J96", func(title string) bool { return strings.HasPrefix(title, "Chronic ") })
	acute := b.titled("A00-R99 !J96", func(title string) bool { return strings.HasPrefix(title, "Acute ") })
	return rule{
		Rule: rules.Rule{
			ID: "guideline.acute-on-chronic", Name: "Acute and chronic apart where one code says both",
			Says:      "A condition that is both acute and chronic has the code that says both, where the subcategory has one, as I50.23, acute on chronic systolic heart failure, and K81.2, acute with chronic cholecystitis. The two are not reported in its place.",
			Fails:     []string{"| I11.0 I50.21 I50.22", "| K81.1 K81.0"},
			Passes:    []string{"| I11.0 I50.23", "| J01.90 J32.9", "| I11.0 I50.21 I50.32"},
			Citations: append(section("I.B.8", "I.B.9"), tabular("titles of the two codes and of the one that joins them")),
			InForce:   icd10,
			Severity:  rules.Warning,
			Needs:     "a release of ICD-10-CM that holds on the claim's date",
		},
		with:  []set{acute, chronic},
		needs: aRelease,
		check: func(v *view, r rules.Reporter) {
			for i := v.from(0, chronic); i >= 0; i = v.from(i+1, chronic) {
				f := v.facts[i]
				if f == nil {
					continue
				}
				what := strings.TrimPrefix(f.entry.Title(), "Chronic ")
				for k := range v.inCategory(v.codes[i].Category()) {
					if g := v.facts[k]; g == nil || !v.in(k, acute) || g.entry.Title() != "Acute "+what {
						continue
					}
					if both, ok := joining(f.entry, what); ok {
						v.find(r, v.text(k)+" and "+v.text(i)+" are acute and chronic of one condition, which has one code.", "Report "+both.Code().String()+" in their place.", max(i, k), min(i, k))
					}
					break
				}
			}
		},
	}
}

// joining returns the entry beside e that is acute and chronic of a condition.
func joining(e cm.Entry, what string) (cm.Entry, bool) {
	for s := range e.Siblings() {
		switch s.Title() {
		case "Acute on chronic " + what, "Acute and chronic " + what, "Acute " + what + " with chronic " + what:
			return s, true
		}
	}
	return cm.Entry{}, false
}
