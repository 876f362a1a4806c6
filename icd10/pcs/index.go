package pcs

import (
	"slices"
	"strings"

	"golang.org/x/text/cases"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/codeword"
	"github.com/medcode/medcode/internal/enum"
	"github.com/medcode/medcode/internal/source"
)

// A Term is a term of the alphabetic index. The index leads to tables,
// to beginnings of codes, and sometimes to codes; the tables decide.
type Term struct {
	Title string
	Links []Link
	Terms []Term // subterms
}

// A Link is where a term leads.
type Link struct {
	Kind   LinkKind
	Target string // of See another term, "Resection, Uterus"; of Use a value, "Esophagus, Lower"
	Code   string // a code, its first three to six characters, or none
}

// A LinkKind tells references apart.
type LinkKind uint8

// The kinds of references.
const (
	To  LinkKind = iota // a code, or the beginning of codes
	See                 // look there: the other term of the index, or root operation
	Use                 // the value that the tables have for this structure or product
)

var linkNames = [...]string{"to", "see", "use"}

// String names the kind.
func (k LinkKind) String() string { return enum.Name(k, linkNames[:]) }

// MarshalText implements [encoding.TextMarshaler].
func (k LinkKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]: a name as String gives it.
func (k *LinkKind) UnmarshalText(b []byte) error { return enum.Parse(k, b, linkNames[:]) }

// String returns the reference as the index prints it.
func (r Link) String() string {
	if r.Kind == To {
		return r.Code
	}
	return strings.TrimSpace(r.Kind.String() + " " + strings.TrimSpace(r.Target+" "+r.Code))
}

// indexTree is the whole index.
type indexTree struct {
	terms []Term
	main  map[string]int32 // by folded title
}

// An indexReader reads an index file.
type indexReader struct {
	x     *source.XMLReader
	diags []medcode.Diagnostic
	version
	indexTree
}

func readIndex(x *source.XMLReader) (*indexReader, error) {
	r := &indexReader{x: x}
	err := x.Each(func(source.Node) error {
		return x.Each(func(n source.Node) error {
			if n.Name != "letter" {
				return r.version.read(x, n)
			}
			return x.Each(func(n source.Node) error {
				switch n.Name {
				case "title":
					return nil
				case "mainTerm":
					return r.term(&r.terms, nil)
				}
				return r.unknown(x, n)
			})
		})
	})
	if err != nil {
		return nil, err
	}
	r.byTitle()
	return r, nil
}

// byTitle makes the table of main terms.
func (x *indexTree) byTitle() {
	x.main = make(map[string]int32, len(x.terms))
	for i, t := range x.terms {
		key := folded(t.Title)
		if _, twice := x.main[key]; !twice {
			x.main[key] = int32(i)
		}
	}
}

// term reads a term into its list. A term without title holds but references
// of the term above.
func (r *indexReader) term(list *[]Term, above *Term) error {
	var t Term
	err := r.x.Each(func(n source.Node) (err error) {
		switch n.Name {
		case "title":
			t.Title, err = r.x.Text()
		case "term":
			err = r.term(&t.Terms, &t)
		case "see", "use", "code", "codes", "tab":
			err = r.reference(&t, n)
		default:
			err = r.unknown(r.x, n)
		}
		return err
	})
	if err != nil {
		return err
	}
	switch {
	case t.Title != "":
		*list = append(*list, t)
	case above != nil:
		above.Links = append(above.Links, t.Links...)
		above.Terms = append(above.Terms, t.Terms...)
	default:
		return r.x.Errorf("", "a main term without title: %w", medcode.ErrSyntax)
	}
	return nil
}

func (r *indexReader) reference(t *Term, n source.Node) error {
	ref := Link{}
	var err error
	switch n.Name {
	case "see", "use":
		ref.Kind = See
		if n.Name == "use" {
			ref.Kind = Use
		}
		var target []string
		err = r.x.Each(func(n source.Node) (err error) {
			switch n.Name {
			case "":
				target = append(target, source.Squeeze(n.Text))
			case "code", "codes", "tab":
				ref.Code, err = r.code()
			default:
				err = r.unknown(r.x, n)
			}
			return err
		})
		ref.Target = strings.Join(target, " ")
	default:
		ref.Code, err = r.code()
	}
	t.Links = append(t.Links, ref)
	return err
}

