package pcs

import (
	"iter"
	"slices"

	"github.com/medcode/medcode/internal/codeword"
	"github.com/medcode/medcode/internal/orderfile"
	"github.com/medcode/medcode/internal/pack"
)

// held is what a release that was read holds.
type held struct {
	rows  rowSet
	grid  grid
	index indexTree
	defs  definitions
}

// A rowSet is the headers and codes of a release.
type rowSet struct {
	words  []codeword.Word           // in the order of the book
	codes  []codeword.Word           // those of seven characters, sorted
	at     *codeword.Table           // index of a word; nil where words are sorted
	titles func(i int32) pack.Titles // of a compiled release
}

// A grid is the tables, sorted by ID.
type grid struct {
	tables  []Table
	byTable map[codeword.Word]int32
}

// find returns the index of a word.
func (s *rowSet) find(w codeword.Word) (int32, bool) {
	if s.at != nil {
		return s.at.Find(w)
	}
	i, ok := slices.BinarySearch(s.words, w)
	return int32(i), ok
}

func (r *Release) set() *rowSet {
	if r.later != nil {
		return r.later.rows()
	}
	return &r.read.rows
}

func (r *Release) grid() *grid {
	if r.later != nil {
		return r.later.grid()
	}
	return &r.read.grid
}

func (r *Release) indexTree() *indexTree {
	if r.later != nil {
		return r.later.index()
	}
	return &r.read.index
}

func (r *Release) definitions() *definitions {
	if r.later != nil {
		return r.later.defs()
	}
	return &r.read.defs
}

// row returns a row as the order file has it.
func (r *Release) row(i int32) orderfile.Row {
	if r.later == nil {
		return r.order.Rows[i]
	}
	s := r.set()
	row := orderfile.Row{Number: i + 1, Code: s.words[i], Valid: s.words[i].Len() == 7}
	t := s.titles(i)
	row.Short, row.Long = t.Short, t.Long
	return row
}

func (r *Release) entry(i int32) Entry {
	row := r.row(i)
	return Entry{Code: Code{row.Code}, Number: int(row.Number), Short: row.Short, Long: row.Long}
}

// orderRows yields the rows in the order of the book.
func (r *Release) orderRows() iter.Seq[orderfile.Row] {
	return func(yield func(orderfile.Row) bool) {
		for i := range r.set().words {
			if !yield(r.row(int32(i))) {
				return
			}
		}
	}
}
