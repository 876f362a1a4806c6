package opps

import (
	"math/bits"

	"github.com/medcode/medcode/hcpcs"
)

// An index finds numbers by code: open addressing with linear probing, at most
// half full. A slot is eight bytes, so that most of them stay near the processor.
type index struct {
	slots []slot
	shift uint
}

type slot struct {
	key   uint32 // of the code, tight; 0 is empty
	value int32
}

// tight packs the key of a code into 30 bits, 6 for each character: those tell digits and
// capital letters apart, and none is 0.
func tight(key uint64) uint32 {
	k := key >> 24
	return uint32(k&0x3f | k>>2&(0x3f<<6) | k>>4&(0x3f<<12) | k>>6&(0x3f<<18) | k>>8&(0x3f<<24))
}

// newIndex makes an index of n codes.
func newIndex(n int, code func(int) hcpcs.Code) index {
	size := bits.Len(uint(max(n, 4)*2 - 1))
	x := index{slots: make([]slot, 1<<size), shift: uint(32 - size)}
	for i := range n {
		key := tight(code(i).Key())
		at := x.home(key)
		for x.slots[at].key != 0 && x.slots[at].key != key {
			at = (at + 1) & (len(x.slots) - 1)
		}
		x.slots[at] = slot{key, int32(i)}
	}
	return x
}

func (x *index) home(key uint32) int { return int(key * 0x9e3779b1 >> x.shift) }

// find returns the number of a code, or -1.
func (x *index) find(c hcpcs.Code) int { return x.findKey(c.Key()) }

func (x *index) findKey(k uint64) int {
	key := tight(k)
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
