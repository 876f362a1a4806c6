// Package modifier checks the modifiers of a line against its code.
//
// A modifier that says how a service was done, on which side, by how many or in
// which part of a surgical package, is right only on codes for which that can
// be. The physician fee schedule says for each code which can: its indicators of
// components, sides, several procedures, assistants, co-surgeons and teams, and
// its global days. That a modifier lets a pair of NCCI be paid, whatever the
// code, is another question, which package ncci answers as CMS does.
//
// Source: National Physician Fee Schedule Relative Value File, record layout;
// Medicare Claims Processing Manual (Pub. 100-04), chapter 12, sections 30.6.6
// and 40.
package modifier

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/hcpcs/mpfs"
	"github.com/medcode/medcode/rules"
)

// Options are the releases that the rules look codes up in.
type Options struct {
	Fees *mpfs.Library
}

// Pack returns the rules.
func Pack(o Options) rules.Pack {
	p := rules.Pack{Name: "modifier", Title: "Modifiers against codes"}
	for _, one := range kinds {
		p.Rules = append(p.Rules, o.rule(one))
	}
	for _, one := range wrongServices {
		p.Rules = append(p.Rules, one.rule())
	}
	p.Rules = append(p.Rules, o.decision(), o.globalDays(), together(), sites(), facility(), therapy())
	if o.Fees != nil {
		for r := range o.Fees.Releases() {
			p.Sources = append(p.Sources, r.Provenance())
		}
		p.Release = func(on medcode.Date) string {
			if r, err := o.Fees.On(on); err == nil {
				return "physician fee schedule " + r.Provenance().Release
			}
			return ""
		}
	}
	return p
}

// A kind is a rule: its modifiers, and why one is wrong on a code, or "".
type kind struct {
	id, name, says string
	section        string // of chapter 12
	modifiers      []string
	severity       rules.Severity
	fails, passes  []string
	wrong          func(modifier string, row *mpfs.Row, isVisit bool) string
}

const visitOnly = "is for visits, and the code is none"

