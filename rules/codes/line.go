package codes

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/rules"
)

const needsHCPCS = "a release of HCPCS that holds on the date of the line, or one by which the code has ended before"

func (o Options) hcpcsUnknown() rules.Rule {
	r := rule("hcpcs-unknown", "HCPCS code that there is not",
		"The code of a line that begins with a letter is one of HCPCS Level II.",
		[]string{"outpatient 2025-02-03 | I10 | | 0510/C1111"}, []string{"outpatient 2025-02-03 | I10 | | 0510/G0463", "outpatient 2025-06-03 | I10 | | 0510/C1111", "professional 2025-02-03 | I10 | | 99213"},
		codeSets, rules.Citation{Document: "Integrated Outpatient Code Editor specifications", Section: "edit 6"})
	r.Needs = needsHCPCS
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		o.lines(c, func(i int, code hcpcs.Code, on medcode.Date) {
			if code.Level() == hcpcs.LevelI || code.IsDental() {
				return
			}
			switch v, known := o.standing(code, on); {
			case !known:
				r.Undecided(unheld("HCPCS", i, on))
			case v.Status == hcpcs.Unknown:
				r.Add(rules.Finding{Release: o.release(on), Place: rules.AtLine(i).In("code"), Codes: []string{code.String()}, Message: fmt.Sprintf("%s on line %d is no code of HCPCS.", code, i+1)})
			}
		})
	}
	return r
}

func (o Options) hcpcsNotInForce() rules.Rule {
	r := rule("hcpcs-not-in-force", "HCPCS code of another time",
		"A code of HCPCS Level II is reported for services from the day it is added until the day it is terminated.",
		[]string{"outpatient 2025-02-03 | I10 | | 0510/C9749"}, []string{"outpatient 2025-02-03 | I10 | | 0510/G0463"},
		codeSets, validity)
	r.Needs = needsHCPCS
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		o.lines(c, func(i int, code hcpcs.Code, on medcode.Date) {
			if code.Level() == hcpcs.LevelI || code.IsDental() {
				return
			}
			switch v, known := o.standing(code, on); {
			case !known:
				r.Undecided(unheld("HCPCS", i, on))
			case v.Status == hcpcs.NotYet || v.Status == hcpcs.Ended:
				f := rules.Finding{Release: o.release(on), Place: rules.AtLine(i).In("code"), Codes: []string{code.String()}, Message: fmt.Sprintf("Line %d is of %s: %s.", i+1, on, v.Reason)}
				if len(v.CrossReferences) > 0 {
					f.Suggestion = "CMS names " + strings.Join(v.CrossReferences, ", ") + "."
				}
				r.Add(f)
			}
		})
	}
	return r
}

func (o Options) cptUnknown() rules.Rule {
	complete := o.complete()
	r := rule("cpt-unknown", "CPT code that there is not",
		"The code of a line that is five digits is one of CPT. The physician fee schedule lists those that there are, payable or not.",
		[]string{"professional 2025-11-03 | I10 | | 99999"}, []string{"professional 2025-11-03 | I10 | | 99213", "professional 2025-02-03 | I10 | | 99999", "professional 2025-11-03 | I10 | | 0001U"},
		codeSets, rules.Citation{Document: "Integrated Outpatient Code Editor specifications", Section: "edit 6"})
	r.Needs = "a physician fee schedule that holds on the date of the line, or the files that the AMA licenses"
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		open := -1 // the last line of no list
		o.lines(c, func(i int, code hcpcs.Code, on medcode.Date) {
			if code.Level() != hcpcs.LevelI {
				return
			}
			is, known, by := false, false, ""
			if o.Known != nil {
				is, known = o.Known(code, on)
			}
			if !known && o.Fees != nil {
				if f, err := o.Fees.On(on); err == nil {
					is, by = f.Has(code), "MPFS "+f.Provenance().Release
					known = is || complete[f.Provenance().Release] && strings.Trim(code.String(), "0123456789") == ""
				}
			}
			switch {
			case !known:
				open = i
			case !is:
				r.Add(rules.Finding{Release: by, Place: rules.AtLine(i).In("code"), Codes: []string{code.String()}, Message: fmt.Sprintf("%s on line %d is no code of CPT that the sets at hand list.", code, i+1)})
			}
		})
		if open >= 0 {
			r.Undecided(unheld("CPT", open, c.LineDate(open)))
		}
	}
	return r
}

// complete returns the fee schedules that list CPT, by release, and not only
// some of it.
func (o Options) complete() map[string]bool {
	const most = 5000 // CPT has some 11,000 codes
	all := map[string]bool{}
	if o.Fees == nil {
		return all
	}
	for f := range o.Fees.Releases() {
		n := 0
		for code := range f.Codes() {
			if code.Level() == hcpcs.LevelI {
				n++
			}
		}
		all[f.Provenance().Release] = n > most
	}
	return all
}

// lines calls fn for the lines whose code is formed as one of HCPCS, with their
// dates.
func (o Options) lines(c *rules.Claim, fn func(i int, code hcpcs.Code, on medcode.Date)) {
	for i := range c.Lines {
		l := &c.Lines[i]
		if l.Code == "" || l.CodeList != "" && l.CodeList != "HC" || strings.HasPrefix(l.Revenue, "002") {
			continue
		}
		if code, err := hcpcs.Parse(l.Code); err == nil {
			fn(i, code, c.LineDate(i))
		}
	}
}

