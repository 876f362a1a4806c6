package words

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"github.com/medcode/medcode/internal/search"
)

var (
	//go:embed words.txt
	diagnosisText string
	//go:embed procedures.txt
	procedureText string
)

// A reading is what words of a phrase may stand for.
type reading struct {
	words []string // folded and stemmed, as they stand in the phrase
	loud  bool     // only where the phrase has them in capitals
	means []sense  // the likeliest first
}

// A sense is what words mean in those of the classification.
type sense struct {
	words  []string
	weight float32
}

// granted begin what a sense says where a phrase says nothing.
var granted = map[string]bool{"unspecified": true, "without": true, "not": true, "single": true, "uncomplicated": true}

// lists are abbreviations and plain words.
type lists struct {
	first  readings        // of the words of a phrase
	second readings        // of what those gave
	words  map[string]bool // that first reads
}

// readings are by their first word, the longest first.
type readings map[string][]reading

var (
	diagnosisLists = sync.OnceValue(func() lists { return parseLists(diagnosisText) })
	procedureLists = sync.OnceValue(func() lists { return parseLists(procedureText) })
)

func parseLists(text string) lists {
	all := lists{readings{}, readings{}, map[string]bool{}}
	for line := range strings.SplitSeq(text, "\n") {
		left, right, ok := strings.Cut(line, " = ")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		left, again := strings.CutPrefix(left, "> ")
		left, loud := strings.CutPrefix(left, "!")
		r := reading{words: plain(left), loud: loud}
		for k, alternative := range strings.Split(right, " | ") {
			weight := 1 - 0.06*float32(k)
			words := plain(alternative)
			r.means = append(r.means, sense{words, weight})
			// What the list takes for granted, the phrase may say otherwise.
			if n := slices.IndexFunc(words, func(w string) bool { return granted[w] }); n > 0 {
				r.means = append(r.means, sense{words[:n], weight * 0.95})
			}
		}
		if again {
			r.words = stems(r.words)
			all.second[r.words[0]] = append(all.second[r.words[0]], r)
			continue
		}
		for _, w := range r.words {
			all.words[w] = true
		}
		r.words = stems(r.words)
		all.first[r.words[0]] = append(all.first[r.words[0]], r)
	}
	for _, part := range []readings{all.first, all.second} {
		for _, of := range part {
			slices.SortStableFunc(of, func(a, b reading) int { return len(b.words) - len(a.words) })
		}
	}
	return all
}

func stems(words []string) []string {
	all := make([]string, len(words))
	for i, w := range words {
		all[i] = stem(w)
	}
	return all
}

// longest returns the longest reading that begins a phrase, given by its stems,
// and how many of its words it takes.
func (l readings) longest(said []string, loud bool) (reading, int) {
	for _, r := range l[said[0]] {
		if len(r.words) <= len(said) && slices.Equal(r.words, said[:len(r.words)]) && (!r.loud || loud) {
			return r, len(r.words)
		}
	}
	return reading{}, 0
}

// again reads what other readings gave: "family history malignant neoplasm of
// colon" as that of digestive organs.
func (l readings) again(words []string) []string {
	folded := stems(words)
	for at := range words {
		if r, n := l.longest(folded[at:], false); n > 0 {
			return slices.Concat(words[:at], r.means[0].words, words[at+n:])
		}
	}
	return words
}

// plain returns the words of a phrase as the lists have them: folded, not
// stemmed, with what shorthand joins by a slash or plus as one word.
func plain(s string) []string {
	s = strings.ToLower(s)
	if strings.ContainsAny(s, "/+-") {
		s = joined(s)
	}
	all := slices.DeleteFunc(search.Words(s), func(w string) bool { return articles[w] })
	for i, w := range all {
		all[i] = american(w)
	}
	return all
}

// articles and the like say nothing; "a" may be a kind of hepatitis.
var articles = map[string]bool{"the": true, "an": true, "my": true, "his": true, "her": true, "your": true}

