package guideline

import (
	"fmt"

	"github.com/medcode/medcode/rules"
)

// vague are codes whose titles say less than those of others that stand elsewhere:
// the specific ones are not of their subcategory alone.
var vague = [][2]string{
	{"I48.91", "I48.0-I48.2"}, {"I48.92", "I48.3-I48.4"}, {"J45.909 J45.998", "J45.2-J45.5 J45.901 J45.902"}, {"J45.901", "J45.2-J45.5 J45.902"},
	{"A41.9", "A40 A41.0-A41.8"}, {"D64.9", "D50-D63 D64.0-D64.8"}, {"E78.5", "E78.0-E78.4"}, {"K21.9", "K21.0"}, {"K57.90", "K57.10 K57.30 K57.50"}, {"K57.92", "K57.12 K57.32 K57.52"},
	{"N40.0", "N40.1"}, {"N40.2", "N40.3"}, {"R10.9", "R10.1-R10.3"}, {"M06.9", "M05 M06.0 M06.8"},
	{"K25.7 K25.9", "K25.4-K25.6"}, {"K26.7 K26.9", "K26.4-K26.6"}, {"K27.7 K27.9", "K27.4-K27.6"}, {"K28.7 K28.9", "K28.4-K28.6"},
	{"J18.9", "J13-J17 J18.0-J18.1"}, {"F32.9 F32.A", "F32.0-F32.5"}, {"F41.9", "F41.0-F41.1"}, {"F03", "F01 F02"}, {"C79.9", "C77-C78 C79.0-C79.8"},
	{"E08.8", "E08.0-E08.6"}, {"E09.8", "E09.0-E09.6"}, {"E10.8", "E10.1-E10.6"}, {"E11.8", "E11.0-E11.6"}, {"E13.8", "E13.0-E13.6"},
	{"H66.9", "H66.0-H66.4"}, {"K35.80", "K35.2-K35.3 K35.89"}, {"O30.00", "O30.01-O30.09"}, {"O30.10", "O30.11-O30.19"}, {"O30.20", "O30.21-O30.29"},
	{"T14.91", "X71-X83"},
	{"S09.90", "S02.0-S02.1 S06"}, {"T14 T07", "S00-S99"},
}

// opposite reports whether two sides are the right and the left.
func opposite(a, b side) bool { return a == right && b == left || a == left && b == right }

func unspecifiedBesideSpecific(b *book) rule {
	var pairs [][2][]span
	list := ""
	for _, row := range vague {
		pairs = append(pairs, [2][]span{spans(row[0]), spans(row[1])})
		list += row[0] + " "
	}
	unclear := b.set(list)
	return rule{
		Rule: rules.Rule{
			ID: "guideline.unspecified-beside-specific", Name: "Unspecified code beside a specific one",
			Says:      "The unspecified code of a subcategory is for a record that says no more. Beside a specific code of the same subcategory it adds nothing.",
			Fails:     []string{"| I509 I5022", "| N189 N186", "| J96.00 J96.01", "professional | I48.20 I48.91", "professional | J45.909 J45.901", "| A41.9 A41.51", "| L89.152 L89.159", "professional | M05.79 M06.9", "professional | K25.9 K25.4", "professional | E11.8 E11.42", "outpatient | T14.90XA S82.201A"},
			Passes:    []string{"| I509 I110", "| I48.91 I48.3", "| I5022", "| J189 J9601", "| N8320 N186"},
			Citations: section("I.B.2", "I.B.18"),
			InForce:   icd10,
			Severity:  rules.Warning,
			Needs:     "a release of ICD-10-CM that holds on the claim's date",
		},
		needs:  aRelease,
		when:   residual,
		either: []set{unclear},
		check: func(v *view, r rules.Reporter) {
			if v.has(unclear) {
				for _, p := range pairs {
					if i, k := v.among(p[0]), v.among(p[1]); i >= 0 && k >= 0 && !opposite(v.sideOf(i), v.sideOf(k)) {
						v.find(r, fmt.Sprintf("%s is unspecified where %s is specific.", v.text(i), v.text(k)), "Leave "+v.text(i)+" out, unless it is another condition.", i, k)
					}
				}
			}
			if v.marks&residual == 0 {
				return
			}
			for i, f := range v.facts {
				if f == nil || !v.is(i, residual) {
					continue
				}
				above := f.entry.Code().Parent()
				if len(v.facts) > many {
					if k, ok := v.long.specific(v)[above]; ok {
						v.find(r, fmt.Sprintf("%s is unspecified where %s is specific.", v.text(i), v.text(k)), "Leave "+v.text(i)+" out, unless it is another condition.", i, k)
					}
					continue
				}
				for k, g := range v.facts {
					if g != nil && above.Contains(v.codes[k]) && !v.is(k, unspecified) && g.entry.Billable() {
						v.find(r, fmt.Sprintf("%s is unspecified where %s is specific.", v.text(i), v.text(k)), "Leave "+v.text(i)+" out, unless it is another condition.", i, k)
						break
					}
				}
			}
		},
	}
}
