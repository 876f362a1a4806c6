package guideline

import (
	"iter"
	mathbits "math/bits"
	"strings"

	"github.com/medcode/medcode/icd10/cm"
)

// A side is the part of the body that a code says, of those that differ in it.
type side uint8

const (
	noSide side = iota
	right
	left
	bilateral
	sideUnknown
)

var sideNames = [...]string{"", "right", "left", "bilateral", "unspecified side"}

// lateral finds of the facts of a category the families of codes that differ in their side alone: two
// whose titles differ in "right" and "left", and of those that differ from them
// at the same character the ones that say "bilateral" or "unspecified" in that
// place of the title.
func (ix *index) lateral(lo, hi int32) {
	left := map[string][]int32{} // codes by title
	for i := lo; i < hi; i++ {
		if e := ix.facts[i].entry; e.IsValid() && e.Billable() && strings.Contains(e.Title(), "left") {
			left[e.Title()] = append(left[e.Title()], i)
		}
	}
	for i := lo; i < hi; i++ {
		f := &ix.facts[i]
		if f.family != 0 || !f.entry.IsValid() || !f.entry.Billable() {
			continue
		}
		title := f.entry.Title()
		word := strings.Index(title, "right")
		if word < 0 {
			continue
		}
		mirrored := strings.ReplaceAll(title, "right", "left")
		at := -1 // where the first of those of the other side differs
		for _, k := range left[mirrored] {
			if place := differs(f.entry.Code(), ix.facts[k].entry.Code()); place >= 3 && (at < 0 || place < at) {
				at = place
			}
		}
		if at >= 0 {
			ix.join(i, at, title[:word], mirrored)
		}
	}
}

// differs returns the only place in which two codes of one length differ, or -1.
func differs(c, d cm.Code) int {
	x := c.Key() ^ d.Key()
	if x == 0 || c.Len() != d.Len() {
		return -1
	}
	place := mathbits.LeadingZeros64(x) / 8
	if x&^(0xff<<(56-8*place)) != 0 {
		return -1
	}
	return place
}

// sideChars are the characters that tell sides.
const sideChars = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"

// beside yields the facts of the codes that differ from fact i at a place alone.
func (ix *index) beside(i int32, place int, yield func(at int32)) {
	text := []byte(ix.facts[i].entry.Code().Compact())
	was := text[place]
	for k := range len(sideChars) {
		if text[place] = sideChars[k]; text[place] == was {
			continue
		}
		c, err := cm.Parse(string(text))
		if at, ok := ix.at(c); err == nil && ok && ix.facts[at].entry.Billable() {
			yield(at)
		}
	}
}

// join makes a family of fact i, a right side, and those beside it. The titles
// of the others begin as its own does, up to the side.
func (ix *index) join(i int32, place int, head, mirrored string) {
	ix.facts[i].side, ix.facts[i].family = right, i
	ix.beside(i, place, func(at int32) {
		f := &ix.facts[at]
		title := f.entry.Title()
		rest, same := strings.CutPrefix(title, head)
		switch {
		case f.family != 0:
		case title == mirrored:
			f.side, f.family = left, i
		case same && strings.HasPrefix(rest, "bilateral"):
			f.side, f.family = bilateral, i
		case same && strings.HasPrefix(rest, "unspecified"):
			f.side, f.family = sideUnknown, i
		}
	})
	if one, ok := strings.CutPrefix(head, "Unilateral "); ok {
		ix.unilateral(i, "Bilateral "+strings.TrimSuffix(one, ", "))
	}
}

// unilateral adds to the family of fact i, whose title says "Unilateral", the
// code of its category whose title begins with head, which is elsewhere in it.
func (ix *index) unilateral(i int32, head string) {
	for at := range ix.category(i) {
		if f := &ix.facts[at]; f.family == 0 && f.entry.Billable() && strings.HasPrefix(f.entry.Title(), head) {
			f.side, f.family = bilateral, i
			return
		}
	}
}

// category yields the facts of the category of fact i.
func (ix *index) category(i int32) iter.Seq[int32] {
	return func(yield func(int32) bool) {
		first := ix.heads[ix.facts[i].category]
		for at := first; at < ix.facts[first].end && yield(at); at++ {
		}
	}
}

// bilateral returns the bilateral code of f's family, or nil.
func (ix *index) bilateral(f *fact) *fact {
	for at := range ix.category(f.family) {
		if g := &ix.facts[at]; g.family == f.family && g.side == bilateral {
			return g
		}
	}
	return nil
}

// sideOf returns the side of the body that diagnosis i is of: by its family, or
// else by its title.
func (v *view) sideOf(i int) side {
	f := v.facts[i]
	if f == nil {
		if f = v.ix.find(v.codes[i]); f == nil {
			return noSide
		}
	}
	if strings.IndexByte(sidedLetters, first(v.codes[i])) >= 0 && f.side != noSide {
		return f.side
	}
	return f.said
}

// sidedLetters begin the codes whose sides are those of the body: quadrants of the
// abdomen and the dominant side are none.
const sidedLetters = "CDHLMST"

// saidSide returns the side that the title of an entry says.
func saidSide(e cm.Entry) side {
	if strings.IndexByte(sidedLetters, first(e.Code())) < 0 {
		return noSide
	}
	title := strings.ToLower(e.Title())
	isRight, isLeft := strings.Contains(title, "right "), strings.Contains(title, "left ")
	switch {
	case strings.Contains(title, "bilateral"), isRight && isLeft:
		return bilateral
	case isRight || strings.HasSuffix(title, "right"):
		return right
	case isLeft || strings.HasSuffix(title, "left"):
		return left
	}
	return noSide
}
