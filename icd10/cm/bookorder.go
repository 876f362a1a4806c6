package cm

import (
	"cmp"

	"github.com/medcode/medcode/internal/codeword"
	"github.com/medcode/medcode/internal/orderfile"
)

// bookOrder returns an order of codes that agrees with the order of rows, which
// is that of the book and not that of bytes: C7A stands before C76, U07 after
// Z99. It puts each code that changes add where it belongs among them: with
// the rows below the same header, and there beside those most alike.
func bookOrder(rows []orderfile.Row, changes []orderfile.Change) func(a, b codeword.Word) int {
	s := orderedRows{at: make(map[codeword.Word]int, len(rows)), rows: rows}
	for i, row := range rows {
		s.at[row.Code] = i
	}
	before := map[codeword.Word]int{} // added code to the row that it goes before
	for _, c := range changes {
		if _, known := s.at[c.Code]; c.Action == orderfile.Add && !known {
			before[c.Code] = s.place(c.Code)
		}
	}
	position := func(w codeword.Word) (row int, old bool) {
		if i, ok := s.at[w]; ok {
			return i, true
		}
		return before[w], false
	}
	return func(a, b codeword.Word) int {
		i, oldA := position(a)
		j, oldB := position(b)
		switch {
		case i != j:
			return cmp.Compare(i, j)
		case oldA != oldB && oldA:
			return 1
		case oldA != oldB:
			return -1
		}
		return cmp.Compare(a, b)
	}
}

type orderedRows struct {
	at   map[codeword.Word]int
	rows []orderfile.Row
}

// place returns the row before which a code that is not there goes: among the
// rows right below its nearest header, those that share most characters with
// it, behind the last that sorts before it, or else before the first.
func (s orderedRows) place(w codeword.Word) int {
	lo, hi := s.below(w)
	most, place := -1, hi
	for i, next := lo, 0; i < hi; i = next {
		row := s.rows[i].Code
		next = s.end(i)
		n := common(row, w)
		if n > most {
			most, place = n, i
		}
		if n == most && row < w {
			place = next
		}
	}
	return place
}

// below returns the rows below the nearest header of w that is there.
func (s orderedRows) below(w codeword.Word) (lo, hi int) {
	for n := w.Len() - 1; n >= 3; n-- {
		if i, ok := s.at[w.First(n)]; ok {
			return i + 1, s.end(i)
		}
	}
	return 0, len(s.rows)
}

// end returns the first row behind i that is not below it.
func (s orderedRows) end(i int) int {
	top := s.rows[i].Code
	for i++; i < len(s.rows) && s.rows[i].Code.HasPrefix(top); i++ {
	}
	return i
}

// common returns how many characters a and b have in common at their start.
func common(a, b codeword.Word) int {
	n := 0
	for n < 8 && a.At(n) == b.At(n) && a.At(n) != 0 {
		n++
	}
	return n
}
