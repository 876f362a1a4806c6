package cm

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/pack"
)

// compiledMark begins a compiled library; the last character is the version of
// its form.
const compiledMark = "mc-cm  1"

// The parts of a compiled library. Titles and notes have a part for each block
// of entries; indexes have one for each kind and text.
const (
	partReleases = iota
	partEntries
	partConversions
	partBlocks // titles and notes of the first block, then those of the second
)

// Decode returns a library from the compiled form that [Library.MarshalBinary]
// makes. It reads the codes, and the rest when it is asked for: the titles of a
// thousand entries at a time, an index by itself. Its releases have what those
// had that the library was made of, but not their files (see
// [Release.OrderFile]) and diagnostics. The error wraps [medcode.ErrLayout] or
// [medcode.ErrSyntax]. Data must not be changed.
func Decode(data []byte) (*Library, error) {
	p, err := pack.Open(compiledMark, data)
	if err != nil {
		return nil, err
	}
	c := &compiled{pack: p, indexes: map[int]func() *Index{}, table: sync.OnceValue(func() conversionRows { return readConversionRows(p.Part(partConversions)) })}
	r := p.Part(partReleases)
	releases := make([]*Release, min(r.Len(1), mostReleases))
	for i := range releases {
		releases[i] = c.release(r, uint32(1)<<i)
	}
	c.entries(p.Part(partEntries), releases)
	if c.bad || r.Err() {
		return nil, fmt.Errorf("a compiled library of ICD-10-CM that makes no sense: %w", medcode.ErrSyntax)
	}
	return NewLibrary(releases...)
}

// mostReleases is how many releases a book can have.
const mostReleases = 32

// A compiled is what the releases of a compiled library share.
type compiled struct {
	pack    *pack.Pack
	book    book
	titles  *pack.TitleBook
	blocks  int
	notes   []atomic.Pointer[pack.Reader] // by block, inflated: the texts of all releases
	indexes map[int]func() *Index         // by part; releases may have the same
	table   func() conversionRows         // of all releases
	bad     bool
}

// later are the parts of a compiled release that are read when asked for.
type later struct {
	indexes     [4]func() *Index // nil for none
	conversions func() *Conversions
}

// release reads what stands about a release in the first part.
func (c *compiled) release(r *pack.Reader, bit uint32) *Release {
	out := &Release{prov: r.Provenance(), bit: bit, valid: r.Int(), headers: r.Int(), later: &later{}}
	parts := r.Uint()
	for i, p := range out.parts.all() {
		*p.found = parts>>i&1 != 0
	}
	for range r.Len(1) {
		in := Introduction{Kind: r.String(), Title: r.String()}
		for range r.Len(1) {
			in.Notes = append(in.Notes, r.String())
		}
		out.intro = append(out.intro, in)
	}
	for kind := range out.later.indexes {
		if at := r.Int(); at > 0 {
			if c.indexes[at] == nil {
				c.indexes[at] = sync.OnceValue(func() *Index { return readCompiledIndex(c.pack.Part(at), IndexKind(kind)) })
			}
			out.later.indexes[kind] = c.indexes[at]
		}
	}
	if out.parts.Conversions {
		title, file := r.String(), r.String()
		out.later.conversions = sync.OnceValue(func() *Conversions { return c.table().of(bit, title, file) })
	}
	details := sync.OnceValue(func() *detailBlocks {
		return &detailBlocks{c: c, r: out, blocks: make([]atomic.Pointer[detailBlock], c.blocks)}
	})
	out.text = func(i int32) texts { return c.titles.At(i, bit) }
	out.detail = func(int32) *detail { return nil }
	if out.parts.Tabular {
		out.detail = func(i int32) *detail { return details().at(i) }
	}
	return out
}

