package guideline

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/rules"
)

func excludes1() rule {
	return rule{
		Rule: rules.Rule{
			ID: "guideline.excludes1", Name: "Excludes1: two codes not coded together",
			Says:      "An Excludes1 note names what is not coded at the place where it stands: the two conditions cannot occur together, so the codes are not reported together. They may be where the two conditions are unrelated; then the record must say so. Conditions of the right and the left side are a note.",
			Fails:     []string{"| E109 E119", "| E11.9 I10 E10.9", "| E1165 O24414", "| B20 Z21"},
			Passes:    []string{"| E119 E1165", "| E109 E109"},
			Citations: section("I.A.12.a"),
			InForce:   icd10,
			Severity:  rules.Warning,
			Needs:     "a release of ICD-10-CM with its tabular list that holds on the claim's date",
		},
		needs: theTabular,
		when:  lacking | paired,
		check: func(v *view, r rules.Reporter) {
			for _, p := range v.exclusions() {
				v.excluded(r, int(p.later), int(p.earlier))
			}
			v.unknown(r)
		},
	}
}

// manyPairs is how many diagnoses a claim has of which each is told with the first
// that it excludes, and not with every one: the pairs would be as many as the
// square.
const manyPairs = 64

// exclusions returns the pairs of diagnoses of which a note of one names the other.
func (v *view) exclusions() []pair {
	v.pairs = v.pairs[:0]
	if len(v.codes) > manyPairs {
		v.firstExclusions()
		return v.pairs
	}
	for _, h := range v.hits {
		for o := v.marked[h.note].owner; o >= 0; o = v.owners[o].before {
			if i := v.owners[o].index; i != h.index {
				v.pairs = append(v.pairs, pair{min(i, h.index), max(i, h.index)})
			}
		}
	}
	slices.SortFunc(v.pairs, func(p, q pair) int {
		return cmp.Or(cmp.Compare(p.later, q.later), cmp.Compare(p.earlier, q.earlier))
	})
	v.pairs = slices.Compact(v.pairs)
	return v.pairs
}

// firstExclusions leaves in v.pairs for each diagnosis the first one before it
// that it excludes or that excludes it.
func (v *view) firstExclusions() {
	for i, f := range v.facts {
		if f == nil {
			continue
		}
		first := int32(i)
		for _, k := range f.owns {
			if m := &v.marked[k]; m.first >= 0 && v.ix.notes[k].kind == cm.Excludes1 {
				first = min(first, m.first)
			}
		}
		for _, k := range v.ix.named[f.named[0]:f.named[1]] {
			if m := &v.marked[k]; m.round == v.round && v.ix.notes[k].kind == cm.Excludes1 {
				first = min(first, m.least)
			}
		}
		if first < int32(i) {
			v.pairs = append(v.pairs, pair{first, int32(i)})
		}
	}
}

// excluded reports a pair of diagnoses at the later one.
func (v *view) excluded(r rules.Reporter, later, earlier int) {
	conflict, _ := v.facts[earlier].entry.Excludes1(v.facts[later].entry)
	f := v.finding("", "Report the one that the record supports, or both where the conditions are unrelated.", later, earlier)
	f.Message = fmt.Sprintf("%s and %s exclude each other: an Excludes1 note at %s names %s.", v.text(earlier), v.text(later), conflict.At.Name(), conflict.Ref)
	f.Citation = tabular(conflict.At.Name() + ", Excludes1")
	if a, b := v.sideOf(earlier), v.sideOf(later); a == right && b == left || a == left && b == right {
		f.Severity = rules.Note // of the two sides of the body: unrelated as a rule
	}
	if conflict.Ref.Words != "" {
		f.Severity = rules.Note
		f.Message += " The note adds: " + conflict.Ref.Words + "."
	}
	r.Add(f)
}
