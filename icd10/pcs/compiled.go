package pcs

import (
	"cmp"
	"fmt"
	"slices"
	"sync"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/codeword"
	"github.com/medcode/medcode/internal/pack"
)

// compiledMark begins a compiled library; the last character is the version of
// its form.
const compiledMark = "mc-pcs 2"

// mostReleases is how many releases can be compiled together.
const mostReleases = 32

// The parts of a compiled library. Behind the titles, a part for each block of
// rows, come tables, indexes and definitions.
const (
	partReleases = iota
	partRows
	partTitles
)

// later are the parts of a compiled release that are read when asked for.
type later struct {
	codes int // how many
	rows  func() *rowSet
	grid  func() *grid
	index func() *indexTree
	defs  func() *definitions
}

// Decode returns a library from the compiled form that [Library.MarshalBinary]
// makes. It reads the codes, and the rest when it is asked for: the titles of a
// thousand codes at a time, tables, index and definitions each by themselves.
// Its releases have what those had that the library was made of, but not their
// addenda and diagnostics. The error wraps [medcode.ErrLayout] or
// [medcode.ErrSyntax]. Data must not be changed.
func Decode(data []byte) (*Library, error) {
	p, err := pack.Open(compiledMark, data)
	if err != nil {
		return nil, err
	}
	c := &compiled{pack: p}
	if err := c.rows(p.Part(partRows)); err != nil {
		return nil, err
	}
	r := p.Part(partReleases)
	releases := make([]*Release, min(r.Len(1), mostReleases))
	for i := range releases {
		releases[i] = c.release(r, uint32(1)<<i)
	}
	lacks := make([]medcode.Period, r.Len(2))
	for i := range lacks {
		lacks[i] = medcode.Period{From: r.Date(), To: r.Date()}
	}
	if r.Err() {
		return nil, errCompiled
	}
	l, err := NewLibrary(releases...)
	if err != nil {
		return nil, err
	}
	return l.Lacking(lacks...), nil
}

var errCompiled = fmt.Errorf("a compiled library of ICD-10-PCS that makes no sense: %w", medcode.ErrSyntax)

// A compiled is what the releases of a compiled library share: the rows of all
// of them, sorted.
type compiled struct {
	pack   *pack.Pack
	words  []codeword.Word
	in     []uint32 // the releases that have each
	titles *pack.TitleBook
}

func (c *compiled) rows(r *pack.Reader) error {
	sets := make([]uint32, r.Len(1))
	for i := range sets {
		sets[i] = uint32(r.Uint())
	}
	n := r.Len(3)
	c.words, c.in = make([]codeword.Word, n), make([]uint32, n)
	var w codeword.Word
	for i := range c.words {
		set, kept := r.Int(), int(r.Byte())
		rest := r.String()
		if set >= len(sets) || kept+len(rest) > 7 {
			return errCompiled
		}
		w = w.First(kept)
		for k := range len(rest) {
			w = w.With(kept+k, rest[k])
		}
		c.words[i], c.in[i] = w, sets[set]
	}
	if r.Err() {
		return errCompiled
	}
	c.titles = pack.NewTitleBook(n, func(block int) *pack.Reader { return c.pack.Part(partTitles + block) })
	return nil
}

func (c *compiled) release(r *pack.Reader, bit uint32) *Release {
	out := &Release{prov: r.Provenance(), later: &later{codes: r.Int()}}
	for _, p := range out.parts.all() {
		*p = r.Bool()
	}
	l := out.later
	l.rows = sync.OnceValue(func() *rowSet { return c.set(bit) })
	l.grid = once(c, r.Int(), readGrid)
	l.index = once(c, r.Int(), readCompiledIndex)
	l.defs = once(c, r.Int(), readCompiledDefinitions)
	return out
}

// once reads a part when first asked; part 0 is none.
func once[T any](c *compiled, part int, read func(*pack.Reader) *T) func() *T {
	return sync.OnceValue(func() *T {
		if part == 0 {
			return new(T)
		}
		return read(c.pack.Part(part))
	})
}

