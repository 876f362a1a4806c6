package opps

import (
	"cmp"
	"slices"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
)

// procedurePairs rejects the column 2 code of a PTP pair of one day (NCCI Policy
// Manual for Medicare, chapter 1).
func (d *desk) procedurePairs() {
	if d.g.pairs == nil || len(d.lines) < 2 {
		return
	}
	compiled, others := d.g.marks != nil, uint64(0)
	if compiled {
		for i := range d.lines {
			if d.pairable(i) {
				others |= 1 << (mark(d.work[i].id) & 63)
			}
		}
	}
	for i := range d.lines {
		if !d.pairable(i) || compiled && d.work[i].denies&others == 0 {
			continue
		}
		var row *[16]uint64
		if compiled {
			row = &d.g.marks[d.work[i].id]
		}
		for j := range d.lines {
			if compiled {
				if h := mark(d.work[j].id); row[h>>6]>>(h&63)&1 == 0 {
					continue // the most
				}
			}
			if i == j || d.work[i].day != d.work[j].day || !d.pairable(j) || d.work[j].code == d.work[i].code {
				continue
			}
			modifier, ok := d.pair(i, j)
			switch {
			case !ok:
			case !modifier:
				d.edit(j, 20)
				d.lines[j].Rejection, d.lines[j].Other = 1, int16(i)
			case (d.work[i].mods|d.work[j].mods)&modNCCI == 0:
				d.edit(j, 40)
				d.lines[j].Rejection, d.lines[j].Other = 1, int16(i)
			}
		}
	}
	for i := range d.lines {
		if e := &d.lines[i].Edits; e.Has(20) || e.Has(40) {
			d.work[i].dead = true
			d.lines[i].Why = PairRejected
		}
	}
}

// pair reports whether the codes of two lines are columns 1 and 2 of a PTP pair,
// and whether a modifier bypasses it.
func (d *desk) pair(i, j int) (modifier, ok bool) {
	c, other := d.work[i].code, d.work[j].code
	if d.g.marks == nil {
		return d.g.pairs.Pair(c.code, other.code, d.work[i].day)
	}
	at, ok := slices.BinarySearch(c.column2, uint32(other.id)<<1)
	if ok {
		return false, true
	}
	return true, at < len(c.column2) && c.column2[at] == uint32(other.id)<<1|1
}

// pairable reports whether PTP edits look at a line.
func (d *desk) pairable(i int) bool { return d.work[i].known && !d.work[i].dead }

// paired reports whether a PTP edit rejected a line, and no edit before it.
func (d *desk) paired(i int) bool {
	e := d.lines[i].Edits
	return e.Has(20) || e.Has(40)
}

func (t *Tables) pair(s *lineOf) error {
	a, err := s.code("column1")
	if err != nil {
		return err
	}
	b, err := s.code("column2")
	if err != nil {
		return err
	}
	t.pairs.pairs = append(t.pairs.pairs, pair{a.Key(), b.Key(), string(s.cell("modifier")) == "1"})
	return nil
}

// Pair reports whether two codes are a PTP pair of hospitals, and whether a
// modifier bypasses it. The tables are of one quarter: the date isn't asked.
func (t *Tables) Pair(column1, column2 hcpcs.Code, _ medcode.Date) (modifier, ok bool) {
	return t.pairs.find(column1, column2)
}

// A pairTable is PTP pairs by column 1 and column 2.
type pairTable struct {
	pairs []pair
	first map[uint64][2]int32 // of the pairs of a column 1 code
}

type pair struct {
	column1, column2 uint64
	modifier         bool
}

func (t *pairTable) len() int {
	if t == nil {
		return 0
	}
	return len(t.pairs)
}

func (t *pairTable) sort() {
	order := func(a, b pair) int {
		return cmp.Or(cmp.Compare(a.column1, b.column1), cmp.Compare(a.column2, b.column2))
	}
	if !slices.IsSortedFunc(t.pairs, order) {
		slices.SortFunc(t.pairs, order)
	}
	t.first = map[uint64][2]int32{}
	for i, j := 0, 0; i < len(t.pairs); i = j {
		for j = i; j < len(t.pairs) && t.pairs[j].column1 == t.pairs[i].column1; j++ {
		}
		t.first[t.pairs[i].column1] = [2]int32{int32(i), int32(j)}
	}
}

func (t *pairTable) find(column1, column2 hcpcs.Code) (modifier, ok bool) {
	if t == nil {
		return false, false
	}
	at := t.first[column1.Key()]
	list := t.pairs[at[0]:at[1]]
	i, ok := slices.BinarySearchFunc(list, column2.Key(), func(p pair, k uint64) int { return cmp.Compare(p.column2, k) })
	return ok && list[i].modifier, ok
}
