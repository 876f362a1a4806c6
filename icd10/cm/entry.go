package cm

import (
	"iter"
	"strings"

	"github.com/medcode/medcode/internal/enum"
)

// A Kind is a rank of the classification.
type Kind uint8

// The kinds of entries, from the top down.
const (
	Chapter     Kind = iota + 1 // 1 to 22, without a code
	Section                     // a block of categories, "A00-A09", without a code
	Category                    // three characters
	Subcategory                 // a code below a category
	Extension                   // a code made with a 7th character; without a tabular list to tell, every code of seven
)

var kindNames = [...]string{"", "chapter", "section", "category", "subcategory", "extension"}

// String returns the kind in words.
func (k Kind) String() string { return enum.Name(k, kindNames[:]) }

func (k Kind) isCode() bool { return k >= Category }

// An Entry is a place in the tree of a release: a chapter, a section, or a
// code or header. It is a small value; the zero Entry is none. Entries of one
// release are comparable with ==.
type Entry struct {
	r *Release
	i int32
}

// nothing is what the zero Entry finds: no kind, none above it or below.
var nothing = entry{parent: -1, end: 1}

func (e Entry) entry() *entry {
	if e.r == nil {
		return &nothing
	}
	return &e.r.book.entries[e.i]
}

func (e Entry) texts() (t texts) {
	if e.r != nil {
		t = e.r.text(e.i)
	}
	return t
}

func (e Entry) detail() *detail {
	if e.r == nil {
		return nil
	}
	return e.r.detail(e.i)
}

// parent returns the index of the entry above e, or -1.
func (e Entry) parent() int32 {
	if e.r == nil {
		return -1
	}
	return e.r.parent(e.i)
}

// IsValid reports whether e is an entry, not the zero Entry.
func (e Entry) IsValid() bool { return e.r != nil }

// Release returns the release that e belongs to.
func (e Entry) Release() *Release { return e.r }

// Kind returns the rank of e.
func (e Entry) Kind() Kind {
	n := e.entry()
	if n.code.IsValid() && !e.r.parts.Tabular {
		return kindOf(n.code)
	}
	return n.kind
}

// Code returns the code of e; the zero Code for a chapter or section.
func (e Entry) Code() Code { return e.entry().code }

// Name returns what e is called in the book: "9" for a chapter, "I30-I5A" for
// a section, and the code with its dot.
func (e Entry) Name() string {
	if c := e.Code(); c.IsValid() {
		return c.String()
	}
	if d := e.detail(); d != nil {
		return d.name
	}
	return ""
}

// String returns the name and title of e: "I50.9 Heart failure, unspecified".
func (e Entry) String() string { return strings.TrimSpace(e.Name() + " " + e.Title()) }

// Billable reports whether e is a code that may be reported, not a header.
func (e Entry) Billable() bool { return e.r != nil && e.entry().billable&e.r.bit != 0 }

// Title returns the title of e: from the tabular list, with its accents, where
// the release has one, otherwise the long title of the order file.
func (e Entry) Title() string { return e.texts().Title }

// LongTitle returns the long title of the order file, without accents, or ""
// when the release has none for e.
func (e Entry) LongTitle() string { return e.texts().Long }

// ShortTitle returns the short title of the order file, at most 60 characters,
// or "" when the release has none for e.
func (e Entry) ShortTitle() string { return e.texts().Short }

// POAExempt reports whether e is exempt from reporting of its presence on
// admission, by the list of the release.
func (e Entry) POAExempt() bool { return e.r != nil && e.entry().exempt&e.r.bit != 0 }

// Placeholder reports whether the last character of e is the placeholder X, as
// the tabular list marks it: T36.0X.
func (e Entry) Placeholder() bool { return e.entry().placeholder && e.r.parts.Tabular }

// Manifestation reports whether the title of e says that it is a condition in
// another disease "classified elsewhere": never the first diagnosis, always
// after its cause (ICD-10-CM Official Guidelines, section I.A.13). Other
// manifestations don't say it in their title; they have a code-first note.
func (e Entry) Manifestation() bool {
	t := e.Title()
	return strings.Contains(t, "classified elsewhere") && !strings.Contains(t, "cause of disease")
}

// Depth returns how many entries are above e.
func (e Entry) Depth() (n int) {
	for range e.Ancestors() {
		n++
	}
	return n
}

// Parent returns the entry right above e; ok is false at the top.
func (e Entry) Parent() (p Entry, ok bool) {
	if i := e.parent(); i >= 0 {
		return Entry{e.r, i}, true
	}
	return Entry{}, false
}

// Ancestors yields the entries above e, from its parent up.
func (e Entry) Ancestors() iter.Seq[Entry] {
	return func(yield func(Entry) bool) {
		for i := e.parent(); i >= 0; i = e.r.parent(i) {
			if !yield(Entry{e.r, i}) {
				return
			}
		}
	}
}

// Children yields the entries right below e, in the order of the book.
func (e Entry) Children() iter.Seq[Entry] { return e.r.level(e.i+1, e.entry().end) }

// level yields the entries from lo to below hi that are not below one another.
func (r *Release) level(lo, hi int32) iter.Seq[Entry] {
	return func(yield func(Entry) bool) {
		for i := r.next(lo, hi); i < hi; i = r.next(r.book.entries[i].end, hi) {
			if !yield(Entry{r, i}) {
				return
			}
		}
	}
}

