package ncci

import (
	"iter"
	"math/bits"
	"slices"

	"github.com/medcode/medcode/internal/codeword"
)

// A matrix holds a value for each of a sparse set of pairs (row, column) of
// numbers below 65,536, in some ten bytes a pair.
//
// A row has width words, one for each 4,096 columns. A word's mask has a bit for
// each block of 64 columns that is not empty, a block's mask one for each column
// in the set; the values stand in order of row and column, a block's from its
// first on. Most pairs that are not in the set are refused by their word.
type matrix struct {
	width  int
	words  []node
	blocks []node
	values []uint32
}

// A node is a set of 64, and the number of its first member among the members
// of all nodes.
type node struct {
	mask  uint64
	first uint32
}

// number returns the number of member i.
func (n *node) number(i uint32) (int, bool) {
	bit := uint64(1) << (i & 63)
	return int(n.first) + bits.OnesCount64(n.mask&(bit-1)), n.mask&bit != 0
}

// A pair is a row, a column and their value, packed so that pairs order by row,
// then column, then value.
type pair uint64

func newPair(row, column uint16, value uint32) pair {
	return pair(row)<<48 | pair(column)<<32 | pair(value)
}

func (p pair) row() uint32    { return uint32(p >> 48) }
func (p pair) column() uint32 { return uint32(p>>32) & 0xffff }
func (p pair) value() uint32  { return uint32(p) }
func (p pair) place() uint32  { return uint32(p >> 32) }

// newMatrix returns the matrix of sorted pairs, each place once, with n rows.
func newMatrix(n int, pairs []pair) matrix {
	m := matrix{width: (n + 4095) / 4096, values: make([]uint32, 0, len(pairs))}
	m.words = make([]node, n*m.width)
	last := ^uint32(0)
	for _, p := range pairs {
		if b := p.place() >> 6; b != last {
			last = b
			m.words[int(p.row())*m.width+int(p.column()>>12)].add(b, len(m.blocks))
			m.blocks = append(m.blocks, node{})
		}
		m.blocks[len(m.blocks)-1].add(p.column(), len(m.values))
		m.values = append(m.values, p.value())
	}
	m.blocks = slices.Clip(m.blocks)
	return m
}

// add puts in member i, which comes after those there are and has a number.
func (n *node) add(i uint32, number int) {
	if n.mask == 0 {
		n.first = uint32(number)
	}
	n.mask |= 1 << (i & 63)
}

// find returns the value of a pair, if the matrix has it.
func (m *matrix) find(row, column uint32) (value uint32, ok bool) {
	b, ok := m.words[int(row)*m.width+int(column>>12)].number(column >> 6)
	if !ok {
		return 0, false
	}
	v, ok := m.blocks[b].number(column)
	if !ok {
		return 0, false
	}
	return m.values[v], true
}

// row calls yield for the columns of a row and their values, in order.
func (m *matrix) row(row uint32, yield func(column, value uint32) bool) bool {
	all := selection{blocks: []uint64{^uint64(0)}}
	for i := range all.words {
		all.words[i].mask = ^uint64(0)
	}
	return m.meet(row, &all, yield)
}

// A selection is a set of columns, laid out as a matrix's row. One with a single
// block has that block everywhere.
type selection struct {
	words  [16]node
	blocks []uint64
}

// set makes the selection of columns, which come in order.
func (s *selection) set(columns iter.Seq[uint32]) {
	s.words, s.blocks = [16]node{}, append(s.blocks[:0], 0)
	last := ^uint32(0)
	for c := range columns {
		if b := c >> 6; b != last {
			last = b
			s.words[c>>12].add(b, len(s.blocks))
			s.blocks = append(s.blocks, 0)
		}
		s.blocks[len(s.blocks)-1] |= 1 << (c & 63)
	}
}

func (s *selection) block(w int, below uint64) uint64 {
	if len(s.blocks) == 1 {
		return s.blocks[0]
	}
	return s.blocks[int(s.words[w].first)+bits.OnesCount64(s.words[w].mask&below)]
}

// meet calls yield for the columns of a row that are selected and their values,
// in order, until it returns false.
func (m *matrix) meet(row uint32, s *selection, yield func(column, value uint32) bool) bool {
	for w := range m.width {
		word := &m.words[int(row)*m.width+w]
		for both := word.mask & s.words[w].mask; both != 0; both &= both - 1 {
			below := both&-both - 1
			block := m.blocks[int(word.first)+bits.OnesCount64(word.mask&below)]
			base := w<<12 + bits.TrailingZeros64(both)<<6
			for in := block.mask & s.block(w, below); in != 0; in &= in - 1 {
				i := bits.TrailingZeros64(in)
				v, _ := block.number(uint32(i))
				if !yield(uint32(base+i), m.values[v]) {
					return false
				}
			}
		}
	}
	return true
}

// A span is a part of a slice.
type span struct{ from, to uint32 }

// An index finds the number of a code: its place among the sorted codes of a
// table. It is a hash table with open addressing of at most half its slots.
type index struct {
	shift uint
	slots []slot
}

type slot struct {
	key uint64
	id  uint32
}

func newIndex(keys []uint64) index {
	logSize := bits.Len(uint(2 * len(keys)))
	x := index{shift: uint(64 - logSize), slots: make([]slot, 1<<logSize)}
	for id, key := range keys {
		x.slots[x.seek(key)] = slot{key, uint32(id)}
	}
	return x
}

// seek returns the slot of key, or the empty one where it would stand.
func (x *index) seek(key uint64) int {
	i := int(key * 0x9e3779b97f4a7c15 >> x.shift)
	for x.slots[i].key != key && x.slots[i].key != 0 {
		i = (i + 1) & (len(x.slots) - 1)
	}
	return i
}

// find returns the number of the code with that key.
func (x *index) find(key uint64) (uint32, bool) {
	if len(x.slots) == 0 { // of a zero table
		return 0, false
	}
	s := x.slots[x.seek(key)]
	return s.id, s.key == key && key != 0
}

// keyOf returns the key of a code of at most eight characters, well-formed or
// not, without allocation.
func keyOf[T string | []byte](s T) uint64 {
	var w codeword.Word
	for i := range min(len(s), 8) {
		w = w.With(i, codeword.Upper(s[i]))
	}
	return uint64(w)
}
