package guideline

import (
	"slices"
	"strings"

	"github.com/medcode/medcode/icd10/cm"
)

// A set is a set of codes that rules speak of, by its number in a book. A rule
// asks the book for its sets while it is made, so that a claim's codes are
// looked up once for all rules.
type set uint16

// bits are the sets that a code, or one of a claim's codes, is in.
type bits [8]uint64

func (b *bits) add(s set)      { b[s>>6] |= 1 << (s & 63) }
func (b *bits) remove(s set)   { b[s>>6] &^= 1 << (s & 63) }
func (b *bits) has(s set) bool { return b[s>>6]&(1<<(s&63)) != 0 }

func (b *bits) join(c *bits) {
	for i := range b {
		b[i] |= c[i]
	}
}

// A book is the sets that rules have asked for.
type book struct {
	names   map[string]set
	titles  []titled
	letters ['Z' - 'A' + 1][]member // the spans of all sets, by the first letter of the codes in them
	n       set
}

// A member is a span of codes in a set, or taken out of it again.
type member struct {
	span
	set set
	out bool
}

// A titled set is of the codes in spans whose titles say so.
type titled struct {
	within []span
	out    []span // taken out again
	says   func(title string) bool
	set    set
}

func newBook() *book { return &book{names: map[string]set{}} }

// set returns the set of a list of codes and ranges, each with all below it; one
// with ! before it is taken out again.
func (b *book) set(list string) set {
	if s, ok := b.names[list]; ok {
		return s
	}
	s := b.add(list)
	for _, word := range strings.Fields(list) {
		word, out := strings.CutPrefix(word, "!")
		sp := parseSpan(word)
		for letter := first(sp.first); letter <= first(sp.last); letter++ {
			b.letters[letter-'A'] = append(b.letters[letter-'A'], member{sp, s, out})
		}
	}
	return s
}

// titled returns the set of the codes of a list whose titles satisfy says. It is
// empty where no release is at hand.
func (b *book) titled(list string, says func(title string) bool) set {
	s := b.add("")
	t := titled{says: says, set: s}
	for _, word := range strings.Fields(list) {
		if word, out := strings.CutPrefix(word, "!"); out {
			t.out = append(t.out, parseSpan(word))
		} else {
			t.within = append(t.within, parseSpan(word))
		}
	}
	b.titles = append(b.titles, t)
	return s
}

func (b *book) add(name string) set {
	s := b.n
	if b.n++; int(b.n) > 64*len(bits{}) {
		panic("guideline: more sets than a book has room for: bits needs another word")
	}
	if name != "" {
		b.names[name] = s
	}
	return s
}

// of returns the sets that have c, by its characters alone.
func (b *book) of(c cm.Code) (all bits) {
	letter := first(c)
	if letter < 'A' || letter > 'Z' {
		return all
	}
	for i := range b.letters[letter-'A'] {
		if m := &b.letters[letter-'A'][i]; m.contains(c) {
			if m.out {
				all.remove(m.set)
			} else {
				all.add(m.set)
			}
		}
	}
	return all
}

// entry returns the sets that an entry of a release is in.
func (b *book) entry(e cm.Entry) bits {
	all := b.of(e.Code())
	for i := range b.titles {
		if t := &b.titles[i]; within(e.Code(), t.within) && !within(e.Code(), t.out) && t.says(e.Title()) {
			all.add(t.set)
		}
	}
	return all
}

// first returns the first letter of a code, 0 for none.
func first(c cm.Code) byte { return byte(c.Key() >> 56) }

// in reports whether diagnosis i is in a set.
func (v *view) in(i int, s set) bool { return v.tags[i].has(s) }

// has reports whether any diagnosis is in a set.
func (v *view) has(s set) bool { return v.all.has(s) }

// from returns the first diagnosis from i on that is in a set, or -1.
func (v *view) from(i int, s set) int {
	for ; i < len(v.tags); i++ {
		if v.tags[i].has(s) {
			return i
		}
	}
	return -1
}

// among returns the first diagnosis that is in one of the spans, or -1.
func (v *view) among(all []span) int {
	return slices.IndexFunc(v.codes, func(c cm.Code) bool { return within(c, all) })
}

// firstTwo returns the first two diagnoses that are in one of the spans, or -1.
func (v *view) firstTwo(all []span) (two [2]int) {
	two, n := [2]int{-1, -1}, 0
	for i, c := range v.codes {
		if within(c, all) {
			if two[n] = i; n == 1 {
				break
			}
			n++
		}
	}
	return two
}

// other returns the first diagnosis but i that is in a set, or -1.
func (v *view) other(i int, s set) int {
	if len(v.tags) > many {
		return v.long.other(v, i, s)
	}
	if k := v.from(0, s); k != i {
		return k
	}
	return v.from(i+1, s)
}