func (r *indexReader) code() (string, error) {
	s, err := r.x.Text()
	if err != nil {
		return "", err
	}
	w, bad := parsePrefix(s)
	if bad != nil || w.Len() == 0 {
		r.diags = append(r.diags, r.x.Diagnostic(medcode.KindIndexCode, s, "not of the form of a code, or the beginning of one"))
		return s, nil
	}
	return w.String(), nil
}

// compareIndex reports references to codes that the release hasn't.
func (b *releaseReader) compareIndex() {
	for ref, path := range b.r.read.index.references() {
		w, err := parsePrefix(ref.Code)
		if err == nil && w.Len() > 0 && !b.r.has(w) {
			b.report(b.indexAt, 0, medcode.KindIndexCode, ref.Code, "the index leads to it under "+strings.Join(path, ", ")+"; no code is or begins so")
		}
	}
}

// references yields all references with the titles that lead to them.
func (x *indexTree) references() func(func(Link, []string) bool) {
	return func(yield func(Link, []string) bool) {
		x.walk(func(path []string, t *Term) bool {
			for _, ref := range t.Links {
				if !yield(ref, path) {
					return false
				}
			}
			return true
		})
	}
}

// walk calls fn for all terms, each after the one above it, until it returns
// false. The path is good until the next call.
func (x *indexTree) walk(fn func(path []string, t *Term) bool) {
	walkTerms(x.terms, nil, fn)
}

func walkTerms(terms []Term, path []string, fn func([]string, *Term) bool) bool {
	for i := range terms {
		t := &terms[i]
		here := append(path, t.Title)
		if !fn(here, t) || !walkTerms(t.Terms, here, fn) {
			return false
		}
	}
	return true
}

func folded(s string) string { return cases.Fold().String(source.Squeeze(s)) }

// Index returns the main terms of the alphabetic index. The caller must not
// change them.
func (r *Release) Index() []Term { return r.indexTree().terms }

// Term returns the term at a path of titles, "Bypass", "Artery",
// "Coronary". Case doesn't matter.
func (r *Release) Term(path ...string) (Term, bool) {
	if len(path) == 0 {
		return Term{}, false
	}
	i, ok := r.indexTree().main[folded(path[0])]
	if !ok {
		return Term{}, false
	}
	t := r.indexTree().terms[i]
	for _, title := range path[1:] {
		want := folded(title)
		j := slices.IndexFunc(t.Terms, func(s Term) bool { return folded(s.Title) == want })
		if j < 0 {
			return Term{}, false
		}
		t = t.Terms[j]
	}
	return t, true
}

// Follow returns the term that a See reference names, and whether the index has
// it. Of "Resection, Uterus" that is the subterm; of "Excision, Upper Bones" or
// "Excision with qualifier Diagnostic", where the index has no such subterm, it
// is the main term, Excision.
func (r *Release) Follow(ref Link) (Term, bool) {
	if ref.Kind != See {
		return Term{}, false
	}
	i, rest, ok := r.indexTree().begins(ref.Target)
	if !ok {
		return Term{}, false
	}
	t := r.indexTree().terms[i]
	for rest != "" {
		j, after := subterm(t.Terms, rest)
		if j < 0 {
			break
		}
		t, rest = t.Terms[j], after
	}
	return t, true
}

// begins returns the main term of most words that target begins with, and the
// rest behind the comma.
func (x *indexTree) begins(target string) (main int32, rest string, ok bool) {
	for head := folded(target); head != ""; {
		if i, ok := x.main[strings.TrimRight(head, ",")]; ok {
			return i, strings.TrimLeft(folded(target)[len(head):], ", "), true
		}
		head = head[:max(0, strings.LastIndexByte(head, ' '))]
	}
	return 0, "", false
}

// subterm returns the term with which the folded path goes on, the longest if
// there are several, and what is left of the path; -1 where there is none.
func subterm(terms []Term, path string) (found int, rest string) {
	found, longest := -1, 0
	for i, t := range terms {
		title := folded(t.Title)
		after, ok := strings.CutPrefix(path, title)
		if ok && len(title) > longest && (after == "" || after[0] == ',') {
			found, longest, rest = i, len(title), strings.TrimLeft(after, ", ")
		}
	}
	return found, rest
}

// Codes yields the codes that a reference leads to.
func (r *Release) Codes(ref Link) []Code {
	w, err := parsePrefix(ref.Code)
	if err != nil || w.Len() == 0 {
		return nil
	}
	lo, hi := r.span(w)
	return codesOf(r.set().codes[lo:hi])
}

func codesOf(words []codeword.Word) []Code {
	codes := make([]Code, len(words))
	for i, w := range words {
		codes[i] = Code{w}
	}
	return codes
}
