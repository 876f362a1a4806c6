package words

import (
	"math"
	"slices"
	"strings"
)

// A source is where a text stands.
type source uint8

const (
	fromTitle source = iota
	fromInclusion
	fromIndex // of diseases or external causes
	fromNeoplasms
	fromDrugs
	fromOlder // the index of an older release
)

// weights say how far a text of each source can be trusted to be the answer.
var weights = [...]float32{fromTitle: 1, fromInclusion: 0.99, fromIndex: 0.97, fromNeoplasms: 0.97, fromDrugs: 0.97, fromOlder: 0.96}

// A text is something that the classification says of one of the things to find.
type text struct {
	item   int32 // its number among them
	source source
	whole  float32 // what all of its words weigh
	rank   float32 // below 1 for what stands behind another code
}

// texts are all texts with their words, and which text has which word.
type texts struct {
	codes []string // what there is to find
	all   []text
	whys  whys             // of texts: where they stand
	words []string         // sorted
	ids   map[string]int32 // of words
	rare  []float32        // what a word weighs
	posts [][]post         // by word
	short map[int][]int32  // words by length, for spelling
}

// A post is a text that has a word. A word that need not be in the phrase, such
// as a modifier in parentheses, weighs nothing where it is not.
type post struct {
	text     int32
	optional bool
}

// A builder gathers texts.
type builder struct {
	texts
	docs [][]post // by text, of word numbers
}

func (b *builder) add(item int32, src source, rank float32, why, must, may string) {
	var words []post
	put := func(s string, optional bool) {
		for _, w := range terms(s, throughout) {
			id, ok := b.ids[w]
			if !ok {
				id = int32(len(b.words))
				b.ids[strings.Clone(w)] = id
				b.words = append(b.words, strings.Clone(w))
			}
			if !slices.ContainsFunc(words, func(p post) bool { return p.text == id }) {
				words = append(words, post{id, optional})
			}
		}
	}
	put(must, false)
	put(may, true)
	slices.SortFunc(words, func(a, b post) int { return int(a.text - b.text) })
	if len(words) == 0 {
		return
	}
	b.all = append(b.all, text{item: item, source: src, rank: rank})
	b.whys.all = append(b.whys.all, why)
	b.docs = append(b.docs, words)
}

// skipped are words that no phrase is told apart by.
var skipped = map[string]bool{"of": true, "the": true, "and": true, "or": true, "in": true, "a": true, "an": true, "to": true, "by": true, "at": true, "for": true,
	"nec": true, "nos": true, "see": true, "also": true, "elsewher": true, "elsewhere": true, "is": true, "has": true, "my": true, "i": true, "his": true, "her": true, "from": true, "on": true}

// faint are words of titles that say what was not said, which hardly weigh, and
// those that say something special, which weigh more.
var faint = map[string]float32{"unspecifi": 0.12, "other": 0.6, "specifi": 0.5, "encounter": 0.4, "site": 0.3, "disease": 0.7, "with": 0.35,
	"part": 0.4, "organism": 0.3, "due": 0.5, "involv": 0.5, "uncomplicat": 0.15, "complication": 0.4, "initial": 0.2, "condition": 0.5,
	"subsequent": 1.3, "newborn": 1.3, "congenital": 1.3, "neonatal": 1.3, "pregnancy": 1.2, "puerperium": 1.3, "childbirth": 1.3, "sequela": 1.3, "family": 1.3}

// finish weighs the words and puts the texts under them.
func (b *builder) finish() *texts {
	b.weigh(b.docs)
	t := b.texts
	return &t
}

// weigh weighs words, by the texts that have them, and texts by their words.
func (t *texts) weigh(docs [][]post) {
	n := len(t.words)
	counts, total := make([]int32, n), 0
	for _, doc := range docs {
		total += len(doc)
		for _, p := range doc {
			counts[p.text]++
		}
	}
	t.rare, t.posts, t.short = make([]float32, n), make([][]post, n), map[int][]int32{}
	room := make([]post, total)
	for i, w := range t.words {
		plain, denied := strings.CutPrefix(w, negation)
		t.rare[i] = float32(math.Log(1 + float64(len(docs))/float64(counts[i]+8)))
		if f, ok := faint[plain]; ok {
			t.rare[i] *= f
		}
		if denied {
			t.rare[i] *= 0.25
		}
		t.posts[i], room = room[:0:counts[i]], room[counts[i]:]
		t.short[len(w)] = append(t.short[len(w)], int32(i))
	}
	for n, doc := range docs {
		for _, p := range doc {
			t.posts[p.text] = append(t.posts[p.text], post{int32(n), p.optional})
			if !p.optional {
				t.all[n].whole += t.rare[p.text]
			}
		}
	}
}
