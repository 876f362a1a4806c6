package ncci

import (
	"cmp"
	"iter"
)

// A Change is an edit that two tables don't have alike: added where Old is the
// zero edit, removed where New is, changed otherwise.
type Change[T any] struct{ Old, New T }

// DiffPTP yields the edits that differ between two tables, in order. An edit is
// known by its codes and effective date; its deletion is a change. A nil table,
// which a release returns where it has none, has no edits, here and below.
func DiffPTP(old, new *PTP) iter.Seq[Change[PTPEdit]] {
	return diff(orEmpty(old).All(), orEmpty(new).All(), func(a, b PTPEdit) int {
		return cmp.Or(a.Column1.Compare(b.Column1), a.Column2.Compare(b.Column2), a.Period.From.Compare(b.Period.From))
	})
}

// DiffMUE yields the edits that differ between two tables, in order of code.
func DiffMUE(old, new *MUE) iter.Seq[Change[MUEEdit]] {
	return diff(orEmpty(old).All(), orEmpty(new).All(), func(a, b MUEEdit) int { return a.Code.Compare(b.Code) })
}

// DiffAddOns yields the edits that differ between two tables, in order. An edit
// is known by its codes, type and effective date.
func DiffAddOns(old, new *AddOns) iter.Seq[Change[AddOnEdit]] {
	return diff(orEmpty(old).All(), orEmpty(new).All(), compareAddOns)
}

func orEmpty[T any](table *T) *T { return cmp.Or(table, new(T)) }

// diff merges two sequences that are in the order of compare.
func diff[T comparable](old, new iter.Seq[T], compare func(a, b T) int) iter.Seq[Change[T]] {
	return func(yield func(Change[T]) bool) {
		var none T
		nextOld, stopOld := iter.Pull(old)
		defer stopOld()
		nextNew, stopNew := iter.Pull(new)
		defer stopNew()
		a, okA := nextOld()
		b, okB := nextNew()
		for okA || okB {
			order := 0
			switch {
			case !okB:
				order = -1
			case !okA:
				order = 1
			default:
				order = compare(a, b)
			}
			change := Change[T]{a, b}
			switch {
			case order < 0:
				change.New = none
				a, okA = nextOld()
			case order > 0:
				change.Old = none
				b, okB = nextNew()
			default:
				a, okA = nextOld()
				b, okB = nextNew()
			}
			if change.Old != change.New && !yield(change) {
				return
			}
		}
	}
}
