package guideline

import (
	"fmt"

	"github.com/medcode/medcode/rules"
)

func combinationCode() rule {
	type pair struct {
		a, b, done []span
		instead    string
		cite       rules.Citation
	}
	var pairs []pair
	for _, row := range combinations {
		pairs = append(pairs, pair{spans(row.a), spans(row.b), spans(row.done), row.instead, section(row.section)[0]})
	}
	return rule{
		Rule: rules.Rule{
			ID: "guideline.combination-code", Name: "Two codes where one says both",
			Says:      "Where the classification has one code for two conditions, or for a condition with its complication, that code is reported and not the two that it joins. Hypertension with heart failure or chronic kidney disease, diabetes with chronic kidney disease, and coronary disease with angina are taken to be connected unless the record says that they are not.",
			Fails:     []string{"| I10 I509", "| I10 N186", "| I110 N189", "| E119 N189", "| E119 E1165", "| J449 J189", "| J441 J189"},
			Passes:    []string{"| J441 J440 J189", "| I10 I2510", "| I110 I509", "| E1165 N186"},
			Citations: section("I.B.9", "I.C.9.a", "I.A.15"),
			InForce:   icd10,
			Severity:  rules.Warning,
			Needs:     "the record, where it says that two conditions are unrelated",
		},
		when: combining,
		check: func(v *view, r rules.Reporter) {
			for _, p := range pairs {
				looked, with := false, [2]int{-1, -1} // the first two diagnoses of p.b
				v.each(combining, func(i int) {
					if !within(v.codes[i], p.a) {
						return
					}
					if !looked {
						looked, with = true, v.firstTwo(p.b)
						if v.among(p.done) >= 0 {
							with = [2]int{-1, -1}
						}
					}
					k := with[0]
					if k == i {
						k = with[1]
					}
					if k < 0 {
						return
					}
					f := v.finding(fmt.Sprintf("%s with %s is reported by a combination code.", v.text(i), v.text(k)), "Report "+p.instead+" unless the record says that they are unrelated.", i, k)
					f.Citation = p.cite
					r.Add(f)
				})
			}
		},
	}
}

// combinations are codes that are not reported beside others, and what is
// reported in their place, but not
// where a code of done is there too.
var combinations = []struct{ a, b, done, instead, section string }{
	{"I10", "I50 I51.4-I51.7 I51.89 I51.9", "", "I11 in place of hypertension", "I.C.9.a.1"},
	{"I10", "I11-I13", "", "the code with the disease of heart or kidney alone, which says the hypertension", "I.C.9.a"},
	{"E78.0 E78.1", "E78.2", "", "E78.2 alone, which is of both lipids", "I.B.9"},
	{"I50.2", "I50.3", "", "I50.4 in place of both", "I.B.9"},
	{"O10", "O13-O14", "", "O11 in place of O13 or O14", "I.B.9"},
	{"N13.3", "N20", "", "N13.2 in place of both", "I.B.9"},
	{"K56.6", "K40-K46", "", "the hernia with obstruction alone", "I.B.9"},
	{"I10", "N18", "", "I12 in place of hypertension", "I.C.9.a.2"},
	{"I11", "N18 I12", "", "I13", "I.C.9.a.3"},
	{"I11.9", "I50", "", "I11.0 in place of it", "I.C.9.a.1"},
	{"I12", "I50", "", "I13", "I.C.9.a.3"},
	{"I13.1", "I50", "", "I13.0 or I13.2 in place of it", "I.C.9.a.3"},
	{"J10.1 J10.2 J10.8", "J12-J18", "J10.0", "J10.0 beside the pneumonia", "I.B.9"},
	{"J11.1 J11.2 J11.8", "J12-J18", "J11.0", "J11.0 beside the pneumonia", "I.B.9"},
	{"J09.X2 J09.X3 J09.X9", "J12-J18", "J09.X1", "J09.X1 beside the pneumonia", "I.B.9"},
	{"J81.0", "I50", "", "the heart failure alone, which includes its pulmonary edema (J81, Excludes1)", "I.B.9"},
	{"I25.10", "I20", "", "I25.11 in place of both", "I.C.9.b"},
	{"J44.9 J44.1", "J12-J18 J20-J22", "J44.0", "J44.0 beside the infection", "I.B.9"},
	{"J44.9", "J44.0-J44.1", "", "the specific code alone", "I.B.9"},
	{"E08.9", "E08.0-E08.8", "", "the code with the complication alone", "I.C.4.a"},
	{"E08.9", "N18", "", "E08.22 in place of it, before the stage,", "I.A.15"},
	{"E09.9", "E09.0-E09.8", "", "the code with the complication alone", "I.C.4.a"},
	{"E09.9", "N18", "", "E09.22 in place of it, before the stage,", "I.A.15"},
	{"E10.9", "E10.1-E10.8", "", "the code with the complication alone", "I.C.4.a"},
	{"E10.9", "N18", "", "E10.22 in place of it, before the stage,", "I.A.15"},
	{"E11.9", "E11.0-E11.8", "", "the code with the complication alone", "I.C.4.a"},
	{"E11.9", "N18", "", "E11.22 in place of it, before the stage,", "I.A.15"},
	{"E13.9", "E13.0-E13.8", "", "the code with the complication alone", "I.C.4.a"},
	{"E13.9", "N18", "", "E13.22 in place of it, before the stage,", "I.A.15"},
}
