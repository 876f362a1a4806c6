package drg

// A table finds the number of a code: an open hash table of one word for each
// code. A look-up compares the first few slots at once, which lie together and
// nearly always have the code: a branch on each would be as good as random.
type table struct {
	shift uint
	slots []uint64 // the packed code and, in the lowest 16 bits, its number; 0 is free; behind the end the first few again
}

const together = 4 // how many slots are compared at once

// newTable returns a table with room for n codes.
func newTable(n int) table {
	bits := uint(4)
	for 1<<bits < n*3/2 {
		bits++
	}
	return table{shift: 64 - bits, slots: make([]uint64, 1<<bits+together-1)}
}

// packCode returns a code of up to eight digits and capitals, six bits for each.
func packCode(code uint64) uint64 {
	const pairs, fours, eights = 0xff00ff00ff00ff00, 0xffff0000ffff0000, 0xffffffff00000000
	x := code&0x1f1f1f1f1f1f1f1f | code>>1&0x2020202020202020
	x = x&^pairs | x&pairs>>2
	x = x&^fours | x&fours>>4
	return x&^eights | x&eights>>8
}

func (t *table) slot(code uint64) int { return int(code * 0x9E3779B97F4A7C15 >> t.shift) }

func (t *table) next(k int) int { return (k + 1) & (1<<(64-t.shift) - 1) }

// add gives a code that t doesn't have its number, which isn't 0.
func (t *table) add(code uint64, number uint16) {
	code = packCode(code)
	k := t.slot(code)
	for t.slots[k] != 0 {
		k = t.next(k)
	}
	t.slots[k] = code<<16 | uint64(number)
	if k < together-1 {
		t.slots[k+(1<<(64-t.shift))] = t.slots[k]
	}
}

// find returns the number of a code, or 0.
func (t *table) find(code uint64) uint16 {
	code = packCode(code)
	k := t.slot(code)
	s := t.slots[k:][:together:together]
	x := s[0]
	if s[1]>>16 == code {
		x = s[1]
	}
	if s[2]>>16 == code {
		x = s[2]
	}
	if s[3]>>16 == code {
		x = s[3]
	}
	if x>>16 != code {
		return t.search(code, k)
	}
	return uint16(x)
}

// search looks for a packed code from slot k on.
func (t *table) search(code uint64, k int) uint16 {
	for ; t.slots[k] != 0; k = t.next(k) {
		if t.slots[k]>>16 == code {
			return uint16(t.slots[k])
		}
	}
	return 0
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
