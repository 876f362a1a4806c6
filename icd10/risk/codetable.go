package risk

import (
	"math/bits"

	"github.com/medcode/medcode/icd10/research"
)

// A codeTable is the codes of a model in a table of open addressing, since
// looking them up is what scoring spends most on. Its plain twin is Model.codes.
type codeTable struct {
	shift uint
	slots []codeSlot // a power of two of them, at most half full
}

type codeSlot struct {
	key uint64 // 0 is none
	entry
}

func newCodeTable(codes map[research.Code]entry) codeTable {
	n := bits.Len(uint(4 * len(codes)))
	t := codeTable{uint(64 - n), make([]codeSlot, 1<<n)}
	for c, e := range codes {
		i := t.first(c.Key())
		for t.slots[i].key != 0 {
			i = (i + 1) & (len(t.slots) - 1)
		}
		t.slots[i] = codeSlot{c.Key(), e}
	}
	return t
}

// first is where the search for a key begins (multiplicative hashing).
func (t *codeTable) first(key uint64) int {
	return int(((key >> 8) * 0x9e3779b97f4a7c15) >> t.shift)
}

// find returns what a code gives.
func (t *codeTable) find(c research.Code) (entry, bool) {
	key := c.Key()
	if key == 0 {
		return entry{}, false
	}
	for i := t.first(key); ; i = (i + 1) & (len(t.slots) - 1) {
		switch s := &t.slots[i]; s.key {
		case key:
			return s.entry, true
		case 0:
			return entry{}, false
		}
	}
}
