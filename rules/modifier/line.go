package modifier

import (
	"fmt"
	"slices"
	"strings"

	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/rules"
)

func together() rules.Rule {
	return rules.Rule{ID: "modifier.together", Name: "Modifiers that contradict each other",
		Says:      "Some modifiers say that a service was this and not that: the one side or the other, the professional or the technical component, reduced or broken off, a part of split care or another, a notice of liability given or not, a part of a drug thrown away or none, by which discipline of therapy, by whom an anesthesia, bought or rented, a distinct service by 59 or more closely by X{EPSU}. A line has one of each kind.",
		Fails:     []string{"professional | M17.11 | | 27447-RT-LT>1", "professional | M17.11 | | 20610-59-XS>1", "professional | I10 | | 99213-GA-GZ>1", "professional | M17.11 | | 27447-54-55>1"},
		Passes:    []string{"professional | M17.11 | | 27447-RT>1 27447-LT>1", "professional | M17.11 | | 20610-XS-RT>1", "professional | M17.11 | | 20610-XS-XE>1", "professional | I10 | | 71046-26>1"},
		Citations: []rules.Citation{manual("30, 40.2 and 50"), {Document: "Medicare Claims Processing Manual (Pub. 100-04)", Section: "chapter 5, section 20.1; chapter 17, section 40; chapter 30, section 50"}, {Document: "NCCI Policy Manual", Section: "chapter I, section E"}},
		Severity:  rules.Error, Disposition: rules.ReturnToProvider,
		Check: func(c *rules.Claim, r rules.Reporter) {
			for i := range c.Lines {
				l := &c.Lines[i]
				if len(l.Modifiers) < 2 {
					continue
				}
				var known []hcpcs.Modifier
				for _, text := range l.Modifiers {
					if m, err := hcpcs.ParseModifier(strings.ToUpper(text)); err == nil && !slices.Contains(known, m) && len(known) < mostModifiers {
						known = append(known, m)
					}
				}
				for _, x := range hcpcs.Conflicts(known...) {
					a, b := x.A.String(), x.B.String()
					if a[0] == 'X' && b[0] == 'X' || a == "50" || b == "50" { // two of X{EPSU} may both hold; 50 is claim.both-sides
						continue
					}
					r.Add(rules.Finding{Place: rules.AtLine(i).In("modifiers"), Codes: []string{l.Code, a, b},
						Message: fmt.Sprintf("Modifiers %s and %s on line %d contradict each other: %s.", a, b, i+1, x.Reason), Suggestion: "Report the one that the record supports."})
				}
			}
		}}
}

// mostModifiers is how many different modifiers of a line are compared: a line of
// an 837 has four.
const mostModifiers = 16

func facility() rules.Rule {
	return rules.Rule{ID: "modifier.facility", Name: "Procedure broken off, by the other kind of bill",
		Says:      "A clinician reports a procedure that was broken off by modifier 53; a hospital and a surgical center report it by 73, before anesthesia, or 74, after.",
		Fails:     []string{"professional pos:11 | K63.5 | | 45378-73>1", "outpatient | K63.5 | | 0750/45378-53"},
		Passes:    []string{"professional pos:11 | K63.5 | | 45378-53>1", "outpatient | K63.5 | | 0750/45378-73", "professional pos:24 specialty:49 | K63.5 | | 45378-74>1"},
		Citations: []rules.Citation{{Document: "Medicare Claims Processing Manual (Pub. 100-04)", Section: "chapter 4, section 20.6.4"}, {Document: "Medicare Claims Processing Manual (Pub. 100-04)", Section: "chapter 14, section 40.4"}},
		Settings:  rules.In(rules.Outpatient, rules.Professional), Severity: rules.Error, Disposition: rules.ReturnToProvider,
		Check: func(c *rules.Claim, r rules.Reporter) {
			for i := range c.Lines {
				l := &c.Lines[i]
				place := l.PlaceOfService
				if place == "" {
					place = c.PlaceOfService
				}
				for _, m := range []string{"53", "73", "74"} {
					if !l.HasModifier(m) || (m == "53") != (c.Setting == rules.Outpatient) || c.Setting == rules.Professional && (place == "24" || place == "") {
						continue
					}
					who := "facilities"
					if m == "53" {
						who = "clinicians"
					}
					r.Find(rules.AtLine(i).In("modifiers"), fmt.Sprintf("Modifier %s on line %d is for the bills of %s.", m, i+1, who), l.Code, m)
				}
			}
		}}
}

// alwaysTherapy are codes that are paid under a plan of care alone, whoever
// furnishes them ("always therapy" on CMS's therapy code list). Each is of
// multiple procedure indicator 5, certain therapy services, in the fee schedule
// of October 2025 (TestTherapyCodes). 92597, 96125, G0281 and G0329, which have
// that indicator too, are left out: no list at hand tells that they are always
// therapy.
var alwaysTherapy = strings.Fields("92507 92508 92521 92522 92523 92524 92526 92607 92609 97012 97016 97018 97022 97024 97026 97028 97032 97033 97034 97035 97036 " +
	"97110 97112 97113 97116 97124 97140 97150 97161 97162 97163 97164 97165 97166 97167 97168 97530 97533 97535 97537 97542 97750 97755 97760 97761 97763 G0283")

func therapy() rules.Rule {
	return rules.Rule{ID: "modifier.therapy", Name: "Therapy without its discipline",
		Says:      "Medicare pays some codes as therapy alone. Each line of one says under which plan of care it was done: speech-language pathology (GN), occupational (GO) or physical therapy (GP).",
		Fails:     []string{"professional medicare | M54.50 | | 97110>1", "outpatient medicare | M54.50 | | 0420/97140-59"},
		Passes:    []string{"professional medicare | M54.50 | | 97110-GP>1", "professional commercial | M54.50 | | 97110>1", "professional medicare | M54.50 | | 99213>1"},
		Citations: []rules.Citation{{Document: "Medicare Claims Processing Manual (Pub. 100-04)", Section: "chapter 5, section 20.1"}},
		Settings:  rules.In(rules.Outpatient, rules.Professional), Severity: rules.Error, Disposition: rules.ReturnToProvider,
		Needs: "the payer, that it is Medicare",
		Check: func(c *rules.Claim, r rules.Reporter) {
			if c.Payer != rules.Medicare {
				r.NotApplicable("the payer is not Medicare")
				return
			}
			for i := range c.Lines {
				l := &c.Lines[i]
				if slices.Contains(alwaysTherapy, l.Code) && !l.HasModifier("GN") && !l.HasModifier("GO") && !l.HasModifier("GP") {
					r.Find(rules.AtLine(i).In("modifiers"), fmt.Sprintf("Line %d bills therapy (%s) and does not say of which discipline.", i+1, l.Code), l.Code)
				}
			}
		}}
}