// Siblings yields the entries beside e, itself not among them.
func (e Entry) Siblings() iter.Seq[Entry] {
	if !e.IsValid() {
		return func(func(Entry) bool) {}
	}
	all := e.r.Top()
	if p, ok := e.Parent(); ok {
		all = p.Children()
	}
	return func(yield func(Entry) bool) {
		for s := range all {
			if s != e && !yield(s) {
				return
			}
		}
	}
}

// Descendants yields the entries below e in the order of the book.
func (e Entry) Descendants() iter.Seq[Entry] { return e.r.span(e.i+1, e.entry().end) }

func (r *Release) span(lo, hi int32) iter.Seq[Entry] {
	return func(yield func(Entry) bool) {
		for i := r.next(lo, hi); i < hi; i = r.next(i+1, hi) {
			if !yield(Entry{r, i}) {
				return
			}
		}
	}
}

// Leaves yields the codes at and below e that have none below them. Where the
// release has its list of codes they are those that may be reported; Billable
// tells of each.
func (e Entry) Leaves() iter.Seq[Entry] {
	return func(yield func(Entry) bool) {
		if !e.IsValid() {
			return
		}
		for at := range e.r.span(e.i, e.entry().end) {
			if at.IsLeaf() && at.Code().IsValid() && !yield(at) {
				return
			}
		}
	}
}

// IsLeaf reports whether nothing is below e.
func (e Entry) IsLeaf() bool {
	hi := e.entry().end
	return hi == e.i+1 || e.r.next(e.i+1, hi) == hi
}

// Contains reports whether d, of the same release, is e or below it.
func (e Entry) Contains(d Entry) bool { return d.i >= e.i && d.i < e.entry().end }

// NearestCommonAncestor returns the lowest entry that contains both e and d,
// of the same release; ok is false when they share none.
func (e Entry) NearestCommonAncestor(d Entry) (Entry, bool) {
	for !e.Contains(d) {
		p, ok := e.Parent()
		if !ok {
			return Entry{}, false
		}
		e = p
	}
	return e, true
}

// Notes yields the notes that stand at e itself.
func (e Entry) Notes() iter.Seq[*Note] {
	return func(yield func(*Note) bool) {
		if d := e.detail(); d != nil {
			for i := range d.notes {
				if !yield(&d.notes[i]) {
					return
				}
			}
		}
	}
}

// AllNotes yields the notes that hold for e with the entry that each stands
// at: its own, then those it inherits, from its parent up.
func (e Entry) AllNotes() iter.Seq2[Entry, *Note] {
	return func(yield func(Entry, *Note) bool) {
		for ok := e.IsValid(); ok; e, ok = e.Parent() {
			for n := range e.Notes() {
				if !yield(e, n) {
					return
				}
			}
		}
	}
}

// Inherited yields the notes of the entries above e.
func (e Entry) Inherited() iter.Seq2[Entry, *Note] {
	if p, ok := e.Parent(); ok {
		return p.AllNotes()
	}
	return func(func(Entry, *Note) bool) {}
}

// NoteFor returns a note of that kind that holds for e, itself or by
// inheritance, and names d; at is the entry that it stands at. It is the
// nearest one, but a reference without a condition in words goes before one
// that has it. The note is nil when there is none. It is the question of the
// rules: does a code-first note of e name d?
func (e Entry) NoteFor(d Entry, kind NoteKind) (at Entry, note *Note, ref *Ref) {
	for ok := e.IsValid(); ok; e, ok = e.Parent() {
		det := e.detail()
		if det == nil {
			continue
		}
		for k := range det.notes {
			n := &det.notes[k]
			if n.Kind != kind {
				continue
			}
			r := n.ref(d)
			if r == nil || note != nil && r.Words != "" {
				continue
			}
			at, note, ref = e, n, r
			if r.Words == "" {
				return at, note, ref
			}
		}
	}
	return at, note, ref
}

// A Conflict is an Excludes1 note between two codes.
type Conflict struct {
	At    Entry // whose note it is: one of the two codes, or above it
	Other Entry // the code that the note names
	Note  *Note
	Ref   *Ref // the reference that names it; its Words may make it doubtful
}

// Excludes1 returns the Excludes1 note that keeps e and d, of the same release,
// from being reported together; ok is false when there is none.
func (e Entry) Excludes1(d Entry) (c Conflict, ok bool) {
	for _, p := range [2][2]Entry{{e, d}, {d, e}} {
		at, note, ref := p[0].NoteFor(p[1], Excludes1)
		if note != nil && (!ok || ref.Words == "") {
			c, ok = Conflict{At: at, Other: p[1], Note: note, Ref: ref}, true
		}
		if ok && c.Ref.Words == "" {
			break
		}
	}
	return c, ok
}

// SeventhCharacters returns the 7th characters defined for e, at itself or
// nearest above, or nil. The caller must not change them. Not every one need
// make a code with every base: see Children.
func (e Entry) SeventhCharacters() []SeventhCharacter {
	for ok := e.IsValid(); ok; e, ok = e.Parent() {
		if d := e.detail(); d != nil && d.seventh != nil {
			return d.seventh
		}
	}
	return nil
}

// SeventhCharacter returns the 7th character of a code made with one.
func (e Entry) SeventhCharacter() (s SeventhCharacter, ok bool) {
	if e.Kind() == Extension {
		for _, s := range e.SeventhCharacters() {
			if s.Char == e.Code().w.At(6) {
				return s, true
			}
		}
	}
	return SeventhCharacter{}, false
}

// VisualImpairment returns the table of visual acuity that stands at e, which
// is H54 in the releases so far, or nil. The caller must not change it.
func (e Entry) VisualImpairment() []VisualImpairment {
	if d := e.detail(); d != nil {
		return d.vision
	}
	return nil
}
