package drg

import "github.com/medcode/medcode/drg/internal/logic"

// exclusions says of which collections each class of principal diagnoses takes the
// level. Few of the pairs are: what a class takes is a row of words of 32
// collections each, and the rows overlap in one array where they leave room.
type exclusions struct {
	starts []uint32 // of the rows, by excluder
	cells  []uint64 // the excluder that the word belongs to, and the word
}

// An exclusionRow is what one class of principal diagnoses takes.
type exclusionRow struct {
	cells []uint64 // from the row's start on, those of other classes among them
	of    uint64   // the class
}

func (x *exclusions) row(e uint16) exclusionRow {
	return exclusionRow{x.cells[x.starts[e]:], uint64(e)}
}

// takes returns 1 if the row takes the level of diagnoses with collection c, and
// otherwise 0.
func (r exclusionRow) takes(c uint16) uint64 {
	cell := r.cells[c>>5]
	return bit(cell>>32 == r.of) & (cell >> (c & 31))
}

// newExclusions lays the collections out by excluder. Class 0 takes nothing.
func newExclusions(l *logic.Logic) exclusions {
	type word struct {
		at   uint32
		bits uint32
	}
	rows := make([][]word, max(l.Excluders, 1))
	for c := range l.Collections {
		for _, e := range l.Collections[c].Excluder {
			row := rows[e]
			if at := uint32(c >> 5); len(row) == 0 || row[len(row)-1].at != at {
				row = append(row, word{at: at})
			}
			row[len(row)-1].bits |= 1 << (c & 31)
			rows[e] = row
		}
	}
	width := (len(l.Collections) + 31) / 32 // of the longest row
	x := exclusions{starts: make([]uint32, len(rows)), cells: make([]uint64, width, 1<<13)}
	end := 0 // behind the last cell that is taken
	for e, row := range rows {
		if e == 0 || len(row) == 0 {
			continue
		}
		start := max(0, end-lookBack)
	place:
		for ; ; start++ {
			for start+width > len(x.cells) {
				x.cells = append(x.cells, 0)
			}
			for _, w := range row {
				if x.cells[start+int(w.at)] != 0 {
					continue place
				}
			}
			break
		}
		x.starts[e] = uint32(start)
		for _, w := range row {
			x.cells[start+int(w.at)] = uint64(e)<<32 | uint64(w.bits)
			end = max(end, start+int(w.at)+1)
		}
	}
	return x
}
