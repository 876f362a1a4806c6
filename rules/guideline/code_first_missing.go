package guideline

import (
	"fmt"
	"strings"

	"github.com/medcode/medcode/rules"
)

func codeFirstMissing(b *book) rule {
	score := b.set("R29.7") // has a rule of its own
	return rule{
		Rule: rules.Rule{
			ID: "guideline.code-first-missing", Name: "Underlying condition missing",
			Says:      "A code whose Code first note names the codes of the underlying condition, without leaving it open, is not reported without one of them.",
			Fails:     []string{"| I10 D631"},
			Passes:    []string{"| N186 D631", "| I10 F0280", "| I10 I509", "| D631 N186"},
			Citations: section("I.A.13", "I.B.7"),
			InForce:   icd10,
			Severity:  rules.Warning,
			Needs:     "a release of ICD-10-CM with its tabular list that holds on the claim's date; a note that gives examples, or says if applicable, it cannot judge",
		},
		needs: theTabular,
		when:  lacking | codeFirsts,
		check: func(v *view, r rules.Reporter) {
			v.codeFirst(func(i int, k uint32, before, after int) {
				n := &v.ix.notes[k]
				if n.demand != closed || before >= 0 || after >= 0 || v.in(i, score) {
					return
				}
				f := v.finding(fmt.Sprintf("%s is reported without any of the codes that the Code first note at %s names: %s.", v.text(i), n.at.Name(), n.refs()),
					"Report the underlying condition before it.", i)
				f.Citation = tabular(n.at.Name() + ", Code first")
				r.Add(f)
			})
			v.unknown(r)
		},
	}
}

// refs lists the codes that a note names, some of them where they are many.
func (n *note) refs() string {
	const most = 6
	var all []string
	for _, line := range n.lines {
		for i := range line.Refs {
			if len(all) == most {
				return strings.Join(all, ", ") + " and others"
			}
			all = append(all, line.Refs[i].String())
		}
	}
	return strings.Join(all, ", ")
}
