package guideline

import (
	"fmt"

	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/rules"
)

func useAdditionalMissing() rule {
	return rule{
		Rule: rules.Rule{
			ID: "guideline.use-additional-missing", Name: "Additional code missing",
			Says:      "A code whose Use additional code note asks for one of certain codes, without leaving it open, is reported with one of them. What the record does not know, as the agent of an infection, is not asked for. A status (chapter 21) is a note, and so is the extent of a burn, which the guidelines (I.C.19.d.6) advise only for large ones and not for sequelae.",
			Fails:     []string{"| I110", "| E11621 L97"},
			Passes:    []string{"| I110 I509", "| E11621 L97411", "| E119", "| O26891", "| ?"},
			Citations: section("I.A.13", "I.B.7"),
			InForce:   icd10,
			Severity:  rules.Warning,
			Needs:     "a release of ICD-10-CM with its tabular list that holds on the claim's date; a note that says if applicable, if known, or any, it cannot judge",
		},
		needs: theTabular,
		when:  lacking | additions,
		check: func(v *view, r rules.Reporter) {
			for i, f := range v.facts {
				if f == nil {
					continue
				}
				for _, k := range f.owns {
					n := &v.ix.notes[k]
					if n.kind != cm.UseAdditional || n.extent && v.is(i, sequela7) {
						continue
					}
					if before, after := v.named(i, k); before < 0 && after < 0 {
						f := v.finding(fmt.Sprintf("%s is reported without any of the codes that the Use additional code note at %s asks for: %s.", v.text(i), n.at.Name(), n.refs()),
							"Report the additional code, after "+v.text(i)+".", i)
						f.Citation = tabular(n.at.Name() + ", Use additional code")
						if n.status || n.extent {
							f.Severity = rules.Note
						}
						r.Add(f)
					}
				}
			}
			v.unknown(r)
		},
	}
}