// entries reads the book.
func (c *compiled) entries(r *pack.Reader, releases []*Release) {
	shapes := make([]entry, r.Len(4))
	for i := range shapes {
		shapes[i] = entry{in: uint32(r.Uint()), billable: uint32(r.Uint()), exempt: uint32(r.Uint()), kind: Kind(r.Byte()), placeholder: r.Bool()}
	}
	n := r.Len(3)
	c.book.entries = make([]entry, n)
	var code Code
	var above []int32 // the entries above the current one
	for i := range c.book.entries {
		shape, depth := r.Int(), r.Int()
		if shape >= len(shapes) || depth > len(above) {
			c.bad = true
			return
		}
		e := &c.book.entries[i]
		*e = shapes[shape]
		if kept := int(r.Byte()); kept < 8 { // 8 for no code
			code.w = code.w.First(kept)
			for _, ch := range []byte(r.String()) {
				if kept < 7 {
					code.w = code.w.With(kept, ch)
				}
				kept++
			}
			e.code = code
		}
		for _, j := range above[depth:] {
			c.book.entries[j].end = int32(i)
		}
		e.parent = -1
		if depth > 0 {
			e.parent = above[depth-1]
		}
		above = append(above[:depth], int32(i))
	}
	for _, j := range above {
		c.book.entries[j].end = int32(n)
	}
	c.bad = c.bad || r.Err()
	c.book.index()
	c.blocks = (n + pack.BlockSize - 1) / pack.BlockSize
	c.notes = make([]atomic.Pointer[pack.Reader], c.blocks)
	c.titles = pack.NewTitleBook(n, func(block int) *pack.Reader { return c.pack.Part(partBlocks + 2*block) })
	for _, out := range releases {
		c.book.begins = append(c.book.begins, out.prov.Effective.From)
	}
	for _, out := range releases {
		out.book = c.book
	}
}

// detailBlocks are the notes of a release, which are read by blocks of entries.
type detailBlocks struct {
	c      *compiled
	r      *Release
	blocks []atomic.Pointer[detailBlock]
}

// A detailBlock is the details of few of the entries of a block, by their place
// in it.
type detailBlock struct {
	places  []int16
	details []detail
}

func (d *detailBlocks) at(i int32) *detail {
	p := d.blocks[i/pack.BlockSize].Load()
	if p == nil {
		p = readDetails(d.c.details(int(i/pack.BlockSize)), d.r.bit)
		for i := range p.details {
			for range d.r.resolveNotes(&p.details[i]) { // those that name nothing were told when the release was read
			}
		}
		d.blocks[i/pack.BlockSize].Store(p)
	}
	if at, ok := slices.BinarySearch(p.places, int16(i%pack.BlockSize)); ok {
		return &p.details[at]
	}
	return nil
}

// details returns a reader at the beginning of the notes of a block.
func (c *compiled) details(block int) *pack.Reader {
	r := c.notes[block].Load()
	if r == nil {
		r = c.pack.Part(partBlocks + 2*block + 1)
		c.notes[block].Store(r)
	}
	own := *r
	return &own
}

// readDetails reads those of a release out of a block.
func readDetails(r *pack.Reader, bit uint32) *detailBlock {
	b := &detailBlock{}
	for !r.Done() {
		i, in, body := r.Int(), uint32(r.Uint()), r.Part()
		if last := len(b.places) - 1; in&bit != 0 && i < pack.BlockSize && (last < 0 || int16(i) > b.places[last]) {
			b.places, b.details = append(b.places, int16(i)), append(b.details, readDetail(body))
		}
	}
	b.places, b.details = slices.Clip(b.places), slices.Clip(b.details)
	return b
}

func readDetail(r *pack.Reader) detail {
	d := detail{name: r.String(), notes: make([]Note, r.Len(2))}
	for i := range d.notes {
		d.notes[i] = Note{Kind: NoteKind(r.Byte()), Text: r.String()}
	}
	for range r.Len(2) {
		s := SeventhCharacter{Char: r.Byte(), Meaning: r.String()}
		for range r.Len(1) {
			s.Notes = append(s.Notes, r.String())
		}
		d.seventh = append(d.seventh, s)
	}
	for range r.Len(2) {
		v := VisualImpairment{Category: r.String()}
		for range r.Len(2) {
			v.Ranges = append(v.Ranges, VisualRange{Below: r.String(), AtLeast: r.String()})
		}
		d.vision = append(d.vision, v)
	}
	return d
}
