package guideline

import (
	"github.com/medcode/medcode/rules"
)

// goneParts are codes that say that a part of the body is gone, and codes of what only
// one who has it can have: the natural joint where it is an artificial one.
var goneParts = []struct{ gone, disease string }{
	// The foot and ankle, with all above them to where the leg ends; injuries but
	// amputations themselves, which S78, S88 and S98 are.
	{"Z89.43 Z89.44 Z89.51 Z89.52 Z89.61 Z89.62", "L97.4 L97.5 L89.6 S90-S97 S99 M20.1-M20.6 L03.03 M19.07 M25.57"},
	{"Z89.51 Z89.52 Z89.61 Z89.62", "L97.3 L89.5"},
	{"Z89.52 Z89.61 Z89.62", "M17 M22 M23 M25.56 L97.2 S80-S87 S89"},
	{"Z89.11 Z89.12 Z89.21 Z89.22 Z89.23", "S60-S67 S69 M18 M19.04 M65.3 G56.0"},
	{"Z89.22 Z89.23", "M77.0 M77.1 S50-S57 S59"},
	{"Z96.61", "M19.01 M19.11 M19.21"}, {"Z96.64", "M16"}, {"Z96.65", "M17"}, {"Z96.66", "M19.07"},
	// Without sides.
	{"Z90.710 Z90.711", "D25 N71 N80.0 N84.0 N85 N91 N92"}, {"Z90.710 Z90.712", "D06 N72 N84.1 N86-N88 Z12.4"},
	{"Z90.722", "N83.0-N83.2 E28.2"}, {"Z90.81", "D73 S36.0"}, {"Z90.411", "K85 K86"}, {"Z90.13", "N60 N62 Z12.31"},
}

func absentPart(b *book) rule {
	type pair struct{ gone, disease set }
	var pairs []pair
	all := ""
	for _, p := range goneParts {
		pairs = append(pairs, pair{b.set(p.gone), b.set(p.disease)})
		all += p.gone + " "
	}
	return rule{
		Rule: rules.Rule{
			ID: "guideline.absent-part", Name: "Disease of a part that is not there",
			Says:      "A status code says that a limb or an organ is gone, or a joint is artificial. A disease of that part, on that side, contradicts it; trouble with a stump or a prosthesis has codes of its own (T84, T87).",
			Fails:     []string{"professional | L97.511 Z89.511", "professional | M17.11 Z96.651", "professional F | D25.9 Z90.710", "professional F | Z12.31 Z90.13"},
			Passes:    []string{"professional | L97.521 Z89.511", "professional | M17.12 Z96.651", "professional | M16.11 Z96.651", "professional F | N81.4 Z90.710", "professional | S88.111D Z89.511", "professional F | C50.911 Z90.11"},
			Citations: append(section("I.C.21.c.3"), tabular("Z89, Z90 and Z96.6, titles")),
			InForce:   icd10,
			Severity:  rules.Warning,
			Needs:     "a release of ICD-10-CM that holds on the claim's date",
		},
		with:  []set{b.set(all)},
		needs: aRelease,
		check: func(v *view, r rules.Reporter) {
			for _, p := range pairs {
				for i := v.from(0, p.gone); i >= 0; i = v.from(i+1, p.gone) {
					if v.before[i] >= 0 {
						continue // the same status again
					}
					for k := v.from(0, p.disease); k >= 0; k = v.from(k+1, p.disease) {
						if !v.is(k, sequela7) && sameOrNone(v.familySide(i), v.familySide(k)) {
							v.find(r, v.text(k)+" is of a part of the body that is not there by "+v.text(i)+".", "Check the two codes, and their sides.", k, i)
							return
						}
					}
				}
			}
		},
	}
}

// familySide returns the side that tells diagnosis i from the others of its family.
func (v *view) familySide(i int) side {
	if f := v.ix.find(v.codes[i]); f != nil && f.side != noSide {
		return f.side
	}
	return v.sideOf(i)
}

// sameOrNone reports whether what is gone on one side, or on both, or without
// sides, is that of a disease.
func sameOrNone(gone, disease side) bool {
	return gone == disease && gone != sideUnknown || gone == bilateral
}