var kinds = []kind{
	{"visit", "Modifier of a visit on another service",
		"Modifiers 24, 25 and 57 say why a visit is paid beside a procedure. They stand on codes of evaluation and management.",
		"30.6.6 and 40.2", []string{"24", "25", "57"}, rules.Error,
		[]string{"professional 2025-11-03 | I10 | | 20610-25>1"}, []string{"professional 2025-11-03 | I10 | | 99213-25>1", "professional 2025-11-03 | I10 | | 92014-24>1", "professional 2025-02-03 | I10 | | 20610-25>1"},
		func(_ string, _ *mpfs.Row, isVisit bool) string {
			if !isVisit {
				return visitOnly
			}
			return ""
		}},
	{"side", "Side on a code without sides",
		"RT and LT say the side of a service of a part that the body has twice. Visits and codes to which the concept does not apply (bilateral indicator 9) have none.",
		"40.7", []string{"RT", "LT"}, rules.Warning,
		[]string{"professional 2025-11-03 | I10 | | 99213-RT>1"}, []string{"professional 2025-11-03 | M17.11 | | 20610-RT>1", "professional 2025-11-03 | M17.11 | | 11042-LT>1"},
		func(_ string, row *mpfs.Row, isVisit bool) string {
			if isVisit || row.Bilateral == "9" && row.Status == mpfs.Active {
				return "says a side, and the code has none"
			}
			return ""
		}},
	{"bilateral", "Both sides on a code that is not doubled",
		"Modifier 50 is for codes that are paid by half more when done on both sides (bilateral indicator 1), or once for each side (3). Codes of indicator 2 are for both sides already; those of 0 and 9 can't be bilateral.",
		"40.7", []string{"50"}, rules.Error,
		[]string{"professional 2025-11-03 | I10 | | 99213-50>1"}, []string{"professional 2025-11-03 | M17.0 | | 20610-50>1"},
		func(_ string, row *mpfs.Row, _ bool) string {
			switch row.Bilateral {
			case "0", "9":
				return "says both sides, and the code can't be bilateral"
			case "2":
				return "says both sides, and the code is for both already"
			}
			return ""
		}},
	{"component", "Component of a code that has none",
		"Modifier 26 is for the professional and TC for the technical component of a code that has both (component indicator 1); 26 also for the interpretation of a laboratory test (6).",
		"30", []string{"26", "TC"}, rules.Error,
		[]string{"professional 2025-11-03 | I10 | | 99213-26>1", "professional 2025-11-03 | I10 | | 93010-TC>1"}, []string{"professional 2025-11-03 | I10 | | 71046-26>1", "professional 2025-11-03 | I10 | | 71046-TC>1"},
		func(m string, row *mpfs.Row, _ bool) string {
			if row.Component == "1" || m == "26" && (row.Component == "6" || row.Component == "8") {
				return ""
			}
			return "says a component, and the code is not divided"
		}},
	{"co-surgeons", "Two surgeons where one operates",
		"Modifier 62 is for codes for which two surgeons may be paid (co-surgeon indicator 1 or 2).",
		"40.8", []string{"62"}, rules.Error,
		[]string{"professional 2025-11-03 | I10 | | 20610-62>1", "professional 2025-11-03 | I25.10 | | 33533-62>1"}, []string{"professional 2025-11-03 | I10 | | 22612-62>1"},
		func(_ string, row *mpfs.Row, _ bool) string { return unless(row.CoSurgeon, "two surgeons") }},
	{"team", "A team where there is none",
		"Modifier 66 is for codes for which a team of surgeons may be paid (team indicator 1 or 2).",
		"40.8", []string{"66"}, rules.Error,
		[]string{"professional 2025-11-03 | I10 | | 20610-66>1"}, []string{"professional 2025-11-03 | I10 | | 33945-66>1"},
		func(_ string, row *mpfs.Row, _ bool) string { return unless(row.Team, "a team") }},
	{"assistant", "Assistant at surgery where none is paid",
		"Modifiers 80, 81, 82 and AS are for codes for which an assistant may be paid (assistant indicator 2, or 0 with documentation). By law none is for indicator 1, and the concept does not apply to 9.",
		"20.4.3", []string{"80", "81", "82", "AS"}, rules.Error,
		[]string{"professional 2025-11-03 | I10 | | 20610-80>1", "professional 2025-11-03 | I10 | | 99213-80>1"}, []string{"professional 2025-11-03 | I10 | | 27447-80>1"},
		func(_ string, row *mpfs.Row, isVisit bool) string {
			if isVisit {
				return "bills an assistant at surgery, and the code is a visit"
			}
			if row.Assistant == "1" || row.Assistant == "9" {
				return "bills an assistant, for whom the code is not paid"
			}
			return ""
		}},
	{"multiple", "Several procedures on a code that is not reduced",
		"Modifier 51 is for a further procedure that is reduced. Add-on codes and others of multiple procedure indicator 0 or 9 are not.",
		"40.6", []string{"51"}, rules.Warning,
		[]string{"professional 2025-11-03 | I10 | | 99213-51>1"}, []string{"professional 2025-11-03 | I10 | | 29881-51>1"},
		func(_ string, row *mpfs.Row, _ bool) string {
			if row.Multiple == "0" || row.Multiple == "9" {
				return "says a further procedure, and the code is not reduced"
			}
			return ""
		}},
	{"package-part", "Part of a surgical package that there is not",
		"Modifiers 54, 55 and 56 bill the operation, the care after it and before it apart. They are for codes with global days, 10 or 90.",
		"40.2 and 40.4", []string{"54", "55", "56"}, rules.Error,
		[]string{"professional 2025-11-03 | I10 | | 99213-54>1", "professional 2025-11-03 | I10 | | 20610-55>1"}, []string{"professional 2025-11-03 | I10 | | 27447-54>1"},
		func(_ string, row *mpfs.Row, _ bool) string {
			if row.Global == "010" || row.Global == "090" || row.Global == "YYY" {
				return ""
			}
			return "is for a part of a surgical package, which the code is none of"
		}},
	{"postoperative", "Procedure after an operation that is none",
		"Modifiers 58, 78 and 79 are for procedures in the global days of another. A visit there has 24.",
		"40.2", []string{"58", "78", "79"}, rules.Error,
		[]string{"professional 2025-11-03 | I10 | | 99213-79>1"}, []string{"professional 2025-11-03 | I10 | | 27447-79>1", "professional 2025-11-03 | I10 | | 99213-24>1"},
		func(_ string, _ *mpfs.Row, isVisit bool) string {
			if isVisit {
				return "is for procedures, and the code is a visit"
			}
			return ""
		}},
}

