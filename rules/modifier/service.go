package modifier

import (
	"fmt"
	"slices"
	"strings"

	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/rules"
)

// A wrongService is a rule on modifiers that are for services of one kind, which
// the code itself tells.
type wrongService struct {
	id, name, says string
	modifiers      []string
	fails, passes  []string
	cite           rules.Citation
	wrong          func(code string) bool
	clause         string
}

var wrongServices = []wrongService{
	{"distinct-visit", "Distinct service on a visit",
		"Modifier 59 and X{EPSU} say that a procedure was apart from another. On a visit they mean nothing; a visit apart from a procedure has 25.",
		[]string{"59", "XE", "XP", "XS", "XU"},
		[]string{"professional pos:11 | I10 | | 99213-59>1", "outpatient | I10 | | 0510/99213-XE"}, []string{"professional pos:11 | I10 | | 99213-25>1 20610-59>1", "professional | I10 | | 97110-59>1"},
		rules.Citation{Document: "NCCI Policy Manual", Section: "chapter I, section E"}, visit, "is for procedures, and the code is a visit"},
	{"visit-site", "Finger, toe, eyelid or artery on a visit",
		"Modifiers of eyelids, fingers, toes and coronary arteries say where a procedure was done. A visit has no such place.",
		strings.Fields("E1 E2 E3 E4 FA F1 F2 F3 F4 F5 F6 F7 F8 F9 TA T1 T2 T3 T4 T5 T6 T7 T8 T9 LC LD LM RC RI"),
		[]string{"professional pos:11 | L60.0 | | 99213-T5>1"}, []string{"professional pos:11 | L60.0 | | 11750-T5>1"},
		rules.Citation{Document: "NCCI Policy Manual", Section: "chapter I, section E"}, visit, "says a place of the body, and the code is a visit"},
	{"waived-test", "Waived test on what is no test",
		"Modifier QW says that a laboratory test was one waived by CLIA. It stands on codes of laboratory tests (80000 to 89999, and those of HCPCS for them).",
		[]string{"QW"},
		[]string{"professional pos:11 | N39.0 | | 36415-QW>1", "professional pos:11 | I10 | | 99213-QW>1"}, []string{"professional pos:11 | N39.0 | | 81003-QW>1", "professional pos:11 | N39.0 | | G0328-QW>1"},
		manualOf("chapter 16, section 70.8"), func(code string) bool {
			return visit(code) || len(code) == 5 && strings.Trim(code, "0123456789") == "" && (code < "80000" || code > "89999")
		}, "is for laboratory tests, and the code is none"},
	{"anesthesia", "Who gave anesthesia, on another service",
		"Modifiers AA, AD, QK, QX, QY and QZ say who gave or directed an anesthesia, QS how, P1 to P6 the state of the patient under it. They stand on codes of anesthesia (00100 to 01999).",
		strings.Fields("AA AD QK QS QX QY QZ P1 P2 P3 P4 P5 P6"),
		[]string{"professional pos:22 | K80.20 | | 47562-AA>1", "professional pos:22 | K80.20 | | 99213-P3>1"}, []string{"professional pos:22 | K80.20 | | 00790-AA-P3>1"},
		manual("50"), func(code string) bool {
			return visit(code) || len(code) == 5 && strings.Trim(code, "0123456789") == "" && code > "01999"
		}, "is for anesthesia, and the code is none"},
}

func manualOf(section string) rules.Citation {
	return rules.Citation{Document: "Medicare Claims Processing Manual (Pub. 100-04)", Section: section}
}

func (w wrongService) rule() rules.Rule {
	return rules.Rule{ID: "modifier." + w.id, Name: w.name, Says: w.says, Fails: w.fails, Passes: w.passes, Citations: []rules.Citation{w.cite},
		Settings: rules.In(rules.Outpatient, rules.Professional), Severity: rules.Error, Disposition: rules.Deny,
		Check: func(c *rules.Claim, r rules.Reporter) {
			for i := range c.Lines {
				l := &c.Lines[i]
				for _, m := range l.Modifiers {
					if m = strings.ToUpper(m); slices.Contains(w.modifiers, m) && w.wrong(l.Code) {
						r.Add(rules.Finding{Place: rules.AtLine(i).In("modifiers"), Codes: []string{l.Code, m},
							Message: fmt.Sprintf("Modifier %s on line %d %s (%s).", m, i+1, w.clause, l.Code), Suggestion: "Leave the modifier out, or check the code."})
					}
				}
			}
		}}
}

// sites finds modifiers of a line that name parts of different kinds.
func sites() rules.Rule {
	return rules.Rule{ID: "modifier.sites", Name: "Two kinds of places on one line",
		Says:      "A line is of one place: a finger, a toe, an eyelid or a coronary artery. Two of one kind are two services, on a line each.",
		Fails:     []string{"professional | L60.0 | | 11750-F5-T5>1", "professional | L60.0 | | 11750-T5-T6>1"},
		Passes:    []string{"professional | L60.0 | | 11750-T5>1 11750-T6-59>1", "professional | H02.834 | | 15823-E1-LT>1", "outpatient | I25.10 | | 0481/92928-LD"},
		Citations: []rules.Citation{{Document: "NCCI Policy Manual", Section: "chapter I, section E"}},
		Settings:  rules.In(rules.Outpatient, rules.Professional), Severity: rules.Error, Disposition: rules.ReturnToProvider,
		Check: func(c *rules.Claim, r rules.Reporter) {
			for i := range c.Lines {
				l := &c.Lines[i]
				first, of := "", hcpcs.Site{}
				for _, text := range l.Modifiers {
					m, err := hcpcs.ParseModifier(text)
					site, ok := m.Site()
					if err != nil || !ok || site.Part == "" {
						continue
					}
					// Branches of an artery may share a line, and so may lids.
					if first != "" && site != of && (site.Part != of.Part || site.Digit != 0) && !(lid(site) && lid(of)) {
						r.Add(rules.Finding{Place: rules.AtLine(i).In("modifiers"), Codes: []string{l.Code, first, m.String()},
							Message: fmt.Sprintf("Modifiers %s and %s on line %d name two places of the body.", first, m, i+1), Suggestion: "Bill each place on a line of its own."})
						break
					}
					if first == "" {
						first, of = m.String(), site
					}
				}
			}
		}}
}

func lid(s hcpcs.Site) bool { return strings.HasSuffix(s.Part, "eyelid") }
