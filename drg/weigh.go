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
			if k := &f.Conds[c.Cond]; asksProcedures(k) && !clustered(l, k) || diagnosesAlone(k) {
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