// unless says that a code is not paid to several surgeons.
func unless(s mpfs.Surgeons, whom string) string {
	if s == "1" || s == "2" {
		return ""
	}
	return "says that " + whom + " operated, for whom the code is not paid"
}

func manual(section string) rules.Citation {
	return rules.Citation{Document: "Medicare Claims Processing Manual (Pub. 100-04)", Section: "chapter 12, section " + section}
}

var layout = rules.Citation{Document: "National Physician Fee Schedule Relative Value File, record layout"}

func (o Options) rule(k kind) rules.Rule {
	return rules.Rule{ID: "modifier." + k.id, Name: k.name, Says: k.says, Fails: k.fails, Passes: k.passes,
		Citations: []rules.Citation{manual(k.section), layout}, Settings: rules.In(rules.Professional),
		Severity: k.severity, Disposition: rules.Deny, Needs: "a physician fee schedule that holds on the date of the line",
		Check: func(c *rules.Claim, r rules.Reporter) {
			for i := range c.Lines {
				l := &c.Lines[i]
				for _, m := range l.Modifiers {
					m = strings.ToUpper(m)
					if !slices.Contains(k.modifiers, m) {
						continue
					}
					listed, ok := o.row(c, i)
					if !ok {
						r.Undecided("no fee schedule is at hand that holds on " + c.LineDate(i).String() + ", the date of line " + strconv.Itoa(i+1) + ", and lists its code")
						continue
					}
					row := listed // on the heap only where there is one
					if why := k.wrong(m, &row, visit(l.Code)); why != "" {
						r.Add(rules.Finding{Place: rules.AtLine(i).In("modifiers"), Codes: []string{l.Code, m},
							Message: fmt.Sprintf("Modifier %s on line %d %s (%s).", m, i+1, why, l.Code), Suggestion: "Leave the modifier out, or check the code."})
					}
				}
			}
		}}
}

// row returns what the fee schedule of a line's date says of its code.
func (o Options) row(c *rules.Claim, i int) (mpfs.Row, bool) {
	code, err := hcpcs.Parse(c.Lines[i].Code)
	if err != nil || o.Fees == nil {
		return mpfs.Row{}, false
	}
	r, err := o.Fees.On(c.LineDate(i))
	if err != nil {
		return mpfs.Row{}, false
	}
	return r.Lookup(code, hcpcs.Modifier{})
}

// visit reports whether a code is one of evaluation and management: 99202 to
// 99499, the visits of ophthalmology, and those of HCPCS.
func visit(code string) bool {
	switch {
	case len(code) != 5:
		return false
	case code >= "99202" && code <= "99499":
		return true
	}
	return slices.Contains(visits, strings.ToUpper(code))
}

var visits = strings.Fields("92002 92004 92012 92014 G0101 G0245 G0246 G0248 G0316 G0317 G0318 G0380 G0381 G0382 G0383 G0384 G0402 G0438 G0439 G0463 G0466 G0467 G0468 G0469 G0470 T1015 S0610 S0612 S0613")

