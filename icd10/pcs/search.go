package pcs

import (
	"strings"

	"github.com/medcode/medcode/internal/search"
)

// A Hit is what a search found: a term of the index or a code.
type Hit struct {
	Path  []string // titles of the index term, from the main term down; nil for a code
	Term  Term     // where Path leads
	Entry Entry    // of a code; zero for an index term
	Score float64  // above 0; higher is better
}

// A searcher is made when first asked.
type searcher struct {
	paths [][]string
	terms []*Term
	rows  []int32 // of codes, numbered behind the terms
	index *search.Index
}

// Search returns at most limit index terms and codes that hold all words of
// the query, or failing that most of them, the best first. Case doesn't
// matter, and a word finds those it begins. The first search of a release
// takes longer than the others: it makes the search index.
func (r *Release) Search(query string, limit int) []Hit {
	r.searchOnce.Do(func() { r.search = r.newSearcher() })
	s := r.search
	var hits []Hit
	for _, h := range s.index.Search(query, limit) {
		hit := Hit{Score: h.Score}
		if h.Text < len(s.terms) {
			hit.Path, hit.Term = s.paths[h.Text], *s.terms[h.Text]
		} else {
			hit.Entry = r.entry(s.rows[h.Text-len(s.terms)])
		}
		hits = append(hits, hit)
	}
	return hits
}

func (r *Release) newSearcher() *searcher {
	s := &searcher{}
	r.indexTree().walk(func(path []string, t *Term) bool {
		s.paths, s.terms = append(s.paths, append([]string(nil), path...)), append(s.terms, t)
		return true
	})
	for i, w := range r.set().words {
		if w.Len() == 7 {
			s.rows = append(s.rows, int32(i))
		}
	}
	s.index = search.New(len(s.terms)+len(s.rows), func(i int) string {
		if i < len(s.terms) {
			return strings.Join(s.paths[i], " ")
		}
		return r.entry(s.rows[i-len(s.terms)]).Long
	})
	return s
}
