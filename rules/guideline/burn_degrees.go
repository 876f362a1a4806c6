package guideline

import (
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/rules"
)

func burnDegrees(b *book) rule {
	burn := b.set("T20-T25")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.burn-degrees", Name: "Two degrees of a burn of one site",
			Says:      "Burns of one site, of different degrees, are reported by the highest degree.",
			Fails:     []string{"| T22.311A T22.211A X12.XXXA"},
			Passes:    []string{"| T22.311A T22.212A", "| T22.311A T22.221A", "| T22.311D T22.211S"},
			Citations: section("I.C.19.d.2"),
			InForce:   icd10,
			Severity:  rules.Error,
		},
		with: []set{burn},
		check: func(v *view, r rules.Reporter) {
			for k := v.from(0, burn); k >= 0; k = v.from(k+1, burn) {
				for i := v.from(0, burn); i < k; i = v.from(i+1, burn) {
					if !sameBurnSite(v.codes[i], v.codes[k]) {
						continue
					}
					high, low := i, k
					if degree(v.codes[k]) > degree(v.codes[i]) {
						high, low = k, i
					}
					v.find(r, v.text(low)+" is a lower degree of the burn that "+v.text(high)+" reports.", "Leave "+v.text(low)+" out.", low, high)
				}
			}
		},
	}
}

// degree returns the degree of a burn or corrosion of T20 to T25, its fourth
// character: 1 to 3, or 5 to 7 of corrosions, 0 where unspecified.
func degree(c cm.Code) byte {
	if c.Len() < 4 {
		return 0
	}
	return (byte(c.Key()>>32) - '0') & 3
}

// sameBurnSite reports whether two burns differ in their degree alone: in the
// fourth character, and not in whether it is a burn or a corrosion.
func sameBurnSite(c, d cm.Code) bool {
	const fourth = 0xff << 32
	a, b := byte(c.Key()>>32)-'0', byte(d.Key()>>32)-'0'
	return c != d && (c.Key()^d.Key())&^uint64(fourth) == 0 && a>>2 == b>>2
}
