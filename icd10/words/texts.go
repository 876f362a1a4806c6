package words

import (
	"math"
	"slices"
	"strings"
	"sync"
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
	behind bool    // it stands behind another code
	whole  float32 // what all of its words weigh
}

// rank is below 1 for what stands behind another code.
func (t text) rank() float32 {
	if t.behind {
		return behind
	}
	return 1
}

// texts are all texts with their words, and which text has which word.
type texts struct {
	words  []string // sorted
	counts []int32  // of the texts that have a word
	total  int      // number of texts
	store           // the texts, their words, codes, and where they stand

	once  sync.Once       // makes short at the first misspelling
	short map[int][]int32 // words by length
}

// A store has the texts: in memory, or compiled.
type store interface {
	text(n int32) text
	posts(word int32) []post // the texts that have a word, rising
	code(item int32) string
	why(n int32) string // where a text stands
}

// A post is a text that has a word. A word that need not be in the phrase, such
// as a modifier in parentheses, weighs nothing where it is not.
type post uint32

func newPost(text int32, optional bool) post {
	if optional {
		return post(text)<<1 | 1
	}
	return post(text) << 1
}

func (p post) text() int32    { return int32(p >> 1) }
func (p post) optional() bool { return p&1 != 0 }

// id returns the number of a word.
func (t *texts) id(w string) (int32, bool) {
	i, ok := slices.BinarySearch(t.words, w)
	return int32(i), ok
}

// rare returns what a word weighs, by the texts that have it.
func (t *texts) rare(id int32) float32 {
	v := float32(math.Log(1 + float64(t.total)/float64(t.counts[id]+8)))
	plain, denied := strings.CutPrefix(t.words[id], negation)
	if f, ok := faint[plain]; ok {
		v *= f
	}
	if denied {
		v *= 0.25
	}
	return v
}

// A memory is a store of texts that were just gathered.
type memory struct {
	all   []text
	codes []string
	whys  []string
	lists [][]post // by word
}

func (m *memory) text(n int32) text       { return m.all[n] }
func (m *memory) posts(word int32) []post { return m.lists[word] }
func (m *memory) code(item int32) string  { return m.codes[item] }
func (m *memory) why(n int32) string      { return m.whys[n] }

// A builder gathers texts.
type builder struct {
	memory
	words []string
	ids   map[string]int32 // of words
	docs  [][]post         // by text, of word numbers
}

func newBuilder() builder { return builder{ids: map[string]int32{}} }

func (b *builder) add(item int32, src source, second bool, why, must, may string) {
	var words []post
	put := func(s string, optional bool) {
		for _, w := range terms(s, throughout) {
			id, ok := b.ids[w]
			if !ok {
				id = int32(len(b.words))
				w = strings.Clone(w)
				b.ids[w] = id
				b.words = append(b.words, w)
			}
			if !slices.ContainsFunc(words, func(p post) bool { return p.text() == id }) {
				words = append(words, newPost(id, optional))
			}
		}
	}
	put(must, false)
	put(may, true)
	if len(words) == 0 {
		return
	}
	b.all = append(b.all, text{item: item, source: src, behind: second})
	b.whys = append(b.whys, why)
	b.docs = append(b.docs, words)
}

// skipped are words that no phrase is told apart by.
var skipped = map[string]bool{"of": true, "the": true, "and": true, "or": true, "in": true, "a": true, "an": true, "to": true, "by": true, "at": true, "for": true,
	"nec": true, "nos": true, "see": true, "also": true, "elsewher": true, "elsewhere": true, "is": true, "has": true, "am": true, "are": true, "was": true, "pt": true, "patient": true, "got": true, "when": true, "time": true, "my": true, "i": true, "his": true, "her": true, "from": true, "on": true}

// faint are words of titles that say what was not said, which hardly weigh, and
// those that say something special, which weigh more.
var faint = map[string]float32{"unspecifi": 0.05, "other": 0.6, "specifi": 0.5, "encounter": 0.4, "site": 0.3, "disease": 0.7, "with": 0.35,
	"part": 0.4, "organism": 0.3, "uncontroll": 0.3, "new": 0.4, "onset": 0.5, "flar": 0.5, "due": 0.5, "involv": 0.5, "uncomplicat": 0.15, "complication": 0.4, "initial": 0.2, "condition": 0.5,
	"subsequent": 1.3, "newborn": 1.3, "congenital": 1.3, "neonatal": 1.3, "pregnancy": 1.2, "puerperium": 1.3, "childbirth": 1.3, "sequela": 1.3, "family": 1.3}

// finish puts the texts under their words, and weighs them.
func (b *builder) finish() *texts {
	t := &texts{words: slices.Sorted(slices.Values(b.words)), total: len(b.all), store: &b.memory}
	t.counts = make([]int32, len(t.words))
	b.lists = make([][]post, len(t.words))
	rank := make([]int32, len(b.words)) // of words by their first numbers
	for i, w := range b.words {
		rank[i], _ = t.id(w)
	}
	for n, doc := range b.docs {
		for _, p := range doc {
			id := rank[p.text()]
			t.counts[id]++
			b.lists[id] = append(b.lists[id], newPost(int32(n), p.optional()))
		}
	}
	rare := make([]float32, len(t.words))
	for id := range rare {
		rare[id] = t.rare(int32(id))
	}
	for n, doc := range b.docs {
		whole := float32(0)
		for _, p := range doc {
			if !p.optional() {
				whole += rare[rank[p.text()]]
			}
		}
		b.all[n].whole = rounded(whole)
	}
	return t
}

// grain is the step of the weight of a text, which is kept in 16 bits.
const grain = 1.0 / 128

func rounded(whole float32) float32 { return grain * float32(uint16(min(whole/grain, math.MaxUint16))) }
