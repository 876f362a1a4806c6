package drg

import (
	"math/bits"
	"slices"
)

// A table finds the number of a code. It is a trie in which equal ends of codes
// are one, laid into one array, so that a hundred kilobytes hold some 75,000 codes
// and stay in the cache: a hash table of them doesn't, and most of grouping was to
// wait for it.
//
// A character leads from a row of the array to the next: it is at a distance from
// the row's start that is the character. Rows overlap where they leave room, and
// start at places of their own, so that a cell that has its character belongs to
// the row. The first cells are the numbers: each leads to itself without a
// character, which is how codes shorter than seven end.
type table struct {
	first [1 << 12]uint32 // by the first two characters: the row of the third
	cells []uint32        // the start of the next row, or behind the seventh character the number; in the lowest six bits the character
}

// packCode returns a code of digits and capitals with six bits for each character.
func packCode(code uint64) uint64 {
	return code&0x1f1f1f1f1f1f1f1f | code>>1&0x2020202020202020
}

// find returns the number of a code, or 0. It doesn't branch on what it loads: as
// good as nothing tells how a code goes on.
func (t *table) find(code uint64) uint16 {
	x := packCode(code)
	c3, c4, c5, c6, c7 := uint32(x>>40)&63, uint32(x>>32)&63, uint32(x>>24)&63, uint32(x>>16)&63, uint32(x>>8)&63
	e3 := t.cells[t.first[x>>50&0xfc0|x>>48&63]+c3]
	e4 := t.cells[e3>>6+c4]
	e5 := t.cells[e4>>6+c5]
	e6 := t.cells[e5>>6+c6]
	e7 := t.cells[e6>>6+c7]
	if ((e3^c3)|(e4^c4)|(e5^c5)|(e6^c6)|(e7^c7))&63 != 0 {
		return 0
	}
	return uint16(e7 >> 6)
}

// newTable makes the table of codes, which are in order, and their numbers, which
// are less than n. What is no code of up to seven digits and capitals is never
// asked for, and left out.
func newTable(codes []uint64, numbers []uint16, n int) *table {
	t := &table{}
	b := tableBuilder{t: t, codes: codes, numbers: numbers, least: uint32(n), slots: make([]uint32, 1<<14)}
	b.reserve(uint32(n))
	for i := range uint32(n) {
		t.cells[i] = i << 6
		b.taken[i>>6] |= 1 << (i & 63)
	}
	for i := 0; i < len(codes); {
		k := b.group(i, len(codes), 1)
		if legal(codes[i], 0) && (legal(codes[i], 1) || codes[i]<<8 == 0) {
			t.first[packCode(codes[i])>>50&0xfc0|packCode(codes[i])>>48&63] = b.row(i, k, 2)
		}
		i = k
	}
	t.cells = append([]uint32(nil), t.cells[:b.end+64]...) // a character from any start is within
	return t
}

// legal reports whether character i of a code is a digit or a capital.
func legal(code uint64, i int) bool {
	c := byte(code >> (56 - 8*i))
	return '0' <= c && c <= '9' || 'A' <= c && c <= 'Z'
}

// lookBack is how far before the end of the cells a row is still put: to try every
// gap takes longer than it saves.
const lookBack = 128

// A tableBuilder makes the rows of a table from the ends of the codes on.
type tableBuilder struct {
	t       *table
	codes   []uint64
	numbers []uint16
	taken   []uint64 // the cells that are, as bits
	starts  []uint64 // the places where a row starts, as bits
	least   uint32   // where the first row may start
	end     uint32   // behind the last cell that is taken
	low     uint32   // the first cell that may be free
	edges   []uint32 // the cells of the rows made, one after another, as they are in the table
	rows    []tableRow
	slots   []uint32 // an open hash table of rows, by one more than their index; 0 is free
}

type tableRow struct{ from, to, start, hash uint32 }

// group returns the end of the codes from i on that are the same up to character pos.
func (b *tableBuilder) group(i, end, pos int) int {
	shift := 56 - 8*pos
	k := i + 1
	for k < end && b.codes[k]>>shift == b.codes[i]>>shift {
		k++
	}
	return k
}

// row returns the start of the row of character pos of codes i to end, which are
// the same up to it.
func (b *tableBuilder) row(i, end, pos int) uint32 {
	if end == i+1 && b.codes[i]<<(8*pos) == 0 {
		return uint32(b.numbers[i])
	}
	var room [64]uint32
	edges := room[:0]
	for i < end {
		k := b.group(i, end, pos)
		code, c := b.codes[i], uint32(packCode(b.codes[i])>>(56-8*pos))&63
		switch {
		case code<<(8*pos) == 0:
			edges = append(edges, uint32(b.numbers[i])<<6)
		case !legal(code, pos):
		case pos < 6:
			edges = append(edges, b.row(i, k, pos+1)<<6|c)
		case code&0xff == 0:
			edges = append(edges, uint32(b.numbers[i])<<6|c)
		}
		i = k
	}
	return b.unique(edges)
}

