package drg

import (
	"slices"

	"github.com/medcode/medcode/drg/internal/logic"
)

// A mask is some bits of a set, all in one word.
type mask struct {
	word int
	bits uint64
}

func anyOf(set []uint64, in []mask) bool {
	for _, m := range in {
		if set[m.word]&m.bits != 0 {
			return true
		}
	}
	return false
}

// meets is anyOf for the lists of a condition.
func (k *cond) meets(set []uint64) bool {
	return set[k.one.word]&k.one.bits != 0 || k.more && anyOf(set, k.in[1:])
}

func has(set []uint64, bit int) bool { return set[bit>>6]&(1<<(bit&63)) != 0 }

// A space numbers the lists of codes of one kind as bits of a set. Those that
// are asked for together have bits that lie together. Bit 0 is that of a list
// that has no such codes.
type space struct {
	bit   []int // of each list
	words int   // length of a set
}

// newSpace lays out the lists that some code is in, in the order in which the
// families ask for them.
func newSpace(l *logic.Logic, classes [][]logic.ListID, more ...[]logic.ListID) space {
	s := space{bit: make([]int, len(l.Lists))}
	used := make([]bool, len(l.Lists))
	for _, class := range append(slices.Clip(classes), more...) {
		for _, id := range class {
			used[id] = true
		}
	}
	n := 1
	add := func(id logic.ListID) {
		if used[id] && s.bit[id] == 0 {
			s.bit[id] = n
			n++
		}
	}
	l.EachFamily(func(f *logic.Family) { f.EachCond(func(k *logic.Cond) { k.EachList(add) }) })
	for id := range l.Lists {
		add(logic.ListID(id))
	}
	s.words = (n + 63) / 64
	return s
}

// sets returns the sets of lists as bits, one after another.
func (s *space) sets(sets [][]logic.ListID) []uint64 {
	all := make([]uint64, s.words*len(sets))
	for i, set := range sets {
		for _, id := range set {
			all[i*s.words+s.bit[id]>>6] |= 1 << (s.bit[id] & 63)
		}
	}
	return all
}

// of returns set i.
func (s *space) of(all []uint64, i uint16) []uint64 { return all[int(i)*s.words:][:s.words:s.words] }

// masks returns the lists that hold codes of the kind, as masks.
func (s *space) masks(lists []logic.ListID) []mask {
	var out []mask
	for _, id := range lists {
		bit := s.bit[id]
		if bit == 0 {
			continue
		}
		i := slices.IndexFunc(out, func(m mask) bool { return m.word == bit>>6 })
		if i < 0 {
			i = len(out)
			out = append(out, mask{word: bit >> 6})
		}
		out[i].bits |= 1 << (bit & 63)
	}
	return out
}
