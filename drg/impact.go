package drg

import (
	"cmp"
	"slices"
)

// markImpact marks the codes that decided an outcome: the principal diagnosis,
// a code for each condition of the winning row and of the family's base, and
// one for the severity that the row asks for. Where several codes would do, it
// prefers those that the reference prefers.
func (w *work) markImpact(r *Result, o *outcome, as Impact) {
	if o.row == nil {
		return
	}
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
	f := m.o.family
	summed := m.firstSum(r)
	for _, c := range r.cells {
		k := &f.conds[c.cond]
		switch {
		case severityOf(k) != 0 || k.op == opOccurs:
		case !c.yes && k.op == opNot:
			m.cond(&k.kids[0])
		case !c.yes || !f.decides(r, c):
		case summed && k.asksList():
			m.every(k)
		default:
			m.cond(k)
		}
	}
	for _, c := range r.cells {
		if k := &f.conds[c.cond]; c.yes && k.op == opOccurs {
			m.occurring(k, f.asksAlone(r, k.lists))
		}
	}
}

// firstSum reports whether r asks for one of several sums, and the first has
// been reached.
func (m *marker) firstSum(r *row) bool {
	for _, c := range r.cells {
		if k := &m.o.family.conds[c.cond]; c.yes && k.op == opOr && k.kids[0].op == opSum {
			return m.w.holds(&k.kids[0], NonCC)
		}
	}
	return false
}

// asksAlone reports whether r asks for a code of one of the lists by itself.
func (f *family) asksAlone(r *row, lists []listID) bool {
	for _, c := range r.cells {
		if k := &f.conds[c.cond]; c.yes && k.op == opProcedure && slices.Contains(lists, k.lists[0]) {
			return true
		}
	}
	return false
}

// asksList reports whether k asks for a procedure of a list, or of one of several.
func (k *cond) asksList() bool {
	return k.op == opProcedure || k.op == opOr && k.kids[0].op == opProcedure
}

// fullestRow returns, of the rows that lead to the DRG with the severity of the
// outcome, the one that asks for most, and among equals for most procedures:
// the reference marks the codes of that one, the last where there are several.
func (w *work) fullestRow(o *outcome) *row {
	best := o.row
	for i := range o.family.rows {
		r := &o.family.rows[i]
		if r.drg != o.row.drg || r.asked < best.asked {
			continue
		}
		if level := w.levelIn(r.drg); w.rowHolds(o.family, r, level, true) && w.rowSeverity(o.family, r, level) == o.severity {
			best = r
		}
	}
	return best
}

// weigh weighs the conditions that r wants to hold: one on procedures by
// themselves, or on diagnoses alone, a little more than another.
func (l *logic) weigh(f *family, r *row) int {
	const whole = 16
	n := 0
	for _, c := range r.cells {
		if c.yes {
			n += whole
			if k := &f.conds[c.cond]; k.procedures() != nil && !l.clustered(k) || k.diagnoses() {
				n++
			}
		}
	}
	return n
}

// clustered reports whether a list of k has clusters.
func (l *logic) clustered(k *cond) bool {
	found := false
	k.eachList(func(id listID) { found = found || len(l.lists[id].clusters) > 0 })
	return found
}

// diagnoses reports whether k asks for diagnoses alone.
func (k *cond) diagnoses() bool {
	switch k.op {
	case opPrincipal, opSecondary, opEither:
		return true
	case opOr:
		for i := range k.kids {
			if !k.kids[i].diagnoses() {
				return false
			}
		}
		return true
	}
	return false
}

// decides reports whether r needs the cell: where the table has the same row
// with No in place of Yes for the same DRG, the condition makes no difference.
func (f *family) decides(r *row, c cell) bool {
	for i := range f.rows {
		other := &f.rows[i]
		if other.drg != r.drg || len(other.cells) != len(r.cells) {
			continue
		}
		same := true
		for j := range r.cells {
			a, b := r.cells[j], other.cells[j]
			same = same && a.cond == b.cond && (a.yes == b.yes) == (a != c)
		}
		if same {
			return false
		}
	}
	return true
}

