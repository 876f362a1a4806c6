package drg

import (
	"github.com/medcode/medcode/drg/internal/logic"
)

// Which of the codes that would do is marked.

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
	if a, b := m.r.Diagnoses[i].Initial.level(), m.r.Diagnoses[j].Initial.level(); a != b { // 863 claims
		return a > b
	}
	d := m.w.s.Diagnoses
	return d[i].Code.Key() < d[j].Code.Key() // 23833 claims
}

// severity marks the diagnosis that gives the DRG its severity. Initial levels
// count for the final DRG, too.
func (m *marker) severity() {
	best := 0
	for _, i := range m.w.severe {
		if m.r.Diagnoses[i].Initial.Counts() == m.o.severity && !m.inAny(i, m.o.row.own) { // 167 claims
			best = m.first(best, i)
		}
	}
	if best > 0 {
		m.diagnosis(best)
	}
}

// An operation is a procedure of the claim or a satisfied cluster; -1 for none.
type operation struct{ procedure, cluster int }

// fitting says by which list a procedure or cluster fulfils a condition.
type fitting func(bits []uint64, or bool) (list int, ok bool)

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

// bestProcedure marks the procedure that comes first among those that fit.
func (m *marker) bestProcedure(fits fitting) { m.operation(m.choose(fits)) }

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
		if !ok || m.inClusterOf(id, w.codeOf(i)) { // 407 claims
			continue
		}
		apart := w.g.apart[id] // 15 claims
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

// procedureBefore reports whether procedure i comes before j: the first of the
// claim if it is an O.R. one (up to version 40, in any case), then by code, the
// first of the claim last.
func (m *marker) procedureBefore(i, j int) bool {
	flagged := func(i int) bool { return m.w.g.procedureKinds[m.w.px[i].kind].or }
	if a, b := flagged(i), flagged(j); a != b && m.medical() { // 33 claims
		return b
	}
	if i == 0 || j == 0 { // 11128 claims
		firstAnyhow := m.w.g.before41 // 158 claims
		if i == 0 {
			return flagged(i) || firstAnyhow
		}
		return !flagged(j) && !firstAnyhow
	}
	return m.w.codeOf(i) < m.w.codeOf(j) // 3196 claims
}

// medical reports whether the DRG, although it has a place among the surgical
// ones, is a medical one by Appendix A: 014 and 016 to 018.
func (m *marker) medical() bool {
	return m.o.family.Surgical && m.w.g.answers[m.o.row.drg].Kind == Medical
}

// operated marks an O.R. procedure, an extensive one if there is one; where some
// are excepted, and up to version 40, only if one is asked for.
func (m *marker) operated(k *cond) {
	g := m.w.g
	extensive := m.w.operated(k.in, true) && // 1287 claims
		(k.op == logic.OpExtensive || !g.before41 && len(k.lists) == 0) // 97 claims
	m.bestProcedure(func(bits []uint64, or bool) (int, bool) {
		// No cluster is in list 0.
		return 0, or && !anyOf(bits, k.in) && !(extensive && has(bits, g.nonExtensive))
	})
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
	if m.o.family.mdc == 0 && !unrelated { // 27 claims; Pre-MDC
		return false
	}
	own, _ := g.ownMDC(g.principals[m.w.kindOf(0).class].homes, m.w.s.Sex)
	for _, c := range m.w.clusters {
		cl := &g.l.Clusters[c]
		if containsCode(cl.Codes, code) && (has(m.w.listsOfCluster(c), list) || // 383 claims
			own != m.o.mdc && cl.MDCs&(1<<own) != 0 && m.wholeIn(cl, list) || // 16 claims
			unrelated && !g.before42 && cl.MDCs != 0) { // 7 claims
			return true
		}
	}
	return false
}

// wholeIn reports whether all members of a satisfied cluster are in the list, if
// there is one.
func (m *marker) wholeIn(cl *logic.Cluster, list int) bool {
	for i := range m.w.px {
		if list != 0 && containsCode(cl.Codes, m.w.codeOf(i)) && !has(m.w.listsOfProcedure(i), list) { // 5 claims
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
