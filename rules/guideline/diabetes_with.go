package guideline

import (
	"strings"

	"github.com/medcode/medcode/rules"
)

// complications are what the index lists under Diabetes, with, and not as NEC:
// the condition as it is coded without diabetes, the characters behind the
// category that say it with diabetes, and codes that give it another cause.
var complications = []struct{ condition, with, cause, name string }{
	{"G62.9 G60.9 G58.9 G90.9", ".4", "", "neuropathy"},
	{"I96", ".52", "I70 I73.0 M30", "gangrene"},
	{"L97.4 L97.5", ".621", "I70.2-I70.7 I83 I87.0 I87.2 I87.3 L89", "foot ulcer"},
	{"K31.84", ".43", "", "gastroparesis"},
	{"H26.9", ".36", "", "cataract"},
	{"H35.00", ".3", "", "retinopathy"},
	{"H35.81", ".3", "H34", "macular edema"},
	{"N28.9 N05.9", ".2", "", "nephropathy"},
	{"I73.9 I70.2", ".51 .52", "", "peripheral angiopathy"},
	{"M86", ".69 .61", "T84 B20", "osteomyelitis"},
}

func diabetesWith(b *book) rule {
	type link struct {
		condition, with, cause set
		name                   string
	}
	diabetic := b.set("E08-E13")
	var links []link
	for _, row := range complications {
		links = append(links, link{b.set(row.condition), b.set(characters("E08 E09 E10 E11 E13", row.with)), b.set(row.cause), row.name})
	}
	return rule{
		Rule: rules.Rule{
			ID: "guideline.diabetes-with", Name: "Complication of diabetes without its diabetic code",
			Says:      "The index lists conditions under Diabetes, with. They are taken to be due to diabetes, even where the record does not connect them, unless it says that they are not: diabetes is coded with the complication.",
			Fails:     []string{"professional | E11.9 G62.9", "professional | E11.9 L97.412", "| E10.65 K31.84", "| E11.9 M86.171", "professional | E11.9 I70.211"},
			Passes:    []string{"professional | E11.42", "professional | E11.621 L97.412", "professional | E11.51 L97.412 I70.244", "professional | G62.9", "professional | E11.42 G62.9", "professional | O24.112 E11.9"},
			Citations: section("I.A.15"),
			InForce:   icd10,
			Severity:  rules.Warning,
			Needs:     "the record, where it says that the two are unrelated",
		},
		with: []set{diabetic},
		check: func(v *view, r rules.Reporter) {
			k := v.from(0, diabetic)
			for _, l := range links {
				i := v.from(0, l.condition)
				if i < 0 || v.has(l.with) || v.has(l.cause) || l.name == "osteomyelitis" && v.run.Date().FiscalYear() < 2018 {
					continue
				}
				v.find(r, v.text(k)+" does not say the "+l.name+" that "+v.text(i)+" reports.", "Report the diabetes with its complication, unless the record says that they are unrelated.", i, k)
			}
		},
	}
}

// characters lists each of the categories with each of the endings.
func characters(categories, endings string) (list string) {
	for _, c := range spans(categories) {
		for _, e := range strings.Fields(endings) {
			list += c.first.String() + e + " "
		}
	}
	return list
}