// unique returns the start of the row with these cells, which is made if there is
// none yet.
func (b *tableBuilder) unique(edges []uint32) uint32 {
	if len(edges) == 0 {
		return 0
	}
	sum := uint64(0)
	for _, e := range edges {
		sum = (sum ^ uint64(e)) * 0x9E3779B97F4A7C15
		sum ^= sum >> 32
	}
	hash, last := uint32(sum), uint32(len(b.slots)-1)
	k := hash & last
	for ; b.slots[k] != 0; k = (k + 1) & last {
		r := &b.rows[b.slots[k]-1]
		if r.hash == hash && slices.Equal(b.edges[r.from:r.to], edges) {
			return r.start
		}
	}
	r := tableRow{uint32(len(b.edges)), uint32(len(b.edges) + len(edges)), b.place(edges), hash}
	b.edges, b.rows = append(b.edges, edges...), append(b.rows, r)
	b.slots[k] = uint32(len(b.rows))
	if 2*len(b.rows) > len(b.slots) {
		b.grow()
	}
	return r.start
}

func (b *tableBuilder) grow() {
	b.slots = make([]uint32, 4*len(b.slots))
	last := uint32(len(b.slots) - 1)
	for i := range b.rows {
		k := b.rows[i].hash & last
		for ; b.slots[k] != 0; k = (k + 1) & last {
		}
		b.slots[k] = uint32(i + 1)
	}
}

// place finds a place where a row has room, puts it there, and returns where it
// starts.
func (b *tableBuilder) place(edges []uint32) uint32 {
	pattern := uint64(0)
	for _, e := range edges {
		pattern |= 1 << (e & 63)
	}
	before := uint32(bits.TrailingZeros64(pattern))
	for b.taken[b.low>>6]>>(b.low&63)&1 != 0 {
		b.low++
	}
	from := b.low
	if b.end > lookBack+b.low {
		from = b.end - lookBack
	}
	start := max(from, b.least+before) - before
	for {
		b.reserve(start)
		if free := ^b.window(start) >> before; free&1 == 0 {
			start += min(uint32(bits.TrailingZeros64(free)), 64-before)
		} else if b.window(start)&pattern != 0 || b.starts[start>>6]>>(start&63)&1 != 0 {
			start++
		} else {
			break
		}
	}
	b.starts[start>>6] |= 1 << (start & 63)
	for _, e := range edges {
		at := start + e&63
		b.t.cells[at] = e
		b.taken[at>>6] |= 1 << (at & 63)
		b.end = max(b.end, at+1)
	}
	return start
}

// window returns which of the cells from start on are taken.
func (b *tableBuilder) window(start uint32) uint64 {
	w, s := start>>6, start&63
	return b.taken[w]>>s | b.taken[w+1]<<(64-s) // a shift by 64 leaves nothing
}

// reserve makes room for a row at start.
func (b *tableBuilder) reserve(start uint32) {
	for int(start)+64 > len(b.t.cells) {
		n := max(1<<15, 2*len(b.t.cells))
		b.t.cells = append(b.t.cells, make([]uint32, n-len(b.t.cells))...)
		b.taken = append(b.taken, make([]uint64, n/64+1-len(b.taken))...)
		b.starts = append(b.starts, make([]uint64, n/64+1-len(b.starts))...)
	}
	b.end = max(b.end, b.least)
}

// numbers numbers the values that it meets from 1, 0 being that of no code.
type numbers struct {
	all   []uint64 // by number
	slots []uint16 // an open hash table of numbers; 0 is free
}

func newNumbers() *numbers {
	return &numbers{all: make([]uint64, 1, 4096), slots: make([]uint16, 1<<14)}
}

// full reports whether there are more values than numbers.
func (s *numbers) full() bool { return len(s.all) > 1<<16 }

func (s *numbers) number(v uint64) uint16 {
	k := s.slot(v)
	if s.slots[k] == 0 {
		s.all = append(s.all, v)
		s.slots[k] = uint16(len(s.all) - 1)
		if len(s.all)*2 > len(s.slots) && !s.full() {
			s.grow()
		}
		return uint16(len(s.all) - 1)
	}
	return s.slots[k]
}

// slot returns the slot of v, or the free one where it belongs.
func (s *numbers) slot(v uint64) int {
	last := len(s.slots) - 1
	k := int(v*0x9E3779B97F4A7C15>>40) & last
	for s.slots[k] != 0 && s.all[s.slots[k]] != v {
		k = (k + 1) & last
	}
	return k
}

func (s *numbers) grow() {
	s.slots = make([]uint16, 4*len(s.slots))
	for n := 1; n < len(s.all); n++ {
		s.slots[s.slot(s.all[n])] = uint16(n)
	}
}
