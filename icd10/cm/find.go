package cm

import (
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/search"
)

// Find follows a path as an index prints it, "Fracture, traumatic, femur,
// shaft", without regard to case, accents, modifiers in parentheses, NEC and
// NOS. It returns the term furthest down the path, and what of the path lies
// behind it: "" when all was found. The zero Term is returned when there is
// not even the main term.
func (x *Index) Find(path string) (t Term, rest string) {
	segments := split(path)
	if len(segments) == 0 || x == nil {
		return Term{}, path
	}
	best, used := x.main(segments)
	if words := apart(segments); used == 0 && len(words) > len(segments) {
		if best, used = x.main(words); used > 0 {
			segments = words
		}
	}
	if used == 0 {
		return Term{}, strings.Join(segments, ", ")
	}
	return Term{x, best}, strings.Join(segments[used:], ", ")
}

// split returns the segments of a path, at most as many as terms may be deep.
func split(path string) []string {
	const most = 64
	var all []string
	for _, s := range strings.SplitN(path, ",", most) {
		if k := key(s); k != "" {
			all = append(all, k)
		}
	}
	return all
}

// apart splits the first segment into words: "carbon tetrachloride" stands as
// tetrachloride under carbon.
func apart(segments []string) []string {
	return append(strings.Fields(segments[0]), segments[1:]...)
}

// main finds the main term that leads furthest down the segments. A term may
// have commas in its title, and thus be several of them.
func (x *Index) main(segments []string) (best int32, used int) {
	for k := len(segments); k > 0; k-- {
		for _, i := range x.named(strings.Join(segments[:k], ", ")) {
			if t, n := x.descend(i, segments[k:]); used < k+n {
				best, used = t, k+n
			}
		}
	}
	if used == len(segments) {
		return best, used
	}
	singular := strings.TrimSuffix(segments[0], "s")
	for t := range x.Terms() { // "fracture, femur" is under "fracture, traumatic"
		if key := x.key(t.i); begins(key, segments[0]) || begins(key, singular) {
			if t, n := x.descend(t.i, segments[1:]); used < 1+n {
				best, used = t, 1+n
			}
		}
	}
	return best, used
}

// descend finds the term at or under i that leads furthest down the segments.
func (x *Index) descend(i int32, segments []string) (best int32, used int) {
	best = i
	for k := len(segments); k > 0; k-- {
		want := strings.Join(segments[:k], ", ")
		for c := range (Term{x, i}).Children() {
			if x.key(c.i) == want {
				if t, n := x.descend(c.i, segments[k:]); used < k+n {
					best, used = t, k+n
				}
			}
		}
	}
	if used > 0 || len(segments) == 0 {
		return best, used
	}
	for c := range (Term{x, i}).Children() {
		if begins(x.key(c.i), segments[0]) {
			if t, n := x.descend(c.i, segments[1:]); used < 1+n {
				best, used = t, 1+n
			}
		}
	}
	return best, used
}

// begins reports whether the words of s begin those of key.
func begins(key, s string) bool {
	rest, ok := strings.CutPrefix(key, s)
	return ok && (rest == "" || rest[0] == ',' || rest[0] == ' ')
}

// A Target is where a link leads.
type Target struct {
	Link   Link
	Index  *Index // where the term is; nil when the link names codes, or nothing that is there
	Term   Term   // zero when the link names an index alone
	Column int    // of a table, when the link names one ("Neoplasm, breast, benign"); else 0
	Rest   string // what of the link was not found: "by site"
	Entry  Entry  // for links to a code or category
	Refs   []Ref  // for links to codes in words: "categories O03-O06"
}

// indexTitles begin the links that lead to another index.
var indexTitles = []struct {
	title string
	kind  IndexKind
}{
	{"table of drugs and chemicals", Drugs},
	{"table of neoplasms", Neoplasms},
	{"neoplasm table", Neoplasms},
	{"index to diseases and injuries", Diseases},
	{"index to external causes", ExternalCauses},
	{"external cause index", ExternalCauses},
}

// Follow returns where the links of t lead: its codes, and the terms that it
// says to see, in this index or another of the release. A link in general
// words ("see condition") leads nowhere: then Index is nil, and Rest the words.
func (r *Release) Follow(t Term) []Target {
	var all []Target
	for l := range t.Links() {
		target := Target{Link: l}
		switch {
		case l.Code.IsValid():
			target.Entry, _ = r.Lookup(l.Code)
		case l.Kind == LinkSee || l.Kind == LinkSeeAlso:
			target = r.see(t.x, l)
		default:
			target.Rest = l.Text
		}
		all = append(all, target)
	}
	return all
}

func (r *Release) see(own *Index, l Link) Target {
	t := Target{Link: l, Rest: l.Text}
	folded := search.Fold(l.Text)
	for _, in := range indexTitles {
		if rest, ok := strings.CutPrefix(folded, in.title); ok && r.Index(in.kind) != nil {
			t.Index = r.Index(in.kind)
			t.Term, t.Rest = t.Index.Find(strings.TrimLeft(rest, ", "))
			return t
		}
	}
	if t.Refs = r.refs(l.Text); t.Refs != nil {
		t.Rest = ""
		return t
	}
	segments := split(l.Text)
	if len(segments) == 0 || folded == "condition" {
		return t
	}
	used := 0
	for _, path := range [][]string{segments, apart(segments)} {
		for _, x := range r.from(own) {
			i, n := x.main(path)
			if n > used || n > 0 && n == used && x.kind == Neoplasms && t.Index != x {
				used = n
				t.Index, t.Term, t.Rest = x, Term{x, i}, strings.Join(path[n:], ", ")
			}
		}
		if used > 0 {
			break
		}
	}
	if used > 0 && t.Index.kind == Neoplasms {
		t.Column, t.Rest = t.Index.column(t.Rest)
	}
	return t
}

// refs returns the codes that a text names, as far as r has them.
func (r *Release) refs(text string) []Ref {
	var all []Ref
	for _, ref := range parseRefs(text, func(c Code) bool { _, ok := r.find(c); return ok }) {
		if r.locate(&ref) {
			all = append(all, ref)
		}
	}
	return all
}

// from returns the indexes of r, x first.
func (r *Release) from(x *Index) []*Index {
	all := []*Index{x}
	for kind := range r.indexes {
		other := r.Index(IndexKind(kind))
		if other != nil && other != x {
			all = append(all, other)
		}
	}
	return all
}

// column finds the column that the first of some segments names, and returns
// the others.
func (x *Index) column(rest string) (int, string) {
	first, others, _ := strings.Cut(rest, ", ")
	if first == "" {
		return 0, rest
	}
	for i, heading := range x.columns {
		if i > 1 && strings.Contains(search.Fold(heading), first) {
			return i, others
		}
	}
	return 0, rest
}

// compareIndexes checks that the codes of the indexes are in the release.
func (b *releaseReader) compareIndexes() {
	if b.r.end() == 0 {
		return
	}
	for _, x := range b.r.indexes {
		if x == nil {
			continue
		}
		for t := range x.All() {
			for l := range t.Links() {
				if _, ok := b.r.find(l.Code); l.Code.IsValid() && !ok {
					b.report("", medcode.KindIndexCodeUnknown, t.String()+": "+l.Text, "the "+x.kind.String()+" gives a code that the release has not")
				}
			}
		}
	}
}
