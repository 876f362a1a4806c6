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
	pairs      matrix
	edits      []uint32 // by rank of the pair: into terms, or with several set, into runs
	runs       []run
	spare      []uint32 // terms of the runs
	terms      []term
	rationales []string
	rows       int
}

const several = 1 << 31

// A run is the edits of a pair that has more than one, in spare.
type run struct{ from, to uint32 }

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
	if k, ok := t.inForce(i, j, on); ok {
		return t.edit(int(i), int(j), k), true
	}
	if k, ok := t.inForce(j, i, on); ok {
		return t.edit(int(j), int(i), k), true
	}
	return PTPEdit{}, false
}

// inForce returns the term of the edit of two codes, by number, that is in
// force on a date.
func (t *PTP) inForce(column1, column2 uint32, on medcode.Date) (uint32, bool) {
	rank, ok := t.pairs.rank(column1, column2)
	if !ok {
		return 0, false
	}
	e := t.edits[rank]
	if e&several == 0 {
		return e, t.terms[e].inForce(on)
	}
	r := t.runs[e&^several]
	for _, k := range t.spare[r.from:r.to] {
		if t.terms[k].inForce(on) {
			return k, true
		}
	}
	return 0, false
}

func (m *term) inForce(on medcode.Date) bool {
	return m.indicator != NotApplicable && m.period.Contains(on)
}

func (t *PTP) edit(column1, column2 int, k uint32) PTPEdit {
	m := &t.terms[k]
	return PTPEdit{t.codes[column1], t.codes[column2], m.period, m.indicator, m.before1996, t.rationales[m.rationale]}
}

// Column1 yields the edits that have a code in column 1, those not in force
// included, in order of the other code and then of effective date.
func (t *PTP) Column1(c hcpcs.Code) iter.Seq[PTPEdit] {
	return func(yield func(PTPEdit) bool) {
		if i, ok := t.ids.find(c.Key()); ok {
			t.row(int(i), yield)
		}
	}
}

// Column2 yields the edits that have a code in column 2, those not in force
// included, in order of the other code and then of effective date.
func (t *PTP) Column2(c hcpcs.Code) iter.Seq[PTPEdit] {
	return func(yield func(PTPEdit) bool) {
		j, ok := t.ids.find(c.Key())
		for i := 0; ok && i < len(t.codes); i++ {
			if rank, in := t.pairs.rank(uint32(i), j); in && !t.history(i, int(j), rank, yield) {
				return
			}
		}
	}
}

// All yields every edit in order of column 1, column 2 and effective date.
func (t *PTP) All() iter.Seq[PTPEdit] {
	return func(yield func(PTPEdit) bool) {
		for i := range t.codes {
			if !t.row(i, yield) {
				return
			}
		}
	}
}

func (t *PTP) row(i int, yield func(PTPEdit) bool) bool {
	return t.pairs.row(i, func(j, rank int) bool { return t.history(i, j, rank, yield) })
}

func (t *PTP) history(i, j, rank int, yield func(PTPEdit) bool) bool {
	e := t.edits[rank]
	if e&several == 0 {
		return yield(t.edit(i, j, e))
	}
	r := t.runs[e&^several]
	for _, k := range t.spare[r.from:r.to] {
		if !yield(t.edit(i, j, k)) {
			return false
		}
	}
	return true
}
