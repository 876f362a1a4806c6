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
	m.cond(&o.family.Base)
	if o.family.Rest {
		m.leftOver()
	}
	if o.severity != NonCC {
		m.severity()
	}
}

// row marks the codes that fulfil the cells of r: first those that ask for a
// code, then those that count how many there are, beside or among them.
func (m *marker) row(r *logic.Row) {
	f := m.o.family
	summed := m.firstSum(r)
	for _, c := range r.Cells {
		k := &f.Conds[c.Cond]
		switch {
		case logic.SeverityOf(k) != 0 || k.Op == logic.OpOccurs:
		case !c.Yes && k.Op == logic.OpNot:
			m.cond(&k.Kids[0])
		case !c.Yes || !decides(&f.Family, r, c):
		case summed && asksList(k):
			m.every(k)
		default:
			m.cond(k)
		}
	}
	for _, c := range r.Cells {
		if k := &f.Conds[c.Cond]; c.Yes && k.Op == logic.OpOccurs {
			m.occurring(k, asksAlone(&f.Family, r, k.Lists))
		}
	}
}

// firstSum reports whether r asks for one of several sums, and the first has
// been reached.
func (m *marker) firstSum(r *logic.Row) bool {
	for _, c := range r.Cells {
		if k := &m.o.family.Conds[c.Cond]; c.Yes && k.Op == logic.OpOr && k.Kids[0].Op == logic.OpSum {
			return m.w.holds(&k.Kids[0], NonCC)
		}
	}
	return false
}

// asksAlone reports whether r asks for a code of one of the lists by itself.
func asksAlone(f *logic.Family, r *logic.Row, lists []logic.ListID) bool {
	for _, c := range r.Cells {
		if k := &f.Conds[c.Cond]; c.Yes && k.Op == logic.OpProcedure && slices.Contains(lists, k.Lists[0]) {
			return true
		}
	}
	return false
}

// asksList reports whether k asks for a procedure of a list, or of one of several.
func asksList(k *logic.Cond) bool {
	return k.Op == logic.OpProcedure || k.Op == logic.OpOr && k.Kids[0].Op == logic.OpProcedure
}

// fullestRow returns, of the rows that lead to the DRG with the severity of the
// outcome, the one that asks for most, and among equals for most procedures:
// the reference marks the codes of that one, the last where there are several.
func (w *work) fullestRow(o *outcome) *logic.Row {
	best, most := o.row, 0
	for i := range o.family.Rows {
		if &o.family.Rows[i] == o.row {
			most = o.family.asked[i]
		}
	}
	for i := range o.family.Rows {
		r := &o.family.Rows[i]
		if r.DRG != o.row.DRG || o.family.asked[i] < most {
			continue
		}
		if level := w.levelIn(r.DRG); w.rowHolds(o.family, r, level, true) && w.rowSeverity(o.family, r, level) == o.severity {
			best, most = r, o.family.asked[i]
		}
	}
	return best
}

// weigh weighs the conditions that r wants to hold: one on procedures by
// themselves, or on diagnoses alone, a little more than another.
func weigh(l *logic.Logic, f *logic.Family, r *logic.Row) int {
	const whole = 16
	n := 0
	for _, c := range r.Cells {
		if c.Yes {
			n += whole
			if k := &f.Conds[c.Cond]; procedureCond(k) != nil && !clustered(l, k) || diagnosesAlone(k) {
				n++
			}
		}
	}
	return n
}

// clustered reports whether a list of k has clusters.
func clustered(l *logic.Logic, k *logic.Cond) bool {
	found := false
	k.EachList(func(id logic.ListID) { found = found || len(l.Lists[id].Clusters) > 0 })
	return found
}

// diagnoses reports whether k asks for diagnoses alone.
func diagnosesAlone(k *logic.Cond) bool {
	switch k.Op {
	case logic.OpPrincipal, logic.OpSecondary, logic.OpEither:
		return true
	case logic.OpOr:
		for i := range k.Kids {
			if !diagnosesAlone(&k.Kids[i]) {
				return false
			}
		}
		return true
	}
	return false
}

