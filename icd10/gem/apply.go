package gem

import (
	"iter"
	"slices"

	"github.com/medcode/medcode/internal/enum"
)

// A Translation is what the codes of a record become.
type Translation[S Code[S], T Code[T]] struct {
	Codes    []Translated[S, T] // one for each different code, in the record's order
	Clusters []Cluster[S, T]    // codes of the record that together are one code
}

// A Translated is what one code of a record becomes.
type Translated[S Code[S], T Code[T]] struct {
	Source    S
	Known     bool          // the map has the code
	NoMap     bool          // and says that the target system has nothing for it
	Scenarios []Scenario[T] // otherwise: the ways to say it
}

// A Cluster is a set of codes of a record that the map the other way round has
// as a combination for one target code: where all of them are there, the
// target says what they say together.
type Cluster[S Code[S], T Code[T]] struct {
	Sources []S // in the record's order; of a choice list all that the record has
	Target  T
}

// Translate applies a map to a record of codes: all diagnoses, or all
// procedures, of a stay. With the map the other way round, which may be nil,
// it finds clusters too. Which of the alternatives is right is for the
// documentation of the stay to say.
func Translate[S Code[S], T Code[T]](record []S, m *Map[S, T], back *Map[T, S]) Translation[S, T] {
	var t Translation[S, T]
	var codes []S
	for _, c := range record {
		if slices.Contains(codes, c) {
			continue
		}
		codes = append(codes, c)
		e, ok := m.Lookup(c)
		t.Codes = append(t.Codes, Translated[S, T]{Source: c, Known: ok, NoMap: ok && e.NoMap(), Scenarios: e.Scenarios()})
	}
	if back == nil {
		return t
	}
	tried := map[T]bool{}
	for _, c := range codes {
		for target := range back.Sources(c) {
			if !tried[target] {
				tried[target] = true
				t.Clusters = append(t.Clusters, clusters(codes, target, back)...)
			}
		}
	}
	return t
}

// clusters returns the combinations of the back map for a target that the
// codes fill.
func clusters[S Code[S], T Code[T]](codes []S, target T, back *Map[T, S]) []Cluster[S, T] {
	e, _ := back.Lookup(target)
	if !e.Combination() {
		return nil
	}
	var found []Cluster[S, T]
	for _, s := range e.Scenarios() {
		if len(s.Choices) < 2 {
			continue
		}
		sources, all := filled(codes, s)
		same := func(c Cluster[S, T]) bool { return slices.Equal(c.Sources, sources) }
		if all && !slices.ContainsFunc(found, same) {
			found = append(found, Cluster[S, T]{sources, target})
		}
	}
	return found
}

// filled returns the codes that occur in choice lists of s, and whether they
// are at least two and each list has one.
func filled[S Code[S]](codes []S, s Scenario[S]) (sources []S, all bool) {
	hit := make([]bool, len(s.Choices))
	for _, c := range codes {
		in := false
		for i, list := range s.Choices {
			if slices.ContainsFunc(list, func(t Target[S]) bool { return t.Code == c }) {
				hit[i], in = true, true
			}
		}
		if in {
			sources = append(sources, c)
		}
	}
	return sources, len(sources) > 1 && !slices.Contains(hit, false)
}

// A Fate is what becomes of a code on its way to the other system and back.
type Fate uint8

// The fates, from the best to the worst.
const (
	Returns     Fate = iota // comes back as itself and nothing else
	ReturnsWith             // comes back as itself and other codes
	Changes                 // comes back as other codes
	NoReturn                // has targets, but none has a way back
	NoTarget                // has no map
	fates
)

var fateNames = [...]string{"returns", "returns with others", "changes", "no return", "no target"}

// String names the fate.
func (f Fate) String() string { return enum.Name(f, fateNames[:]) }

// MarshalText implements [encoding.TextMarshaler].
func (f Fate) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]: a name as String gives it.
func (f *Fate) UnmarshalText(b []byte) error { return enum.Parse(f, b, fateNames[:]) }

// A Trip is one code's way to the other system and back.
type Trip[S Code[S], T Code[T]] struct {
	Fate  Fate
	entry Entry[S, T]
	back  *Map[T, S]
}

// Targets yields the targets of the code, parts of combinations too.
func (t Trip[S, T]) Targets() iter.Seq[T] { return t.entry.Targets() }

// Back returns all targets of the targets, each once, in order.
func (t Trip[S, T]) Back() []S {
	var codes []S
	for target := range t.Targets() {
		b, _ := t.back.Lookup(target)
		codes = slices.AppendSeq(codes, b.Targets())
	}
	slices.SortFunc(codes, S.Compare)
	return slices.Compact(codes)
}

// RoundTrips yields what becomes of each source code of a map when its targets
// are mapped back.
func RoundTrips[S Code[S], T Code[T]](m *Map[S, T], back *Map[T, S]) iter.Seq2[S, Trip[S, T]] {
	return func(yield func(S, Trip[S, T]) bool) {
		for c, e := range m.All() {
			if !yield(c, Trip[S, T]{fate(c, e, back), e, back}) {
				return
			}
		}
	}
}

func fate[S Code[S], T Code[T]](c S, e Entry[S, T], back *Map[T, S]) Fate {
	if e.NoMap() {
		return NoTarget
	}
	itself, others := false, false
	for i := range e.rows {
		if e.rows[i].noMap != 0 {
			continue
		}
		b, _ := back.Lookup(e.rows[i].target)
		for j := range b.rows {
			if r := &b.rows[j]; r.noMap == 0 {
				itself = itself || r.target == c
				others = others || r.target != c
			}
		}
	}
	switch {
	case itself && others:
		return ReturnsWith
	case itself:
		return Returns
	case others:
		return Changes
	}
	return NoReturn
}

// A Report counts the codes of a map by their fate.
type Report [fates]int

// RoundTripReport makes the report of a map and the one the other way round.
func RoundTripReport[S Code[S], T Code[T]](m *Map[S, T], back *Map[T, S]) Report {
	var r Report
	for _, t := range RoundTrips(m, back) {
		r[t.Fate]++
	}
	return r
}
