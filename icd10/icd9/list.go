package icd9

import (
	"fmt"
	"iter"
	"slices"
	"sync"

	"github.com/medcode/medcode/internal/enum"
	"github.com/medcode/medcode/internal/search"
)

// An Entry is what a release has of a code.
type Entry[V Volume] struct {
	Code  Code[V]
	Short string // at most 24 characters
	Long  string

	shortBlanks, longBlanks uint16 // behind the titles in the files
}

// A List is the codes of one volume in a release: those that may be reported.
// It doesn't change, and any number of goroutines may use it.
type List[V Volume] struct {
	entries []Entry[V]
	sorted  []Code[V]
	places  []int32   // of the sorted codes in entries; nil where those are sorted
	files   [2]format // short, long: how they were written

	searchOnce sync.Once
	search     *search.Index
}

// Len returns the number of codes.
func (l *List[V]) Len() int {
	if l == nil { // of a Release that nobody read
		return 0
	}
	return len(l.entries)
}

// String says how many codes there are.
func (l *List[V]) String() string { return fmt.Sprintf("%d codes", l.Len()) }

// Lookup returns the entry of a code, and whether the list has it.
func (l *List[V]) Lookup(c Code[V]) (Entry[V], bool) {
	i, ok := slices.BinarySearchFunc(l.sorted, c, Code[V].Compare)
	if !ok {
		return Entry[V]{}, false
	}
	if l.places != nil {
		i = int(l.places[i])
	}
	return l.entries[i], true
}

// has reports whether the list has a code.
func (l *List[V]) has(c Code[V]) bool {
	_, ok := slices.BinarySearchFunc(l.sorted, c, Code[V].Compare)
	return ok
}

// All yields the codes in the order of the files.
func (l *List[V]) All() iter.Seq2[Code[V], Entry[V]] {
	return func(yield func(Code[V], Entry[V]) bool) {
		for _, e := range l.entries {
			if !yield(e.Code, e) {
				return
			}
		}
	}
}

// Within returns the codes of the list that c contains, in order: c itself
// when it may be reported, or its subdivisions. The caller must not change them.
func (l *List[V]) Within(c Code[V]) []Code[V] {
	if c.w == 0 {
		return nil
	}
	lo, _ := slices.BinarySearchFunc(l.sorted, c, Code[V].Compare)
	hi := lo
	for hi < len(l.sorted) && c.Contains(l.sorted[hi]) {
		hi++
	}
	return l.sorted[lo:hi]
}

// Children returns the subdivisions of c by one more digit, whether they may
// be reported or are subdivided again.
func (l *List[V]) Children(c Code[V]) []Code[V] {
	var children []Code[V]
	for _, d := range l.Within(c) {
		if d.Len() > c.Len() {
			children = append(children, Code[V]{w: d.w.First(c.Len() + 1)})
		}
	}
	return slices.Compact(children)
}

// Categories returns all categories that codes of the list lie in, in order.
func (l *List[V]) Categories() []Code[V] {
	var categories []Code[V]
	for _, c := range l.sorted {
		categories = append(categories, c.Category())
	}
	return slices.Compact(categories)
}

// Search returns at most limit entries whose titles hold all words of the query,
// or failing that most of them, the best first. Case and accents don't matter,
// and a word finds those it begins. The first search takes longer than the
// others: it makes the search index.
func (l *List[V]) Search(query string, limit int) []Entry[V] {
	l.searchOnce.Do(func() {
		l.search = search.New(len(l.entries), func(i int) string { return l.entries[i].Long + " " + l.entries[i].Short })
	})
	var found []Entry[V]
	for _, hit := range l.search.Search(query, limit) {
		found = append(found, l.entries[hit.Text])
	}
	return found
}

// A Status is what a release says of a text given as a code.
type Status uint8

// The values of Status.
const (
	Malformed  Status = iota // not of the form of a code
	Unknown                  // of the form, but not in the release
	Incomplete               // a heading: it needs one or two more digits
	TooLong                  // a digit more than the release has there
	Valid                    // may be reported
)

var statusNames = [...]string{"malformed", "unknown", "incomplete", "too long", "valid"}

// String names the status.
func (s Status) String() string { return enum.Name(s, statusNames[:]) }

// MarshalText implements [encoding.TextMarshaler].
func (s Status) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]: a name as String gives it.
func (s *Status) UnmarshalText(b []byte) error { return enum.Parse(s, b, statusNames[:]) }

// A Verdict is the answer of Check.
type Verdict[V Volume] struct {
	Status      Status
	Code        Code[V]   // zero when malformed
	Err         error     // a [*medcode.CodeError] when malformed
	Suggestions []Code[V] // the codes that an incomplete one may become, the one that a long one contains
}

// Check says whether a text is a code that may be reported, and if not, why.
func (l *List[V]) Check(text string) Verdict[V] {
	c, err := parse[V](text)
	if err != nil {
		return Verdict[V]{Status: Malformed, Err: err}
	}
	v := Verdict[V]{Status: Unknown, Code: c}
	if l.has(c) {
		v.Status = Valid
		return v
	}
	if below := l.Within(c); len(below) > 0 {
		v.Status, v.Suggestions = Incomplete, slices.Clone(below)
		return v
	}
	for p := c.Parent(); p.IsValid(); p = p.Parent() {
		if l.has(p) {
			v.Status, v.Suggestions = TooLong, []Code[V]{p}
		}
	}
	return v
}

// set makes the indexes; it returns the codes that occur twice, whose first
// entry stands.
func (l *List[V]) set() (twice []Code[V]) {
	l.sorted = make([]Code[V], len(l.entries))
	for i := range l.entries {
		l.sorted[i] = l.entries[i].Code
	}
	l.places = nil
	rising := true
	for i := 1; i < len(l.sorted) && rising; i++ {
		rising = l.sorted[i-1].Compare(l.sorted[i]) < 0
	}
	if rising {
		return nil
	}
	seen := make(map[Code[V]]bool, len(l.entries))
	kept := l.entries[:0]
	for _, e := range l.entries {
		if seen[e.Code] {
			twice = append(twice, e.Code)
			continue
		}
		seen[e.Code] = true
		kept = append(kept, e)
	}
	l.entries = kept
	l.places = make([]int32, len(kept))
	for i := range l.places {
		l.places[i] = int32(i)
	}
	slices.SortFunc(l.places, func(a, b int32) int { return kept[a].Code.Compare(kept[b].Code) })
	l.sorted = l.sorted[:len(kept)]
	for i, at := range l.places {
		l.sorted[i] = kept[at].Code
	}
	return twice
}
