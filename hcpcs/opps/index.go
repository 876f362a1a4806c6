package opps

import (
	"math/bits"

	"github.com/medcode/medcode/hcpcs"
)

// An index finds numbers by code: open addressing with linear probing, at most
// half full.
type index struct {
	slots []slot
	shift uint
}

type slot struct {
	key   uint64 // of the code; 0 is empty
	value int32
}

// newIndex makes an index of n codes.
func newIndex(n int, code func(int) hcpcs.Code) index {
	size := bits.Len(uint(max(n, 4)*2 - 1))
	x := index{slots: make([]slot, 1<<size), shift: uint(64 - size)}
	for i := range n {
		key := code(i).Key()
		at := x.home(key)
		for x.slots[at].key != 0 && x.slots[at].key != key {
			at = (at + 1) & (len(x.slots) - 1)
		}
		x.slots[at] = slot{key, int32(i)}
	}
	return x
}

func (x *index) home(key uint64) int { return int(key * 0x9e3779b97f4a7c15 >> x.shift) }

// find returns the number of a code, or -1.
func (x *index) find(c hcpcs.Code) int {
	key := c.Key()
	if key == 0 || len(x.slots) == 0 {
		return -1
	}
	for at := x.home(key); ; at = (at + 1) & (len(x.slots) - 1) {
		switch s := &x.slots[at]; s.key {
		case key:
			return int(s.value)
		case 0:
			return -1
		}
	}
}
