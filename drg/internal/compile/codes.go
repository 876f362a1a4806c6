package compile

import (
	"cmp"
	"slices"

	"github.com/medcode/medcode/internal/codeword"
)

// codes numbers the codes of a manual in the order in which they come, and
// notes what each is. A manual prints its 150,000 codes a million times: what
// the steps of the compile note of them stands in slices by number.
type codes struct {
	words []uint64 // by number
	marks []mark   // by number
	slots []uint32 // numbers plus one, by hash; a power of two, at most half full
}

// A mark is what a code is known to be.
type mark uint16

const (
	diagnosis mark = 1 << iota // of Appendix B or C, or of a list of diagnoses
	procedure
	unindexed // an O.R. procedure that stands in lists but not in Appendix E
	filed     // in the code files
	starred   // by Appendix E part 1, or by part 4 where part 1 lacks it
	indexed   // by these
	inB       // in Appendix B
	stays     // an erratum keeps it from being retired
	aliveOnly // of Appendix C part 2
	ofTheYear // of ICD-10-CM or ICD-10-PCS by the code files, or what stands for them
)

func pack(code string) uint64 { return uint64(codeword.Pack(code)) }

func slot(w uint64, n int) int { return int(w * 0x9e3779b97f4a7c15 >> 32 & uint64(n-1)) }

// find returns the number of a code.
func (c *codes) find(w uint64) (n int, ok bool) {
	if len(c.slots) == 0 {
		return 0, false
	}
	for i := slot(w, len(c.slots)); c.slots[i] != 0; i = (i + 1) & (len(c.slots) - 1) {
		if n = int(c.slots[i]) - 1; c.words[n] == w {
			return n, true
		}
	}
	return 0, false
}

// number returns the number of a code, a new one if it has none yet.
func (c *codes) number(w uint64) int {
	if n, ok := c.find(w); ok {
		return n
	}
	n := len(c.words)
	c.words, c.marks = append(c.words, w), append(c.marks, 0)
	if 2*len(c.words) <= len(c.slots) {
		c.put(w, n)
		return n
	}
	c.slots = make([]uint32, max(1<<10, 4*len(c.slots)))
	for k, w := range c.words {
		c.put(w, k)
	}
	return n
}

func (c *codes) put(w uint64, n int) {
	i := slot(w, len(c.slots))
	for c.slots[i] != 0 {
		i = (i + 1) & (len(c.slots) - 1)
	}
	c.slots[i] = uint32(n) + 1
}

// is reports whether a code has all of the marks.
func (c *codes) is(code string, m mark) bool { return c.of(pack(code))&m == m }

// of returns the marks of a code.
func (c *codes) of(w uint64) mark {
	if n, ok := c.find(w); ok {
		return c.marks[n]
	}
	return 0
}

func (c *codes) mark(code string, m mark) { c.marks[c.number(pack(code))] |= m }

// inOrder returns the numbers of the codes with a mark in the order of the codes.
func (c *codes) inOrder(m mark) []int {
	var out []int
	for n, has := range c.marks {
		if has&m != 0 {
			out = append(out, n)
		}
	}
	slices.SortFunc(out, func(a, b int) int { return cmp.Compare(c.words[a], c.words[b]) })
	return out
}

// A relation holds values of codes, several for each, in the order they came.
type relation[T ~uint16] struct {
	codes  []int32
	values []T
}

func (r *relation[T]) add(n int, v T) {
	r.codes, r.values = append(r.codes, int32(n)), append(r.values, v)
}

// intern numbers the distinct sets of values of codes from 1, in the order of
// the codes. Sets has them by that number, its index 0 the empty one, and class
// the number of each code's set.
func (r *relation[T]) intern(all *codes) (class []uint16, sets [][]T) {
	from := make([]int32, len(all.words)+1) // where the values of a code begin
	for _, n := range r.codes {
		from[n+1]++
	}
	for n := range all.words {
		from[n+1] += from[n]
	}
	values, at := make([]T, len(r.values)), slices.Clone(from)
	for i, n := range r.codes {
		values[at[n]] = r.values[i]
		at[n]++
	}
	order := make([]int32, 0, len(all.words))
	for n := range all.words {
		if from[n+1] > from[n] {
			order = append(order, int32(n))
		}
	}
	slices.SortFunc(order, func(a, b int32) int { return cmp.Compare(all.words[a], all.words[b]) })
	class, sets = make([]uint16, len(all.words)), [][]T{nil}
	known := map[uint64][]uint16{} // classes by hash of their set
	for _, n := range order {
		set := values[from[n]:from[n+1]]
		h := uint64(len(set))
		for _, v := range set {
			h = (h ^ uint64(v)) * 0x9e3779b97f4a7c15
		}
		k := slices.IndexFunc(known[h], func(k uint16) bool { return slices.Equal(sets[k], set) })
		if k < 0 {
			k = len(known[h])
			known[h] = append(known[h], uint16(len(sets)))
			sets = append(sets, slices.Clone(set))
		}
		class[n] = known[h][k]
	}
	return class, sets
}
