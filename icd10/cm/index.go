package cm

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/enum"
	"github.com/medcode/medcode/internal/search"
)

// An IndexKind is one of the four indexes and tables that are published with
// the tabular list.
type IndexKind uint8

// The indexes.
const (
	Diseases       IndexKind = iota // alphabetic index of diseases and injuries
	ExternalCauses                  // index of external causes of injuries
	Neoplasms                       // table of neoplasms: sites by behavior
	Drugs                           // table of drugs and chemicals: substances by intent

	untold IndexKind = 255 // a table whose heading has not said it
)

var indexNames = [...]string{"index of diseases and injuries", "index of external causes", "table of neoplasms", "table of drugs and chemicals"}

// String returns the kind in words.
func (k IndexKind) String() string { return enum.Name(k, indexNames[:]) }

// An Index is an alphabetic index, or a table that is arranged like one: terms
// under terms, which lead to codes. It doesn't change.
type Index struct {
	kind    IndexKind
	version string
	title   string
	columns []string // of a table, by number; 0 and 1 are not codes
	terms   []term   // each right before those under it
	links   []link
	diags   []medcode.Diagnostic

	once  sync.Once          // makes what is below, when a path is first looked for
	keys  []string           // of terms: titles folded, without modifiers
	mains map[string][]int32 // main terms by key
}

type term struct {
	title       string // with the nonessential modifiers
	parent, end int32
	links, many int32 // its links: from, to
	level       uint8
}

// A link is a Link as an index keeps it.
type link struct {
	text       string
	code       Code
	kind       LinkKind
	column     uint8
	incomplete bool
}

func (l *link) public() Link {
	return Link{Kind: l.kind, Column: int(l.column), Code: l.code, Incomplete: l.incomplete, Text: l.text}
}

// A LinkKind says how a term leads on.
type LinkKind uint8

// The kinds of links.
const (
	LinkCode          LinkKind = iota + 1 // to a code
	LinkManifestation                     // to the code given second, in brackets
	LinkCell                              // to a code, from a column of a table
	LinkSee                               // to another term: look there
	LinkSeeAlso                           // to another term: look there too
	LinkCategory                          // to a category: see there
	LinkSubcategory                       // to a subcategory: see there
)

var linkNames = [...]string{"", "code", "manifestation", "cell", "see", "see also", "see category", "see subcategory"}

// String returns the kind in words.
func (k LinkKind) String() string { return enum.Name(k, linkNames[:]) }

// A Link is what a term leads to.
type Link struct {
	Kind       LinkKind
	Column     int    // of a table, 2 to 7; else 0
	Code       Code   // zero when Text names no code
	Incomplete bool   // Code lacks characters, as its dash says
	Text       string // as printed: a code, or the path of another term
}

// A Term is a term of an index, with those under it. It is a small value; the
// zero Term is none.
type Term struct {
	x *Index
	i int32
}

// key returns the key of a term, and makes all of them at the first call. Many
// terms have the same ("with", "specified"), which is kept once.
func (x *Index) key(i int32) string {
	x.once.Do(func() {
		known := map[string]string{}
		x.keys, x.mains = make([]string, len(x.terms)), make(map[string][]int32)
		for i := range x.terms {
			k := key(x.terms[i].title)
			if same, ok := known[k]; ok {
				k = same
			} else {
				known[k] = k
			}
			x.keys[i] = k
		}
		for t := range x.Terms() {
			x.mains[x.keys[t.i]] = append(x.mains[x.keys[t.i]], t.i)
		}
	})
	return x.keys[i]
}

// named returns the main terms with a key.
func (x *Index) named(k string) []int32 {
	if len(x.terms) == 0 {
		return nil
	}
	x.key(0)
	return x.mains[k]
}

// key folds a title or a path for comparison, without what doesn't tell terms
// apart: modifiers in parentheses, NEC and NOS.
func key(s string) string {
	depth := 0
	bare := strings.Map(func(c rune) rune {
		switch {
		case c == '(':
			depth++
			return -1
		case c == ')' && depth > 0:
			depth--
			return -1
		case depth > 0:
			return -1
		}
		return c
	}, search.Fold(s))
	words := slices.DeleteFunc(strings.Fields(bare), func(w string) bool { return w == "nec" || w == "nos" })
	return strings.ReplaceAll(strings.Join(words, " "), " ,", ",")
}

