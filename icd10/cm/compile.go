package cm

import (
	"errors"
	"fmt"
	"slices"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/codeword"
	"github.com/medcode/medcode/internal/pack"
)

// MarshalBinary implements [encoding.BinaryMarshaler]: the compiled form of a
// library, which [Decode] reads. The same releases always give the same bytes.
// What releases have in common is kept once. At most 32 releases can be
// compiled together.
func (l *Library) MarshalBinary() ([]byte, error) {
	if len(l.releases) > mostReleases {
		return nil, &medcode.LimitError{Reason: fmt.Sprintf("a library of %d releases; at most %d can be compiled together", len(l.releases), mostReleases)}
	}
	m, err := merge(l.releases)
	if err != nil {
		return nil, err
	}
	parts := make([][]byte, partBlocks)
	parts[partEntries] = m.entries()
	parts[partConversions] = m.conversions()
	for at := 0; at < len(m.all); at += pack.BlockSize {
		block := m.all[at:min(at+pack.BlockSize, len(m.all))]
		parts = append(parts, m.titles(block), m.details(block))
	}
	var w pack.Writer
	w.Int(len(l.releases))
	seen := map[string]int{} // parts of indexes by their content
	for _, r := range l.releases {
		w.Provenance(r.prov)
		w.Int(r.valid)
		w.Int(r.headers)
		bits := 0
		for i, p := range r.parts.all() {
			if *p.found {
				bits |= 1 << i
			}
		}
		w.Int(bits)
		w.Int(len(r.intro))
		for _, in := range r.intro {
			w.String(in.Kind)
			w.String(in.Title)
			w.Int(len(in.Notes))
			for _, s := range in.Notes {
				w.String(s)
			}
		}
		for kind := range r.indexes {
			x := r.Index(IndexKind(kind))
			if x == nil {
				w.Int(0)
				continue
			}
			body := compileIndex(x)
			at, ok := seen[string(body)]
			if !ok {
				at = len(parts)
				seen[string(body)] = at
				parts = append(parts, body)
			}
			w.Int(at)
		}
		if c := r.Conversions(); r.parts.Conversions {
			w.String(c.title)
			w.String(c.file)
		}
	}
	parts[partReleases] = w.Bytes()
	return pack.Join(compiledMark, parts), nil
}

// A merged entry is one of the book of all releases.
type mergedEntry struct {
	code     Code
	of       []Entry // by release, the zero Entry where one has it not
	parent   *mergedEntry
	children []*mergedEntry
	depth    int
}

// A merger makes one book of those of several releases.
type merger struct {
	releases []*Release
	top      mergedEntry
	named    map[string]*mergedEntry // by kind and name of chapters and sections
	coded    map[Code]*mergedEntry
	all      []*mergedEntry // in the order of the book
}

// merge lays the books of releases upon one another: the newest has its order
// and shape, and what earlier ones have besides is put where it stood there.
func merge(releases []*Release) (*merger, error) {
	m := &merger{releases: releases, named: map[string]*mergedEntry{}, coded: map[Code]*mergedEntry{}}
	for i, r := range slices.Backward(releases) {
		var before []*mergedEntry // by depth, the entries before the current one
		for e := range r.span(0, r.end()) {
			k := m.at(e)
			depth := e.Depth()
			if k == nil {
				k = m.add(e, before, depth)
			}
			k.of[i] = e
			before = append(before[:min(depth, len(before))], k)
		}
	}
	m.walk(&m.top, 0)
	if len(m.all) > 1<<24 {
		return nil, errors.New("too many entries to compile")
	}
	return m, nil
}

func nameOf(e Entry) string { return e.Kind().String() + " " + e.Name() }

func (m *merger) at(e Entry) *mergedEntry {
	if c := e.Code(); c.IsValid() {
		return m.coded[c]
	}
	return m.named[nameOf(e)]
}

// add puts an entry that the book lacks behind the one before it of the same
// depth, or else first below the one above it.
func (m *merger) add(e Entry, before []*mergedEntry, depth int) *mergedEntry {
	k := &mergedEntry{code: e.Code(), of: make([]Entry, len(m.releases))}
	parent, at := &m.top, 0
	if depth > 0 {
		parent = before[depth-1]
	}
	if depth < len(before) {
		sibling := before[depth]
		parent = sibling.parent
		for parent.code.IsValid() && !parent.code.Contains(k.code) {
			sibling, parent = parent, parent.parent
		}
		at = slices.Index(parent.children, sibling) + 1
	}
	if k.code.IsValid() {
		m.coded[k.code] = k
	} else {
		m.named[nameOf(e)] = k
		if m.wrap(e, k) {
			return k
		}
	}
	k.parent = parent
	parent.children = slices.Insert(parent.children, at, k)
	return k
}

