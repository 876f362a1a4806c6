package guideline

import (
	"fmt"

	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/rules"
)

func codeFirstOrder() rule {
	return rule{
		Rule: rules.Rule{
			ID: "guideline.code-first-order", Name: "Underlying condition after its manifestation",
			Says:      "Where a Code first note of one code names another, the other is the underlying condition and comes first.",
			Fails:     []string{"| F0280 G309", "| D631 N186", "| I509 I110", "| R6520 A419"},
			Passes:    []string{"| G309 F0280", "| N186 D631", "| N186 D631 N189", "| I509 I10"},
			Citations: section("I.A.13", "I.B.7"),
			InForce:   icd10,
			Severity:  rules.Error,
			Needs:     "a release of ICD-10-CM with its tabular list that holds on the claim's date",
		},
		needs: theTabular,
		when:  lacking | codeFirsts,
		check: func(v *view, r rules.Reporter) {
			v.codeFirst(func(i int, k uint32, before, after int) {
				if before >= 0 || after < 0 {
					return
				}
				n := &v.ix.notes[k]
				f := v.finding(fmt.Sprintf("%s comes after %s, whose Code first note at %s names it.", v.text(after), v.text(i), n.at.Name()),
					fmt.Sprintf("Put %s before %s.", v.text(after), v.text(i)), i, after)
				f.Citation = tabular(n.at.Name() + ", Code first")
				if n.demand == optional {
					f.Severity = rules.Warning
				}
				r.Add(f)
			})
			v.unknown(r)
		},
	}
}

// codeFirst calls fn for each diagnosis and each Code first note that holds for
// it, with the first other diagnosis before it, or else after it, that the note
// names, or -1.
func (v *view) codeFirst(fn func(i int, k uint32, before, after int)) {
	for i, f := range v.facts {
		if f == nil {
			continue
		}
		for _, k := range f.owns {
			if n := &v.ix.notes[k]; n.kind == cm.CodeFirst && v.about(n, i) {
				before, after := v.named(i, k)
				fn(i, k, before, after)
			}
		}
	}
}

// about reports whether a note that holds for diagnosis i is about it.
func (v *view) about(n *note, i int) bool { return n.only == 0 || v.is(i, n.only) }

// named returns the first other diagnosis before i and, where there is none,
// after i that a note which holds for diagnosis i names, or -1.
func (v *view) named(i int, k uint32) (before, after int) {
	m := &v.marked[k]
	first, second := int(m.first), int(m.second)
	switch {
	case first == i:
		return -1, second
	case first < i:
		return first, -1
	}
	return -1, first
}
