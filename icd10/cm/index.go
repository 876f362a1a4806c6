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
	"github.com/medcode/medcode/internal/source"
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

var linkElements = map[string]LinkKind{
	"code": LinkCode, "manif": LinkManifestation, "cell": LinkCell, "see": LinkSee,
	"seeAlso": LinkSeeAlso, "seecat": LinkCategory, "subcat": LinkSubcategory,
}

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

// readIndex reads an index or table, whose root element has been entered.
func readIndex(file string, x *source.XMLReader) (*Index, error) {
	r := indexReader{x, &Index{kind: Diseases, columns: make([]string, 8)}}
	err := r.Each(func(n source.Node) (err error) {
		switch n.Name {
		case "version":
			r.x.version, err = r.Text()
		case "title":
			r.x.title, err = r.Text()
			if strings.Contains(strings.ToLower(r.x.title), "external cause") {
				r.x.kind = ExternalCauses
			}
		case "indexHeading":
			err = r.heading()
		case "letter":
			err = r.letter()
		default:
			r.unknown(n)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(r.x.terms) == 0 {
		return nil, &medcode.FileError{File: file, Err: fmt.Errorf("an index without terms: %w", medcode.ErrLayout)}
	}
	return r.x, nil
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

type indexReader struct {
	*source.XMLReader
	x *Index
}

func (r indexReader) unknown(n source.Node) {
	text := n.Text
	if n.Name != "" {
		text = "<" + n.Name + ">"
	}
	r.x.diags = append(r.x.diags, r.Diagnostic(medcode.KindUnknownElement, text, "not known at this place of an index; passed over"))
}

// heading reads the columns of a table. The first names its kind; the tables
// of neoplasms up to 2016 have no name for it, but for those of the others.
func (r indexReader) heading() error {
	r.x.kind = untold
	err := r.Each(func(n source.Node) error {
		text, err := r.Text()
		if err != nil {
			return err
		}
		column, err := r.column(n)
		if err != nil {
			return err
		}
		r.x.columns[column] = text
		if column == 1 {
			switch name := strings.ToLower(text); {
			case strings.Contains(name, "substance"):
				r.x.kind = Drugs
			case strings.Contains(name, "neoplasm"):
				r.x.kind = Neoplasms
			default:
				return r.Errorf(text, "a table whose first column is neither substance nor neoplasm: %w", medcode.ErrLayout)
			}
		}
		return nil
	})
	if err != nil || r.x.kind != untold {
		return err
	}
	switch name := strings.ToLower(strings.Join(r.x.columns, " ")); {
	case strings.Contains(name, "malignant"):
		r.x.kind = Neoplasms
	case strings.Contains(name, "poisoning"):
		r.x.kind = Drugs
	default:
		return r.Errorf(strings.Join(r.x.columns, ", "), "a table neither of neoplasms nor of substances: %w", medcode.ErrLayout)
	}
	return nil
}

func (r indexReader) column(n source.Node) (int, error) {
	col := n.Attr("col")
	if len(col) != 1 || col[0] < '1' || col[0] > '7' {
		return 0, r.Errorf(col, "columns of a table are 1 to 7: %w", medcode.ErrLayout)
	}
	return int(col[0] - '0'), nil
}

func (r indexReader) letter() error {
	return r.Each(func(n source.Node) error {
		switch n.Name {
		case "title": // the letter itself
			return nil
		case "mainTerm":
			return r.term(-1, 0)
		}
		r.unknown(n)
		return nil
	})
}

// term reads a term and those under it.
func (r indexReader) term(parent int32, level uint8) error {
	x := r.x
	i := int32(len(x.terms))
	x.terms = append(x.terms, term{parent: parent, level: level})
	var own []link
	err := r.Each(func(n source.Node) error {
		if kind := linkElements[n.Name]; kind != 0 {
			l, ok, err := r.link(kind, n)
			if ok {
				own = append(own, l)
			}
			return err
		}
		switch n.Name {
		case "title":
			return r.title(&x.terms[i])
		case "term":
			return r.term(i, level+1)
		}
		r.unknown(n)
		return nil
	})
	x.terms[i].links = int32(len(x.links))
	x.links = append(x.links, own...)
	x.terms[i].many = int32(len(x.links))
	x.terms[i].end = int32(len(x.terms))
	if err == nil && x.terms[i].title == "" {
		return r.Errorf("", "a term without title: %w", medcode.ErrLayout)
	}
	return err
}

// title reads a title with its nonessential modifiers, which are words in
// parentheses that don't change the code.
func (r indexReader) title(t *term) error {
	var full strings.Builder
	err := r.Each(func(n source.Node) error {
		switch n.Name {
		case "":
			full.WriteString(n.Text)
		case "nemod":
			s, err := r.Text()
			full.WriteString(" " + s)
			return err
		default:
			r.unknown(n)
		}
		return nil
	})
	t.title = source.Squeeze(full.String())
	return err
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

func (r indexReader) link(kind LinkKind, n source.Node) (l link, ok bool, err error) {
	l.kind = kind
	if kind == LinkCell {
		column, err := r.column(n)
		if err != nil {
			return l, false, err
		}
		l.column = uint8(column)
	}
	if l.text, err = r.Text(); err != nil {
		return l, false, err
	}
	if strings.Trim(l.text, "-–—") == "" {
		return l, false, nil // a dash alone: no code in this column
	}
	if kind == LinkSee || kind == LinkSeeAlso {
		return l, true, nil
	}
	l.incomplete = strings.HasSuffix(l.text, "-")
	if l.code, err = parseLink(l.text); err != nil {
		r.x.diags = append(r.x.diags, r.Diagnostic(medcode.KindIndexCode, l.text, "not a code: "+err.Error()))
	}
	return l, true, nil
}

// parseLink reads a code as an index prints it, with a dash behind it where
// more characters must follow.
func parseLink(s string) (Code, error) {
	return Parse(strings.TrimSuffix(strings.TrimSuffix(s, "-"), "."))
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
