package guideline

import (
	"fmt"

	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/rules"
)

func excludes1() rule {
	return rule{
		Rule: rules.Rule{
			ID: "guideline.excludes1", Name: "Excludes1: two codes not coded together",
			Says:      "An Excludes1 note names what is not coded at the place where it stands: the two conditions cannot occur together, so the codes are not reported together. They may be where the two conditions are unrelated; then the record must say so.",
			Example:   "E10.9 with E11.9: type 1 diabetes excludes type 2.",
			Citations: section("I.A.12.a"),
			InForce:   icd10,
			Severity:  rules.Warning,
			Needs:     "a release of ICD-10-CM with its tabular list that holds on the claim's date",
		},
		needs: theTabular,
		check: func(v *view, r rules.Reporter) {
			v.pairs = v.pairs[:0]
			for _, h := range v.hits {
				if v.ix.notes[h.note].kind != cm.Excludes1 {
					continue
				}
				for i := range v.facts {
					if v.codes[i] != v.codes[h.index] && v.holds(h.note, i) && v.pair(i, h.index) {
						v.excluded(r, i, h.index)
					}
				}
			}
			v.unknown(r)
		},
	}
}

// excluded reports the pair of diagnoses i and k, of which i has the note, at
// the later one.
func (v *view) excluded(r rules.Reporter, i, k int) {
	conflict, ok := v.facts[i].entry.Excludes1(v.facts[k].entry)
	if !ok {
		return
	}
	f := v.finding("", "Report the one that the record supports, or both where the conditions are unrelated.", max(i, k), min(i, k))
	f.Message = fmt.Sprintf("%s and %s exclude each other: an Excludes1 note at %s names %s.", v.text(i), v.text(k), conflict.At.Name(), conflict.Ref)
	f.Citation = tabular(conflict.At.Name() + ", Excludes1")
	if conflict.Ref.Words != "" {
		f.Severity = rules.Note
		f.Message += " The note adds: " + conflict.Ref.Words + "."
	}
	r.Add(f)
}