// decides reports whether r needs the cell: where the table has the same row
// with No in place of Yes for the same DRG, the condition makes no difference.
func decides(f *logic.Family, r *logic.Row, c logic.Cell) bool {
	for i := range f.Rows {
		other := &f.Rows[i]
		if other.DRG != r.DRG || len(other.Cells) != len(r.Cells) {
			continue
		}
		same := true
		for j := range r.Cells {
			a, b := r.Cells[j], other.Cells[j]
			same = same && a.Cond == b.Cond && (a.Yes == b.Yes) == (a != c)
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
		base := &m.w.g.byMDC[m.o.mdc].medical[i].Base
		if base.Op != logic.OpAnd || base.Kids[1].Op != logic.OpOnlySecondary || !m.w.holds(&base.Kids[0], NonCC) {
			continue
		}
		k := m.chooseDiagnosis(func(i int) bool { return m.w.dx[i].info != nil && !m.w.inAny(&m.w.dx[i], base.Kids[1].Lists) })
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
func (m *marker) cond(k *logic.Cond) {
	w := m.w
	switch k.Op {
	case logic.OpAnd:
		for i := range k.Kids {
			m.cond(&k.Kids[i])
		}
	case logic.OpOr:
		m.alternatives(k)
	case logic.OpSecondary:
		m.bestDiagnosis(k.Lists)
	case logic.OpEither:
		if !anyOf(w.principal, k.Lists) {
			m.bestDiagnosis(k.Lists)
		}
	case logic.OpAcross:
		if has(w.principal, k.Lists[0]) && has(w.secondary, k.Lists[1]) {
			m.bestDiagnosis(k.Lists[1:])
		} else {
			m.bestDiagnosis(k.Lists[:1])
		}
	case logic.OpProcedure:
		if !m.fulfilled(k.Lists) {
			m.bestProcedure(lookupIn(k.Lists))
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
func (m *marker) alternatives(k *logic.Cond) {
	var first, last, procedural *logic.Cond
	plain := true
	for i := range k.Kids {
		kid := &k.Kids[i]
		if !m.w.holds(kid, m.o.severity) {
			continue
		}
		if kid.Op == logic.OpAnyOR {
			m.cond(kid)
			return
		}
		if kid.Op == logic.OpProcedure && m.fulfilled(kid.Lists) {
			return
		}
		if first == nil {
			first = kid
		}
		if procedural == nil && procedureCond(kid) != nil {
			procedural = kid
		}
		last = kid
		plain = plain && kid.Op == logic.OpProcedure
	}
	switch {
	case first == nil:
	case plain:
		m.cond(first)
	case last.Op == logic.OpPrincipal || last.Op == logic.OpProcedure && procedureCond(first) != nil:
		m.cond(last)
	case procedural != nil:
		m.cond(procedural)
	default:
		m.cond(first)
	}
}

// procedures returns the condition on procedures that k is, or has beside
// conditions on diagnoses.
func procedureCond(k *logic.Cond) *logic.Cond {
	switch k.Op {
	case logic.OpProcedure, logic.OpAnyOR:
		return k
	case logic.OpAnd:
		for i := range k.Kids {
			if k.Kids[i].Op == logic.OpProcedure {
				return &k.Kids[i]
			}
		}
	}
	return nil
}

// lookupIn returns by which of the lists a procedure fulfils a condition.
func lookupIn(lists []logic.ListID) fitting {
	return func(bits []uint64, _ bool) (logic.ListID, bool) {
		for _, id := range lists {
			if has(bits, id) {
				return id, true
			}
		}
		return 0, false
	}
}

// bestDiagnosis marks the secondary diagnosis of the lists that comes first.
func (m *marker) bestDiagnosis(lists []logic.ListID) {
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
	lists := m.w.g.logicOf[m.o.row.DRG]
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
type fitting func(bits []uint64, or bool) (logic.ListID, bool)

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
	codes := m.w.g.l.Clusters[p.cluster].Codes
	return codes[len(codes)-1]
}

// inClusterOf reports whether the code belongs to a satisfied cluster that keeps
// it from being marked by itself: one of the list, or one that belongs to the
// MDC of the principal diagnosis, where another MDC has the stay. Where the
// procedures are unrelated to the principal diagnosis any does, from version 42.
func (m *marker) inClusterOf(list logic.ListID, code uint64) bool {
	g := m.w.g
	if len(m.w.clusters) == 0 {
		return false
	}
	unrelated := m.unrelated()
	if m.o.family.MDC == 0 && !unrelated { // Pre-MDC
		return false
	}
	own, _ := g.ownMDC(g.homesOf[m.w.dx[0].info.class], m.w.s.Sex)
	for _, c := range m.w.clusters {
		cl := &g.l.Clusters[c]
		if containsCode(cl.Codes, code) && (has(g.bitsOf(g.clusterBits, c), list) ||
			own != m.o.mdc && cl.MDCs&(1<<own) != 0 && m.wholeIn(cl, list) || unrelated && !g.before42) {
			return true
		}
	}
	return false
}

// wholeIn reports whether all members of a satisfied cluster are in the list, if
// there is one.
func (m *marker) wholeIn(cl *logic.Cluster, list logic.ListID) bool {
	for i := range m.w.px {
		if p := &m.w.px[i]; list != 0 && p.info != nil && containsCode(cl.Codes, p.info.code) && !has(p.bits, list) {
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
	for _, code := range m.w.g.l.Clusters[c].Codes {
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
func (m *marker) operated(k *logic.Cond) {
	g := m.w.g
	extensive := m.w.operated(k.Lists, true) && (k.Op == logic.OpExtensive || !g.before41 && len(k.Lists) == 0)
	m.bestProcedure(func(bits []uint64, or bool) (logic.ListID, bool) {
		// List 0 holds diagnoses: no cluster is in it.
		return 0, or && !anyOf(bits, k.Lists) && !(extensive && has(bits, g.l.NonExtensive))
	})
}

// atLeast marks codes for as many of the kids as are asked: the principal
// diagnosis brings its own.
func (m *marker) atLeast(k *logic.Cond) {
	w := m.w
	need := k.N
	var done uint32
	if k.Kids[0].Op == logic.OpProcedure {
		m.lowest(k)
		return
	}
	for i := range k.Kids {
		if anyOf(w.principal, k.Kids[i].Lists) {
			done |= 1 << i
			need--
		}
	}
	for need > 0 {
		site := func(i int) int {
			for s := range k.Kids {
				if done&(1<<s) == 0 && w.inAny(&w.dx[i], k.Kids[s].Lists) {
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
func (m *marker) lowest(k *logic.Cond) {
	var room [8]operation
	picks := room[:0]
	for i := range k.Kids {
		if kid := &k.Kids[i]; m.w.holds(kid, NonCC) {
			picks = append(picks, m.choose(lookupIn(kid.Lists)))
		}
	}
	slices.SortStableFunc(picks, func(a, b operation) int { return cmp.Compare(m.code(a), m.code(b)) })
	for _, p := range picks[:min(k.N, len(picks))] {
		m.operation(p)
	}
}

// summed marks the procedures that make up a sum: by code, until they reach it,
// and, where it takes several, the first of the claim.
func (m *marker) summed(k *logic.Cond) {
	var room [16]int
	order := m.inOrder(room[:0], false, func(p *procedureFacts) bool { return m.w.weight(p, k.Lists) > 0 })
	n, taken := 0, 0
	for n < k.N && taken < len(order) {
		n += m.w.weight(&m.w.px[order[taken]], k.Lists)
		m.procedure(order[taken])
		taken++
	}
	if taken > 1 && slices.Contains(order, 0) {
		m.procedure(0)
	}
}

// occurring marks as many procedures of the lists as are asked.
func (m *marker) occurring(k *logic.Cond, extra bool) {
	var room [16]int
	order := m.inOrder(room[:0], true, func(p *procedureFacts) bool { return anyOf(p.bits, k.Lists) })
	need := k.N
	for _, i := range order {
		if m.r.Procedures[i].Impact&m.as != 0 {
			need--
		}
	}
	if need > 0 && extra {
		need = k.N
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
func (m *marker) every(k *logic.Cond) {
	if k.Op == logic.OpOr {
		for i := range k.Kids {
			if m.w.holds(&k.Kids[i], NonCC) {
				m.every(&k.Kids[i])
				return
			}
		}
	}
	for i := range m.w.px {
		if p := &m.w.px[i]; m.w.counts(p) && anyOf(p.bits, k.Lists) {
			m.procedure(i)
		}
	}
}

// fulfilled reports whether a procedure that is marked already is in one of the
// lists; those of a cluster count together alone.
func (m *marker) fulfilled(lists []logic.ListID) bool {
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
		if containsCode(m.w.g.l.Clusters[c].Codes, code) {
			return true
		}
	}
	return false
}
