package drg

import (
	"cmp"
	"slices"

	"github.com/medcode/medcode/drg/internal/logic"
)

// What conditions that count mark.

// atLeast marks codes for as many of the kids as are asked: the principal
// diagnosis brings its own.
func (m *marker) atLeast(k *cond) {
	w := m.w
	need := k.n
	var done uint32
	if k.kids[0].op == logic.OpProcedure { // 272 claims
		m.lowest(k)
		return
	}
	for i := range k.kids {
		if anyOf(w.principal, k.kids[i].in) { // 3078 claims
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
		i := m.chooseDiagnosis(func(i int) bool { return m.inAny(i, k.in) && site(i) >= 0 })
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
			if p := m.choose(lookupIn(kid.lists)); p.procedure >= 0 || p.cluster >= 0 {
				picks = append(picks, p)
			}
		}
	}
	slices.SortStableFunc(picks, func(a, b operation) int { return cmp.Compare(m.code(a), m.code(b)) }) // 31 claims
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
	if taken > 1 && slices.Contains(order, 0) { // 8 claims
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
	if need > 0 && extra { // 37 claims
		need = k.n
	} else if !slices.Contains(order, 0) { // 3 claims
		need--
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
		if first && (i == 0 || j == 0) { // 8 claims
			return cmp.Compare(i, j)
		}
		return cmp.Compare(m.w.codeOf(i), m.w.codeOf(j))
	})
	return out
}
