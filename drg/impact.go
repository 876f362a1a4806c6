package drg

import (
	"cmp"
	"slices"

	"github.com/medcode/medcode/drg/internal/logic"
)

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
	m.row(w.fullestRow(o))
	m.cond(&o.family.base)
	if o.family.rest {
		m.leftOver()
	}
	if o.severity != NonCC {
		m.severity()
	}
}

// row marks the codes that fulfil the cells of r: first those that ask for a
// code, then those that count how many there are, beside or among them.
func (m *marker) row(r *row) {
	summed := r.sum != nil && m.w.holds(r.sum, NonCC)
	for i := range r.cells {
		c := &r.cells[i]
		switch k := c.cond; {
		case c.severity != 0 || k.op == logic.OpOccurs:
		case !c.yes && k.op == logic.OpNot:
			m.cond(&k.kids[0])
		case !c.yes || !c.decides:
		case summed && asksList(k):
			m.every(k)
		default:
			m.cond(k)
		}
	}
	for i := range r.cells {
		if c := &r.cells[i]; c.yes && c.cond.op == logic.OpOccurs {
			m.occurring(c.cond, c.alone)
		}
	}
}

// asksList reports whether k asks for a procedure of a list, or of one of several.
func asksList(k *cond) bool {
	return k.op == logic.OpProcedure || k.op == logic.OpOr && k.kids[0].op == logic.OpProcedure
}

