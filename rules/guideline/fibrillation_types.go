package guideline

import "github.com/medcode/medcode/rules"

func fibrillationTypes(b *book) rule {
	types := []set{b.set("I48.0"), b.set("I48.1"), b.set("I48.2")}
	all := b.set("I48.0-I48.2")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.fibrillation-types", Name: "Two types of atrial fibrillation",
			Says:      "Atrial fibrillation is paroxysmal, persistent, or chronic and permanent: one type is of an encounter, as a rule the one that it has come to. No note of the classification excludes two, so this is a note.",
			Fails:     []string{"professional | I48.0 I48.11", "professional | I48.0 I48.21"},
			Passes:    []string{"professional | I48.11", "professional | I48.0 I48.92"},
			Citations: append([]rules.Citation{tabular("I48.0, I48.1 and I48.2, titles")}, section("I.B.2")...),
			InForce:   icd10,
			Severity:  rules.Note,
			Needs:     "the record, which says the type",
		},
		with: []set{all},
		check: func(v *view, r rules.Reporter) {
			var found []int
			for _, s := range types {
				if i := v.from(0, s); i >= 0 {
					found = append(found, i)
				}
			}
			if len(found) > 1 {
				v.find(r, v.text(found[0])+" and "+v.text(found[1])+" are two types of atrial fibrillation.", "Report the one that the record documents for this encounter.", max(found[0], found[1]), min(found[0], found[1]))
			}
		},
	}
}
