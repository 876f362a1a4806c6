package guideline

import (
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/rules"
)

func manifestationAlone(b *book) rule {
	disease := b.set("A00-Q99 U07-U09 S00-T88")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.manifestation-alone", Name: "Manifestation without any disease",
			Says:      "A condition in a disease that is classified elsewhere is reported behind that disease. Where its note gives examples any disease may be it; a claim with none at all lacks it.",
			Fails:     []string{"professional | I43", "professional | R06.02 G63"},
			Passes:    []string{"professional | E85.4 I43", "professional | I43 E85.4"},
			Citations: section("I.A.13"),
			InForce:   icd10,
			Severity:  rules.Warning,
			Needs:     "a release of ICD-10-CM with its tabular list that holds on the claim's date",
		},
		when:  manifestation,
		needs: theTabular,
		check: func(v *view, r rules.Reporter) {
			for i := v.next(0, manifestation); i >= 0; i = v.next(i+1, manifestation) {
				f := v.facts[i]
				if f == nil || v.diseaseBeside(disease) {
					continue
				}
				for _, k := range f.owns {
					if n := &v.ix.notes[k]; n.kind == cm.CodeFirst && n.demand == open {
						f := v.finding(v.text(i)+" is reported, and no disease that it could be of.", "Report the underlying disease before it.", i)
						f.Citation = tabular(n.at.Name() + ", Code first")
						r.Add(f)
						break
					}
				}
			}
		},
	}
}

// diseaseBeside reports whether there is a disease that is no manifestation.
func (v *view) diseaseBeside(disease set) bool {
	for k := v.from(0, disease); k >= 0; k = v.from(k+1, disease) {
		if !v.is(k, manifestation) {
			return true
		}
	}
	return false
}
