package drgtest

import (
	"fmt"
	"slices"

	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/internal/logic"
)

// A target is a row of a table, with what stands before it.
type target struct {
	Row
	family  *logic.Family
	row     *logic.Row
	chapter *logic.Chapter // nil where the stay may belong to any
}

func (t *target) asksLevel() bool {
	for _, c := range t.row.Cells {
		if asksLevel(&t.family.Conds[c.Cond]) {
			return true
		}
	}
	return asksLevel(&t.family.Base)
}

func asksLevel(k *logic.Cond) bool {
	found := false
	k.EachOp(func(k *logic.Cond) { found = found || k.Op == logic.OpSeverity })
	return found
}

func targetsOf(l *logic.Logic) []target {
	var out []target
	add := func(all []logic.Family, mdc int, ch *logic.Chapter) {
		for i := range all {
			f := &all[i]
			for k := range f.Rows {
				r := &f.Rows[k]
				place := ""
				if r.Place.Line > 0 && int(r.Place.File) < len(l.Files) {
					place = fmt.Sprintf("%s:%d", l.Files[r.Place.File], r.Place.Line)
				}
				out = append(out, target{Row{drg.Number(r.DRG), mdc, f.Title, place}, f, r, ch})
			}
		}
	}
	for i := range l.Chapters {
		ch := &l.Chapters[i]
		if ch.MDC == 0 {
			add(ch.Surgical, 0, nil)
			add(ch.Medical, 0, nil)
			continue
		}
		add(ch.Surgical, ch.MDC, ch)
		add(ch.Medical, ch.MDC, ch)
	}
	for i := range l.Hoisted {
		add(l.Hoisted[i:i+1], l.Hoisted[i].MDC, nil)
	}
	add(l.Unrelated, 0, nil)
	return out
}

// A treat is what is asked of one procedure.
type treat struct {
	op    logic.Op       // OpProcedure, OpAnyOR, OpExtensive, OpOccurs
	lists []logic.ListID // of OpProcedure and OpOccurs those that hold it; of the others those that don't
}

// A want is a conjunction of what a stay must have and must not have. It is a
// value: the slices are never changed in place.
type want struct {
	principal   [][]logic.ListID // in one of each
	notIn       []logic.ListID   // principal in none of
	secondary   [][]logic.ListID // one in each
	notBeside   []logic.ListID   // no secondary in any of
	onlyBeside  [][]logic.ListID // every secondary in one of each
	other       [][]logic.ListID // a secondary outside of each
	treats      []treat
	notTreated  []logic.ListID // no procedure in any of
	levels      uint8          // bit per level that may be
	statuses    []int          // one of, if any
	notStatuses []int
}

const allLevels = 1<<logic.NonCC | 1<<logic.CC | 1<<logic.MCC

func with[T any](s []T, more ...T) []T { return append(slices.Clip(s), more...) }

// expand calls do for each way in which k is as wanted on top of w, until do
// returns false. What it can't express, that fewer procedures come to a sum and
// the like, it leaves to the grouper, which tries every stay.
func expand(k *logic.Cond, yes bool, w want, do func(want) bool) bool {
	switch k.Op {
	case logic.OpAnd, logic.OpOr:
		if (k.Op == logic.OpAnd) == yes {
			return expandAll(k.Kids, yes, w, do)
		}
		for i := range k.Kids {
			if !expand(&k.Kids[i], yes, w, do) {
				return false
			}
		}
		return true
	case logic.OpNot:
		return expand(&k.Kids[0], !yes, w, do)
	case logic.OpAtLeast:
		if !yes {
			return expandAll(k.Kids, false, w, do)
		}
		return expandSome(k.Kids, k.N, w, do)
	case logic.OpEither:
		if yes {
			a, b := w, w
			a.principal, b.secondary = with(w.principal, k.Lists), with(w.secondary, k.Lists)
			return do(a) && do(b)
		}
		w.notIn, w.notBeside = with(w.notIn, k.Lists...), with(w.notBeside, k.Lists...)
		return do(w)
	case logic.OpAcross:
		return expandAcross(k, yes, w, do)
	case logic.OpSum:
		if yes {
			return expandSum(k.Lists, len(k.Lists), k.N, w, do)
		}
		return do(w)
	case logic.OpTrue:
		return !yes || do(w)
	}
	return do(narrow(k, yes, w))
}

