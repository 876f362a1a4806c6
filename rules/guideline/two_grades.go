package guideline

import (
	"strings"

	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/rules"
)

// grades are words of titles that say how severe a condition is, each with those
// of its scale. The longer ones are first.
var grades = strings.NewReplacer(
	"mild to moderate", "#", "mild intermittent", "#", "mild persistent", "#", "moderate persistent", "#", "severe persistent", "#",
	"mild", "#", "moderate", "#", "severe", "#", "profound", "#",
	"first degree", "#", "second degree", "#", "third degree", "#", "fourth degree", "#",
	"stage 1", "#", "stage 2", "#", "stage 3", "#", "stage 4", "#",
	"class 1", "#", "class 2", "#", "class 3", "#",
	"not having achieved remission", "#", "unspecified severity", "#", "in remission, unspecified", "#", "in partial remission", "#", "in full remission", "#", "in remission", "#", "in relapse", "#",
	" without psychotic features", "", " with psychotic features", "",
	"uncomplicated", "@", "with (acute) exacerbation", "@", "with status asthmaticus", "@",
)

// scales are words that titles with a grade have.
var scales = []string{"mild", "moderate", "severe", "profound", "degree", "stage", "class", "severity", "remission", "relapse"}

// graded returns a title without the words of its grade, and whether it had any.
func graded(title string) (string, bool) {
	title = strings.ToLower(title)
	if !hasAny(title, scales) {
		return "", false
	}
	rest := grades.Replace(title)
	if !strings.Contains(rest, "#") {
		return "", false
	}
	if strings.Contains(rest, "asthma") {
		rest, _, _ = strings.Cut(rest, "@")
	}
	return strings.TrimPrefix(strings.ReplaceAll(rest, ",", ""), "unspecified "), true
}

func twoGrades(b *book) rule {
	// Not of burns and other injuries, of hemorrhoids and hemorrhages of both
	// sides, which may be of several degrees, nor of kidney disease and substance
	// use, which have rules of their own. Stays may have a pressure ulcer that got
	// worse, which the indicators tell.
	staged := b.titled("A00-R99", func(title string) bool { _, ok := graded(title); return ok })
	ulcer := b.set("L89")
	eye, sound := b.set("H40"), b.set("K64 P52 F10-F19 N18")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.two-grades", Name: "Two grades of one condition",
			Says:      "A condition is reported with one severity, stage, class or degree: the highest that the record documents at the encounter. Codes whose titles differ in that alone contradict each other.",
			Fails:     []string{"professional | H40.1131 H40.1133", "professional | J45.20 J45.40", "professional | F32.1 F32.2", "professional | F33.1 F33.2", "professional | C91.00 C91.01", "professional | F33.1 F33.42", "professional | G30.9 F02.80 F02.B0", "F | O70.0:Y O70.1:Y Z37.0 Z3A.39 | 10E0XZZ", "professional pos:31 | L89.153 L89.154"},
			Passes:    []string{"professional | H40.1111 H40.1122", "professional | J45.40", "professional | F32.1 F41.9", "professional pos:31 | L89.153 L89.624", "| L89.152:Y L89.153:N", "professional | N18.31"},
			Citations: append(section("I.B.2", "I.C.7.a", "I.C.12.a"), tabular("titles of the two codes")),
			InForce:   icd10,
			Severity:  rules.Warning,
			Needs:     "a release of ICD-10-CM that holds on the claim's date; the record, where there are two lesions",
		},
		with:  []set{staged},
		needs: aRelease,
		check: func(v *view, r rules.Reporter) {
			type condition struct {
				letter byte
				title  string
			}
			clashes(v, staged, func(i int) (of condition, code cm.Code, ok bool) {
				if v.facts[i] == nil || v.in(i, sound) || v.in(i, ulcer) && v.claim.Setting == rules.Inpatient {
					return of, code, false
				}
				title, _ := graded(v.facts[i].entry.Title())
				return condition{first(v.codes[i]), title}, v.codes[i], true
			}, func(i, k int) {
				found := v.finding(v.text(i)+" and "+v.text(k)+" are two grades of one condition.", "Report the one that the record documents for this encounter.", k, i)
				switch {
				case v.in(i, eye):
					found.Citation = section("I.C.7.a")[0]
				case v.in(i, ulcer):
					found.Citation = section("I.C.12.a")[0]
				}
				r.Add(found)
			})
		},
	}
}