// set returns the rows of a release.
func (c *compiled) set(bit uint32) *rowSet {
	s := &rowSet{}
	var at []int32 // of the release's rows among all
	for i, w := range c.words {
		if c.in[i]&bit == 0 {
			continue
		}
		at = append(at, int32(i))
		s.words = append(s.words, w)
		if w.Len() == 7 {
			s.codes = append(s.codes, w)
		}
	}
	at, s.words, s.codes = slices.Clip(at), slices.Clip(s.words), slices.Clip(s.codes)
	s.titles = func(i int32) pack.Titles { return c.titles.At(at[i], bit) }
	return s
}

// MarshalBinary implements [encoding.BinaryMarshaler]: the compiled form of a
// library, which [Decode] reads. The same releases always give the same bytes.
// What releases have in common is kept once. At most 32 releases can be
// compiled together, and their order files must be sorted, as the official ones
// are.
func (l *Library) MarshalBinary() ([]byte, error) {
	if len(l.releases) > mostReleases {
		return nil, &medcode.LimitError{Reason: fmt.Sprintf("a library of %d releases; at most %d can be compiled together", len(l.releases), mostReleases)}
	}
	type row struct {
		word   codeword.Word
		in     uint32
		titles []pack.Version
	}
	index := map[codeword.Word]*row{}
	var rows []*row
	for i, r := range l.releases {
		for k, w := range r.set().words {
			if k > 0 && r.set().words[k-1] >= w {
				return nil, fmt.Errorf("%v: %v doesn't sort before %v, as a compiled library wants: %w", r.prov, r.set().words[k-1], w, medcode.ErrLayout)
			}
			if index[w] == nil {
				index[w] = &row{word: w}
				rows = append(rows, index[w])
			}
			from := r.row(int32(k))
			index[w].in |= 1 << i
			index[w].titles = pack.AddVersion(index[w].titles, i, pack.Titles{Short: from.Short, Long: from.Long})
		}
	}
	slices.SortFunc(rows, func(a, b *row) int { return cmp.Compare(a.word, b.word) })

	var sets, list pack.Writer
	known := map[uint32]int{}
	list.Int(len(rows))
	var last codeword.Word
	for _, row := range rows {
		if _, ok := known[row.in]; !ok {
			known[row.in] = len(known)
			sets.Uint(uint64(row.in))
		}
		kept := 0
		for kept < 7 && row.word.At(kept) == last.At(kept) && last.At(kept) != 0 {
			kept++
		}
		list.Int(known[row.in])
		list.Byte(byte(kept))
		list.String(row.word.String()[kept:])
		last = row.word
	}
	var head pack.Writer
	head.Int(len(known))
	parts := [][]byte{partReleases: nil, partRows: slices.Concat(head.Bytes(), sets.Bytes(), list.Bytes())}
	for block := range slices.Chunk(rows, pack.BlockSize) {
		titles := make([][]pack.Version, len(block))
		for i, row := range block {
			titles[i] = row.titles
		}
		var w pack.Writer
		w.Titles(titles)
		parts = append(parts, w.Bytes())
	}
	var w pack.Writer
	w.Int(len(l.releases))
	for _, r := range l.releases {
		w.Provenance(r.prov)
		w.Int(r.Len())
		for _, p := range r.parts.all() {
			w.Bool(*p)
		}
		for _, part := range []struct {
			has  bool
			body func(*pack.Writer)
		}{{r.parts.Tables, r.grid().write}, {r.parts.Index, r.indexTree().write}, {r.parts.Definitions, r.definitions().write}} {
			if !part.has {
				w.Int(0)
				continue
			}
			var body pack.Writer
			part.body(&body)
			w.Int(len(parts))
			parts = append(parts, body.Bytes())
		}
	}
	w.Int(len(l.lacks))
	for _, p := range l.lacks {
		w.Date(p.From)
		w.Date(p.To)
	}
	parts[partReleases] = w.Bytes()
	return pack.Join(compiledMark, parts), nil
}

// all lists the fields of p.
func (p *Parts) all() []*bool {
	return []*bool{&p.Order, &p.Codes, &p.Addenda, &p.Tables, &p.Index, &p.Definitions}
}

