package drg

import (
	"slices"

	"github.com/medcode/medcode/drg/internal/logic"
)

// What marking asks of rows before there is a stay.

// weigh weighs the conditions that r wants to hold: one on procedures by
// themselves, or on diagnoses alone, a little more than another.
func weigh(l *logic.Logic, f *logic.Family, r *logic.Row) int {
	const whole = 16
	n := 0
	for _, c := range r.Cells {
		if c.Yes {
			n += whole
			if k := &f.Conds[c.Cond]; asksProcedures(k) && !clustered(l, k) || diagnosesAlone(k) { // 22 claims
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

// diagnosesAlone reports whether k asks for diagnoses alone.
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

// asksAlone reports whether r asks for a code of one of the lists by itself.
func asksAlone(f *logic.Family, r *logic.Row, lists []logic.ListID) bool {
	for _, c := range r.Cells {
		if k := &f.Conds[c.Cond]; c.Yes && k.Op == logic.OpProcedure && slices.Contains(lists, k.Lists[0]) {
			return true
		}
	}
	return false
}

// asksProcedures reports whether k is a condition on procedures, or has one on a
// list of them beside others.
func asksProcedures(k *logic.Cond) bool {
	switch k.Op {
	case logic.OpProcedure, logic.OpAnyOR:
		return true
	case logic.OpAnd:
		return slices.ContainsFunc(k.Kids, func(kid logic.Cond) bool { return kid.Op == logic.OpProcedure })
	}
	return false
}

// layMarks finds what marking asks of the cells of r together: which ask for
// part of what another asks for, and what the family counts together with what
// they ask for.
func (g *Grouper) layMarks(f *family, r *row, from *logic.Row) {
	for i := range r.cells {
		for k := range r.cells {
			a, b := &r.cells[i], &r.cells[k]
			if i != k && a.yes && b.yes && asksList(a.cond) && asksList(b.cond) {
				a.within = a.within || g.within(&f.Conds[from.Cells[i].Cond], &f.Conds[from.Cells[k].Cond]) // 3 claims
			}
		}
	}
	for i := range f.Conds {
		count := &f.Conds[i]
		if count.Op != logic.OpOccurs || !asksAlone(f.Family, from, count.Lists) {
			continue
		}
		asked := slices.ContainsFunc(from.Cells, func(c logic.Cell) bool { return int(c.Cond) == i })
		for k := range f.Conds {
			one := &f.Conds[k]
			if !asked && one.Op == logic.OpProcedure && slices.Contains(count.Lists, one.Lists[0]) &&
				!slices.ContainsFunc(from.Cells, func(c logic.Cell) bool { return int(c.Cond) == k }) {
				r.beside = append(r.beside, &f.conds[k])
			}
		}
	}
}

// marksSome reports whether a cell of r may have a code to mark, or what is counted
// beside them: the severity that one asks for is marked by itself.
func (r *row) marksSome() bool {
	return r.sum != nil || len(r.beside) > 0 || slices.ContainsFunc(r.cells, func(c cell) bool {
		return c.within || c.severity == 0 && (c.yes && marksSome(c.cond) || !c.yes && c.cond.op == logic.OpNot)
	})
}

// marksSome reports whether marking k may mark a code.
func marksSome(k *cond) bool {
	switch k.op {
	case logic.OpAnd:
		return slices.ContainsFunc(k.kids, func(kid cond) bool { return marksSome(&kid) })
	case logic.OpTrue, logic.OpNot, logic.OpPrincipal, logic.OpOnlySecondary, logic.OpStatus, logic.OpAlive, logic.OpSeverity:
		return false
	}
	return true
}

// within reports whether every procedure in the lists of a is in those of b.
func (g *Grouper) within(a, b *logic.Cond) bool {
	if clustered(g.l, a) {
		return false
	}
	in := func(k *logic.Cond) []uint64 {
		set := make([]uint64, (len(g.l.ProcedureClasses)+63)/64)
		k.EachList(func(id logic.ListID) {
			for i, w := range g.classesOf(id) {
				set[i] |= w
			}
		})
		return set
	}
	x, y := in(a), in(b)
	some := false
	for i := range x {
		if x[i]&^y[i] != 0 {
			return false
		}
		some = some || x[i] != 0
	}
	return some && !slices.Equal(x, y)
}

// classesOf returns the classes of procedures that a list holds, as bits.
func (g *Grouper) classesOf(id logic.ListID) []uint64 {
	if g.classes == nil {
		words := (len(g.l.ProcedureClasses) + 63) / 64
		g.classes = make([][]uint64, len(g.l.Lists))
		for class, lists := range g.l.ProcedureClasses {
			for _, id := range lists {
				if g.classes[id] == nil {
					g.classes[id] = make([]uint64, words)
				}
				g.classes[id][class/64] |= 1 << (class % 64)
			}
		}
	}
	return g.classes[id]
}
