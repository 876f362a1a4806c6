package guideline

import "github.com/medcode/medcode/rules"

func fractureTwice(b *book) rule {
	// The bone of a fracture with osteoporosis, and its traumatic ones. Vertebrae
	// are left out: there are several.
	var bones [][2]set
	for _, row := range [][2]string{
		{"M80.02 M80.82", "S42.2-S42.4"}, {"M80.03 M80.83", "S52"}, {"M80.04 M80.84", "S62"},
		{"M80.05 M80.85", "S72"}, {"M80.06 M80.86", "S82"}, {"M80.07 M80.87", "S92"},
	} {
		bones = append(bones, [2]set{b.set(row[0]), b.set(row[1])})
	}
	return rule{
		Rule: rules.Rule{
			ID: "guideline.fracture-twice", Name: "One fracture as osteoporotic and as traumatic",
			Says:      "A patient with osteoporosis who breaks a bone in a minor fall has a code of M80 for it, and no traumatic one beside it. Two fractures of a bone and side, both in active treatment, one with osteoporosis and one traumatic, are mostly one.",
			Fails:     []string{"| S72.001A M80.051A", "outpatient | M80.032A S52.502A"},
			Passes:    []string{"| S72.001A M80.052A", "| S72.001A M80.051D", "| M80.051A", "| S42.201A M80.051A"},
			Citations: section("I.C.13.d.2"),
			InForce:   icd10,
			Severity:  rules.Warning,
			Needs:     "a release of ICD-10-CM that holds on the claim's date; the record, where there are two fractures",
		},
		with:  []set{b.set("M80"), b.set("S42 S52 S62 S72 S82 S92")},
		needs: aRelease,
		check: func(v *view, r rules.Reporter) {
			for _, bone := range bones {
				for i := v.from(0, bone[0]); i >= 0; i = v.from(i+1, bone[0]) {
					if k := v.sameSide(i, bone[1]); k >= 0 && v.is(i, acute7) {
						v.find(r, v.text(k)+" is a traumatic fracture of the bone and side of "+v.text(i)+".", "Report one of them: M80 where the fall would not break a normal bone.", max(i, k), min(i, k))
					}
				}
			}
		},
	}
}

// sameSide returns the first diagnosis of a set in active treatment on the side
// of diagnosis i, or -1.
func (v *view) sameSide(i int, s set) int {
	side := v.sideOf(i)
	if side != right && side != left {
		return -1
	}
	for k := v.from(0, s); k >= 0; k = v.from(k+1, s) {
		if v.is(k, acute7) && v.sideOf(k) == side {
			return k
		}
	}
	return -1
}
