package cm

import (
	"fmt"
	"iter"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/orderfile"
)

// A node is an entry while the tree is built. In the end nodes stand in the
// order of the book, each right before what is below it.
type node struct {
	code        Code
	short, long string // of the order file, or the codes file
	title       string // of the tabular list, or long
	*detail
	parent      int32 // -1 at the top
	end         int32 // the first node not below this one
	seventh     int32 // the node whose 7th characters apply; -1 for none
	kind        Kind
	valid       bool
	placeholder bool
}

// A builder makes the nodes of a release from a tabular list, an order or
// codes file, or both.
type builder struct {
	nodes []node
	at    map[Code]int32
	diags []medcode.Diagnostic
}

func build(t *tabular, f *orderfile.File, file string) *builder {
	b := &builder{at: make(map[Code]int32, 100_000)}
	var rows []orderfile.Row
	if f != nil {
		rows = f.Rows
	}
	if t != nil {
		b.nodes = make([]node, 0, max(len(rows), len(t.places)*2)+len(t.places)/100+400)
		b.tabular(t, titlesOf(rows))
	} else {
		b.nodes = make([]node, 0, len(rows))
	}
	b.rows(rows, t, file)
	b.sort()
	return b
}

func titlesOf(rows []orderfile.Row) map[Code]*orderfile.Row {
	all := make(map[Code]*orderfile.Row, len(rows))
	for i := range rows {
		all[Code{rows[i].Code}] = &rows[i]
	}
	return all
}

// tabular appends the places of t, and the codes that 7th characters make.
func (b *builder) tabular(t *tabular, rows map[Code]*orderfile.Row) {
	leaf := make([]bool, len(t.places))
	for i, p := range t.places {
		if leaf[i] = p.kind.isCode(); p.parent >= 0 {
			leaf[p.parent] = false
		}
	}
	index := make([]int32, len(t.places)) // of places among nodes
	for i := range t.places {
		p := &t.places[i]
		n := node{code: p.code, title: p.desc, kind: p.kind, placeholder: p.placeholder, detail: p.detail, parent: -1, seventh: -1, valid: leaf[i]}
		if p.parent >= 0 {
			n.parent = index[p.parent]
			n.seventh = b.nodes[n.parent].seventh
		}
		index[i] = int32(len(b.nodes))
		if p.detail != nil && p.seventh != nil {
			n.seventh = index[i]
		}
		if !b.add(n, t.file, int(p.line)) {
			index[i] = b.at[p.code]
			continue
		}
		if leaf[i] && n.seventh >= 0 && p.code.Len() < 7 {
			b.extend(index[i], t.file, int(p.line), rows)
		}
	}
}

// extend appends the codes that 7th characters make of a leaf.
func (b *builder) extend(base int32, file string, line int, rows map[Code]*orderfile.Row) {
	b.nodes[base].valid = false
	n := b.nodes[base]
	for _, s := range b.nodes[n.seventh].detail.seventh {
		if b.forbidden(base, s.Char) {
			continue
		}
		x := node{code: n.code.extend(s.Char), kind: Extension, parent: base, seventh: n.seventh, valid: true}
		if row := rows[x.code]; row != nil && isJoined(row.Long, n.title, s.Meaning) {
			x.title = row.Long
		} else {
			x.title = n.title + ", " + s.Meaning
		}
		b.add(x, file, line)
	}
}

// isJoined reports whether s is the title and the meaning of a 7th character
// with a comma between, without building that string.
func isJoined(s, title, meaning string) bool {
	return len(s) == len(title)+2+len(meaning) && strings.HasPrefix(s, title) && s[len(title):len(title)+2] == ", " && strings.HasSuffix(s, meaning)
}

func (b *builder) forbidden(base int32, ch byte) bool {
	for i := base; i >= 0; i = b.nodes[i].parent {
		if d := b.nodes[i].detail; d != nil {
			for _, x := range d.exceptions {
				if x.forbids(b.nodes[base].code, ch) {
					return true
				}
			}
		}
	}
	return false
}

// add appends n unless its code is there already.
func (b *builder) add(n node, file string, line int) bool {
	if n.code.IsValid() {
		if _, twice := b.at[n.code]; twice {
			b.report(file, line, medcode.KindDuplicateCode, n.code.String(), "this code has occurred before; the first one stands")
			return false
		}
		b.at[n.code] = int32(len(b.nodes))
	}
	b.nodes = append(b.nodes, n)
	return true
}

func (b *builder) report(file string, line int, kind medcode.DiagnosticKind, text, message string) {
	b.diags = append(b.diags, medcode.Diagnostic{File: file, Line: line, Kind: kind, Text: text, Message: message})
}

