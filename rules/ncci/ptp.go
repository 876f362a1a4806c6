package ncci

import (
	"iter"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
)

// An Indicator says whether a modifier bypasses a procedure-to-procedure edit
// (the correct coding modifier indicator; Claims Processing Manual, chapter 23,
// section 20.9.1).
type Indicator uint8

// The indicators.
const (
	NotAllowed    Indicator = 0 // no modifier bypasses the edit
	Allowed       Indicator = 1 // an NCCI PTP-associated modifier bypasses it, where the services were distinct
	NotApplicable Indicator = 9 // the edit was deleted on the day it took effect; it never denies
)

// A PTPEdit is one procedure-to-procedure edit. A pair of codes may have
// several, one after the other.
type PTPEdit struct {
	Column1, Column2 hcpcs.Code     // Column1 is paid, Column2 denied
	Period           medcode.Period // dates of service; To is zero while the edit is not deleted
	Indicator        Indicator
	Before1996       bool // the edit was in existence before 1996
	Rationale        string
}

// InForce reports whether the edit denies on a date of service.
func (e PTPEdit) InForce(on medcode.Date) bool {
	return e.Indicator != NotApplicable && e.Period.Contains(on)
}

// PTP is the procedure-to-procedure edits for one service, with their history
// since 1996. It is immutable.
type PTP struct {
	codes      []hcpcs.Code // of either column, in order
	ids        index
	pairs      matrix // of what stands for a pair's edits: a number of terms or, with several set, of runs
	runs       []span // in spare
	spare      []uint32
	terms      []term
	rationales []string
	rows       int
}

// several marks a pair with more than one edit.
const several = 1 << 31

// A term is all of an edit but its codes. A table of millions of edits has some
// thousand different terms.
type term struct {
	period     medcode.Period
	indicator  Indicator
	before1996 bool
	rationale  uint16
}

// Len returns the number of edits.
func (t *PTP) Len() int { return t.rows }

// Lookup returns the edit between two codes in force on a date of service,
// whichever of them stands in column 1. Where the table has the pair in both
// orders, it is the edit with a in column 1.
func (t *PTP) Lookup(a, b hcpcs.Code, on medcode.Date) (PTPEdit, bool) {
	i, ok := t.ids.find(a.Key())
	j, ok2 := t.ids.find(b.Key())
	if !ok || !ok2 {
		return PTPEdit{}, false
	}
	// Both orders are asked before either answer is looked at, so that the
	// processor waits for memory once.
	ab, isAB := t.pairs.find(i, j)
	ba, isBA := t.pairs.find(j, i)
	if isAB {
		if k, ok := t.inForce(ab, on); ok {
			return t.edit(i, j, k), true
		}
	}
	if isBA {
		if k, ok := t.inForce(ba, on); ok {
			return t.edit(j, i, k), true
		}
	}
	return PTPEdit{}, false
}

// inForce returns the term in force on a date among what stands for a pair.
func (t *PTP) inForce(e uint32, on medcode.Date) (uint32, bool) {
	if e&several == 0 {
		return e, t.terms[e].inForce(on)
	}
	for _, k := range t.history(e) {
		if t.terms[k].inForce(on) {
			return k, true
		}
	}
	return 0, false
}

func (t *PTP) history(e uint32) []uint32 {
	r := t.runs[e&^several]
	return t.spare[r.from:r.to]
}

func (m *term) inForce(on medcode.Date) bool {
	return m.indicator != NotApplicable && m.period.Contains(on)
}

func (t *PTP) edit(column1, column2, k uint32) PTPEdit {
	m := &t.terms[k]
	return PTPEdit{t.codes[column1], t.codes[column2], m.period, m.indicator, m.before1996, t.rationales[m.rationale]}
}

// Column1 yields the edits that have a code in column 1, those not in force
// included, in order of the other code and then of effective date.
func (t *PTP) Column1(c hcpcs.Code) iter.Seq[PTPEdit] {
	return func(yield func(PTPEdit) bool) {
		if i, ok := t.ids.find(c.Key()); ok {
			t.row(i, yield)
		}
	}
}

// Column2 yields the edits that have a code in column 2, those not in force
// included, in order of the other code and then of effective date.
func (t *PTP) Column2(c hcpcs.Code) iter.Seq[PTPEdit] {
	return func(yield func(PTPEdit) bool) {
		j, ok := t.ids.find(c.Key())
		for i := uint32(0); ok && int(i) < len(t.codes); i++ {
			if e, in := t.pairs.find(i, j); in && !t.each(i, j, e, yield) {
				return
			}
		}
	}
}

// All yields every edit in order of column 1, column 2 and effective date.
func (t *PTP) All() iter.Seq[PTPEdit] {
	return func(yield func(PTPEdit) bool) {
		for i := range uint32(len(t.codes)) {
			if !t.row(i, yield) {
				return
			}
		}
	}
}

func (t *PTP) row(i uint32, yield func(PTPEdit) bool) bool {
	return t.pairs.row(i, func(j, e uint32) bool { return t.each(i, j, e, yield) })
}

// each yields the edits of one pair.
func (t *PTP) each(i, j, e uint32, yield func(PTPEdit) bool) bool {
	if e&several == 0 {
		return yield(t.edit(i, j, e))
	}
	for _, k := range t.history(e) {
		if !yield(t.edit(i, j, k)) {
			return false
		}
	}
	return true
}