// standing says what a code of Level II is on a date, and whether that is known:
// by the release that holds then, or by any by which it ended before or begins
// later.
func (o Options) standing(code hcpcs.Code, on medcode.Date) (v hcpcs.Verdict, known bool) {
	return o.judged(on, func(r *hcpcs.Release) hcpcs.Verdict { return r.Check(code, on) })
}

func (o Options) judged(on medcode.Date, check func(*hcpcs.Release) hcpcs.Verdict) (v hcpcs.Verdict, known bool) {
	if o.HCPCS == nil || on.IsZero() {
		return v, false
	}
	if r, err := o.HCPCS.On(on); err == nil {
		return check(r), true
	}
	for r := range o.HCPCS.Releases() {
		if v := check(r); v.Status == hcpcs.Ended || v.Status == hcpcs.NotYet {
			return v, true
		}
	}
	return v, false
}

// release names the release of HCPCS that holds on a date, if there is one.
func (o Options) release(on medcode.Date) string {
	if o.HCPCS != nil {
		if r, err := o.HCPCS.On(on); err == nil {
			return "HCPCS " + r.Provenance().Release
		}
	}
	return ""
}

// unheld says that no set holds on the date of a line.
func unheld(set string, i int, on medcode.Date) string {
	return "no list of " + set + " codes is at hand that holds on " + on.String() + ", the date of line " + strconv.Itoa(i+1)
}

// cptModifiers are the modifiers of CPT, its performance measures and its
// physical statuses among them.
var cptModifiers = strings.Fields("22 23 24 25 26 27 32 33 47 50 51 52 53 54 55 56 57 58 59 62 63 66 73 74 76 77 78 79 80 81 82 90 91 92 93 95 96 97 99 1P 2P 3P 8P P1 P2 P3 P4 P5 P6")

func (o Options) modifierUnknown() rules.Rule {
	r := rule("modifier-unknown", "Modifier that there is not",
		"A modifier of a line is one of HCPCS: of CPT, or of Level II.",
		[]string{"outpatient 2025-02-03 | I10 | | 0510/G0463-ZZ", "professional | I10 | | 99213-28"},
		[]string{"outpatient 2025-02-03 | I10 | | 0510/G0463-25", "outpatient 2025-02-03 | I10 | | 0510/G0463-PO", "outpatient | I10 | | 0510/G0463-ZZ", "professional 2025-02-03 | I10 | | A0429-RH"},
		codeSets, rules.Citation{Document: "Integrated Outpatient Code Editor specifications", Section: "edit 22"})
	r.Needs = "a release of HCPCS that holds on the date of the line, for modifiers of Level II"
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		o.modifiers(c, r, func(i int, m hcpcs.Modifier, v hcpcs.Verdict) {
			if v.Status == hcpcs.Unknown {
				r.Add(rules.Finding{Release: o.release(c.LineDate(i)), Place: rules.AtLine(i).In("modifiers"), Codes: []string{c.Lines[i].Code, m.String()}, Message: fmt.Sprintf("%s on line %d is no modifier.", m, i+1)})
			}
		})
	}
	return r
}

func (o Options) modifierNotInForce() rules.Rule {
	r := rule("modifier-not-in-force", "Modifier of another time",
		"A modifier of HCPCS Level II is reported for services from the day it is added until the day it is terminated.",
		[]string{"outpatient 2025-02-03 | I10 | | 0510/G0463-JG"}, []string{"outpatient 2025-02-03 | I10 | | 0510/G0463-PO"}, codeSets, validity)
	r.Needs = "a release of HCPCS that holds on the date of the line, or one by which the modifier has ended before"
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		o.modifiers(c, r, func(i int, m hcpcs.Modifier, v hcpcs.Verdict) {
			if v.Status == hcpcs.NotYet || v.Status == hcpcs.Ended {
				r.Add(rules.Finding{Release: o.release(c.LineDate(i)), Place: rules.AtLine(i).In("modifiers"), Codes: []string{c.Lines[i].Code, m.String()}, Message: fmt.Sprintf("Line %d: %s.", i+1, v.Reason)})
			}
		})
	}
	return r
}

// modifiers calls fn for the modifiers that are well formed, with what they are.
func (o Options) modifiers(c *rules.Claim, r rules.Reporter, fn func(i int, m hcpcs.Modifier, v hcpcs.Verdict)) {
	for i := range c.Lines {
		for _, text := range c.Lines[i].Modifiers {
			m, err := hcpcs.ParseModifier(text)
			switch {
			case err != nil || slices.Contains(cptModifiers, m.String()):
			case m.Level() == hcpcs.LevelI:
				fn(i, m, hcpcs.Verdict{Status: hcpcs.Unknown})
			default:
				on := c.LineDate(i)
				v, known := o.judged(on, func(r *hcpcs.Release) hcpcs.Verdict { return r.CheckModifier(m, on) })
				if known {
					fn(i, m, v)
				} else {
					r.Undecided(fmt.Sprintf("no release of HCPCS is at hand that holds on %s, the date of line %d", on, i+1))
				}
			}
		}
	}
}
