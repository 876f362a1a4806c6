package words

import (
	"cmp"
	"slices"
	"sync"
)

// An engine measures texts by phrases: what the finders of diagnoses and of
// procedures have in common.
type engine struct {
	texts  *texts
	lists  lists
	sheets sync.Pool // of *sheet
}

func (x *engine) start(t *texts, l func() lists) {
	x.texts, x.lists = t, l()
	x.sheets.New = func() any { return &sheet{tallies: make([]tally, t.total)} }
}

// A hit is an answer in the making.
type hit struct {
	item  int32
	text  int32
	score float32
	query *query
}

// find returns the texts that fit a phrase, the best first, enough of them for
// limit answers.
func (x *engine) find(phrase string, limit int) []hit {
	if limit = min(limit, x.texts.total); limit <= 0 {
		return nil
	}
	var hits []hit
	for _, q := range x.readings(phrase) {
		hits = append(hits, x.search(q, 8*limit+40)...)
	}
	slices.SortFunc(hits, compareHits)
	return hits
}

// compareHits puts the better answer first, then the order of the book.
func compareHits(a, b hit) int {
	return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.item, b.item), cmp.Compare(a.text, b.text))
}

// A tally is what a query has found in a text.
type tally struct {
	query float32 // the weight of the query's words that it has
	own   float32 // the weight of its own words that the query has
	word  float32 // how much of the current word it has
	at    int32   // the number of the current word
}

// A sheet is the tallies of all texts, of which touched have something.
type sheet struct {
	tallies []tally
	touched []int32
}

// needed is the least part of a query, by weight, that an answer has.
const needed = 0.3

// search measures every text that has a word of the query.
func (x *engine) search(q *query, most int) []hit {
	s := x.sheets.Get().(*sheet)
	defer x.sheets.Put(s)
	total := float32(0)
	for _, w := range q.words {
		total += w.weight
	}
	// The rare words first: a text that has none of them can't have enough of the
	// phrase any more by the frequent ones, and isn't looked at.
	words := slices.Clone(q.words)
	slices.SortStableFunc(words, func(a, b word) int { return cmp.Compare(b.weight, a.weight) })
	left := total
	for i, w := range words {
		enough := left >= needed*total
		left -= w.weight
		for _, m := range w.means {
			x.mark(s, int32(i+1), w.weight, m, enough)
		}
	}
	var hits []hit
	floor := newFloor(most)
	for _, n := range s.touched {
		t := s.tallies[n]
		s.tallies[n] = tally{}
		coverage := t.query / total
		if coverage < needed {
			continue
		}
		text := x.texts.text(n)
		// How much of the text the phrase has: one that says little beside it is
		// the better answer.
		precision := min(1, (t.own+0.6)/(text.whole+0.6))
		score := coverage * coverage * (0.5 + 0.5*precision) * weights[text.source] * text.rank() * q.weight
		if floor.below(score) {
			continue
		}
		hits = append(hits, hit{text.item, n, score, q})
	}
	s.touched = s.touched[:0]
	slices.SortFunc(hits, compareHits)
	return hits[:min(len(hits), most)]
}

// mark gives the texts that have a word what it weighs, once for each word of
// the query, by the meaning that fits best. Texts that have none of the words
// before are left alone, unless fresh.
func (x *engine) mark(s *sheet, word int32, weight float32, m meaning, fresh bool) {
	rare := x.texts.rare(m.id)
	for _, p := range x.texts.posts(m.id) {
		t := &s.tallies[p.text()]
		if t.at == 0 {
			if !fresh {
				continue
			}
			s.touched = append(s.touched, p.text())
		}
		if t.at != word {
			t.at, t.word = word, 0
			if !p.optional() {
				t.own += rare
			}
		}
		share := m.share
		if p.optional() {
			share *= 0.95
		}
		if share > t.word {
			t.query += (share - t.word) * weight
			t.word = share
		}
	}
}

// A floor knows a score that enough others are not below, roughly: scores are
// counted by steps.
type floor struct {
	most  int
	above int // scores in steps from least on
	least int
	steps [256]int
}

func newFloor(most int) *floor { return &floor{most: most} }

// below counts a score, and reports whether it is below that of enough others.
func (f *floor) below(score float32) bool {
	step := min(int(score*float32(len(f.steps))), len(f.steps)-1)
	if step < f.least {
		return true
	}
	f.steps[step]++
	f.above++
	for f.above-f.steps[f.least] >= f.most {
		f.above -= f.steps[f.least]
		f.least++
	}
	return false
}
