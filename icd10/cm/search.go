package cm

import (
	"cmp"
	"slices"
	"strings"

	"github.com/medcode/medcode/internal/search"
)

// A searcher is the full-text index of a release over titles, inclusion terms
// and index terms. It's made when first asked.
type searcher struct {
	texts *search.Index
	docs  []doc
}

// A doc is a text of a release.
type doc struct {
	entry int32 // that it belongs to; -1 for a term without code
	note  int32 // of the inclusion term; -1 for the title
	index int8  // of the term; -1 for an entry's text
	term  int32
	full  bool // with the nonessential modifiers of the term itself
}

// A Hit is an answer to a search.
type Hit struct {
	Entry Entry   // zero for a term that leads to no one code, as those of tables
	Term  Term    // the term that was found, zero for an entry's own text
	Text  string  // what was found: a title, an inclusion term, the path of a term
	Score float64 // above 0; higher is better
}

// What a text counts by its kind: a title says what a code is, an inclusion
// term what goes there too, an index term where to look.
const (
	titleWeight     = 1
	inclusionWeight = 0.95
	termWeight      = 0.9
	leads           = 1.25 // for a text that the query begins
)

// Search finds codes by words, in titles, inclusion terms and the indexes,
// without regard to case and accents, and ranks them: all words before some,
// rare words before common ones, short texts before long ones. A word also
// finds the words it begins. Each entry occurs once, with its best text; codes
// made with a 7th character don't occur, the headers they are made of do. Text
// that is a code finds its entry first.
//
// The first call on a release builds the index, a fraction of a second.
func (r *Release) Search(query string, limit int) []Hit {
	if limit <= 0 {
		return nil
	}
	r.searchOnce.Do(func() { r.search = newSearcher(r) })
	var hits []Hit
	seen := map[Hit]bool{} // by Entry and Term alone
	if c, err := Parse(query); err == nil {
		if e, ok := r.Lookup(c); ok {
			hits = append(hits, Hit{Entry: e, Text: e.Title(), Score: 1000})
			seen[Hit{Entry: e}] = true
		}
	}
	var ranked []Hit
	words := strings.Join(search.Words(query), " ")
	for _, h := range r.search.texts.Search(query, 20*limit+100) {
		ranked = append(ranked, r.search.hit(r, h, words))
	}
	slices.SortStableFunc(ranked, func(a, b Hit) int { return cmp.Compare(b.Score, a.Score) })
	for _, h := range ranked {
		if len(hits) == limit {
			break
		}
		if !h.Entry.IsValid() {
			h.Entry = r.seen(h)
		}
		k := Hit{Entry: h.Entry}
		if !h.Entry.IsValid() {
			k.Term = h.Term
		}
		if !seen[k] {
			seen[k] = true
			hits = append(hits, h)
		}
	}
	return hits
}

func (s *searcher) hit(r *Release, h search.Hit, words string) Hit {
	d := s.docs[h.Text]
	text := d.text(r)
	if strings.HasPrefix(strings.Join(search.Words(text), " ")+" ", words+" ") {
		h.Score *= leads
	}
	hit := Hit{Score: h.Score * titleWeight}
	if d.entry >= 0 {
		hit.Entry = Entry{r, d.entry}
	}
	if d.index >= 0 {
		hit.Term, hit.Score = Term{r.Index(IndexKind(d.index)), d.term}, h.Score*termWeight
	}
	if d.note >= 0 {
		hit.Score = h.Score * inclusionWeight
	}
	if hit.Text = text; d.index >= 0 {
		hit.Text = hit.Term.String()
	}
	return hit
}

// seen returns the entry that h leads to by way of the terms it says to see.
func (r *Release) seen(h Hit) Entry {
	for steps := 0; h.Term.IsValid() && steps < 3; steps++ {
		if l, ok := h.Term.Code(); ok {
			e, _ := r.Lookup(l.Code)
			return e
		}
		next := Term{}
		for _, t := range r.Follow(h.Term) {
			if t.Link.Kind == LinkSee && t.Rest == "" {
				next = t.Term
				break
			}
		}
		h.Term = next
	}
	return Entry{}
}

// text returns what is searched of d.
func (d doc) text(r *Release) string {
	switch {
	case d.index >= 0 && d.full:
		x := r.Index(IndexKind(d.index))
		return x.path(x.terms[d.term].parent) + x.terms[d.term].title
	case d.index >= 0:
		return strings.TrimSuffix(r.Index(IndexKind(d.index)).path(d.term), ", ")
	case d.note >= 0:
		return r.detail(d.entry).notes[d.note].Text
	}
	return r.text(d.entry).Title
}

// path returns the terms down to i without their modifiers, each with a comma
// behind it.
func (x *Index) path(i int32) string {
	if i < 0 {
		return ""
	}
	return x.path(x.terms[i].parent) + x.key(i) + ", "
}

func newSearcher(r *Release) *searcher {
	s := &searcher{}
	for e := range r.span(0, r.end()) {
		if e.Kind() == Extension && e.parent() >= 0 {
			continue
		}
		s.docs = append(s.docs, doc{entry: e.i, note: -1, index: -1})
		d := e.detail()
		if d == nil {
			continue
		}
		for k := range d.notes {
			if d.notes[k].Kind == InclusionTerm {
				s.docs = append(s.docs, doc{entry: e.i, note: int32(k), index: -1})
			}
		}
	}
	for k := range r.indexes {
		x := r.Index(IndexKind(k))
		if x == nil {
			continue
		}
		for t := range x.All() {
			d := doc{entry: -1, note: -1, index: int8(k), term: t.i}
			if l, ok := t.Code(); ok {
				if i, ok := r.find(l.Code); ok {
					d.entry = i
				}
			}
			if x.terms[t.i].links == x.terms[t.i].many {
				continue
			}
			s.docs = append(s.docs, d)
			if strings.IndexByte(t.Title(), '(') >= 0 {
				d.full = true
				s.docs = append(s.docs, d)
			}
		}
	}
	s.texts = search.New(len(s.docs), func(i int) string { return s.docs[i].text(r) })
	return s
}