// fullestRow returns, of the rows that lead to the DRG with the severity of the
// outcome, the one that asks for most, and among equals for most procedures:
// the reference marks the codes of that one, the last where there are several.
func (w *work) fullestRow(o *outcome) *row {
	if !o.row.rivals {
		return o.row
	}
	best, most := o.row, o.row.weight
	for i := range o.family.rows {
		r := &o.family.rows[i]
		if r.drg != o.row.drg || r.weight < most {
			continue
		}
		if level := w.levelIn(r); w.rowHolds(r, level, true) && w.rowSeverity(r, level) == o.severity {
			best, most = r, r.weight
		}
	}
	return best
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
		if !anyOf(w.principal, k.in) {
			m.bestDiagnosis(k.in)
		}
	case logic.OpAcross:
		if has(w.principal, k.lists[0]) && has(w.secondary, k.lists[1]) {
			m.bestDiagnosis(w.g.dx.masks(k.names[1:]))
		} else {
			m.bestDiagnosis(w.g.dx.masks(k.names[:1]))
		}
	case logic.OpProcedure:
		if !m.fulfilled(k.in) {
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
		if kid.op == logic.OpAnyOR {
			m.cond(kid)
			return
		}
		if kid.op == logic.OpProcedure && m.fulfilled(kid.in) {
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
	case plain:
		m.cond(first)
	case last.op == logic.OpPrincipal || last.op == logic.OpProcedure && procedureCond(first) != nil:
		m.cond(last)
	case procedural != nil:
		m.cond(procedural)
	default:
		m.cond(first)
	}
}

// procedures returns the condition on procedures that k is, or has beside
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

// lookupIn returns by which of the lists a procedure fulfils a condition.
func lookupIn(lists []int) fitting {
	return func(bits []uint64, _ bool) (int, bool) {
		for _, id := range lists {
			if has(bits, id) {
				return id, true
			}
		}
		return 0, false
	}
}

// bestDiagnosis marks the secondary diagnosis of the lists that comes first.
func (m *marker) bestDiagnosis(in []mask) {
	if i := m.chooseDiagnosis(func(i int) bool { return m.inAny(i, in) }); i > 0 {
		m.diagnosis(i)
	}
}

// chooseDiagnosis returns the secondary diagnosis that comes first among those
// that fit: MCC before CC before the others, excluded or not, then by code.
func (m *marker) chooseDiagnosis(fits func(int) bool) int {
	best := 0
	for i := 1; i < len(m.w.dx); i++ {
		if fits(i) {
			best = m.first(best, i)
		}
	}
	return best
}

// first returns the diagnosis of the two that comes first; 0 is none.
func (m *marker) first(i, j int) int {
	if i == 0 || m.before(j, i) {
		return j
	}
	return i
}

func (m *marker) before(i, j int) bool {
	if a, b := m.r.Diagnoses[i].Initial.level(), m.r.Diagnoses[j].Initial.level(); a != b {
		return a > b
	}
	d := m.w.s.Diagnoses
	return d[i].Code.Key() < d[j].Code.Key()
}

// severity marks the diagnosis that gives the DRG its severity. Initial levels
// count for the final DRG, too.
func (m *marker) severity() {
	best := 0
	for _, i := range m.w.severe {
		if m.r.Diagnoses[i].Initial.Counts() == m.o.severity && !m.inAny(i, m.o.row.own) {
			best = m.first(best, i)
		}
	}
	if best > 0 {
		m.diagnosis(best)
	}
}

// An operation is a procedure of the claim or a satisfied cluster; -1 for none.
type operation struct{ procedure, cluster int }

// bestProcedure marks the procedure that comes first among those that fit.
func (m *marker) bestProcedure(fits fitting) { m.operation(m.choose(fits)) }

// fitting says by which list a procedure or cluster fulfils a condition.
type fitting func(bits []uint64, or bool) (list int, ok bool)

// choose returns the procedure that comes first among those that fit. Members of
// clusters that the list has, or the MDC of the principal diagnosis, don't come
// into question (but for Pre-MDC). Where no procedure is left, it is the cluster
// that comes first, and where there is none, a procedure of a list that stands
// apart.
func (m *marker) choose(fits fitting) operation {
	w := m.w
	out, outApart := operation{-1, -1}, false
	for i := range w.px {
		if !w.counts(i) {
			continue
		}
		id, ok := fits(w.listsOfProcedure(i), w.px[i].or)
		if !ok || m.inClusterOf(id, w.codeOf(i)) {
			continue
		}
		apart := w.g.apart[id]
		if out.procedure < 0 || outApart && !apart || outApart == apart && m.procedureBefore(i, out.procedure) {
			out.procedure, outApart = i, apart
		}
	}
	if out.procedure >= 0 && !outApart {
		return out
	}
	for _, c := range w.clusters {
		if id, ok := fits(w.listsOfCluster(c), true); ok && (out.procedure < 0 || !w.g.apart[id]) && (out.cluster < 0 || int(c) < out.cluster) {
			out.cluster = int(c)
		}
	}
	if out.cluster >= 0 {
		out.procedure = -1
	}
	return out
}

func (m *marker) operation(p operation) {
	if p.procedure >= 0 {
		m.procedure(p.procedure)
	} else if p.cluster >= 0 {
		m.cluster(uint16(p.cluster))
	}
}

// code returns the code of p by which it is ordered: the highest of a cluster.
func (m *marker) code(p operation) uint64 {
	if p.procedure >= 0 {
		return m.w.codeOf(p.procedure)
	}
	codes := m.w.g.l.Clusters[p.cluster].Codes
	return codes[len(codes)-1]
}

// inClusterOf reports whether the code belongs to a satisfied cluster that keeps
// it from being marked by itself: one of the list, or one that belongs to the
// MDC of the principal diagnosis, where another MDC has the stay. Where the
// procedures are unrelated to the principal diagnosis any does, from version 42.
func (m *marker) inClusterOf(list int, code uint64) bool {
	g := m.w.g
	if len(m.w.clusters) == 0 {
		return false
	}
	unrelated := m.unrelated()
	if m.o.family.mdc == 0 && !unrelated { // Pre-MDC
		return false
	}
	own, _ := g.ownMDC(g.principals[m.w.kindOf(0).class].homes, m.w.s.Sex)
	for _, c := range m.w.clusters {
		cl := &g.l.Clusters[c]
		if containsCode(cl.Codes, code) && (has(m.w.listsOfCluster(c), list) ||
			own != m.o.mdc && cl.MDCs&(1<<own) != 0 && m.wholeIn(cl, list) || unrelated && !g.before42) {
			return true
		}
	}
	return false
}

// wholeIn reports whether all members of a satisfied cluster are in the list, if
// there is one.
func (m *marker) wholeIn(cl *logic.Cluster, list int) bool {
	for i := range m.w.px {
		if list != 0 && containsCode(cl.Codes, m.w.codeOf(i)) && !has(m.w.listsOfProcedure(i), list) {
			return false
		}
	}
	return true
}

// unrelated reports whether the family is one of procedures unrelated to the
// principal diagnosis.
func (m *marker) unrelated() bool {
	for i := range m.w.g.unrelated {
		if m.o.family == &m.w.g.unrelated[i] {
			return true
		}
	}
	return false
}

// procedureBefore reports whether procedure i comes before j: the first of the
// claim if it is an O.R. one (up to version 40, in any case), then by code, the
// first of the claim last.
func (m *marker) procedureBefore(i, j int) bool {
	flagged := func(i int) bool { return m.w.g.procedureKinds[m.w.px[i].kind].or }
	if i == 0 || j == 0 {
		firstAnyhow := m.w.g.before41
		if i == 0 {
			return flagged(i) || firstAnyhow
		}
		return !flagged(j) && !firstAnyhow
	}
	return m.w.codeOf(i) < m.w.codeOf(j)
}

func (m *marker) cluster(c uint16) {
	for _, code := range m.w.g.l.Clusters[c].Codes {
		for i := range m.w.px {
			if m.w.codeOf(i) == code {
				m.procedure(i)
				break
			}
		}
	}
}

// operated marks an O.R. procedure, an extensive one if there is one; where some
// are excepted, and up to version 40, only if one is asked for.
func (m *marker) operated(k *cond) {
	g := m.w.g
	extensive := m.w.operated(k.in, true) && (k.op == logic.OpExtensive || !g.before41 && len(k.lists) == 0)
	m.bestProcedure(func(bits []uint64, or bool) (int, bool) {
		// No cluster is in list 0.
		return 0, or && !anyOf(bits, k.in) && !(extensive && has(bits, g.nonExtensive))
	})
}

// atLeast marks codes for as many of the kids as are asked: the principal
// diagnosis brings its own.
func (m *marker) atLeast(k *cond) {
	w := m.w
	need := k.n
	var done uint32
	if k.kids[0].op == logic.OpProcedure {
		m.lowest(k)
		return
	}
	for i := range k.kids {
		if anyOf(w.principal, k.kids[i].in) {
			done |= 1 << i
			need--
		}
	}
	for need > 0 {
		site := func(i int) int {
			for s := range k.kids {
				if done&(1<<s) == 0 && m.inAny(i, k.kids[s].in) {
					return s
				}
			}
			return -1
		}
		i := m.chooseDiagnosis(func(i int) bool { return site(i) >= 0 })
		if i == 0 {
			return
		}
		m.diagnosis(i)
		done |= 1 << site(i)
		need--
	}
}

// lowest marks procedures for as many of the kids as are asked, those with the
// lowest codes.
func (m *marker) lowest(k *cond) {
	var room [8]operation
	picks := room[:0]
	for i := range k.kids {
		if kid := &k.kids[i]; m.w.holds(kid, NonCC) {
			picks = append(picks, m.choose(lookupIn(kid.lists)))
		}
	}
	slices.SortStableFunc(picks, func(a, b operation) int { return cmp.Compare(m.code(a), m.code(b)) })
	for _, p := range picks[:min(k.n, len(picks))] {
		m.operation(p)
	}
}

// summed marks the procedures that make up a sum: by code, until they reach it,
// and, where it takes several, the first of the claim.
func (m *marker) summed(k *cond) {
	var room [16]int
	order := m.inOrder(room[:0], false, func(i int) bool { return m.w.weight(i, k.lists) > 0 })
	n, taken := 0, 0
	for n < k.n && taken < len(order) {
		n += m.w.weight(order[taken], k.lists)
		m.procedure(order[taken])
		taken++
	}
	if taken > 1 && slices.Contains(order, 0) {
		m.procedure(0)
	}
}

// occurring marks as many procedures of the lists as are asked.
func (m *marker) occurring(k *cond, extra bool) {
	var room [16]int
	order := m.inOrder(room[:0], true, func(i int) bool { return anyOf(m.w.listsOfProcedure(i), k.in) })
	need := k.n
	for _, i := range order {
		if m.r.Procedures[i].Impact&m.as != 0 {
			need--
		}
	}
	if need > 0 && extra {
		need = k.n
	}
	for _, i := range order {
		if need > 0 && m.r.Procedures[i].Impact&m.as == 0 {
			m.procedure(i)
			need--
		}
	}
}

// inOrder returns the procedures that fit by code, the first of the claim first
// if it is to be.
func (m *marker) inOrder(out []int, first bool, fits func(int) bool) []int {
	for i := range m.w.px {
		if m.w.counts(i) && fits(i) {
			out = append(out, i)
		}
	}
	slices.SortStableFunc(out, func(i, j int) int {
		if first && (i == 0 || j == 0) {
			return cmp.Compare(i, j)
		}
		return cmp.Compare(m.w.codeOf(i), m.w.codeOf(j))
	})
	return out
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

// fulfilled reports whether a procedure that is marked already is in one of the
// lists; those of a cluster count together alone.
func (m *marker) fulfilled(in []mask) bool {
	for i := range m.w.px {
		if m.r.Procedures[i].Impact&m.as != 0 && anyOf(m.w.listsOfProcedure(i), in) && !m.combined(m.w.codeOf(i)) {
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
