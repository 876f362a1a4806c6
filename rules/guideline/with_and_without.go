package guideline

import (
	"strings"

	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/rules"
)

// opposites are words of titles by which two codes of one category deny each
// other: what the first says is there, the second says is not.
var opposites = [][2]string{
	{" with ", " without "}, {", intractable", ", not intractable"}, {"positive", "negative"}, {"uncomplicated", "in remission"},
}

func withAndWithout(b *book) rule {
	denying := b.titled("A00-R99 S06 U00-U85 Z00-Z99", func(title string) bool {
		for _, o := range opposites {
			if strings.Contains(title, o[1]) {
				return !strings.HasPrefix(title, "Unilateral")
			}
		}
		return false
	})
	return rule{
		Rule: rules.Rule{
			ID: "guideline.with-and-without", Name: "A condition with and without the same",
			Says:      "Two codes of a category of which one says that something is there and the other that it is not, as with and without coma, intractable and not intractable, with and without abnormal findings, contradict each other.",
			Fails:     []string{"professional | Z00.00 Z00.01 I10", "| E10.10:Y E10.11:Y", "professional | I25.10 I25.110", "professional | G43.909 G43.919", "professional F | Z32.01 Z32.02", "professional | F10.20 F10.21", "professional | D57.00 D57.1", "professional | K42.0 K42.9", "professional | G43.011 G43.019", "professional | K25.3 K25.2"},
			Passes:    []string{"professional | E11.3211 E11.3292", "professional | Z00.00", "professional | G43.909 G40.919", "professional | K57.30 K57.20", "| E10.10 E10.649", "professional | D57.00 D57.20"},
			Citations: append(section("I.A.15", "I.B.2"), tabular("titles of the two codes")),
			InForce:   icd10,
			Severity:  rules.Warning,
			Needs:     "a release of ICD-10-CM that holds on the claim's date",
		},
		with:  []set{denying},
		needs: aRelease,
		check: func(v *view, r rules.Reporter) {
			for i := v.from(0, denying); i >= 0; i = v.from(i+1, denying) {
				f := v.facts[i]
				if f == nil {
					continue
				}
				for k := range v.inCategory(v.codes[i].Category()) {
					if g := v.facts[k]; g != nil && k != i && deniesAny(f.entry, g.entry) {
						v.find(r, v.text(i)+" says that there is not what "+v.text(k)+" says that there is.", "Report the one that the record supports.", max(i, k), min(i, k))
						break
					}
				}
			}
		},
	}
}

// deniesAny reports whether a code denies another by its title, or by a name that
// its inclusion terms give it: D57.1 is "Hb-SS disease without crisis".
func deniesAny(e, other cm.Entry) bool {
	if denies(e.Title(), other.Title()) {
		return true
	}
	for n := range e.Notes() {
		if n.Kind == cm.InclusionTerm && denies(n.Text, other.Title()) {
			return true
		}
	}
	return false
}

// denies reports whether a title says of the same condition that there is not
// what another says: "with ketoacidosis without coma", "with ketoacidosis with
// coma". What is denied may be said more closely, as "unstable angina pectoris".
func denies(title, other string) bool {
	for _, o := range opposites {
		for at := 0; ; { // each place where it says so
			n := strings.Index(title[at:], o[1])
			if n < 0 {
				break
			}
			head, tail := title[:at+n], title[at+n+len(o[1]):]
			if rest, same := strings.CutPrefix(other, head+o[0]); same && says(rest, tail) {
				return true
			}
			at += n + len(o[1])
		}
	}
	return false
}

// says reports whether a title goes on, after its "with", with what another says
// after "without": the same, the same more closely, or one of "hemorrhage or
// perforation".
func says(rest, tail string) bool {
	if strings.HasSuffix(rest, tail) || tail != "" && strings.HasPrefix(rest, strings.TrimSuffix(tail, ", initial encounter")) {
		return true
	}
	one, other, either := strings.Cut(tail, " or ")
	return either && (strings.HasPrefix(rest, one) || strings.HasPrefix(rest, other) || strings.HasPrefix(rest, "both "+one))
}
