package cm

import (
	"math/bits"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/pack"
)

// A book is the tree of a release, or of several that share it: the entries of
// all of them, and which has which.
type book struct {
	entries []entry // in the order of the book
	slots   []int32 // entries by code, plus 1: a hash table, half empty at most
	shift   int
	begins  []medcode.Date // the first days of the releases
}

// An entry is a place in the tree, each right before what is below it. Parent
// and end are those among all entries of the book, whether or not a release
// has them.
type entry struct {
	code        Code
	parent      int32  // -1 at the top
	end         int32  // the first entry not below this one
	in          uint32 // the releases that have it, a bit each
	billable    uint32 // as a code that may be reported
	exempt      uint32 // as exempt from POA reporting
	kind        Kind   // by a tabular list, if there is one
	placeholder bool
}

// What few entries have, a detail, and the texts of an entry stand apart. Short
// and Long are of the order file, or the codes file, Title is of the tabular
// list, or Long.
type texts = pack.Titles

// newBook makes the book of a release that was read.
func newBook(nodes []node) book {
	b := book{entries: make([]entry, len(nodes))}
	for i := range nodes {
		n := &nodes[i]
		b.entries[i] = entry{code: n.code, parent: n.parent, end: n.end, in: 1, kind: n.kind, placeholder: n.placeholder}
		if n.valid {
			b.entries[i].billable = 1
		}
	}
	b.index()
	return b
}

// index makes the hash table.
func (b *book) index() {
	size := bits.Len(uint(2 * len(b.entries)))
	b.shift = 64 - size
	b.slots = make([]int32, 1<<size)
	for i := range b.entries {
		if c := b.entries[i].code; c.IsValid() {
			at := b.slot(c)
			for b.slots[at] != 0 {
				at = (at + 1) & (len(b.slots) - 1)
			}
			b.slots[at] = int32(i) + 1
		}
	}
}

// slot returns where the search for a code begins.
func (b *book) slot(c Code) int { return int(uint64(c.w) * 0x9e3779b97f4a7c15 >> b.shift) }

// find returns the entry of a code in any release of b.
func (b *book) find(c Code) (int32, bool) {
	if len(b.entries) == 0 {
		return 0, false
	}
	for at := b.slot(c); b.slots[at] != 0; at = (at + 1) & (len(b.slots) - 1) {
		if i := b.slots[at] - 1; b.entries[i].code == c {
			return i, true
		}
	}
	return 0, false
}

// find returns the entry of a code in r.
func (r *Release) find(c Code) (int32, bool) {
	i, ok := r.book.find(c)
	return i, ok && r.has(i)
}

// has reports whether r has entry i of its book.
func (r *Release) has(i int32) bool { return r.book.entries[i].in&r.bit != 0 }

// end returns the number of entries of the book.
func (r *Release) end() int32 { return int32(len(r.book.entries)) }

// parent returns the nearest entry above i that r has, or -1.
func (r *Release) parent(i int32) int32 {
	for i = r.book.entries[i].parent; i >= 0 && !r.has(i); {
		i = r.book.entries[i].parent
	}
	return i
}

// next returns the first entry from lo that r has, at most hi.
func (r *Release) next(lo, hi int32) int32 {
	for lo < hi && !r.has(lo) {
		lo++
	}
	return lo
}
