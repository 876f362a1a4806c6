package guideline

import (
	"fmt"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/rules"
)

func pcsBilateral() rule {
	return rule{
		Rule: rules.Rule{
			ID: "guideline.pcs-bilateral", Name: "Right and left where there is a bilateral body part",
			Says:      "When the same procedure is performed on both sides and its table has a value for the bilateral body part, one code with that value is reported. Where there is none, each side is coded.",
			Fails:     []string{"|  | 0UT00ZZ 0UT10ZZ", "|  | 0UT10ZZ 0DTJ0ZZ 0UT00ZZ"},
			Passes:    []string{"|  | 0QB60ZZ 0QB70ZZ", "|  | 0UT00ZZ:2026-01-12 0UT10ZZ:2026-01-13", "|  | 0UT00ZZ 0UT20ZZ", "|  | 0UT00ZZ 0UT00ZZ", "|  | 0ZZ10ZZ 0ZZ20ZZ", "|  | ? 0UT00ZZ", "|  | 0UT00ZZ 0UTA0ZZ"},
			Citations: pcsSection("B4.3"),
			InForce:   icd10, Settings: rules.In(rules.Inpatient),
			Severity: rules.Warning,
			Needs:    "a release of ICD-10-PCS that holds on the claim's date",
		},
		needs: aPCSRelease,
		when:  operated,
		check: func(v *view, r rules.Reporter) {
			// Each is held against the first before it for each body part: what
			// comes twice is reported once.
			if !apartInPart(v.run.Procedures()) {
				return
			}
			seen := sessions{}
			for k, q := range v.run.Procedures() {
				if !q.IsValid() {
					continue
				}
				day := v.claim.Procedures[k].Date
				for _, i := range seen.otherParts(q, day) {
					p := v.run.Procedures()[i]
					if both, ok := bothSides(v.pcs, p, q); ok {
						v.procedures(r, fmt.Sprintf("%s and %s are the two sides of one procedure, which has a bilateral code.", v.procedure(i), v.procedure(k)),
							"Report "+both.String()+" in their place.", k, i)
					}
				}
				seen.add(q.Key(), day, k)
			}
		},
	}
}

// apartInPart reports whether two of a usual number of procedures differ in the
// body part alone; of more it does not look.
func apartInPart(all []pcs.Code) bool {
	if len(all) > many {
		return true
	}
	const fourth = 0xff << 32
	for k := range all {
		for i := range k {
			if x := all[i].Key() ^ all[k].Key(); x != 0 && x&^uint64(fourth) == 0 {
				return true
			}
		}
	}
	return false
}

// otherParts returns the first procedures of each body part, in order, that differ
// from q in it alone, in character 4, and may be of one session with it.
func (s sessions) otherParts(q pcs.Code, day medcode.Date) (found []int) {
	const fourth = 32 // the bit where the character begins
	for _, c := range []byte("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ") {
		if of := q.Key()&^(0xff<<fourth) | uint64(c)<<fourth; of != q.Key() {
			if i := s.first(of, day); i >= 0 {
				found = append(found, i)
			}
		}
	}
	slices.Sort(found)
	return found
}

// bothSides returns the code for both of p and q, whose body parts are a right
// and a left one, if there is one: the code of the release that differs from p
// in its body part, and whose title in "Bilateral" for "Right".
func bothSides(release *pcs.Release, p, q pcs.Code) (both pcs.Code, ok bool) {
	a, okA := release.Lookup(p)
	b, okB := release.Lookup(q)
	if !okA || !okB {
		return pcs.Code{}, false
	}
	if a.Long == "" || b.Long == "" {
		return bothSidesByTable(release, p, q)
	}
	if strings.Contains(b.Long, " Right ") {
		a, b = b, a
	}
	if !strings.Contains(a.Long, " Right ") || strings.Replace(a.Long, " Right ", " Left ", 1) != b.Long {
		return pcs.Code{}, false
	}
	want := words(strings.Replace(a.Long, " Right ", " Bilateral ", 1))
	text := []byte(p.Compact())
	for _, c := range []byte("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ") {
		text[3] = c
		code, err := pcs.Parse(string(text))
		if err != nil {
			continue
		}
		if e, ok := release.Lookup(code); ok && slices.Equal(words(e.Long), want) {
			return code, true
		}
	}
	return pcs.Code{}, false
}

// words returns the words of a title without their plurals: Ovaries, Kidneys.
func words(title string) []string {
	all := strings.Fields(title)
	for i, w := range all {
		all[i] = singular(strings.TrimSuffix(w, ","))
	}
	return all
}

// bothSidesByTable is bothSides for a release that has tables and no titles.
func bothSidesByTable(release *pcs.Release, p, q pcs.Code) (both pcs.Code, ok bool) {
	table, ok := release.Table(p.Table())
	if !ok {
		return pcs.Code{}, false
	}
	a, b := bodyPart(table, p.At(4)), bodyPart(table, q.At(4))
	if strings.HasSuffix(b, ", Right") {
		a, b = b, a
	}
	part, isRight := strings.CutSuffix(a, ", Right")
	if !isRight || b != part+", Left" {
		return pcs.Code{}, false
	}
	for i := range table.Rows {
		for _, value := range table.Rows[i].Axes[0].Values {
			if name, is := strings.CutSuffix(value.Label, ", Bilateral"); !is || singular(name) != singular(part) {
				continue
			}
			text := p.String()
			both, err := pcs.Parse(text[:3] + value.Char.String() + text[4:])
			if err == nil && release.Contains(both) {
				return both, true
			}
		}
	}
	return pcs.Code{}, false
}

func bodyPart(table *pcs.Table, char pcs.Char) string {
	for i := range table.Rows {
		for _, value := range table.Rows[i].Axes[0].Values {
			if value.Char == char {
				return value.Label
			}
		}
	}
	return ""
}

// singular takes the plural off a body part: Ovaries, Kidneys.
func singular(name string) string {
	if one, ok := strings.CutSuffix(name, "ies"); ok {
		return one + "y"
	}
	return strings.TrimSuffix(name, "s")
}