// leftOver marks the secondary diagnosis that kept the stay out of a family
// before, which would have had it but for those.
func (m *marker) leftOver() {
	for i := range m.w.g.byMDC[m.o.mdc].medical {
		base := &m.w.g.byMDC[m.o.mdc].medical[i].base
		if base.op != opAnd || base.kids[1].op != opOnlySecondary || !m.w.holds(&base.kids[0], NonCC) {
			continue
		}
		k := m.chooseDiagnosis(func(i int) bool { return m.w.dx[i].info != nil && !m.w.inAny(&m.w.dx[i], base.kids[1].lists) })
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

func (m *marker) diagnosis(i int) { m.r.Diagnoses[i].Impact |= m.as }
func (m *marker) procedure(i int) { m.r.Procedures[i].Impact |= m.as }

// cond marks the codes that fulfil a condition that holds.
func (m *marker) cond(k *cond) {
	w := m.w
	switch k.op {
	case opAnd:
		for i := range k.kids {
			m.cond(&k.kids[i])
		}
	case opOr:
		m.alternatives(k)
	case opSecondary:
		m.bestDiagnosis(k.lists)
	case opEither:
		if !anyOf(w.principal, k.lists) {
			m.bestDiagnosis(k.lists)
		}
	case opAcross:
		if has(w.principal, k.lists[0]) && has(w.secondary, k.lists[1]) {
			m.bestDiagnosis(k.lists[1:])
		} else {
			m.bestDiagnosis(k.lists[:1])
		}
	case opProcedure:
		if !m.fulfilled(k.lists) {
			m.bestProcedure(k.lookup)
		}
	case opAnyOR, opExtensive:
		m.operated(k)
	case opAtLeast:
		m.atLeast(k)
	case opOccurs:
		m.occurring(k, false)
	case opSum:
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
		if kid.op == opAnyOR {
			m.cond(kid)
			return
		}
		if kid.op == opProcedure && m.fulfilled(kid.lists) {
			return
		}
		if first == nil {
			first = kid
		}
		if procedural == nil && kid.procedures() != nil {
			procedural = kid
		}
		last = kid
		plain = plain && kid.op == opProcedure
	}
	switch {
	case first == nil:
	case plain:
		m.cond(first)
	case last.op == opPrincipal || last.op == opProcedure && first.procedures() != nil:
		m.cond(last)
	case procedural != nil:
		m.cond(procedural)
	default:
		m.cond(first)
	}
}

// procedures returns the condition on procedures that k is, or has beside
// conditions on diagnoses.
func (k *cond) procedures() *cond {
	switch k.op {
	case opProcedure, opAnyOR:
		return k
	case opAnd:
		for i := range k.kids {
			if k.kids[i].op == opProcedure {
				return &k.kids[i]
			}
		}
	}
	return nil
}

// lookup returns the list by which a procedure fulfils k, a list or several.
func (k *cond) lookup(bits []uint64, _ bool) (listID, bool) {
	for _, id := range k.lists {
		if has(bits, id) {
			return id, true
		}
	}
	return 0, false
}

// bestDiagnosis marks the secondary diagnosis of the lists that comes first.
func (m *marker) bestDiagnosis(lists []listID) {
	if i := m.chooseDiagnosis(func(i int) bool { return m.w.inAny(&m.w.dx[i], lists) }); i > 0 {
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
	a, b := m.w.dx[i].info, m.w.dx[j].info
	if la, lb := m.r.Diagnoses[i].Initial.level(), m.r.Diagnoses[j].Initial.level(); la != lb {
		return la > lb
	}
	return a != nil && b != nil && a.code < b.code
}

// severity marks the diagnosis that gives the DRG its severity. Initial levels
// count for the final DRG, too.
func (m *marker) severity() {
	lists := m.w.g.logicOf[m.o.row.drg]
	best := 0
	for _, i := range m.w.severe {
		if m.r.Diagnoses[i].Initial.Counts() == m.o.severity && !m.w.inAny(&m.w.dx[i], lists) {
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
type fitting func(bits []uint64, or bool) (listID, bool)

// choose returns the procedure that comes first among those that fit. Members of
// clusters that the list has, or the MDC of the principal diagnosis, don't come
// into question (but for Pre-MDC). Where no procedure is left, it is the cluster
// that comes first, and where there is none, a procedure of a list that stands
// apart.
func (m *marker) choose(fits fitting) operation {
	w := m.w
	out, outApart := operation{-1, -1}, false
	for i := range w.px {
		p := &w.px[i]
		if !w.counts(p) {
			continue
		}
		id, ok := fits(p.bits, p.or)
		if !ok || m.inClusterOf(id, p.info.code) {
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
		if id, ok := fits(w.g.bitsOf(w.g.clusterBits, c), true); ok && (out.procedure < 0 || !w.g.apart[id]) && (out.cluster < 0 || int(c) < out.cluster) {
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
		return m.w.px[p.procedure].info.code
	}
	codes := m.w.g.clusters[p.cluster].codes
	return codes[len(codes)-1]
}

// inClusterOf reports whether the code belongs to a satisfied cluster that keeps
// it from being marked by itself: one of the list, or one that belongs to the
// MDC of the principal diagnosis, where another MDC has the stay. Where the
// procedures are unrelated to the principal diagnosis any does, from version 42.
func (m *marker) inClusterOf(list listID, code uint64) bool {
	g := m.w.g
	if len(m.w.clusters) == 0 {
		return false
	}
	unrelated := m.unrelated()
	if m.o.family.mdc == 0 && !unrelated { // Pre-MDC
		return false
	}
	own, _ := g.ownMDC(g.homesOf[m.w.dx[0].info.class], m.w.s.Sex)
	for _, c := range m.w.clusters {
		cl := &g.clusters[c]
		if containsCode(cl.codes, code) && (has(g.bitsOf(g.clusterBits, c), list) ||
			own != m.o.mdc && cl.mdcs&(1<<own) != 0 && m.wholeIn(cl, list) || unrelated && !g.before42) {
			return true
		}
	}
	return false
}

// wholeIn reports whether all members of a satisfied cluster are in the list, if
// there is one.
func (m *marker) wholeIn(cl *cluster, list listID) bool {
	for i := range m.w.px {
		if p := &m.w.px[i]; list != 0 && p.info != nil && containsCode(cl.codes, p.info.code) && !has(p.bits, list) {
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
	a, b := &m.w.px[i], &m.w.px[j]
	if i == 0 || j == 0 {
		firstAnyhow := m.w.g.before41
		if i == 0 {
			return a.info.flag || firstAnyhow
		}
		return !b.info.flag && !firstAnyhow
	}
	return a.info.code < b.info.code
}

func (m *marker) cluster(c uint16) {
	for _, code := range m.w.g.clusters[c].codes {
		for i := range m.w.px {
			if info := m.w.px[i].info; info != nil && info.code == code {
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
	extensive := m.w.operated(k.lists, true) && (k.op == opExtensive || !g.before41 && len(k.lists) == 0)
	m.bestProcedure(func(bits []uint64, or bool) (listID, bool) {
		// List 0 holds diagnoses: no cluster is in it.
		return 0, or && !anyOf(bits, k.lists) && !(extensive && has(bits, g.nonExtensive))
	})
}

// atLeast marks codes for as many of the kids as are asked: the principal
// diagnosis brings its own.
func (m *marker) atLeast(k *cond) {
	w := m.w
	need := k.n
	var done uint32
	if k.kids[0].op == opProcedure {
		m.lowest(k)
		return
	}
	for i := range k.kids {
		if anyOf(w.principal, k.kids[i].lists) {
			done |= 1 << i
			need--
		}
	}
	for need > 0 {
		site := func(i int) int {
			for s := range k.kids {
				if done&(1<<s) == 0 && w.inAny(&w.dx[i], k.kids[s].lists) {
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
			picks = append(picks, m.choose(kid.lookup))
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
	order := m.inOrder(room[:0], false, func(p *procedureFacts) bool { return m.w.weight(p, k.lists) > 0 })
	n, taken := 0, 0
	for n < k.n && taken < len(order) {
		n += m.w.weight(&m.w.px[order[taken]], k.lists)
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
	order := m.inOrder(room[:0], true, func(p *procedureFacts) bool { return anyOf(p.bits, k.lists) })
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
func (m *marker) inOrder(out []int, first bool, fits func(*procedureFacts) bool) []int {
	for i := range m.w.px {
		if p := &m.w.px[i]; m.w.counts(p) && fits(p) {
			out = append(out, i)
		}
	}
	slices.SortStableFunc(out, func(i, j int) int {
		if first && (i == 0 || j == 0) {
			return cmp.Compare(i, j)
		}
		return cmp.Compare(m.w.px[i].info.code, m.w.px[j].info.code)
	})
	return out
}

// every marks every procedure of the first list of k that has one.
func (m *marker) every(k *cond) {
	if k.op == opOr {
		for i := range k.kids {
			if m.w.holds(&k.kids[i], NonCC) {
				m.every(&k.kids[i])
				return
			}
		}
	}
	for i := range m.w.px {
		if p := &m.w.px[i]; m.w.counts(p) && anyOf(p.bits, k.lists) {
			m.procedure(i)
		}
	}
}

// fulfilled reports whether a procedure that is marked already is in one of the
// lists; those of a cluster count together alone.
func (m *marker) fulfilled(lists []listID) bool {
	for i := range m.w.px {
		if m.r.Procedures[i].Impact&m.as != 0 && anyOf(m.w.px[i].bits, lists) && !m.combined(m.w.px[i].info.code) {
			return true
		}
	}
	return false
}

// combined reports whether the code belongs to a satisfied cluster.
func (m *marker) combined(code uint64) bool {
	for _, c := range m.w.clusters {
		if containsCode(m.w.g.clusters[c].codes, code) {
			return true
		}
	}
	return false
}
