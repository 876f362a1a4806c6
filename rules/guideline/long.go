package guideline

import (
	"iter"
	"slices"

	"github.com/medcode/medcode/icd10/cm"
)

// many is how many diagnoses a claim has that is looked through no more than
// once for each question. A usual one has twelve or 25: it is looked through
// each time, which is faster there.
var many = 64

// A long holds the answers for a claim of many diagnoses, each made when it is
// first asked for, so that a rule need not look at every diagnosis for each of them.
type long struct {
	ofSet     map[set][2]int
	ofSide    map[familySide]int
	ofParent  map[cm.Code]int
	ofParents map[marks]map[cm.Code]int
	ofKind    map[cm.Code][]int // by category
	hasSides  bool
	hasParent bool
}

type familySide struct {
	family int32
	side   side
}

// same finds of each diagnosis the first with the same code.
func (v *view) same() {
	v.before = v.before[:0]
	if len(v.codes) <= many {
		for i, code := range v.codes {
			v.before = append(v.before, int32(slices.Index(v.codes[:i], code)))
		}
		return
	}
	first := make(map[cm.Code]int32, len(v.codes))
	for i, code := range v.codes {
		k, ok := first[code]
		if !ok {
			k, first[code] = -1, int32(i)
		}
		v.before = append(v.before, k)
	}
}

// sibling returns the first diagnosis in one of the sets that is diagnosis i's but
// for its last character, or -1.
func (v *view) sibling(i int, m marks) int {
	parent := v.codes[i].Parent()
	if len(v.codes) <= many {
		for k := range v.codes {
			if v.is(k, m) && v.codes[k].Parent() == parent {
				return k
			}
		}
		return -1
	}
	if v.long.ofParents == nil {
		v.long.ofParents = map[marks]map[cm.Code]int{}
	}
	first, ok := v.long.ofParents[m]
	if !ok {
		first = map[cm.Code]int{}
		v.long.ofParents[m] = first
		for k, code := range v.codes {
			if v.is(k, m) && first[code.Parent()] == 0 {
				first[code.Parent()] = k + 1
			}
		}
	}
	return first[parent] - 1
}

// inCategory yields the diagnoses of a category; those that come again may be missing.
func (v *view) inCategory(category cm.Code) iter.Seq[int] {
	return func(yield func(int) bool) {
		if len(v.codes) > many {
			for _, i := range v.long.category(v, category) {
				if !yield(i) {
					return
				}
			}
			return
		}
		for i, c := range v.codes {
			if c.Category() == category && !yield(i) {
				return
			}
		}
	}
}

// category is view.inCategory.
func (l *long) category(v *view, category cm.Code) []int {
	if l.ofKind == nil {
		l.ofKind = map[cm.Code][]int{}
		for i, c := range v.codes {
			if v.before[i] < 0 {
				l.ofKind[c.Category()] = append(l.ofKind[c.Category()], i)
			}
		}
	}
	return l.ofKind[category]
}

// other is view.other.
func (l *long) other(v *view, i int, s set) int {
	two, ok := l.ofSet[s]
	if !ok {
		if two[0], two[1] = v.from(0, s), -1; two[0] >= 0 {
			two[1] = v.from(two[0]+1, s)
		}
		if l.ofSet == nil {
			l.ofSet = map[set][2]int{}
		}
		l.ofSet[s] = two
	}
	if two[0] != i {
		return two[0]
	}
	return two[1]
}

// side is view.sameButSide.
func (l *long) side(v *view, family int32, sides []side) int {
	if !l.hasSides {
		l.hasSides, l.ofSide = true, map[familySide]int{}
		for k, f := range v.facts {
			if f == nil {
				continue
			}
			if at := (familySide{f.family, f.side}); l.ofSide[at] == 0 {
				l.ofSide[at] = k + 1
			}
		}
	}
	first := 0
	for _, s := range sides {
		if k := l.ofSide[familySide{family, s}]; k > 0 && (first == 0 || k < first) {
			first = k
		}
	}
	return first - 1
}

// specific returns for each code above them the first of the specific codes.
func (l *long) specific(v *view) map[cm.Code]int {
	if l.hasParent {
		return l.ofParent
	}
	l.hasParent, l.ofParent = true, map[cm.Code]int{}
	for k, f := range v.facts {
		if f == nil || v.is(k, unspecified) || !f.entry.Billable() {
			continue
		}
		for above := v.codes[k]; above.IsValid(); {
			if _, ok := l.ofParent[above]; !ok {
				l.ofParent[above] = k
			}
			next := above.Parent()
			if next == above {
				break
			}
			above = next
		}
	}
	return l.ofParent
}

func (l *long) clear() {
	if l.ofSet != nil || l.ofParents != nil || l.ofKind != nil || l.hasSides || l.hasParent {
		*l = long{}
	}
}
