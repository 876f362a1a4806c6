package guideline

import (
	"fmt"

	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/rules"
)

func lineSide(*book) rule {
	return rule{
		Rule: rules.Rule{
			ID: "guideline.line-side", Name: "Side of a line against its diagnoses",
			Says:      "A modifier that says the side of a service agrees with the side of the diagnoses that it was done for. Where the side is known, the diagnosis says it.",
			Fails:     []string{"professional | M25.562 | | 73562-RT>1", "outpatient | M25.569 | | 0510/73562-RT", "outpatient | H25.11 | | 0360/66984-LT"},
			Passes:    []string{"professional | M25.561 | | 73562-RT>1", "professional | M25.562 M25.561 | | 73562-RT>2", "outpatient | M25.562 M25.561 | | 0510/73562-RT", "professional | M17.0 | | 20610-RT>1", "professional | I10 | | 73562-RT>1"},
			Citations: section("I.B.13"),
			InForce:   icd10, Settings: rules.In(rules.Outpatient, rules.Professional),
			Severity: rules.Warning,
			Needs:    "a release of ICD-10-CM that holds on the claim's date",
		},
		needs: aRelease,
		when:  itemized,
		check: func(v *view, r rules.Reporter) {
			for k := range v.claim.Lines {
				l := &v.claim.Lines[k]
				s := sideOfLine(l)
				if s == noSide {
					continue
				}
				against, agree := -1, false
				v.diagnosesOf(l, func(i int) {
					switch d := v.sideOf(i); {
					case d == s || d == bilateral:
						agree = true
					case d != noSide && against < 0:
						against = i
					}
				})
				if agree || against < 0 {
					continue
				}
				d := v.sideOf(against)
				f := rules.Finding{Place: rules.AtLine(k), Related: []rules.Place{rules.AtDiagnosis(against)}, Codes: []string{l.Code, v.text(against)},
					Message:    fmt.Sprintf("Line %d is of the %s side, and %s is of the %s.", k+1, sideNames[s], v.text(against), sideNames[d]),
					Suggestion: "Check the modifier and the diagnosis."}
				if d == sideUnknown {
					f.Message = fmt.Sprintf("Line %d is of the %s side, which %s leaves unspecified.", k+1, sideNames[s], v.text(against))
					f.Suggestion = "Report the diagnosis with its side."
				}
				r.Add(f)
			}
		},
	}
}

// diagnosesOf calls fn for the diagnoses that a line points to, or for all where
// it does not point.
func (v *view) diagnosesOf(l *rules.Line, fn func(i int)) {
	if len(l.Pointers) == 0 {
		for i := range v.codes {
			fn(i)
		}
		return
	}
	for _, p := range l.Pointers {
		if p >= 1 && p <= len(v.codes) {
			fn(p - 1)
		}
	}
}

// sideOfLine returns the side that a line's modifiers say, if one.
func sideOfLine(l *rules.Line) side {
	s := noSide
	for _, text := range l.Modifiers {
		m, err := hcpcs.ParseModifier(text)
		if err != nil {
			continue
		}
		var of side
		site, _ := m.Site()
		if site.Part == "coronary artery" {
			continue
		}
		switch site.Side {
		case hcpcs.Right:
			of = right
		case hcpcs.Left:
			of = left
		default:
			continue
		}
		if s != noSide && s != of {
			return noSide
		}
		s = of
	}
	return s
}
