package drg

import (
	"github.com/medcode/medcode/drg/internal/logic"
)

// The marks ("impact") say which codes decided. The manual is silent on which of
// several that would do is named: what follows is what the reference names.
// Behind the cases, here and in choose.go, count.go and weigh.go, stands how many
// of the 105,000 claims with an answer of the reference are marked otherwise
// without it, as TestMarkCases of package msdrg counts with -cases.

// markImpact marks the codes that decided an outcome: the principal diagnosis,
// a code for each condition of the winning row and of the family's base, and
// one for the severity that the row asks for. Where several codes would do, it
// prefers those that the reference prefers.
func (w *work) markImpact(r *Result, o *outcome, as Impact) {
	m := marker{w, r, o, as}
	m.diagnosis(0)
	if o.entry != nil {
		w.useLists(nil, 0)
		m.cond(o.entry)
	}
	w.useLists(o.family, o.mdc)
	if r := w.fullestRow(o); r.marks {
		m.row(r)
	}
	if o.family.marks {
		m.cond(&o.family.base)
	}
	if o.family.rest { // 130 claims
		m.leftOver()
	}
	if o.severity != NonCC {
		m.severity()
	}
}

// A marker marks the codes of one outcome.
type marker struct {
	w  *work
	r  *Result
	o  *outcome
	as Impact
}

// inAny reports whether one of the lists holds diagnosis i.
func (m *marker) inAny(i int, in []mask) bool { return anyOf(m.w.listsOfDiagnosis(i), in) }

func (m *marker) diagnosis(i int) { m.r.Diagnoses[i].Impact |= m.as }
func (m *marker) procedure(i int) { m.r.Procedures[i].Impact |= m.as }

// row marks the codes that fulfil the cells of r: first those that ask for a
// code, then those that count how many there are, beside or among them.
func (m *marker) row(r *row) {
	summed := r.sum != nil && m.w.holds(r.sum, NonCC)
	for i := range r.cells {
		if c := &r.cells[i]; c.within && c.decides && !summed {
			m.cond(c.cond)
		}
	}
	for i := range r.cells {
		c := &r.cells[i]
		switch k := c.cond; {
		case c.within && !summed:
		case c.severity != 0 || k.op == logic.OpOccurs:
		case !c.yes && k.op == logic.OpNot:
			m.cond(&k.kids[0])
		case !c.yes || !c.decides: // 63 claims
		case summed && asksList(k): // 27 claims
			m.every(k)
		default:
			m.cond(k)
		}
	}
	for i := range r.cells {
		if c := &r.cells[i]; c.yes && c.cond.op == logic.OpOccurs { // 132 claims
			m.occurring(c.cond, c.alone) // 37 claims
		}
	}
	for _, k := range r.beside {
		if m.w.holds(k, NonCC) { // 10 claims
			m.cond(k)
		}
	}
}

// fullestRow returns, of the rows that lead to the DRG with the severity of the
// outcome, the one that asks for most, and among equals for most procedures:
// the reference marks the codes of that one, the last where there are several.
func (w *work) fullestRow(o *outcome) *row {
	if !o.row.rivals { // 38 claims
		return o.row
	}
	best, most := o.row, o.row.weight
	for i := range o.family.rows {
		r := &o.family.rows[i]
		if r.drg != o.row.drg || r.weight < most { // 21 claims
			continue
		}
		if level := w.levelIn(r); w.rowHolds(r, level, true) && w.rowSeverity(r, level) == o.severity {
			best, most = r, r.weight
		}
	}
	return best
}

// cond marks the codes that fulfil a condition that holds.
func (m *marker) cond(k *cond) {
	w := m.w
	switch k.op {
	case logic.OpAnd:
		for i := range k.kids {
			m.cond(&k.kids[i])
		}
	case logic.OpOr:
		m.alternatives(k)
	case logic.OpSecondary:
		m.bestDiagnosis(k.in)
	case logic.OpEither:
		if !anyOf(w.principal, k.in) { // 865 claims
			m.bestDiagnosis(k.in)
		}
	case logic.OpAcross:
		if has(w.principal, k.lists[0]) && has(w.secondary, k.lists[1]) {
			m.bestDiagnosis(w.g.dx.masks(k.names[1:]))
		} else {
			m.bestDiagnosis(w.g.dx.masks(k.names[:1]))
		}
	case logic.OpProcedure:
		if !m.fulfilled(k.in) { // 22 claims
			m.bestProcedure(lookupIn(k.lists))
		}
	case logic.OpAnyOR, logic.OpExtensive:
		m.operated(k)
	case logic.OpAtLeast:
		m.atLeast(k)
	case logic.OpOccurs:
		m.occurring(k, false)
	case logic.OpSum:
		m.summed(k)
	}
}

