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
	words []string // folded, as they stand in the phrase
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

// lists are abbreviations and plain words by their first word, the longest first.
type lists map[string][]reading

var (
	diagnosisLists = sync.OnceValue(func() lists { return parseLists(diagnosisText) })
	procedureLists = sync.OnceValue(func() lists { return parseLists(procedureText) })
)

func parseLists(text string) lists {
	all := lists{}
	for line := range strings.SplitSeq(text, "\n") {
		left, right, ok := strings.Cut(line, " = ")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
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
		all[r.words[0]] = append(all[r.words[0]], r)
	}
	for _, readings := range all {
		slices.SortStableFunc(readings, func(a, b reading) int { return len(b.words) - len(a.words) })
	}
	return all
}

// plain returns the words of a phrase as the lists have them: folded, not
// stemmed, with what shorthand joins by a slash or plus as one word.
func plain(s string) []string {
	s = strings.ToLower(s)
	if strings.ContainsAny(s, "/+-") {
		s = joined(s)
	}
	all := search.Words(s)
	for i, w := range all {
		all[i] = american(w)
	}
	return all
}

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
