package guideline

import (
	"fmt"

	"github.com/medcode/medcode/rules"
)

// superficial are superficial injuries of limbs, and deeper ones of their site.
var superficial = [][2]string{
	{"S40.01 S40.21", "S42.0 S42.1 S42.2 S43 S41.0"}, {"S40.02 S40.81", "S42.3 S41.1"},
	{"S50.0 S50.31", "S52.0 S52.1 S53 S42.4 S51.0"}, {"S50.1 S50.81 S50.9", "S52 S51.8 !S52.0 !S52.1"},
	{"S60.0 S60.1 S60.3 S60.4", "S62.5 S62.6 S61.0 S61.1 S61.2 S61.3 S63.1 S63.2"}, {"S60.2 S60.5", "S62.2 S62.3 S61.4"}, {"S60.21", "S62.0 S62.1 S63.0 S61.5 S52.5 S52.6"}, {"S60.8", "S62.0 S62.1 S61.5 S63.0"},
	{"S70.0 S70.21", "S72.0 S72.1 S72.2 S73 S71.0"}, {"S70.1 S70.31", "S72.3 S72.4 S71.1"},
	{"S80.0 S80.21", "S82.0 S82.1 S83 S81.0"}, {"S80.1 S80.81", "S82.2 S82.4 S81.8"},
	{"S90.0 S90.51", "S82.5 S82.6 S82.8 S93.0 S91.0"}, {"S90.3 S90.81", "S92.0 S92.1 S92.2 S92.3 S91.3"}, {"S90.1 S90.2 S90.4", "S92.4 S92.5 S91.1 S91.2"},
}

func superficialInjury(b *book) rule {
	type pair struct{ light, deep set }
	var pairs []pair
	for _, row := range superficial {
		pairs = append(pairs, pair{b.set(row[0]), b.set(row[1])})
	}
	light := b.set("S40 S50 S60 S70 S80 S90")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.superficial-injury", Name: "Superficial injury at the site of a deeper one",
			Says:      "Abrasions, contusions and the like are not reported beside a more severe injury of the same site, as a fracture.",
			Fails:     []string{"outpatient | S52.501A S50.811A W18.30XA", "outpatient | S60.211A S62.101A"},
			Passes:    []string{"outpatient | S52.501A S50.812A", "outpatient | S52.501A S80.811A", "outpatient | S50.811A", "outpatient | S60.221A S52.501A"},
			Citations: section("I.C.19.b.1"),
			InForce:   icd10,
			Severity:  rules.Warning,
			Needs:     "a release of ICD-10-CM that holds on the claim's date",
		},
		with:  []set{light},
		needs: aRelease,
		check: func(v *view, r rules.Reporter) {
			for _, p := range pairs {
				for i := v.from(0, p.light); i >= 0; i = v.from(i+1, p.light) {
					for k := v.from(0, p.deep); k >= 0; k = v.from(k+1, p.deep) {
						if s := v.sideOf(i); s == v.sideOf(k) && (s == right || s == left) {
							v.find(r, fmt.Sprintf("%s is a superficial injury at the site of %s.", v.text(i), v.text(k)), "Leave it out, unless it is of another place.", i, k)
							break
						}
					}
				}
			}
		},
	}
}
