package gem

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/source"
)

// A Code is a code of one of the four code sets: an icd9.Diagnosis, an
// icd9.Procedure, a cm.Code or a pcs.Code.
type Code[C any] interface {
	comparable
	Compare(C) int
	IsValid() bool
	String() string
	AppendCompact([]byte) []byte
}

// A Map is one of the four mappings, from codes S to codes T. It doesn't
// change, and any number of goroutines may use it. The zero Map is empty.
type Map[S Code[S], T Code[T]] struct {
	rows      []row[S, T] // by source, otherwise as in the file
	sources   []S
	starts    []int32 // the first row of each source, and the end of the last
	reverse   []int32 // rows with a target, by target and then source
	backSpans map[T]span
	backOnce  sync.Once // reverse and backSpans are made when they are worth it
	backAsked atomic.Int32
	direction *direction
	verbatim  map[row[S, T]]string // lines that are not as appendRow writes them
	ends      source.Ends
	file      medcode.File

	later func() *Map[S, T] // of compiled mappings, has the rows; else nil
}

// full returns the map with its rows, which compiled mappings read when they are
// first asked for.
func (m *Map[S, T]) full() *Map[S, T] {
	switch {
	case m == nil: // of a Release that nobody read
		return &Map[S, T]{}
	case m.later != nil:
		return m.later()
	}
	return m
}

// A row is a line of the file.
type row[S, T any] struct {
	source S
	target T // zero for no map
	flags  [5]uint8
	noMap  uint8 // which word for no map the file has; 0 for a target
}

// combined reports whether r is part of a combination. A row that lacks one of
// the three flags that make it so is taken to stand alone.
func (r *row[S, T]) combined() bool {
	return r.flags[combination] == 1 && r.flags[scenario] > 0 && r.flags[choiceList] > 0
}

// The places of flags.
const (
	approximate = iota
	noMap
	combination
	scenario
	choiceList
)

type span struct{ from, to int32 }

// Len returns the number of source codes.
func (m *Map[S, T]) Len() int { return len(m.full().sources) }

// String says how many source codes there are.
func (m *Map[S, T]) String() string { return fmt.Sprintf("mappings of %d codes", m.Len()) }

// Rows returns the number of rows of the file.
func (m *Map[S, T]) Rows() int { return len(m.full().rows) }

// File returns the file that the map was read from.
func (m *Map[S, T]) File() medcode.File { return m.full().file }

// Lookup returns what a code maps to, and whether the map has the code at all.
func (m *Map[S, T]) Lookup(c S) (Entry[S, T], bool) {
	m = m.full()
	i, ok := slices.BinarySearchFunc(m.sources, c, S.Compare)
	if !ok {
		return Entry[S, T]{}, false
	}
	return m.entry(i), true
}

// entry returns that of a source by its index.
func (m *Map[S, T]) entry(i int) Entry[S, T] {
	return Entry[S, T]{m.rows[m.starts[i]:m.starts[i+1]]}
}

// All yields the entries of all source codes, in their order.
func (m *Map[S, T]) All() iter.Seq2[S, Entry[S, T]] {
	return func(yield func(S, Entry[S, T]) bool) {
		m := m.full()
		for i, c := range m.sources {
			if !yield(c, m.entry(i)) {
				return
			}
		}
	}
}

// Sources yields the source codes whose entries have the target c, alone or in
// a combination, in order: the map read backward. It is not the map the other
// way round, which looks from the other meaning.
func (m *Map[S, T]) Sources(c T) iter.Seq[S] {
	return func(yield func(S) bool) {
		m := m.full()
		var last S
		if m.backAsked.Load() < fewBack {
			m.backAsked.Add(1)
			for i := range m.rows {
				if r := &m.rows[i]; r.target == c && r.noMap == 0 && r.source != last {
					if last = r.source; !yield(last) {
						return
					}
				}
			}
			return
		}
		m.backOnce.Do(m.indexBack)
		s := m.backSpans[c]
		for _, i := range m.reverse[s.from:s.to] {
			if src := m.rows[i].source; src != last {
				if last = src; !yield(src) {
					return
				}
			}
		}
	}
}

// fewBack is how often Sources goes through the rows before it makes an index of
// them, which takes as long as a hundred times that.
const fewBack = 32

// index sorts the rows, unless they are, and makes the spans. It reports
// whether they were.
func (m *Map[S, T]) index() (sorted bool) {
	bySource := func(a, b row[S, T]) int { return a.source.Compare(b.source) }
	if sorted = slices.IsSortedFunc(m.rows, bySource); !sorted {
		slices.SortStableFunc(m.rows, bySource)
	}
	n := 0
	for i := range m.rows {
		if i == 0 || m.rows[i].source != m.rows[i-1].source {
			n++
		}
	}
	m.sources, m.starts = make([]S, 0, n), make([]int32, 0, n+1)
	for i := 0; i < len(m.rows); {
		j := i + 1
		for j < len(m.rows) && m.rows[j].source == m.rows[i].source {
			j++
		}
		m.sources = append(m.sources, m.rows[i].source)
		m.starts = append(m.starts, int32(i))
		i = j
	}
	m.starts = append(m.starts, int32(len(m.rows)))
	return sorted
}

