package mce

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
)

// Pack returns the edits of a release as rules, one for each, for inpatient
// claims. A rule is in force on the discharge dates for which the release has
// codes that it turns on. Rules of a nil release are undecided.
func Pack(r *Release) rules.Pack {
	if r == nil {
		r = new(Release)
	}
	p := packed{release: r, scratch: &sync.Pool{New: func() any { return new(scratch) }}}
	all := make([]rules.Rule, 0, len(entries)+1)
	for i := range entries {
		p.index[entries[i].edit] = i
		all = append(all, r.rule(&entries[i]))
	}
	p.date = len(all)
	all = append(all, rules.Rule{
		ID: "mce.invalid-discharge-date", Name: "Invalid discharge date",
		Says:      "The editor needs the day of discharge; without a usable one it edits nothing else.",
		Fails:     []string{"from: through: discharged: | I50.9"},
		Passes:    []string{"2026-09-30 | I50.9"},
		Citations: []rules.Citation{r.citation(""), processing},
		Settings:  rules.In(rules.Inpatient), Severity: rules.Error, Disposition: rules.ReturnToProvider,
	})
	if !r.loaded() {
		return rules.Pack{Name: "mce", Title: "Medicare Code Editor", Rules: all, Check: func(_ *rules.Claim, run *rules.Run) {
			for i := range all {
				run.Rule(i).Undecided("no table of the Medicare Code Editor is loaded")
			}
		}}
	}
	return rules.Pack{
		Name: "mce", Title: "Medicare Code Editor v" + r.provenance.Release,
		Rules: all, Sources: []medcode.Provenance{r.provenance}, Check: p.check, Edition: r.edition,
		Release: func(medcode.Date) string { return "Medicare Code Editor v" + r.provenance.Release },
	}
}

// edition returns a citation with the version of the definitions that held on a
// day of discharge, where that is before the release's own: they are numbered
// as the DRGs are, 43 for fiscal year 2026, and since 2020 with .1 from April
// (of 2021 from January).
func (r *Release) edition(c rules.Citation, on medcode.Date) rules.Citation {
	document, found := strings.CutSuffix(c.Document, " v"+r.provenance.Release)
	if !found || on.IsZero() {
		return c
	}
	const since = 1983 // fiscal year of version 0
	year, n := on.FiscalYear(), (on.FiscalYear()-since)*10
	if _, month, _ := on.Date(); year >= 2020 && month >= 4 && month <= 9 || year == 2021 && month <= 3 {
		n++
	}
	if n >= r.version {
		return c
	}
	c.Document = document + " v" + strings.TrimSuffix(releaseName(n), ".0")
	return c
}

var processing = rules.Citation{Document: "Medicare Claims Processing Manual (Pub. 100-04)", Section: "chapter 3, section 20.2.1"}

func (r *Release) citation(number string) rules.Citation {
	if number == "" {
		return rules.Citation{Document: "Medicare Code Editor software v" + r.provenance.Release}
	}
	return rules.Citation{Document: "Definitions of Medicare Code Edits v" + r.provenance.Release, Section: "chapter 1, edit " + number}
}

func (r *Release) rule(e *entry) rules.Rule {
	rule := rules.Rule{
		ID: "mce." + e.id, Name: e.name, Says: e.says, Fails: e.fails, Passes: e.passes,
		Citations: []rules.Citation{r.citation(e.number), processing},
		InForce:   r.inForce(e), Settings: rules.In(rules.Inpatient),
		Severity: e.severity, Disposition: e.disposition, Needs: "the day of discharge",
	}
	if e.needs != "" {
		rule.Needs += ", and " + e.needs
	}
	return rule
}

// loaded reports whether r was read from a table, rather than made as the zero
// Release.
func (r *Release) loaded() bool { return r.version != 0 }

// inForce returns the span of days on which some code carries the flags of an
// edit, or all days of the release for an edit that turns on none.
func (r *Release) inForce(e *entry) medcode.Period {
	if e.diagnosis|e.procedure == 0 || !r.loaded() {
		return r.dates
	}
	p := medcode.Period{From: forever}
	for list, flags := range [...]Flags{e.diagnosis, e.procedure, e.diagnosis, e.procedure} {
		for _, s := range r.tables[list].spans {
			if s.flags&flags == 0 {
				continue
			}
			if s.from.Before(p.From) {
				p.From = s.from
			}
			if s.to.After(p.To) {
				p.To = s.to
			}
		}
	}
	if p.To.After(r.dates.To) {
		p.To = r.dates.To
	}
	return p
}

// A packed is a release behind a pack.
type packed struct {
	release *Release
	index   [numEdits]int // of the rule of each edit
	date    int           // index of the rule on the discharge date
	scratch *sync.Pool
}

