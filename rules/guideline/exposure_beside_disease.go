package guideline

import (
	"github.com/medcode/medcode/rules"
)

// statuses are codes that hold of someone who has not, or no longer, the
// infection: contact with it, a search for it, its history; and the infection.
var statuses = []struct{ status, disease, section string }{
	{"Z20.822 Z11.52 Z86.16", "U07.1", "I.C.1.g.1"},
	{"Z20.1 Z11.1 Z86.11", "A15-A19", "I.C.21.c.1"},
	{"Z20.5", "B15-B19", "I.C.21.c.1"},
	{"Z20.6 Z11.4", "B20 Z21", "I.C.21.c.1"},
	{"Z20.4", "B06", "I.C.21.c.1"}, {"Z20.7", "B85-B89", "I.C.21.c.1"}, {"Z20.820", "B01", "I.C.21.c.1"}, {"Z20.821", "A92.5", "I.C.21.c.1"},
	{"Z20.3", "A82", "I.C.21.c.1"}, {"Z86.13", "B50-B54", "I.C.21.c.4"},
}

func exposureBesideDisease(b *book) rule {
	type pair struct {
		status, disease set
		cite            rules.Citation
	}
	var pairs []pair
	list := ""
	for _, s := range statuses {
		pairs = append(pairs, pair{b.set(s.status), b.set(s.disease), section(s.section)[0]})
		list += s.status + " "
	}
	any := b.set(list)
	return rule{
		Rule: rules.Rule{
			ID: "guideline.exposure-beside-disease", Name: "Contact, screening or history beside the infection",
			Says:      "Contact with an infection, a screening for it and a history of it are reported of someone who is not known to have it. Beside the infection itself they add nothing, unless they are of another time.",
			Fails:     []string{"professional | U07.1 Z20.822", "professional | Z11.52 U07.1", "professional | U07.1 Z86.16", "professional | A15.0 Z20.1"},
			Passes:    []string{"professional | R05.1 Z20.822", "professional | U07.1 Z20.1", "professional | U09.9", "professional | Z21 Z20.2"},
			Citations: section("I.C.21.c.1", "I.C.21.c.4", "I.C.1.g.1"),
			InForce:   icd10,
			Severity:  rules.Warning,
			Needs:     "the record, where there was an earlier infection",
		},
		with: []set{any},
		check: func(v *view, r rules.Reporter) {
			for _, p := range pairs {
				for i := v.from(0, p.status); i >= 0; i = v.from(i+1, p.status) {
					if k := v.from(0, p.disease); k >= 0 {
						f := v.finding(v.text(i)+" is of someone who has not the infection that "+v.text(k)+" reports.", "Leave "+v.text(i)+" out.", i, k)
						f.Citation = p.cite
						r.Add(f)
					}
				}
			}
		},
	}
}
