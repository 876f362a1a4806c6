package pack

import (
	"slices"
	"sync/atomic"
)

// Titles are those that the files of CMS have of a code.
type Titles struct {
	Short, Long string // of the order file
	Title       string // of another file, with accents
}

// A Version is the titles of a code in some of the releases that a set has.
type Version struct {
	In uint32 // the releases, a bit each
	Titles
}

// AddVersion notes that a release has those titles.
func AddVersion(all []Version, release int, t Titles) []Version {
	at := slices.IndexFunc(all, func(v Version) bool { return v.Titles == t })
	if at < 0 {
		at, all = len(all), append(all, Version{Titles: t})
	}
	all[at].In |= 1 << release
	return all
}

// BlockSize is the number of codes whose titles are a part, and are inflated
// together.
const BlockSize = 1024

// Titles writes the titles of a block of codes: for each code its versions, the
// releases of each shifted by one, the lowest bit set when more follow; and for
// each title 0 for none, 1 for the next text, 2 and up for one that the code has
// had.
func (w *Writer) Titles(block [][]Version) {
	var shapes, long, short Writer
	for _, versions := range block {
		if len(versions) == 0 {
			versions = []Version{{}}
		}
		var own []string
		put := func(s string, to *Writer) {
			switch at := slices.Index(own, s); {
			case s == "":
				shapes.Int(0)
			case at >= 0:
				shapes.Int(at + 2)
			default:
				shapes.Int(1)
				to.String(s)
				own = append(own, s)
			}
		}
		for i, v := range versions {
			n := uint64(v.In) << 1
			if i+1 < len(versions) {
				n |= 1
			}
			shapes.Uint(n)
			put(v.Long, &long)
			put(v.Title, &long)
			put(v.Short, &short)
		}
	}
	w.Int(len(block))
	w.Part(&shapes)
	w.Part(&long)
	w.Part(&short)
}

// A TitleBook has the titles of codes, which it inflates by blocks.
type TitleBook struct {
	part   func(block int) *Reader
	blocks []atomic.Pointer[titleBlock]
}

type titleBlock struct {
	first    []int32 // of a code among versions, and the end of the last
	versions []Version
}

// NewTitleBook returns the titles of n codes; part gives the part of a block.
func NewTitleBook(n int, part func(block int) *Reader) *TitleBook {
	return &TitleBook{part, make([]atomic.Pointer[titleBlock], (n+BlockSize-1)/BlockSize)}
}

// At returns the titles that a release, given by its bit, has of code i.
func (t *TitleBook) At(i int32, release uint32) Titles {
	b := t.blocks[i/BlockSize].Load()
	if b == nil {
		b = readTitles(t.part(int(i / BlockSize)))
		t.blocks[i/BlockSize].Store(b)
	}
	if i %= BlockSize; int(i)+1 < len(b.first) {
		for _, v := range b.versions[b.first[i]:b.first[i+1]] {
			if v.In&release != 0 {
				return v.Titles
			}
		}
	}
	return Titles{}
}

func readTitles(r *Reader) *titleBlock {
	b := &titleBlock{first: make([]int32, min(r.Int(), BlockSize)+1)}
	b.versions = make([]Version, 0, len(b.first))
	shapes, long, short := r.Part(), r.Part(), r.Part()
	var own []string // texts of the code so far
	get := func(from *Reader) string {
		switch k := shapes.Int(); {
		case k == 0:
		case k == 1:
			own = append(own, from.String())
			return own[len(own)-1]
		case k-2 < len(own):
			return own[k-2]
		}
		return ""
	}
	for i := 1; i < len(b.first); i++ {
		own = own[:0]
		for more := true; more && !shapes.Err(); {
			n := shapes.Uint()
			more = n&1 != 0
			v := Version{In: uint32(n >> 1)}
			v.Long, v.Title, v.Short = get(long), get(long), get(short)
			b.versions = append(b.versions, v)
		}
		b.first[i] = int32(len(b.versions))
	}
	b.versions = slices.Clip(b.versions)
	return b
}