// alternatives marks the codes of one of the alternatives that hold. Nothing is
// left to mark where a marked procedure fulfils one. Some O.R. procedure goes
// before a list of procedures, the first of several lists before the others.
// Otherwise it is the last, if it is the principal diagnosis or a list that
// stands behind combinations of conditions on procedures; else the first that
// asks for procedures, or the first.
func (m *marker) alternatives(k *cond) {
	var first, last, procedural *cond
	plain := true
	for i := range k.kids {
		kid := &k.kids[i]
		if !m.w.holds(kid, m.o.severity) {
			continue
		}
		if kid.op == logic.OpAnyOR { // 68 claims
			m.cond(kid)
			return
		}
		if kid.op == logic.OpProcedure && m.fulfilled(kid.in) { // 1 claim
			return
		}
		if first == nil {
			first = kid
		}
		if procedural == nil && procedureCond(kid) != nil {
			procedural = kid
		}
		last = kid
		plain = plain && kid.op == logic.OpProcedure
	}
	switch {
	case first == nil:
	case plain: // 127 claims
		m.cond(first)
	case last.op == logic.OpPrincipal && m.w.g.before43: // 12 claims
		m.cond(last)
	case last.op == logic.OpProcedure && procedureCond(first) != nil: // 59 claims
		m.cond(last)
	case procedural != nil: // 7 claims
		m.cond(procedural)
	default:
		m.cond(first)
	}
}

// procedureCond returns the condition on procedures that k is, or has beside
// conditions on diagnoses.
func procedureCond(k *cond) *cond {
	switch k.op {
	case logic.OpProcedure, logic.OpAnyOR:
		return k
	case logic.OpAnd:
		for i := range k.kids {
			if k.kids[i].op == logic.OpProcedure {
				return &k.kids[i]
			}
		}
	}
	return nil
}

// asksList reports whether k asks for a procedure of a list, or of one of several.
func asksList(k *cond) bool {
	return k.op == logic.OpProcedure || k.op == logic.OpOr && k.kids[0].op == logic.OpProcedure
}

// fulfilled reports whether a procedure that is marked already is in one of the
// lists; those of a cluster count together alone.
func (m *marker) fulfilled(in []mask) bool {
	for i := range m.w.px {
		if m.r.Procedures[i].Impact&m.as != 0 && anyOf(m.w.listsOfProcedure(i), in) && !m.combined(m.w.codeOf(i)) { // 5 claims
			return true
		}
	}
	return false
}

// combined reports whether the code belongs to a satisfied cluster.
func (m *marker) combined(code uint64) bool {
	for _, c := range m.w.clusters {
		if containsCode(m.w.g.l.Clusters[c].Codes, code) {
			return true
		}
	}
	return false
}

// every marks every procedure of the first list of k that has one.
func (m *marker) every(k *cond) {
	if k.op == logic.OpOr {
		for i := range k.kids {
			if m.w.holds(&k.kids[i], NonCC) {
				m.every(&k.kids[i])
				return
			}
		}
	}
	for i := range m.w.px {
		if m.w.counts(i) && anyOf(m.w.listsOfProcedure(i), k.in) {
			m.procedure(i)
		}
	}
}

// leftOver marks the secondary diagnosis that kept the stay out of a family
// before, which would have had it but for those.
func (m *marker) leftOver() {
	for i := range m.w.g.byMDC[m.o.mdc].medical {
		base := &m.w.g.byMDC[m.o.mdc].medical[i].base
		if base.op != logic.OpAnd || base.kids[1].op != logic.OpOnlySecondary || !m.w.holds(&base.kids[0], NonCC) {
			continue
		}
		k := m.chooseDiagnosis(func(i int) bool { return m.w.dx[i].kind != 0 && !m.inAny(i, base.kids[1].in) })
		if k > 0 {
			m.diagnosis(k)
		}
		return
	}
}