// Index returns an index or table of r, or nil when r has it not.
func (r *Release) Index(kind IndexKind) *Index {
	switch {
	case int(kind) >= len(r.indexes):
		return nil
	case r.later == nil:
		return r.indexes[kind]
	case r.later.indexes[kind] == nil:
		return nil
	}
	return r.later.indexes[kind]()
}

// Kind returns which index x is.
func (x *Index) Kind() IndexKind { return x.kind }

// Title returns the title of an index, "" for a table.
func (x *Index) Title() string { return x.title }

// Len returns the number of terms.
func (x *Index) Len() int { return len(x.terms) }

// String says how many terms there are.
func (x *Index) String() string { return fmt.Sprintf("%d terms", x.Len()) }

// Columns returns the headings of a table by column, 1 the first one; nil for
// an index.
func (x *Index) Columns() []string {
	if x.kind < Neoplasms {
		return nil
	}
	return append([]string(nil), x.columns...)
}

// Terms yields the main terms in their order.
func (x *Index) Terms() iter.Seq[Term] { return x.level(0, int32(len(x.terms))) }

// All yields every term in its order, each before those under it.
func (x *Index) All() iter.Seq[Term] {
	return func(yield func(Term) bool) {
		for i := range x.terms {
			if !yield(Term{x, int32(i)}) {
				return
			}
		}
	}
}

func (x *Index) level(lo, hi int32) iter.Seq[Term] {
	return func(yield func(Term) bool) {
		for i := lo; i < hi; i = x.terms[i].end {
			if !yield(Term{x, i}) {
				return
			}
		}
	}
}

// noTerm is what the zero Term finds: none above it or below.
var noTerm = term{parent: -1, end: 1}

func (t Term) term() *term {
	if t.x == nil {
		return &noTerm
	}
	return &t.x.terms[t.i]
}

// IsValid reports whether t is a term, not the zero Term.
func (t Term) IsValid() bool { return t.x != nil }

// Index returns the index that t belongs to.
func (t Term) Index() *Index { return t.x }

// Title returns the title as printed, with nonessential modifiers in
// parentheses.
func (t Term) Title() string { return t.term().title }

// Level returns 0 for a main term and one more for each term above.
func (t Term) Level() int { return int(t.term().level) }

// Parent returns the term above t; ok is false for a main term.
func (t Term) Parent() (p Term, ok bool) {
	if i := t.term().parent; i >= 0 {
		return Term{t.x, i}, true
	}
	return Term{}, false
}

// Children yields the terms right under t.
func (t Term) Children() iter.Seq[Term] { return t.x.level(t.i+1, t.term().end) }

// Path returns the titles from the main term down to t.
func (t Term) Path() []string {
	if !t.IsValid() {
		return nil
	}
	path := make([]string, t.Level()+1)
	for i := t.i; i >= 0; i = t.x.terms[i].parent {
		path[t.x.terms[i].level] = t.x.terms[i].title
	}
	return path
}

// String returns the path with commas: "Fracture, traumatic, femur, shaft".
func (t Term) String() string { return strings.Join(t.Path(), ", ") }

// Links yields what t leads to, as printed.
func (t Term) Links() iter.Seq[Link] {
	if !t.IsValid() {
		return func(func(Link) bool) {}
	}
	return func(yield func(Link) bool) {
		for i := t.term().links; i < t.term().many; i++ {
			if !yield(t.x.links[i].public()) {
				return
			}
		}
	}
}

// Code returns the code that an index gives for t; ok is false when it gives
// none, and only links to other terms may help.
func (t Term) Code() (l Link, ok bool) {
	for l := range t.Links() {
		if l.Kind == LinkCode {
			return l, true
		}
	}
	return Link{}, false
}

// Cell returns the code that a table gives for t in a column, 2 to 7.
func (t Term) Cell(column int) (l Link, ok bool) {
	for l := range t.Links() {
		if l.Kind == LinkCell && l.Column == column {
			return l, true
		}
	}
	return Link{}, false
}
