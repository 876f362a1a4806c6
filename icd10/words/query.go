package words

import (
	"slices"
	"strings"
	"sync"
	"unicode"
)

// A query is one reading of a phrase.
type query struct {
	words  []word
	has    map[string]bool // stemmed words
	weight float32         // how likely the reading is
}

// A word of a query, and the words of texts that it may be.
type word struct {
	weight float32
	means  []meaning
}

// mostReadings bounds the readings of one phrase.
const mostReadings = 12

// joints are words between two conditions of one phrase.
var joints = map[string]bool{"w": true, "with": true, "dt": true, "due": true, "on": true, "and": true, "plus": true, "secondary": true, "from": true}

// readings returns the readings of a phrase: as it stands, with what
// abbreviations and plain words stand for, and the parts of a phrase of several
// conditions.
func (x *engine) readings(phrase string) []*query {
	said := plain(phrase)
	loud := capitals(phrase)
	queries := x.read(said, loud, 1)
	if apart := sidesApart(said); apart != nil { // "broken left wrist" is a broken wrist
		queries = append(queries, x.read(apart, loud, 0.99)...)
	}
	if n := trimester(phrase); n != "" {
		queries = append(queries, x.read(plain(gestation.ReplaceAllString(phrase, n)), loud, 0.98)...)
	}
	var parts [][]string
	from := 0
	for i := range said {
		if joints[said[i]] && i > from {
			parts = append(parts, said[from:i])
			from = i + 1
		}
	}
	if len(parts) > 0 && from < len(said) {
		if cause := said[from-1]; cause == "dt" || cause == "from" || cause == "to" || cause == "due" {
			// "rash due to amoxicillin": a drug there has its adverse effect
			queries = append(queries, x.read(slices.Concat(said[from:], []string{"adverse", "effect"}), loud, 0.85)...)
		}
		weight := float32(0.7)
		for _, part := range append(parts, said[from:]) {
			queries = append(queries, x.read(part, loud, weight)...)
			weight = 0.65
		}
	}
	return queries
}

// sidesApart returns the words with those for sides behind the others; nil where
// that is how they stand.
func sidesApart(said []string) []string {
	var words, behind []string
	for _, w := range said {
		if sideNames[w] != "" {
			behind = append(behind, w)
		} else {
			words = append(words, w)
		}
	}
	if apart := append(words, behind...); !slices.Equal(apart, said) {
		return apart
	}
	return nil
}

// read returns the readings of some words.
func (x *engine) read(said []string, loud map[string]bool, weight float32) []*query {
	variants := []variant{{weight: weight}}
	said = x.corrected(said)
	folded := stems(said)
	for at := 0; at < len(said); {
		r, n := x.lists.first.longest(folded[at:], loud[said[at]])
		if n == 0 {
			for i := range variants {
				variants[i].words = append(variants[i].words, said[at])
			}
			at++
			continue
		}
		var next []variant
		for _, v := range variants {
			for _, m := range r.means {
				if len(next) < mostReadings && !m.denies(said[:at], said[at+n:]) {
					next = append(next, variant{append(slices.Clone(v.words), m.words...), v.weight * m.weight})
				}
			}
			// The words themselves, which a text may have too.
			if len(next) < mostReadings {
				next = append(next, variant{append(slices.Clone(v.words), said[at:at+n]...), v.weight * 0.9})
			}
		}
		variants = next
		at += n
	}
	var queries []*query
	for _, v := range variants {
		v.words = x.lists.second.again(v.words)
		if q := x.query(v.words, v.weight); q != nil {
			queries = append(queries, q)
		}
	}
	return queries
}

type variant struct {
	words  []string
	weight float32
}

// capitals returns the words of a phrase that stand in capitals.
func capitals(phrase string) map[string]bool {
	loud := map[string]bool{}
	for w := range strings.FieldsFuncSeq(phrase, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if strings.ToUpper(w) == w {
			loud[strings.ToLower(w)] = true
		}
	}
	return loud
}

// query weighs the words of a reading; nil where no text has any of them.
func (x *engine) query(said []string, weight float32) *query {
	q := &query{has: map[string]bool{}, weight: weight}
	any := false
	for _, w := range terms(strings.Join(said, " "), some) {
		if q.has[w] {
			continue
		}
		q.has[w] = true
		means := x.texts.meanings(w)
		weight := float32(unknown)
		if len(means) == 0 && strings.HasPrefix(w, negation) {
			weight = unknown / 4
		}
		if len(means) > 0 {
			any = true
			weight = x.texts.rare(means[0].id)
		}
		q.words = append(q.words, word{weight, means})
	}
	if !any {
		return nil
	}
	return q
}

// fits says how many words of a 7th character's meaning the phrase has that the
// title of the code doesn't.
func (q *query) fits(meaning, title string) float32 {
	var above []string
	n := float32(0)
	for _, w := range meaningTerms(meaning) {
		if q.has[w] && w != "encounter" {
			if above == nil {
				above = terms(title, throughout)
			}
			if !slices.Contains(above, w) {
				n++
			}
		}
	}
	return n
}

// meaningTerms are the words of the meaning of a 7th character. There are some
// hundred meanings.
func meaningTerms(meaning string) []string {
	if known, ok := meanings.Load(meaning); ok {
		return known.([]string)
	}
	all := terms(meaning, throughout)
	meanings.Store(meaning, all)
	return all
}

var meanings sync.Map // []string by meaning

// fitsBeyond says how well a child's title fits the phrase by the words that its
// parent's title doesn't have: those that the phrase has speak for it, the others
// against it, and "unspecified" for it where nothing else does.
func (q *query) fitsBeyond(child, parent string) float32 {
	above := map[string]bool{}
	for _, w := range terms(parent, throughout) {
		above[w] = true
	}
	v, unsaid, usual, same := float32(0), float32(0), float32(0), true
	for _, w := range terms(child, throughout) {
		same = same && above[w]
		switch {
		case above[w]:
		case q.has[w]:
			v++
		case w == "unspecifi":
			usual = max(usual, 0.4)
		case w == "uncomplicat":
			usual = 0.5
		case w == "other":
			usual = max(usual, 0.3)
		case strings.HasPrefix(w, negation):
			usual = 0.5
		default:
			unsaid++
		}
	}
	if same { // J18.9 says what J18 does
		usual = 0.6
	}
	return v + usual - 0.08*min(unsaid, 6)
}
