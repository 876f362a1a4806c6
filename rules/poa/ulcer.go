package poa

import (
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/rules"
)

func pressureUlcer() rules.Rule {
	return rules.Rule{
		ID: "poa.pressure-ulcer-stages", Name: "Two stages of a pressure ulcer, both present",
		Says:      "A pressure ulcer that gets worse during the stay has two codes for its site: the stage on admission, present, and the highest stage, not present. Two stages of one site that were both present are rarely two ulcers.",
		Fails:     []string{"2026-04-01 | L89152:Y L89153:Y"},
		Passes:    []string{"2026-04-01 | L89152:Y L89153:N L89013:Y L8942:Y L89:Y L89150:Y L89152:Y"},
		Citations: []rules.Citation{{Document: rules.GuidelinesCM, Section: "Section I.C.12.a.6"}},
		InForce:   reporting, Settings: rules.In(rules.Inpatient),
		Severity: rules.Warning, Disposition: rules.Suspend,
		Check: func(c *rules.Claim, r rules.Reporter) {
			present := map[cm.Code]diagnosis{} // by site
			diagnoses(c, r, func(_ int, d diagnosis) {
				if !staged(d.code) || d.poa != cm.POAYes {
					return
				}
				was, again := present[d.code.Parent()]
				if !again {
					present[d.code.Parent()] = d
				} else if was.code != d.code {
					r.Add(rules.Finding{Place: d.at.In("poa"), Related: []rules.Place{was.at.In("poa")}, Codes: []string{d.text, was.text},
						Message:    d.text + " and " + was.text + " are stages of one site, both reported as present on admission.",
						Suggestion: "Report N for the stage that the ulcer reached during the stay, or confirm that there were two ulcers."})
				}
			})
		},
	}
}

// staged reports whether c is a pressure ulcer (L89) of a site and a stage from
// 1 to 4, its last character: the sixth, but the fifth for the sites of one
// code each, L89.4 (contiguous) and L89.9 (unspecified).
func staged(c cm.Code) bool {
	if c.Len() < 5 || c.Key()>>40 != 'L'<<16|'8'<<8|'9' {
		return false
	}
	text := c.Compact()
	length := 6
	if text[3] == '4' || text[3] == '9' {
		length = 5
	}
	stage := text[len(text)-1]
	return len(text) == length && stage >= '1' && stage <= '4'
}