func (o Options) decision() rules.Rule {
	return rules.Rule{ID: "modifier.decision", Name: "Modifier 57 and 25 exchanged",
		Says:      "A visit on the day of a major operation (90 global days), or the day before, at which it was decided has modifier 57. One on the day of a minor procedure has 25.",
		Fails:     []string{"professional 2025-11-03 | M17.11 | | 99214-25>1 27447-RT>1", "professional 2025-11-03 | M17.11 | | 99214-57>1 20610-RT>1"},
		Passes:    []string{"professional 2025-11-03 | M17.11 | | 99214-57>1 27447-RT>1", "professional 2025-11-03 | M17.11 | | 99214-25>1 20610-RT>1", "professional 2025-11-03 | M17.11 | | 99214-25>1 27447-RT>1 20610-LT>1"},
		Citations: []rules.Citation{manual("30.6.6 and 40.2")}, Settings: rules.In(rules.Professional),
		Severity: rules.Warning, Disposition: rules.Deny, Needs: "a physician fee schedule that holds on the date of the lines",
		Check: func(c *rules.Claim, r rules.Reporter) {
			for i := range c.Lines {
				l := &c.Lines[i]
				decided, separate := l.HasModifier("57"), l.HasModifier("25")
				if !visit(l.Code) || decided == separate {
					continue
				}
				major, minor := o.surgery(c, i)
				switch {
				case separate && major >= 0 && minor < 0:
					f := rules.Finding{Place: rules.AtLine(i).In("modifiers"), Related: []rules.Place{rules.AtLine(major)}, Codes: []string{l.Code, c.Lines[major].Code}}
					f.Message = fmt.Sprintf("Line %d has modifier 25 beside the major operation of line %d.", i+1, major+1)
					f.Suggestion = "Report modifier 57 where the operation was decided at the visit."
					r.Add(f)
				case decided && minor >= 0 && major < 0:
					f := rules.Finding{Place: rules.AtLine(i).In("modifiers"), Related: []rules.Place{rules.AtLine(minor)}, Codes: []string{l.Code, c.Lines[minor].Code}}
					f.Message = fmt.Sprintf("Line %d has modifier 57 beside the minor procedure of line %d.", i+1, minor+1)
					f.Suggestion = "Report modifier 25 where the visit was apart from the procedure."
					r.Add(f)
				}
			}
		}}
}

// surgery returns lines of the claim on the day of line i, or the day after for
// a major one, by the same physician, that are operations: of 90, and of 0 or 10
// global days; or -1.
func (o Options) surgery(c *rules.Claim, i int) (major, minor int) {
	major, minor = -1, -1
	on := c.LineDate(i)
	for k := range c.Lines {
		row, ok := o.row(c, k)
		if k == i || !ok || !samePhysician(c, i, k) {
			continue
		}
		switch days := c.LineDate(k).DaysSince(on); {
		case row.Global == "090" && (days == 0 || days == 1):
			major = k
		case (row.Global == "000" || row.Global == "010") && days == 0:
			minor = k
		}
	}
	return major, minor
}

// samePhysician reports whether two lines of a claim are by one physician, or by
// two of one specialty, who are paid as one when of one group (Claims Processing
// Manual, chapter 12, section 30.6.5); a claim is of one group. Two whose
// specialties are not known are not taken as one.
func samePhysician(c *rules.Claim, i, k int) bool {
	npi, specialty, taxonomy := physician(c, i)
	npi2, specialty2, taxonomy2 := physician(c, k)
	switch {
	case npi == npi2:
		return true
	case specialty != "" && specialty2 != "":
		return specialty == specialty2
	}
	return taxonomy != "" && taxonomy == taxonomy2
}

// physician returns who rendered a line: the claim's clinician where it names none.
func physician(c *rules.Claim, i int) (npi, specialty, taxonomy string) {
	if l := &c.Lines[i]; l.RenderingNPI != "" && l.RenderingNPI != c.RenderingNPI {
		return l.RenderingNPI, l.Specialty, l.RenderingTaxonomy
	}
	return c.RenderingNPI, c.Specialty, c.RenderingTaxonomy
}