// indexBack makes what Sources needs.
func (m *Map[S, T]) indexBack() {
	for i := range m.rows {
		if m.rows[i].noMap == 0 {
			m.reverse = append(m.reverse, int32(i))
		}
	}
	slices.SortFunc(m.reverse, func(a, b int32) int {
		return cmp.Or(m.rows[a].target.Compare(m.rows[b].target), cmp.Compare(a, b))
	})
	m.backSpans = make(map[T]span, len(m.reverse)/2)
	for i := 0; i < len(m.reverse); {
		j := i + 1
		target := m.rows[m.reverse[i]].target
		for j < len(m.reverse) && m.rows[m.reverse[j]].target == target {
			j++
		}
		m.backSpans[target] = span{int32(i), int32(j)}
		i = j
	}
}

// An Entry is what a map has for one source code. It is a view of the map: it
// holds no copy.
type Entry[S Code[S], T Code[T]] struct{ rows []row[S, T] }

// Source returns the code that e is of; the zero code for an empty Entry.
func (e Entry[S, T]) Source() (c S) {
	if len(e.rows) > 0 {
		c = e.rows[0].source
	}
	return c
}

// NoMap reports whether the target system has nothing for the code.
func (e Entry[S, T]) NoMap() bool {
	for i := range e.rows {
		if e.rows[i].noMap == 0 {
			return false
		}
	}
	return true
}

// Identical reports whether the code has one target, which means the same. The
// target is what First gives.
func (e Entry[S, T]) Identical() bool {
	return len(e.rows) == 1 && e.rows[0].noMap == 0 && e.rows[0].flags[approximate] == 0
}

// Combination reports whether an answer may take more than one code.
func (e Entry[S, T]) Combination() bool {
	for i := range e.rows {
		if e.rows[i].combined() {
			return true
		}
	}
	return false
}

// First returns the first target of the file, for want of a better choice, and
// whether there is one. It may be but a part of a combination.
func (e Entry[S, T]) First() (c T, ok bool) {
	for i := range e.rows {
		if e.rows[i].noMap == 0 {
			return e.rows[i].target, true
		}
	}
	return c, false
}

// Targets yields all codes that occur in e, each once, in the order of the file.
func (e Entry[S, T]) Targets() iter.Seq[T] {
	return func(yield func(T) bool) {
		seen := make(map[T]bool, len(e.rows))
		for _, r := range e.rows {
			if r.noMap == 0 && !seen[r.target] {
				if seen[r.target] = true; !yield(r.target) {
					return
				}
			}
		}
	}
}

// A Scenario is a way to say with the target system what the source code says.
// One target of each choice list is to be taken.
type Scenario[T Code[T]] struct {
	Number  int // of the file, from 1; 0 for the targets that stand alone
	Choices [][]Target[T]
}

// A Target is a code that a map offers.
type Target[T Code[T]] struct {
	Code        T
	Approximate bool // not quite the meaning of the source; a property of the row
}

// Scenarios returns the ways to translate the code: first, where there are
// any, the targets that stand alone, as one scenario of one choice list, then
// the combinations.
func (e Entry[S, T]) Scenarios() []Scenario[T] {
	var all []Scenario[T]
	for _, r := range e.rows {
		if r.noMap != 0 {
			continue
		}
		number, choice := 0, uint8(0)
		if r.combined() {
			number, choice = int(r.flags[scenario]), r.flags[choiceList]
		}
		all = addTo(all, number, choice, Target[T]{r.target, r.flags[approximate] == 1})
	}
	slices.SortStableFunc(all, func(a, b Scenario[T]) int { return a.Number - b.Number })
	for i := range all {
		all[i].Choices = slices.DeleteFunc(all[i].Choices, func(list []Target[T]) bool { return len(list) == 0 })
	}
	return all
}

// addTo puts a target into its scenario and choice list.
func addTo[T Code[T]](all []Scenario[T], number int, choice uint8, t Target[T]) []Scenario[T] {
	i := slices.IndexFunc(all, func(s Scenario[T]) bool { return s.Number == number })
	if i < 0 {
		i, all = len(all), append(all, Scenario[T]{Number: number})
	}
	s := &all[i]
	for len(s.Choices) <= int(choice) {
		s.Choices = append(s.Choices, nil)
	}
	s.Choices[choice] = append(s.Choices[choice], t)
	return all
}

// Len returns the number of answers that s gives: the product of the lengths
// of its choice lists.
func (s Scenario[T]) Len() int {
	if len(s.Choices) == 0 {
		return 0
	}
	n := 1
	for _, list := range s.Choices {
		n *= len(list)
	}
	return n
}

// Alternatives yields the answers that s gives: sets of one code from each
// choice list, in the order of the lists. A set is the caller's to keep.
func (s Scenario[T]) Alternatives() iter.Seq[[]T] {
	return func(yield func([]T) bool) {
		n := s.Len()
		for i := range n {
			set := make([]T, len(s.Choices))
			rest := i
			for j := len(s.Choices) - 1; j >= 0; j-- {
				set[j] = s.Choices[j][rest%len(s.Choices[j])].Code
				rest /= len(s.Choices[j])
			}
			if !yield(set) {
				return
			}
		}
	}
}

// Alternatives yields all answers for the code: each is the set of target
// codes that together stand for it. There are none when it has no map.
func (e Entry[S, T]) Alternatives() iter.Seq[[]T] {
	return func(yield func([]T) bool) {
		for _, s := range e.Scenarios() {
			for set := range s.Alternatives() {
				if !yield(set) {
					return
				}
			}
		}
	}
}

// CountAlternatives returns the number of answers, without making them.
func (e Entry[S, T]) CountAlternatives() int {
	n := 0
	for _, s := range e.Scenarios() {
		n += s.Len()
	}
	return n
}