// wrap puts k, for a section e whose categories the book has in others, around
// them: those that lack the section see through it. It is false when the book
// has none of its categories.
func (m *merger) wrap(e Entry, k *mergedEntry) bool {
	var within []*mergedEntry
	for c := range e.Children() {
		if in := m.at(c); in != nil {
			within = append(within, in)
		}
	}
	if len(within) == 0 {
		return false
	}
	above := within[0].parent // the lowest that has them all
	for slices.ContainsFunc(within, func(in *mergedEntry) bool { return above.child(in) == nil }) {
		above = above.parent
	}
	lo, hi := len(above.children), 0
	for _, in := range within {
		at := slices.Index(above.children, above.child(in))
		lo, hi = min(lo, at), max(hi, at+1)
	}
	k.parent, k.children = above, slices.Clone(above.children[lo:hi])
	for _, c := range k.children {
		c.parent = k
	}
	above.children = slices.Replace(above.children, lo, hi, k)
	return true
}

// child returns the entry right below k that is or contains in, or nil.
func (k *mergedEntry) child(in *mergedEntry) *mergedEntry {
	for in != nil && in.parent != k {
		in = in.parent
	}
	return in
}

func (m *merger) walk(k *mergedEntry, depth int) {
	for _, c := range k.children {
		c.depth = depth
		m.all = append(m.all, c)
		m.walk(c, depth+1)
	}
}

// entries writes the book: shapes that many entries share, then for each entry
// its shape, its depth, how many characters its code keeps of the one before,
// and the others.
func (m *merger) entries() []byte {
	var shapes []entry
	index := map[entry]int{}
	var rows pack.Writer
	var last Code
	rows.Int(len(m.all))
	for _, k := range m.all {
		s := entry{kind: kindOf(k.code)}
		for i, e := range k.of {
			bit := uint32(1) << i
			if !e.IsValid() {
				continue
			}
			s.in |= bit
			if e.Billable() {
				s.billable |= bit
			}
			if e.POAExempt() {
				s.exempt |= bit
			}
			if e.r.parts.Tabular {
				s.kind, s.placeholder = e.Kind(), e.Placeholder()
			}
		}
		if _, ok := index[s]; !ok {
			index[s] = len(shapes)
			shapes = append(shapes, s)
		}
		rows.Int(index[s])
		rows.Int(k.depth)
		if !k.code.IsValid() {
			rows.Byte(8)
			continue
		}
		kept := 0
		for kept < 7 && k.code.w.At(kept) == last.w.At(kept) && k.code.w.At(kept) != 0 {
			kept++
		}
		rows.Byte(byte(kept))
		rows.String(k.code.Compact()[kept:])
		last = k.code
	}
	var w pack.Writer
	w.Int(len(shapes))
	for _, s := range shapes {
		w.Uint(uint64(s.in))
		w.Uint(uint64(s.billable))
		w.Uint(uint64(s.exempt))
		w.Byte(byte(s.kind))
		w.Bool(s.placeholder)
	}
	return append(w.Bytes(), rows.Bytes()...)
}

// titles writes the titles of a block.
func (m *merger) titles(block []*mergedEntry) []byte {
	all := make([][]pack.Version, len(block))
	for at, k := range block {
		for i, e := range k.of {
			if e.IsValid() {
				all[at] = pack.AddVersion(all[at], i, e.texts())
			}
		}
	}
	var w pack.Writer
	w.Titles(all)
	return w.Bytes()
}

// details writes the notes and what else few entries have, for each with the
// releases that have it so.
func (m *merger) details(block []*mergedEntry) []byte {
	var w pack.Writer
	for at, k := range block {
		var bodies []string
		in := map[string]uint64{}
		for i, e := range k.of {
			d := e.detail()
			if d == nil {
				continue
			}
			var p pack.Writer
			writeDetail(&p, d)
			body := string(p.Bytes())
			if in[body] == 0 {
				bodies = append(bodies, body)
			}
			in[body] |= 1 << i
		}
		for _, body := range bodies {
			w.Int(at)
			w.Uint(in[body])
			w.String(body)
		}
	}
	return w.Bytes()
}

func writeDetail(w *pack.Writer, d *detail) {
	w.String(d.name)
	w.Int(len(d.notes))
	for _, n := range d.notes {
		w.Byte(byte(n.Kind))
		w.String(n.Text)
	}
	w.Int(len(d.seventh))
	for _, s := range d.seventh {
		w.Byte(s.Char)
		w.String(s.Meaning)
		w.Int(len(s.Notes))
		for _, n := range s.Notes {
			w.String(n)
		}
	}
	w.Int(len(d.vision))
	for _, v := range d.vision {
		w.String(v.Category)
		w.Int(len(v.Ranges))
		for _, g := range v.Ranges {
			w.String(g.Below)
			w.String(g.AtLeast)
		}
	}
}

