package guideline

import (
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/rules"
)

func legArtery(b *book) rule {
	artery := b.set("I70.2-I70.7")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.leg-artery", Name: "Two stages of atherosclerosis of one leg",
			Says:      "In atherosclerosis of the legs rest pain includes claudication, an ulcer both, and gangrene all of them, by the Includes notes. One leg has one of the codes.",
			Fails:     []string{"professional | I70.211 I70.221"},
			Passes:    []string{"professional | I70.211 I70.222", "professional | I70.221", "professional | I70.235 L97.511"},
			Citations: append([]rules.Citation{tabular("I70.22, I70.23, I70.24 and I70.26, Includes")}, section("I.B.9")...),
			InForce:   icd10,
			Severity:  rules.Warning,
		},
		with: []set{artery},
		check: func(v *view, r rules.Reporter) {
			type graft struct { // or artery of one's own
				kind cm.Code
				leg  side
			}
			clashes(v, artery, func(i int) (one graft, stage cm.Code, ok bool) {
				stage = v.codes[i].Parent()
				one = graft{stage.Parent(), leg(v.codes[i])}
				return one, stage, one.leg != noSide
			}, func(i, k int) {
				v.find(r, v.text(i)+" and "+v.text(k)+" are two stages of the disease of one leg.", "Report the more severe one alone.", k, i)
			})
		},
	}
}

// leg returns the leg of a code of I70.2 to I70.7: its fifth character tells that
// of ulcers, else the sixth.
func leg(c cm.Code) side {
	if c.Len() != 6 {
		return noSide
	}
	switch fifth, sixth := byte(c.Key()>>24), byte(c.Key()>>16); {
	case fifth == '3', (fifth == '1' || fifth == '2' || fifth == '6') && sixth == '1':
		return right
	case fifth == '4', (fifth == '1' || fifth == '2' || fifth == '6') && sixth == '2':
		return left
	}
	return noSide
}
