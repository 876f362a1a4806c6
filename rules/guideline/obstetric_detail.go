package guideline

import (
	"github.com/medcode/medcode/rules"
)

// details are codes of chapter 15 that leave the condition to a code of another
// chapter, by what the tabular list says they hold ("Conditions in D50-D64"), and
// where a note asks for it. A row without a section is by the note.
var details = []struct{ obstetric, condition, at, section string }{
	{"O24.0", "E10", "O24.0", "I.C.15.g"}, {"O24.1", "E11", "O24.1", "I.C.15.g"}, {"O24.3", "E08-E13", "O24.3", "I.C.15.g"}, {"O24.8", "E08 E09 E13", "O24.8", "I.C.15.g"},
	{"O98.0", "A15-A19", "O98", ""}, {"O98.1", "A50-A53", "O98", ""}, {"O98.2", "A54", "O98", ""}, {"O98.3", "A55-A64", "O98", ""}, {"O98.4", "B15-B19 B00-B99", "O98", ""},
	{"O98.5", "A80-B34 U07.1 U07.2 B97 R87.8 J09-J12", "O98", ""}, {"O98.6", "B50-B64", "O98", ""}, {"O98.7", "B20 Z21 B97.35", "O98", "I.C.15.f"},
	{"O99.0", "D50-D64", "O99", ""}, {"O99.1", "D65-D89", "O99", ""}, {"O99.28", "E00-E90", "O99", ""}, {"O99.34", "F01-F99", "O99", ""}, {"O99.35", "G00-G99", "O99", ""},
	{"O99.4", "I00-I99", "O99", ""}, {"O99.5", "J00-J99 U07.1 U09.9", "O99", ""}, {"O99.6", "K00-K95", "O99", ""}, {"O99.7", "L00-L99", "O99", ""},
	{"O9A.1", "C00-D49", "O9A.1", ""}, {"O9A.2", "S00-T88", "O9A.2", ""},
}

func obstetricDetail(b *book) rule {
	type detail struct {
		obstetric, condition []span
		at, section          string
	}
	var all []detail
	list := ""
	for _, row := range details {
		all = append(all, detail{spans(row.obstetric), spans(row.condition), row.at, row.section})
		list += row.obstetric + " "
	}
	any := b.set(list)
	return rule{
		Rule: rules.Rule{
			ID: "guideline.obstetric-detail", Name: "Obstetric code without the condition",
			Says:      "A code of chapter 15 for a disease of another chapter is followed by the code of the disease: of diabetes (O24), of an infection (O98), or of another disease (O99, O9A).",
			Fails:     []string{"professional F | O99.013 Z3A.30", "professional F | O24.112 Z3A.22", "F | O99.513 Z3A.33"},
			Passes:    []string{"professional F | O99.013 D50.9 Z3A.30", "professional F | O24.112 E11.65 Z3A.22", "professional F | O24.410 Z3A.22", "professional F | O99.820 Z3A.36"},
			Citations: append(section("I.B.7", "I.C.15.f", "I.C.15.g"), tabular("O98, O99 and O9A, Use additional code")),
			InForce:   icd10,
			Severity:  rules.Warning,
		},
		with: []set{any},
		check: func(v *view, r rules.Reporter) {
			for _, d := range all {
				i := v.among(d.obstetric)
				if i < 0 || v.among(d.condition) >= 0 {
					continue
				}
				f := v.finding(v.text(i)+" is reported without the code of the disease.", "Report the disease after it.", i)
				f.Citation = tabular(d.at + ", Use additional code")
				if d.section != "" {
					f.Citation = section(d.section)[0]
				}
				r.Add(f)
			}
		},
	}
}