// conversions writes the rows of all conversion tables, in the order of the
// newest that has each, with the releases whose table has it.
func (m *merger) conversions() []byte {
	type key struct {
		code Code
		from medcode.Date
		text string
	}
	in := map[key]uint64{}
	var rows []*Conversion
	for i, r := range slices.Backward(m.releases) {
		if !r.parts.Conversions {
			continue
		}
		for row := range r.Conversions().All() {
			k := key{row.Code, row.Effective, row.Text}
			if in[k] == 0 {
				rows = append(rows, &row)
			}
			in[k] |= 1 << i
		}
	}
	var w pack.Writer
	w.Int(len(rows))
	for _, row := range rows {
		w.Uint(in[key{row.Code, row.Effective, row.Text}])
		w.String(row.Code.Compact())
		w.Date(row.Effective)
		w.String(row.Text)
		w.Int(len(row.Previous))
		for _, ref := range row.Previous {
			w.String(ref.First.Compact())
			w.String(ref.Last.Compact())
			w.String(ref.Words)
			w.Int(len(ref.With))
			for _, s := range ref.With {
				w.String(s)
			}
		}
	}
	return w.Bytes()
}

// conversionRows are the rows of all conversion tables of a compiled library.
type conversionRows struct {
	rows []Conversion
	in   []uint32 // the releases whose table has each
}

func readConversionRows(r *pack.Reader) conversionRows {
	n := r.Len(5)
	c := conversionRows{make([]Conversion, n), make([]uint32, n)}
	for i := range c.rows {
		c.in[i] = uint32(r.Uint())
		row := &c.rows[i]
		row.Code = packed(r.String())
		row.Effective, row.Text = r.Date(), r.String()
		row.Previous = make([]Ref, r.Len(4))
		for k := range row.Previous {
			ref := &row.Previous[k]
			ref.First, ref.Last, ref.Words = packed(r.String()), packed(r.String()), r.String()
			for range r.Len(1) {
				ref.With = append(ref.With, r.String())
			}
		}
	}
	return c
}

// packed returns the code that was written as s.
func packed(s string) Code { return Code{codeword.Pack(s[:min(len(s), 7)])} }

// of returns the table of a release.
func (c conversionRows) of(bit uint32, title, file string) *Conversions {
	out := &Conversions{title: title, file: file}
	for i := range c.rows {
		if c.in[i]&bit != 0 {
			out.rows = append(out.rows, &c.rows[i])
		}
	}
	out.rows = slices.Clip(out.rows)
	out.order()
	return out
}

// compileIndex writes an index: terms, with their links.
func compileIndex(x *Index) []byte {
	var w pack.Writer
	w.String(x.version)
	w.String(x.title)
	w.Int(len(x.columns))
	for _, s := range x.columns {
		w.String(s)
	}
	w.Int(len(x.terms))
	w.Int(len(x.links))
	for i := range x.terms {
		t := &x.terms[i]
		w.Byte(t.level)
		w.Int(int(t.many - t.links))
		w.String(t.title)
		for _, l := range x.links[t.links:t.many] {
			kind := byte(l.kind) << 1
			if l.incomplete {
				kind |= 1
			}
			w.Byte(kind)
			w.Byte(l.column)
			w.Bool(l.code.IsValid())
			w.String(l.text)
		}
	}
	return w.Bytes()
}

func readCompiledIndex(r *pack.Reader, kind IndexKind) *Index {
	x := &Index{kind: kind, version: r.String(), title: r.String()}
	for range r.Len(1) {
		x.columns = append(x.columns, r.String())
	}
	x.terms, x.links = make([]term, r.Len(3)), make([]link, 0, r.Len(4))
	var above []int32
	for i := range x.terms {
		t := &x.terms[i]
		t.level, t.parent = min(r.Byte(), uint8(len(above))), -1
		links := r.Len(4)
		t.title = r.String()
		t.links = int32(len(x.links))
		for range links {
			n := r.Byte()
			l := link{kind: LinkKind(n >> 1), incomplete: n&1 != 0, column: r.Byte()}
			coded := r.Bool()
			if l.text = r.String(); coded {
				l.code, _ = parseLink(l.text) // was one
			}
			x.links = append(x.links, l)
		}
		t.many = int32(len(x.links))
		for _, j := range above[t.level:] {
			x.terms[j].end = int32(i)
		}
		if t.level > 0 {
			t.parent = above[t.level-1]
		}
		above = append(above[:t.level], int32(i))
	}
	for _, j := range above {
		x.terms[j].end = int32(len(x.terms))
	}
	return x
}