func (g *grid) write(w *pack.Writer) {
	w.Int(len(g.tables))
	axis := func(a *Axis) {
		w.Int(a.Position)
		w.String(a.Title)
		w.Int(len(a.Values))
		for _, v := range a.Values {
			w.Byte(byte(v.Char))
			w.String(v.Label)
		}
	}
	for i := range g.tables {
		t := &g.tables[i]
		w.String(t.ID)
		w.String(t.Definition)
		for k := range t.Axes {
			axis(&t.Axes[k])
		}
		w.Int(len(t.Rows))
		for k := range t.Rows {
			for j := range t.Rows[k].Axes {
				axis(&t.Rows[k].Axes[j])
			}
		}
	}
}

func readGrid(r *pack.Reader) *grid {
	axis := func() Axis {
		a := Axis{Position: r.Int(), Title: r.String(), Values: make([]Value, r.Len(2))}
		for i := range a.Values {
			a.Values[i] = Value{Char: Char(r.Byte()), Label: r.String()}
		}
		return a
	}
	g := &grid{tables: make([]Table, r.Len(4)), byTable: map[codeword.Word]int32{}}
	for i := range g.tables {
		t := &g.tables[i]
		t.ID, t.Definition = r.String(), r.String()
		t.word, _ = parsePrefix(t.ID) // was one
		for k := range t.Axes {
			if t.Axes[k] = axis(); len(t.Axes[k].Values) == 0 { // what was compiled has one
				return &grid{}
			}
		}
		t.Rows = make([]Row, r.Len(4))
		for k := range t.Rows {
			for j := range t.Rows[k].Axes {
				t.Rows[k].Axes[j] = axis()
			}
		}
		g.byTable[t.word] = int32(i)
	}
	return g
}

func (x *indexTree) write(w *pack.Writer) {
	var terms func([]Term)
	terms = func(all []Term) {
		w.Int(len(all))
		for _, t := range all {
			w.String(t.Title)
			w.Int(len(t.Links))
			for _, l := range t.Links {
				w.Byte(byte(l.Kind))
				w.String(l.Target)
				w.String(l.Code)
			}
			terms(t.Terms)
		}
	}
	terms(x.terms)
}

func readCompiledIndex(r *pack.Reader) *indexTree {
	var terms func() []Term
	terms = func() []Term {
		n := r.Len(3)
		if n == 0 {
			return nil
		}
		all := make([]Term, n)
		for i := range all {
			t := &all[i]
			t.Title = r.String()
			for range r.Len(3) {
				t.Links = append(t.Links, Link{Kind: LinkKind(r.Byte()), Target: r.String(), Code: r.String()})
			}
			t.Terms = terms()
		}
		return all
	}
	x := &indexTree{terms: terms()}
	x.byTitle()
	return x
}

func (d *definitions) write(w *pack.Writer) {
	texts := func(all []string) {
		w.Int(len(all))
		for _, s := range all {
			w.String(s)
		}
	}
	w.Int(len(d.terms))
	for _, t := range d.terms {
		w.Byte(byte(t.Section))
		w.Int(t.Position)
		w.String(t.Axis)
		texts(t.Titles)
		w.String(t.Text)
		w.String(t.Explanation)
		texts(t.Includes)
	}
	w.Int(len(d.aggregates))
	for _, a := range d.aggregates {
		w.String(a.Device)
		w.String(a.Operation)
		texts(a.BodySystems)
		w.Byte(byte(a.Parent.Char))
		w.String(a.Parent.Label)
	}
}

func readCompiledDefinitions(r *pack.Reader) *definitions {
	texts := func() (all []string) {
		for range r.Len(1) {
			all = append(all, r.String())
		}
		return all
	}
	d := &definitions{titles: map[termTitle]int32{}, keys: map[termKey][]int32{}}
	for range r.Len(7) {
		d.terms = append(d.terms, Definition{Section: Char(r.Byte()), Position: r.Int(), Axis: r.String(), Titles: texts(),
			Text: r.String(), Explanation: r.String(), Includes: texts()})
	}
	for range r.Len(5) {
		d.aggregates = append(d.aggregates, Aggregate{Device: r.String(), Operation: r.String(), BodySystems: texts(),
			Parent: Value{Char: Char(r.Byte()), Label: r.String()}})
	}
	d.index()
	return d
}