// narrow is expand for the conditions that have one way.
func narrow(k *logic.Cond, yes bool, w want) want {
	switch k.Op {
	case logic.OpPrincipal:
		if yes {
			w.principal = with(w.principal, k.Lists)
		} else {
			w.notIn = with(w.notIn, k.Lists...)
		}
	case logic.OpSecondary:
		if yes {
			w.secondary = with(w.secondary, k.Lists)
		} else {
			w.notBeside = with(w.notBeside, k.Lists...)
		}
	case logic.OpProcedure, logic.OpAnyOR, logic.OpExtensive:
		if yes {
			w.treats = with(w.treats, treat{k.Op, k.Lists})
		} else if k.Op == logic.OpProcedure {
			w.notTreated = with(w.notTreated, k.Lists...)
		}
	case logic.OpOccurs:
		if yes {
			for range k.N {
				w.treats = with(w.treats, treat{k.Op, k.Lists})
			}
		} else if k.N == 1 {
			w.notTreated = with(w.notTreated, k.Lists...)
		}
	case logic.OpOnlySecondary:
		if yes {
			w.onlyBeside = with(w.onlyBeside, k.Lists)
		} else {
			w.other = with(w.other, k.Lists)
		}
	case logic.OpStatus, logic.OpAlive:
		set := k.Set
		if k.Op == logic.OpAlive {
			set, yes = []int{expired}, !yes
		}
		if !yes {
			w.notStatuses = with(w.notStatuses, set...)
		} else if len(w.statuses) == 0 {
			w.statuses = set
		} else {
			w.statuses = slices.DeleteFunc(slices.Clone(w.statuses), func(s int) bool { return !slices.Contains(set, s) })
			if len(w.statuses) == 0 {
				w.levels = 0
			}
		}
	case logic.OpSeverity:
		mask := uint8(1 << k.N)
		if k.N == logic.LevelOrMore {
			mask = 1<<logic.CC | 1<<logic.MCC
		}
		if !yes {
			mask = ^mask
		}
		w.levels &= mask
	}
	return w
}

const expired = 20

func expandAll(kids []logic.Cond, yes bool, w want, do func(want) bool) bool {
	if len(kids) == 0 {
		return do(w)
	}
	return expand(&kids[0], yes, w, func(w want) bool { return expandAll(kids[1:], yes, w, do) })
}

func expandSome(kids []logic.Cond, n int, w want, do func(want) bool) bool {
	if n <= 0 {
		return do(w)
	}
	if len(kids) < n {
		return true
	}
	return expand(&kids[0], true, w, func(w want) bool { return expandSome(kids[1:], n-1, w, do) }) &&
		expandSome(kids[1:], n, w, do)
}

func expandAcross(k *logic.Cond, yes bool, w want, do func(want) bool) bool {
	for i := range 2 {
		p, s, v := k.Lists[i:i+1], k.Lists[1-i:2-i], w
		if yes {
			v.principal, v.secondary = with(w.principal, p), with(w.secondary, s)
		} else if i == 0 {
			v.notIn = with(w.notIn, k.Lists...)
		} else {
			v.notBeside = with(w.notBeside, k.Lists...)
		}
		if !do(v) {
			return false
		}
	}
	return true
}

// expandSum wants n of procedures, where one in the list of index i counts i+1;
// most is the most that one may count, so that each way comes once.
func expandSum(lists []logic.ListID, most, n int, w want, do func(want) bool) bool {
	if n <= 0 {
		return do(w)
	}
	for i := min(most, len(lists)); i >= 1; i-- {
		v := w
		v.treats = with(w.treats, treat{logic.OpOccurs, lists[i-1 : i]})
		if !expandSum(lists, i, n-i, v, do) {
			return false
		}
	}
	return true
}

// wants calls do for each way in which the conditions of t hold, until do
// returns false.
func (t *target) wants(strict bool, do func(want) bool) {
	cells := t.row.Cells
	if !strict {
		cells = slices.DeleteFunc(slices.Clone(cells), func(c logic.Cell) bool { return !c.Yes })
	}
	rows := func(w want) bool {
		return expand(&t.family.Base, true, w, func(w want) bool { return t.cells(cells, w, do) })
	}
	w := want{levels: allLevels}
	if t.chapter == nil {
		rows(w)
		return
	}
	if t.chapter.Entry != nil && !expand(t.chapter.Entry, true, w, rows) {
		return
	}
	w.principal = with(w.principal, []logic.ListID{t.chapter.Assignment})
	rows(w)
}

func (t *target) cells(cells []logic.Cell, w want, do func(want) bool) bool {
	if len(cells) == 0 {
		return do(w)
	}
	return expand(&t.family.Conds[cells[0].Cond], cells[0].Yes, w, func(w want) bool { return t.cells(cells[1:], w, do) })
}
