package ioce

import (
	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/hcpcs/opps"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/mce"
	"github.com/medcode/medcode/rules/ncci"
)

// Options are what an editor judges by.
type Options struct {
	OPPS   *opps.Library // the addenda; nothing is judged without those of the claim's date
	Tables *opps.Tables  // the I/OCE flags; nil leaves out what depends on them
	// NCCI has the PTP pairs of hospitals; where nil, those of the tables.
	NCCI *ncci.Library
	// Diagnoses tells codes of ICD-10-CM with their flags; where nil, the
	// release built into package mce.
	Diagnoses *mce.Release
	Bilateral func(hcpcs.Code) byte // see opps.Options
}

// An Editor judges outpatient claims. It is safe for any number of goroutines.
type Editor struct {
	options  Options
	groupers []dated
}

type dated struct {
	period  medcode.Period
	grouper *opps.Grouper
}

// A Judgement is a claim with what became of it. It may be used again.
type Judgement struct {
	Claim  opps.Claim
	Result opps.Result
	// Grouper is by which the claim was grouped, nil where no release holds on its date.
	Grouper *opps.Grouper
	// Diagnoses are the edits of each diagnosis of the claim.
	Diagnoses []opps.EditSet
}

// New makes an editor. The error is that of a release that can't group.
func New(o Options) (*Editor, error) {
	if o.Diagnoses == nil {
		o.Diagnoses = mce.Default()
	}
	e := &Editor{options: o}
	if o.OPPS != nil {
		for r := range o.OPPS.Releases() {
			with := opps.Options{Tables: o.Tables, Bilateral: o.Bilateral}
			if o.NCCI != nil {
				if edits, err := o.NCCI.On(r.Provenance().Effective.From); err == nil && edits.PTP(ncci.OutpatientHospital) != nil {
					with.Pairs = pairs{edits.PTP(ncci.OutpatientHospital)}
				}
			}
			g, err := opps.NewGrouper(r, with)
			if err != nil {
				return nil, err
			}
			e.groupers = append(e.groupers, dated{r.Provenance().Effective, g})
		}
	}
	return e, nil
}

// pairs are the PTP pairs of a quarter.
type pairs struct{ table *ncci.PTP }

func (p pairs) Pair(column1, column2 hcpcs.Code, on medcode.Date) (modifier, ok bool) {
	e, ok := p.table.Lookup(column1, column2, on)
	return e.Indicator == ncci.Allowed, ok && e.Column1 == column1 && e.InForce(on)
}

// Judge judges a claim into j. Without a release for the claim's date its
// Grouper is nil, and nothing else is told.
func (e *Editor) Judge(c *rules.Claim, j *Judgement) {
	j.Grouper, j.Diagnoses = nil, j.Diagnoses[:0]
	on := c.Date()
	for i := range e.groupers {
		if e.groupers[i].period.Contains(on) {
			j.Grouper = e.groupers[i].grouper // of several the one that begins last
		}
	}
	if j.Grouper == nil {
		return
	}
	Convert(&j.Claim, c)
	j.Grouper.Group(&j.Claim, &j.Result)
	e.diagnoses(c, j)
	j.age(c)
	j.Result.Dispose(&j.Claim)
}

// age is edit 25.
func (j *Judgement) age(c *rules.Claim) {
	if years, ok := c.Years(); ok && (years < 0 || years > 124) {
		j.Result.ClaimEdits.Add(25)
	}
}

// diagnoses are the edits of diagnoses, by the table that the Medicare Code
// Editor has of them.
func (e *Editor) diagnoses(c *rules.Claim, j *Judgement) {
	on, r := c.Date(), e.options.Diagnoses
	if c.ICD == rules.ICD9 || j.Result.NotProcessed && j.Result.ClaimEdits.Has(118) {
		return
	}
	if len(c.Diagnoses) == 0 {
		j.Result.ClaimEdits.Add(1)
		return
	}
	for i, d := range c.Diagnoses {
		var set opps.EditSet
		row, ok := r.Lookup(mce.ICD10Diagnoses, undotted(d.Code), on)
		if !ok {
			set.Add(1)
		}
		if ok && i == 0 {
			for _, flag := range [...]struct {
				name string
				edit uint8
			}{{"ecodepdx", 5}, {"manifestation", 86}} {
				if row.Flags.Has(flag.name) {
					set.Add(flag.edit)
				}
			}
		}
		if ok && !e.atAge(row.Flags, c, on) {
			set.Add(2)
		}
		j.Diagnoses = append(j.Diagnoses, set)
		j.Result.ClaimEdits.Or(set)
	}
}

// atAge reports whether a diagnosis occurs at the patient's age.
func (e *Editor) atAge(flags mce.Flags, c *rules.Claim, on medcode.Date) bool {
	years, ok := c.Years()
	if !ok {
		return true
	}
	for _, group := range [...][2]string{{"newborn", "Newborn"}, {"pediatric", "Pediatric"}, {"maternity", "Maternity"}, {"adult", "Adult"}} {
		if !flags.Has(group[0]) {
			continue
		}
		for _, a := range e.options.Diagnoses.AgeRanges() {
			if a.Group == group[1] && a.Period.Contains(on) && (years < a.From || years > a.To) {
				return false
			}
		}
	}
	return true
}

func undotted(code string) string {
	for i := range len(code) {
		if code[i] == '.' {
			return code[:i] + code[i+1:]
		}
	}
	return code
}