// joined writes what a slash or a plus joins as words.
func joined(s string) string {
	for _, joined := range []struct{ from, to string }{
		{"w/o", " wo "}, {"w/", " w "}, {"s/p", " sp "}, {"h/o", " ho "}, {"d/o", " do "}, {"d/t", " dt "}, {"n/v/d", " nvd "},
		{"n/v", " nv "}, {"f/u", " fu "}, {"c/b", " w "}, {"a/w", " w "}, {"b/l", " bl "}, {"2/2", " dt "}, {"o/d", " od "}, {"r/o", " suspected "},
		{"+", " positive "}, {"-", " "}, {"/", " "},
	} {
		s = strings.ReplaceAll(s, joined.from, joined.to)
	}
	return s
}

// denies reports whether a sense denies what the phrase has before or behind it:
// "without bleeding" in a phrase with bleeding.
func (m sense) denies(before, behind []string) bool {
	if !slices.ContainsFunc(m.words, func(w string) bool { return w == "without" || w == "not" }) {
		return false
	}
	said := terms(strings.Join(before, " ")+" , "+strings.Join(behind, " "), some)
	return slices.ContainsFunc(terms(strings.Join(m.words, " "), some), func(w string) bool {
		plain, denied := strings.CutPrefix(w, negation)
		return denied && slices.Contains(said, plain)
	})
}

// corrected returns the words with those that neither the lists nor the texts
// know mended: written apart or together ("vertebrobasilar", "post partum"), or
// as the nearest of the lists', unless the texts have one that is nearer.
func (x *engine) corrected(said []string) []string {
	var all []string
	for i := 0; i < len(said); i++ {
		w := said[i]
		if x.knows(w) {
			all = append(all, w)
			continue
		}
		if n := len(all); n > 0 && x.knows(all[n-1]+w) {
			all[n-1] += w
			continue
		}
		if i+1 < len(said) && x.knows(w+said[i+1]) {
			all = append(all, w+said[i+1])
			i++
			continue
		}
		if first, second, ok := x.apart(w); ok {
			all = append(all, first, second)
			continue
		}
		if near, d := x.near(w); near != "" {
			if _, other := x.texts.spelled(stem(w)); other >= d {
				w = near
			}
		}
		all = append(all, w)
	}
	return all
}

// knows reports whether a word is to be left as it is: the lists or the texts have
// it, or one of its root, or it is too short to tell.
func (x *engine) knows(w string) bool {
	if len(w) < 6 || x.lists.words[w] {
		return true
	}
	w = stem(w)
	if _, ok := x.texts.id(w); ok || skipped[w] {
		return true
	}
	return len(x.texts.derived(w, nil)) > 0
}

// apart splits a word into two that texts have.
func (x *engine) apart(w string) (first, second string, ok bool) {
	for i := 4; i <= len(w)-4; i++ {
		if _, ok := x.texts.id(w[:i]); !ok {
			continue
		}
		if _, ok := x.texts.id(stem(w[i:])); ok {
			return w[:i], w[i:], true
		}
	}
	return "", "", false
}

// near returns the word of the lists that is nearest to one, the most frequent of
// them, and how near; "" for none near enough.
func (x *engine) near(w string) (best string, nearest int) {
	nearest = mostEdits(w)
	often := int32(-1)
	for known := range x.lists.words {
		if len(known) < 5 || known[0] != w[0] {
			continue
		}
		d := edits(w, known, nearest)
		if d > nearest {
			continue
		}
		count := int32(0)
		if id, ok := x.texts.id(stem(known)); ok {
			count = x.texts.counts[id]
		}
		if d < nearest || count > often || count == often && known < best {
			nearest, best, often = d, known, count
		}
	}
	return best, nearest
}

// mostEdits is how many letters of a word may be wrong.
func mostEdits(w string) int {
	if len(w) >= 7 {
		return 2
	}
	return 1
}
