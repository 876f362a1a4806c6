package ioce

import (
	"fmt"
	"sync"
	"time"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs/opps"
	"github.com/medcode/medcode/rules"
)

const specifications = "Integrated OCE (IOCE) CMS Specifications"

// Pack returns the edits that are judged here as rules, one for each, for
// outpatient claims. Of a nil editor, or on dates that its releases don't hold
// for, they are undecided.
func Pack(e *Editor) rules.Pack {
	p := rules.Pack{Name: "ioce", Title: "Integrated Outpatient Code Editor"}
	var place [256]int // of an edit's rule, from 1
	for _, x := range edits {
		if x.State != Done && x.State != Partly {
			continue
		}
		p.Rules = append(p.Rules, ruleOf(x))
		place[x.Number] = len(p.Rules)
	}
	n := len(p.Rules)
	if e == nil {
		p.Check = func(_ *rules.Claim, run *rules.Run) {
			for i := range n {
				run.Rule(i).Undecided("no OPPS addenda are loaded")
			}
		}
		return p
	}
	if e.options.OPPS != nil {
		for r := range e.options.OPPS.Releases() {
			p.Sources = append(p.Sources, r.Provenance())
		}
		p.Release = func(on medcode.Date) string {
			if r, err := e.options.OPPS.On(on); err == nil {
				return "OPPS addenda " + r.Provenance().Release
			}
			return ""
		}
	}
	if e.options.Tables != nil {
		p.Sources = append(p.Sources, e.options.Tables.Provenance())
	}
	pool := &sync.Pool{New: func() any { return new(Judgement) }}
	p.Check = func(c *rules.Claim, run *rules.Run) {
		j := pool.Get().(*Judgement)
		defer pool.Put(j)
		e.Judge(c, j)
		if j.Grouper == nil {
			for i := range n {
				run.Rule(i).Undecided(fmt.Sprintf("no OPPS addenda hold on %v", c.Date()))
			}
			return
		}
		j.report(c, run, &place)
	}
	return p
}

func ruleOf(x Edit) rules.Rule {
	r := rules.Rule{
		ID: fmt.Sprintf("ioce.edit-%03d", x.Number), Name: x.Name, Says: x.Says + " I/OCE edit " + fmt.Sprint(x.Number) + ": " + x.Class().String() + ".",
		Fails: x.Fails, Passes: x.Passes,
		Citations: []rules.Citation{{Document: specifications, Section: fmt.Sprintf("edit %d", x.Number)}, {Document: "Medicare Claims Processing Manual (Pub. 100-04)", Section: "chapter 4, section 40"}},
		InForce:   medcode.Period{From: medcode.NewDate(2000, time.August, 1)},
		Settings:  rules.In(rules.Outpatient), Severity: rules.Error,
		Needs: "OPPS addenda of the date of service",
	}
	if x.Needs != "" {
		r.Needs += "; " + x.Needs
	}
	switch x.Class() {
	case opps.ReturnsClaim:
		r.Disposition = rules.ReturnToProvider
	case opps.SuspendsClaim:
		r.Severity, r.Disposition = rules.Warning, rules.Suspend
	case opps.RejectsClaim, opps.RejectsLine:
		r.Disposition = rules.Reject
	case opps.DeniesClaim, opps.DeniesLine:
		r.Disposition = rules.Deny
	case opps.Informs:
		r.Severity, r.Disposition = rules.Note, rules.Warn
	}
	return r
}

// report makes findings of a judgement: of edits of lines and diagnoses there,
// of the others on the claim.
func (j *Judgement) report(c *rules.Claim, run *rules.Run, place *[256]int) {
	left := j.Result.ClaimEdits
	for i := range j.Diagnoses {
		for n := range j.Diagnoses[i].All() {
			left.Remove(n)
			if at := place[n]; at > 0 {
				code := c.Diagnoses[i].Code
				run.Rule(at-1).Find(rules.AtDiagnosis(i), fmt.Sprintf("%s: %s", code, sentence(n)), code)
			}
		}
	}
	for i := range j.Result.Lines {
		l := &j.Result.Lines[i]
		for n := range l.Edits.All() {
			at := place[n]
			if at == 0 {
				continue
			}
			f := rules.Finding{Place: rules.AtLine(i), Message: fmt.Sprintf("%s: %s", described(&c.Lines[i]), sentence(n))}
			if code := c.Lines[i].Code; code != "" {
				f.Codes = []string{code}
			}
			if (n == 20 || n == 40) && l.Other >= 0 {
				f.Related = []rules.Place{rules.AtLine(int(l.Other))}
				f.Codes = append(f.Codes, c.Lines[l.Other].Code)
			}
			run.Rule(at - 1).Add(f)
		}
	}
	for n := range left.All() {
		if at := place[n]; at > 0 {
			run.Rule(at-1).Find(rules.Place{}, sentence(n))
		}
	}
}

func described(l *rules.Line) string {
	if l.Code != "" {
		return l.Code
	}
	return "revenue code " + l.Revenue
}

// sentence is what an edit says of what it found.
func sentence(n uint8) string {
	x, _ := EditOf(n)
	return x.Name + ". " + x.Says
}
