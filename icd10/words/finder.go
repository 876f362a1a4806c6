package words

import (
	"strings"

	"github.com/medcode/medcode/icd10/cm"
)

// A Finder finds the codes of one release of ICD-10-CM. It doesn't change, and
// any number of goroutines may use it.
type Finder struct {
	engine
	release *cm.Release
}

// Options are what New takes beside the release. The zero value is none.
type Options struct {
	// Older are releases whose indexes and tables serve where the release has
	// none, the newest first. Of them those terms are taken whose codes the
	// release still has, and answers found by them say so.
	Older []*cm.Release
}

// New returns a finder of the codes of a release. It reads all texts of the
// release once, which takes a part of a second.
func New(r *cm.Release, o Options) *Finder {
	f := &Finder{release: r}
	f.engine.start(gather(r, o.Older), diagnosisLists)
	return f
}

// Release returns the release whose codes are found.
func (f *Finder) Release() *cm.Release { return f.release }

// An Answer is a code that a phrase may mean.
type Answer struct {
	Entry cm.Entry // a code that can be reported where there is one, else a header
	Why   string   // which text led there: "title", "inclusion term: Pink eye", "alphabetic index of diseases and injuries: Conjunctivitis"
	// Assumed is what the phrase doesn't say and the code does: "initial
	// encounter", "unspecified side".
	Assumed []string
	Score   float64 // from 0 to about 1: how much of the phrase the text has, and how little else
}

// Find returns at most limit codes for a phrase, the best first. A phrase that
// none of the texts has a word of has no answer.
func (f *Finder) Find(phrase string, limit int) []Answer {
	if f.texts == nil { // nobody made it
		return nil
	}
	var answers []Answer
	seen := map[cm.Code]bool{}
	side := sideOf(phrase)
	add := func(e cm.Entry, q *query, why string, score float32) bool {
		e, assumed := complete(e, q)
		if twin := ofSide(e, side); twin.IsValid() {
			e, assumed = complete(twin, q)
		}
		if !seen[e.Code()] && len(answers) < limit {
			seen[e.Code()] = true
			answers = append(answers, Answer{e, why, assumed, float64(score)})
		}
		return len(answers) < limit
	}
	for _, c := range measured(phrase) {
		if e := f.entry(c); e.IsValid() {
			add(e, &query{}, "the number in the phrase", 1)
		}
	}
	for _, h := range f.engine.find(phrase, limit) {
		if e := f.entry(f.texts.code(h.item)); e.IsValid() && !add(e, h.query, f.texts.why(h.text), h.score) {
			break
		}
	}
	return answers
}

// entry returns the entry of a code, the zero Entry where the release has none.
func (f *Finder) entry(code string) cm.Entry {
	c, err := cm.Parse(code)
	if err != nil {
		return cm.Entry{}
	}
	e, _ := f.release.Lookup(c)
	return e
}

// complete goes from a header down to a code that can be reported, by what the
// phrase says of side, encounter and the rest, and says what it doesn't.
func complete(e cm.Entry, q *query) (cm.Entry, []string) {
	var assumed []string
	for !e.IsLeaf() {
		if e.Billable() {
			break
		}
		best, score, said := cm.Entry{}, float32(-1), false
		for c := range e.Children() {
			var v float32
			if seventh, ok := c.SeventhCharacter(); ok {
				v = q.fits(seventh.Meaning, e.Title())
				said = said || v >= 1
				v += usual(seventh.Meaning)
			} else {
				v = q.fitsBeyond(c.Title(), e.Title())
				said = said || v > 0.5
				if beyond := strings.ToLower(difference(c, e)); strings.Contains(beyond, "encounter") || beyond == "sequela" {
					v += usual(beyond) // a 7th character of a release without its tabular list
				}
			}
			if v > score {
				best, score = c, v
			}
		}
		if !best.IsValid() {
			break
		}
		if !said {
			assumed = append(assumed, difference(best, e))
		}
		e = best
	}
	return e, assumed
}

// difference says what a code says more than its header.
func difference(e, header cm.Entry) string {
	if s, ok := e.SeventhCharacter(); ok {
		return s.Meaning
	}
	return strings.TrimPrefix(strings.TrimPrefix(e.Title(), header.Title()), ", ")
}

// usual prefers the first encounter, for a closed fracture, and what is not
// specified, where a phrase says nothing.
func usual(meaning string) float32 {
	lower := strings.ToLower(meaning)
	v := float32(0)
	for _, word := range []string{"initial encounter", "closed", "unspecified"} {
		if strings.Contains(lower, word) {
			v += 0.2
		}
	}
	return v
}
