package ncci

import (
	"math/bits"
	"slices"

	"github.com/medcode/medcode/internal/codeword"
)

// A matrix is a sparse set of pairs (row, column) of numbers below 65,536. It
// ranks its members in order of row and column, so that what belongs to a pair
// stands in a slice under its rank. Asking for a pair reads two nodes.
//
// A row has width words, one for each 4,096 columns. A word's mask has a bit
// for each block of 64 columns that is not empty, a block's mask one for each
// column in the set.
type matrix struct {
	width  int
	words  []node
	blocks []node
}

// A node is a set of 64 and the number of the first member among all nodes'.
type node struct {
	mask  uint64
	first uint32
}

// rank returns the number of bit i among all nodes' members, if it is set.
func (n *node) rank(i uint32) (int, bool) {
	bit := uint64(1) << (i & 63)
	return int(n.first) + bits.OnesCount64(n.mask&(bit-1)), n.mask&bit != 0
}

// A pair is a row, a column and what belongs to them, packed so that pairs
// order by row, then column, then value.
type pair uint64

func newPair(row, column uint16, value uint32) pair {
	return pair(row)<<48 | pair(column)<<32 | pair(value)
}

func (p pair) row() uint32    { return uint32(p >> 48) }
func (p pair) column() uint32 { return uint32(p>>32) & 0xffff }
func (p pair) value() uint32  { return uint32(p) }
func (p pair) place() uint32  { return uint32(p >> 32) }

// newMatrix returns the set of the places of sorted pairs, for numbers below n.
func newMatrix(n int, pairs []pair) matrix {
	m := matrix{width: (n + 4095) / 4096}
	m.words = make([]node, n*m.width)
	var block *node
	last := ^uint32(0)
	members := uint32(0)
	for i, p := range pairs {
		if i > 0 && p.place() == pairs[i-1].place() {
			continue
		}
		if b := p.place() >> 6; b != last {
			last = b
			word := &m.words[int(p.row())*m.width+int(p.column()>>12)]
			if word.mask == 0 {
				word.first = uint32(len(m.blocks))
			}
			word.mask |= 1 << (b & 63)
			m.blocks = append(m.blocks, node{first: members})
			block = &m.blocks[len(m.blocks)-1]
		}
		block.mask |= 1 << (p.column() & 63)
		members++
	}
	m.blocks = slices.Clip(m.blocks)
	return m
}

// rank returns the rank of a pair among all, if it is in the set.
func (m *matrix) rank(row, column uint32) (int, bool) {
	b, ok := m.words[int(row)*m.width+int(column>>12)].rank(column >> 6)
	if !ok {
		return 0, false
	}
	return m.blocks[b].rank(column)
}

// row calls yield for the columns of a row and their ranks, in order.
func (m *matrix) row(row int, yield func(column, rank int) bool) bool {
	for w := range m.width {
		word := m.words[row*m.width+w]
		for mask, b := word.mask, int(word.first); mask != 0; mask, b = mask&(mask-1), b+1 {
			base := w<<12 + bits.TrailingZeros64(mask)<<6
			block := m.blocks[b]
			for in, rank := block.mask, int(block.first); in != 0; in, rank = in&(in-1), rank+1 {
				if !yield(base+bits.TrailingZeros64(in), rank) {
					return false
				}
			}
		}
	}
	return true
}

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

// find returns the number of the code with that key, which must not be 0.
func (x *index) find(key uint64) (uint32, bool) {
	s := x.slots[x.seek(key)]
	return s.id, s.key == key && key != 0
}

// keyOf returns the key of a five-character code, without allocation.
func keyOf[T string | []byte](s T) uint64 {
	var w codeword.Word
	for i := range min(len(s), 8) {
		w = w.With(i, codeword.Upper(s[i]))
	}
	return uint64(w)
}
