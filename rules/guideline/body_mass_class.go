package guideline

import "github.com/medcode/medcode/rules"

func bodyMassClass(b *book) rule {
	// The indexes that a code of weight can't go with, by the titles of Z68: the
	// classes are of 30 to 34.9, 35 to 39.9, and 40 and over, overweight is below
	// 30, morbid obesity 40, or 35 with a disease that it makes (National Heart,
	// Lung, and Blood Institute, Clinical Guidelines on Overweight and Obesity). In children they go by percentiles.
	type row struct{ weight, others set }
	rows := []row{
		{b.set("E66.01"), b.set("Z68.1-Z68.34 Z68.51-Z68.53")}, // severe: 40, or 35 with a disease of it
		{b.set("E66.09 E66.1 E66.2 E66.8 E66.9"), b.set("Z68.1-Z68.24 Z68.51-Z68.52")},
		{b.set("R63.6"), b.set("Z68.25-Z68.45 Z68.53-Z68.56")},
		{b.set("E66.3"), b.set("Z68.30-Z68.45 Z68.54-Z68.56")},
		{b.set("E66.811"), b.set("Z68.1-Z68.29 Z68.35-Z68.45 Z68.51-Z68.53 Z68.55-Z68.56")},
		{b.set("E66.812"), b.set("Z68.1-Z68.34 Z68.41-Z68.45 Z68.51-Z68.54 Z68.56")},
		{b.set("E66.813"), b.set("Z68.1-Z68.39 Z68.51-Z68.55")},
	}
	weight, index := b.set("E66 R63.6"), b.set("Z68")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.body-mass-class", Name: "Body mass index of another class",
			Says:      "Overweight and the classes of obesity are ranges of the body mass index. The provider's diagnosis and the index that goes with it should agree; where they don't, the provider is asked.",
			Fails:     []string{"professional | E66.3 Z68.41", "professional | E66.811 Z68.41", "professional | E66.813 Z68.36", "professional | E66.812 Z68.32", "professional | E66.01 Z68.24", "professional | E66.9 Z68.22", "professional | R63.6 Z68.31"},
			Passes:    []string{"professional | E66.3 Z68.27", "professional | E66.811 Z68.33", "professional | E66.812 Z68.38", "professional | E66.813 Z68.42", "professional | E66.01 Z68.36", "professional | E66.9 Z68.41", "professional 12y | E66.811 Z68.54"},
			Citations: append(section("I.B.14", "I.C.21.c.3"), tabular("E66, R63.6 and Z68, titles")),
			InForce:   icd10,
			Severity:  rules.Warning,
			Needs:     "the record, which says which of the two is right",
		},
		with: []set{weight, index},
		check: func(v *view, r rules.Reporter) {
			for _, row := range rows {
				if i, k := v.from(0, row.weight), v.from(0, row.others); i >= 0 && k >= 0 {
					v.find(r, v.text(i)+" and the body mass index "+v.text(k)+" contradict each other.", "Ask the provider, and report the diagnosis that the record supports.", i, k)
				}
			}
		},
	}
}
