// Package search is a small full-text index over the titles of code sets:
// short texts, many of them, asked for by a few words.
package search

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// An Index finds texts by the words in them. It doesn't change, and any number
// of goroutines may use it.
type Index struct {
	words   []string // sorted
	starts  []int32  // of a word's postings; one more than words
	posts   []int32  // texts that hold the word, each once, rising
	lengths []uint16 // words in a text
	mean    float64  // of lengths
}

// A Hit is a text that a query found.
type Hit struct {
	Text  int     // its number, from 0
	Score float64 // above 0; higher is better
}

// New returns an index of n texts.
func New(n int, text func(int) string) *Index {
	x := &Index{lengths: make([]uint16, n)}
	ids := map[string]int32{}
	var words []string
	var tokens []int32 // of all texts, one after another
	total := 0
	for i := range n {
		first := len(tokens)
		for _, word := range Words(text(i)) {
			id, ok := ids[word]
			if !ok {
				id = int32(len(words))
				word = strings.Clone(word)
				ids[word], words = id, append(words, word)
			}
			if !slices.Contains(tokens[first:], id) {
				tokens = append(tokens, id)
			}
		}
		x.lengths[i] = uint16(min(len(tokens)-first, math.MaxUint16))
		total += len(tokens) - first
	}
	x.mean = float64(max(total, 1)) / float64(max(n, 1))
	x.fill(words, tokens)
	return x
}

// fill turns the words of each text into the texts of each word.
func (x *Index) fill(words []string, tokens []int32) {
	order := make([]int32, len(words)) // ids by the order of words
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int { return cmp.Compare(words[a], words[b]) })
	rank := make([]int32, len(words))
	x.words = make([]string, len(words))
	for r, id := range order {
		rank[id], x.words[r] = int32(r), words[id]
	}
	x.starts = make([]int32, len(words)+1)
	for _, id := range tokens {
		x.starts[rank[id]+1]++
	}
	for i := range words {
		x.starts[i+1] += x.starts[i]
	}
	next := slices.Clone(x.starts)
	x.posts = make([]int32, len(tokens))
	for text, n := range x.lengths {
		for _, id := range tokens[:n] {
			r := rank[id]
			x.posts[next[r]] = int32(text)
			next[r]++
		}
		tokens = tokens[n:]
	}
}

// Search returns at most limit texts that hold the words of the query, the
// best first, texts of the same score in their order. A word also finds words
// that it begins, which count for less. Where no text holds all of the words,
// those that hold most of them are the answer.
func (x *Index) Search(query string, limit int) []Hit {
	words := Words(query)
	slices.Sort(words)
	words = slices.Compact(words)
	if len(words) == 0 || limit <= 0 {
		return nil
	}
	found := tally{make([]float32, len(x.lengths)), make([]uint8, len(x.lengths)), make([]float32, len(x.lengths))}
	words = words[:min(len(words), math.MaxUint8)]
	for _, word := range words {
		x.score(word, &found)
	}
	most := uint8(1)
	for _, n := range found.counts {
		most = max(most, n)
	}
	var hits []Hit
	for text, n := range found.counts {
		if n == most {
			hits = append(hits, Hit{text, float64(found.scores[text])})
		}
	}
	slices.SortStableFunc(hits, func(a, b Hit) int { return cmp.Compare(b.Score, a.Score) })
	return hits[:min(len(hits), limit)]
}

// Weights of the BM25 measure: how fast repetition tires and how much the
// length of a text matters. Titles don't repeat words, and a title that says
// little beside the query is the better answer.
const (
	tire   = 1.2
	length = 0.6
	begun  = 0.4 // what a word counts that the query's only begins
)

// A tally is what a query has found, by text.
type tally struct {
	scores []float32
	counts []uint8   // words of the query in the text
	best   []float32 // of the words that the current word begins, zero between words
}

// score adds a word of a query to the texts that hold it, or one it begins.
func (x *Index) score(word string, t *tally) {
	first, found := slices.BinarySearch(x.words, word)
	last := first
	for last < len(x.words) && strings.HasPrefix(x.words[last], word) {
		last++
	}
	for w := first; w < last; w++ {
		posts := x.posts[x.starts[w]:x.starts[w+1]]
		rarity := math.Log(1 + (float64(len(x.lengths))-float64(len(posts))+0.5)/(float64(len(posts))+0.5))
		if w > first || !found {
			rarity *= begun
		}
		for _, text := range posts {
			s := float32(rarity * (tire + 1) / (1 + tire*(1-length+length*float64(x.lengths[text])/x.mean)))
			if t.best[text] == 0 {
				t.counts[text]++
			}
			if s > t.best[text] {
				t.scores[text] += s - t.best[text]
				t.best[text] = s
			}
		}
	}
	clear(t.best)
}

// Words returns the words of s, folded: letters and digits in a row, without
// regard to case or accents. An apostrophe joins: "Crohn's" is "crohns".
func Words(s string) []string {
	s = Fold(s)
	var words []string
	start := -1
	for i := 0; i <= len(s); {
		r, size := rune(' '), 1
		if i < len(s) {
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		inside := unicode.IsLetter(r) || unicode.IsDigit(r) || r == '\'' && start >= 0
		if inside && start < 0 {
			start = i
		} else if !inside && start >= 0 {
			words = append(words, strings.ReplaceAll(s[start:i], "'", ""))
			start = -1
		}
		i += size
	}
	return words
}

// Fold returns s without differences of case and without accents, and with the
// typewriter's apostrophe.
func Fold(s string) string {
	ascii := true
	for i := range len(s) {
		ascii = ascii && s[i] < utf8.RuneSelf
	}
	if ascii {
		return strings.ToLower(s)
	}
	var b strings.Builder
	for _, r := range cases.Fold().String(norm.NFKD.String(s)) {
		switch {
		case r == '’':
			b.WriteByte('\'')
		case !unicode.Is(unicode.Mn, r):
			b.WriteRune(r)
		}
	}
	return b.String()
}