// rows gives the nodes their titles of the order or codes file, which also
// decides what is a code and what a header, and appends the codes that no
// tabular list has.
func (b *builder) rows(rows []orderfile.Row, t *tabular, file string) {
	if rows == nil {
		return
	}
	seen := make([]bool, len(b.nodes), len(b.nodes)+len(rows))
	for i := range rows {
		row := &rows[i]
		code := Code{row.Code}
		at, known := b.at[code]
		line := i + 1
		if known && seen[at] {
			b.report(file, line, medcode.KindDuplicateCode, code.String(), "this code has occurred before; the first one stands")
			continue
		}
		if !known {
			at = b.orphan(row, file, line, t != nil)
			seen = append(seen, false)
		}
		n := &b.nodes[at]
		seen[at] = true
		n.short, n.long = row.Short, row.Long
		if n.title == "" {
			n.title = row.Long
		}
		if n.valid != row.Valid {
			b.report(file, line, medcode.KindHeaderDiffers, code.String(), "a code in one of tabular list and code file, a header in the other; the code file stands")
			n.valid = row.Valid
		}
	}
	for at, is := range seen {
		if n := &b.nodes[at]; !is && n.kind.isCode() && t != nil {
			b.report(t.file, 0, medcode.KindNotInCodeFile, n.code.String(), "in the tabular list, not in the code file; kept")
		}
	}
}

// orphan appends a node for a row, below the longest code that begins it.
func (b *builder) orphan(row *orderfile.Row, file string, line int, tabular bool) int32 {
	code := Code{row.Code}
	n := node{code: code, kind: kindOf(code), parent: -1, seventh: -1, valid: row.Valid}
	for c := code.Parent(); c.IsValid(); c = c.Parent() {
		if i, ok := b.at[c]; ok {
			n.parent = i
			break
		}
	}
	if tabular {
		b.report(file, line, medcode.KindNotInTabular, code.String(), "in the code file, not in the tabular list; kept, below its nearest header")
	} else if n.parent < 0 && code.Len() > 3 && row.Short != "" {
		b.report(file, line, medcode.KindNoParent, code.String(), "no header above this code; kept, at the top")
	}
	b.add(n, file, line)
	return int32(len(b.nodes) - 1)
}

func kindOf(c Code) Kind {
	switch c.Len() {
	case 3:
		return Category
	case 7:
		return Extension
	}
	return Subcategory
}

// sort puts the nodes into the order of the book, each before what is below
// it, and fills in what follows from the tree.
func (b *builder) sort() {
	first, next := make([]int32, len(b.nodes)+1), make([]int32, len(b.nodes)) // lists of children; first[0] those at the top
	for i := range first {
		first[i] = -1
	}
	for i := len(b.nodes) - 1; i >= 0; i-- {
		p := b.nodes[i].parent + 1
		next[i], first[p] = first[p], int32(i)
	}
	to := make([]int32, len(b.nodes)) // new place by old
	order := make([]int32, 0, len(b.nodes))
	var visit func(at int32)
	visit = func(at int32) {
		for i := first[at+1]; i >= 0; i = next[i] {
			to[i] = int32(len(order))
			order = append(order, i)
			visit(i)
		}
	}
	visit(-1)
	sorted := make([]node, len(order))
	for at, i := range order {
		n := b.nodes[i]
		n.end = int32(at) + 1
		if n.parent >= 0 {
			n.parent = to[n.parent]
		}
		if n.seventh >= 0 {
			n.seventh = to[n.seventh]
		}
		sorted[at] = n
	}
	for at := len(sorted) - 1; at >= 0; at-- {
		if p := sorted[at].parent; p >= 0 {
			sorted[p].end = max(sorted[p].end, sorted[at].end)
		}
	}
	for c, i := range b.at {
		b.at[c] = to[i]
	}
	b.nodes = sorted
}

// resolve finds the entries that the references of notes name.
func (r *Release) resolve(file string) (diags []medcode.Diagnostic) {
	for e := range r.span(0, r.end()) {
		d := e.detail()
		if d == nil {
			continue
		}
		for n, ref := range r.resolveNotes(d) {
			diags = append(diags, medcode.Diagnostic{File: file, Kind: medcode.KindDanglingReference, Text: n.Text,
				Message: fmt.Sprintf("a note at %s names %v, which the tabular list has not", e.Name(), ref)})
		}
	}
	return diags
}

// resolveNotes finds the entries that the references of notes name. It yields
// the references that name none.
func (r *Release) resolveNotes(d *detail) iter.Seq2[*Note, *Ref] {
	known := func(c Code) bool { _, ok := r.find(c); return ok }
	return func(yield func(*Note, *Ref) bool) {
		for k := range d.notes {
			n := &d.notes[k]
			n.Refs = parseRefs(n.Text, known)
			for j := range n.Refs {
				if ref := &n.Refs[j]; !r.locate(ref) && !yield(n, ref) {
					return
				}
			}
		}
	}
}

// locate finds the span of entries that ref names. It is false when one of the
// ends is not there.
func (r *Release) locate(ref *Ref) bool {
	lo, okFirst := r.find(ref.First)
	last, okLast := r.find(ref.Last)
	ok := okFirst && okLast
	if !ok {
		lo, last, okLast = r.between(ref.First, ref.Last)
		if !okLast {
			return false
		}
	}
	ref.lo, ref.hi = lo, r.book.entries[last].end
	return ok && ref.lo < ref.hi
}

// between returns the first and the last entry, in the order of the book,
// whose codes lie in a range of which an end is not there itself.
func (r *Release) between(first, last Code) (lo, hi int32, ok bool) {
	span := Ref{First: first, Last: last}
	for e := range r.span(0, r.end()) {
		if c := e.Code(); c.IsValid() && span.Covers(c) {
			if !ok {
				lo, ok = e.i, true
			}
			hi = e.i
		}
	}
	return lo, hi, ok
}
