package guideline

import "github.com/medcode/medcode/rules"

func deviceStatus(b *book) rule {
	type pair struct {
		status, complication set
		sided                bool
	}
	var pairs []pair
	for _, row := range []struct {
		status, complication string
		sided                bool
	}{
		{"Z96.64", "T84.010 T84.011 T84.020 T84.021 T84.030 T84.031 T84.050 T84.051 T84.060 T84.061 T84.090 T84.091 T84.51 T84.52", true},
		{"Z96.65", "T84.012 T84.013 T84.022 T84.023 T84.032 T84.033 T84.052 T84.053 T84.062 T84.063 T84.092 T84.093 T84.53 T84.54", true},
		{"Z95.0 Z95.810", "T82.1", false}, {"Z95.2-Z95.4", "T82.0", false}, {"Z95.1", "T82.21", false}, {"Z96.1", "T85.2", false}, {"Z97.5", "T83.3", false},
	} {
		pairs = append(pairs, pair{b.set(row.status), b.set(row.complication), row.sided})
	}
	return rule{
		Rule: rules.Rule{
			ID: "guideline.device-status", Name: "Status of an implant beside its complication",
			Says:      "A complication of an implant says that there is one. The status code of that implant is not reported with it; that of another, as of the other hip, is.",
			Fails:     []string{"professional | T84.020A Z96.641", "professional | T82.120A Z95.0"},
			Passes:    []string{"professional | T84.020A Z96.642", "professional | T84.020A", "professional | T82.120A Z95.5"},
			Citations: section("I.C.21.c.3"),
			InForce:   icd10,
			Severity:  rules.Warning,
			Needs:     "a release of ICD-10-CM that holds on the claim's date",
		},
		with:  []set{b.set("Z95 Z96 Z97"), b.set("T82-T85")},
		needs: aRelease,
		check: func(v *view, r rules.Reporter) {
			for _, p := range pairs {
				i, k := v.from(0, p.status), v.from(0, p.complication)
				if i >= 0 && k >= 0 && !v.is(k, sequela7) && (!p.sided || v.familySide(i) == v.sideOf(k)) {
					v.find(r, v.text(i)+" is the status of the implant whose complication "+v.text(k)+" reports.", "Leave "+v.text(i)+" out, unless it is another implant.", i, k)
				}
			}
		},
	}
}
