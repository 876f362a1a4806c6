package drg

import "github.com/medcode/medcode/drg/internal/logic"

// holds reports whether a condition holds, where level is what the secondary
// diagnoses come to.
func (w *work) holds(k *cond, level Level) bool {
	switch k.op {
	case logic.OpTrue:
		return true
	case logic.OpAnd:
		for i := range k.kids {
			if !w.holds(&k.kids[i], level) {
				return false
			}
		}
		return true
	case logic.OpOr:
		for i := range k.kids {
			if w.holds(&k.kids[i], level) {
				return true
			}
		}
		return false
	case logic.OpNot:
		return !w.holds(&k.kids[0], level)
	case logic.OpPrincipal:
		return k.meets(w.principal)
	case logic.OpSecondary:
		return k.meets(w.secondary)
	case logic.OpEither:
		return k.meets(w.principal) || k.meets(w.secondary)
	case logic.OpProcedure:
		return k.meets(w.lists)
	case logic.OpAnyOR:
		return w.operated(k.in, false)
	case logic.OpExtensive:
		return w.operated(k.in, true)
	case logic.OpOnlySecondary:
		return w.onlySecondary(k.in)
	case logic.OpAcross:
		a, b := k.lists[0], k.lists[1]
		return has(w.principal, a) && has(w.secondary, b) || has(w.secondary, a) && has(w.principal, b)
	case logic.OpStatus:
		w.needStatus()
		for _, v := range k.set {
			if v == w.s.Status {
				return true
			}
		}
		return false
	case logic.OpAlive:
		w.needStatus()
		return w.s.Status != expired
	case logic.OpAtLeast:
		n := 0
		for i := range k.kids {
			if w.holds(&k.kids[i], level) {
				n++
			}
		}
		return n >= k.n
	case logic.OpOccurs:
		n := 0
		for i := range w.px {
			if w.counts(i) && k.meets(w.listsOfProcedure(i)) {
				n++
			}
		}
		return n >= k.n
	case logic.OpSum:
		n := 0
		for i := range w.px {
			n += w.weight(i, k.lists)
		}
		return n >= k.n
	}
	return k.n == logic.LevelOrMore && level >= CC || Level(k.n) == level // OpSeverity
}

// counts reports whether procedure i counts in the family that is looked at.
func (w *work) counts(i int) bool { return w.px[i].kind != 0 && !(w.hidden && w.px[i].hidden) }

// weight returns what procedure i counts in a sum: k+1 in the list of index k.
func (w *work) weight(i int, lists []int) int {
	if w.counts(i) {
		bits := w.listsOfProcedure(i)
		for k, bit := range lists {
			if has(bits, bit) {
				return k + 1
			}
		}
	}
	return 0
}

// operated reports whether there is an O.R. procedure, or a satisfied cluster,
// in none of the lists, and outside the non-extensive if that is asked.
func (w *work) operated(except []mask, extensive bool) bool {
	for i := range w.px {
		if !w.px[i].or {
			continue
		}
		if bits := w.listsOfProcedure(i); !anyOf(bits, except) && !(extensive && has(bits, w.g.nonExtensive)) {
			return true
		}
	}
	for _, c := range w.clusters {
		if !anyOf(w.listsOfCluster(c), except) {
			return true
		}
	}
	return false
}

func (w *work) onlySecondary(in []mask) bool {
	for i := 1; i < len(w.dx); i++ {
		if w.dx[i].kind != 0 && !anyOf(w.listsOfDiagnosis(i), in) {
			return false
		}
	}
	return true
}

// rowSeverity returns the severity of the secondary diagnoses as far as a row
// that holds asks for one.
func (w *work) rowSeverity(r *row, level Level) Level {
	if r.show && level == MCC {
		return MCC
	}
	if r.hide {
		return NonCC
	}
	for i := range r.cells {
		c := &r.cells[i]
		switch {
		case !c.yes || c.severity == 0:
		case c.cond.op == logic.OpOr && w.holds(&c.cond.kids[1], level): // what counts as an MCC goes before one
		case c.severity == logic.LevelOrMore || level == Level(c.severity):
			return level
		}
	}
	return NonCC
}