type scratch struct {
	rec       Record
	answer    Answer
	explained bool // the side that is not specified
	payer     rules.Payer
}

func (p *packed) check(c *rules.Claim, run *rules.Run) {
	s := p.scratch.Get().(*scratch)
	defer p.scratch.Put(s)
	s.rec.fill(c)
	s.explained = slices.ContainsFunc(c.Remarks, explains)
	s.payer = c.Payer
	if s.rec.Discharge.IsZero() {
		p.undated(run)
		return
	}
	if !p.release.dates.Contains(s.rec.Discharge) {
		run.Rule(p.date).NotInForce("this release edits discharges " + p.release.dates.String())
		return
	}
	p.release.EditInto(&s.answer, &s.rec)
	p.claim(c, s, run)
	for i, set := range s.answer.Diagnoses {
		for e := range set.All() {
			p.find(run, e, rules.AtDiagnosis(i), c.Diagnoses[i].Code, s)
		}
	}
	for i, set := range s.answer.Procedures {
		for e := range set.All() {
			p.find(run, e, rules.AtProcedure(i), c.Procedures[i].Code, s)
		}
	}
}

// undated reports a claim without a day of discharge.
func (p *packed) undated(run *rules.Run) {
	run.Rule(p.date).Add(rules.Finding{Place: rules.AtField("discharge"),
		Message: "The claim has no day of discharge, without which nothing can be edited.", Suggestion: "Give the day of discharge."})
	for i := range entries {
		run.Rule(i).Undecided("the claim has no day of discharge")
	}
}

// claim reports the edits of the claim as a whole, and what can't be judged.
func (p *packed) claim(c *rules.Claim, s *scratch, run *rules.Run) {
	if s.rec.Age == Unknown {
		run.Rule(p.index[AgeConflict]).Undecided("the claim gives neither a birth date nor an age that can be read")
	}
	if s.rec.LengthOfStay == Unknown {
		run.Rule(p.index[InconsistentLengthOfStay]).Undecided("the claim lacks the day of admission")
	}
	for e := range s.answer.Claim.All() {
		switch e {
		case InvalidAge:
			message := fmt.Sprintf("The patient's age is %d years; it must be from 0 to 124.", s.rec.Age)
			if s.rec.Age == Unknown {
				message = "The claim gives neither a birth date nor an age that can be read."
			}
			p.add(run, e, rules.AtPatient("birth"), message)
		case InvalidSex:
			p.add(run, e, rules.AtPatient("sex"), fmt.Sprintf("The patient's sex is not given (%s).", s.rec.Sex))
		case InvalidDischargeStatus:
			p.add(run, e, rules.AtField("dischargeStatus"), fmt.Sprintf("Discharge status %q is none that was in use on %s.", c.DischargeStatus, s.rec.Discharge))
		case InvalidAdmitting:
			p.find(run, e, rules.AtAdmitting(), c.Admitting, s)
		}
	}
}

// find reports the edit of a code.
func (p *packed) find(run *rules.Run, e Edit, at rules.Place, code string, s *scratch) {
	if e == Unspecified && s.explained {
		return
	}
	if s.payer > rules.MedicareAdvantage && coverage.Has(e) {
		run.Rule(p.index[e]).NotApplicable("the payer, " + s.payer.String() + ", is not Medicare, whose coverage it is about")
		return
	}
	message := code + " " + entries[p.index[e]].clause
	if code == "" {
		message = "An empty code " + entries[p.index[e]].clause
	}
	switch e {
	case InvalidCode, InvalidAdmitting:
		message += ", " + s.rec.Discharge.String()
	case AgeConflict:
		message += fmt.Sprintf(", %d years", s.rec.Age)
	case SexConflict:
		message += ", " + s.rec.Sex.String()
	case InconsistentLengthOfStay:
		message += fmt.Sprintf(", %d days", s.rec.LengthOfStay)
	}
	p.add(run, e, at, message+".", code)
}

func (p *packed) add(run *rules.Run, e Edit, at rules.Place, message string, codes ...string) {
	run.Rule(p.index[e]).Add(rules.Finding{Place: at, Codes: codes, Message: message, Suggestion: sentence(entries[p.index[e]].way)})
}

// explains reports whether a remark says why a side is not specified, by which
// edit 20 is passed: UNABLE TO DET LAT 1 (the provider could not obtain it) or 2
// (it could not be determined); Change Request 12471.
func explains(remark string) bool {
	words := strings.ToUpper(strings.Join(strings.Fields(remark), " "))
	return strings.Contains(words, "UNABLE TO DET LAT 1") || strings.Contains(words, "UNABLE TO DET LAT 2")
}

// sentence returns s with a capital and a full stop.
func sentence(s string) string { return string(s[0]&^0x20) + s[1:] + "." }
