package research

import (
	"fmt"
	"iter"
	"math/bits"
	"slices"
	"strconv"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
)

// An Index is a comorbidity index: conditions, the codes that are each of them,
// what each adds to the score, and which severer form takes the place of a
// milder one. All published indices of that kind are data of one layout, which
// [ParseIndex] reads and MarshalText writes; [CompiledIndex] returns those that
// are compiled into the package. An Index is immutable and safe for any number
// of goroutines.
type Index struct {
	name, title, source string
	principal           bool // principal diagnoses count
	weightNames         []string
	conditions          []Condition
	drops               []drop
	prefixes            map[Code]ConditionSet // of all codes that begin so
	exact               map[Code]ConditionSet
	shortest, longest   int           // lengths of prefixes
	held                [systems]bool // systems that there are codes of
	chosen              int           // which weights
	poa                 bool          // only what was present on admission counts
	exempt              map[Code]bool // codes that need no indicator
}

// A Condition is one of an index. Its codes are of diagnoses, of procedures or of
// both.
type Condition struct {
	Short  string    // a name in small letters, of columns of the output
	Name   string    // in words
	Points []float64 // what it adds, by each of the index's weights

	milli []int      // Points in thousandths
	lists []codeList // as written
}

// A codeList is the codes of one system, as written.
type codeList struct {
	system System
	codes  []string
}

// A drop says that a condition counts for nothing beside a severer one.
type drop struct{ severer, milder int }

// ConditionSet is a set of conditions of one index, by their places.
type ConditionSet [2]uint64

// mostConditions is how many conditions an index may have.
const mostConditions = 128

// Has reports whether condition i is in s.
func (s ConditionSet) Has(i int) bool {
	return i >= 0 && i < mostConditions && s[i>>6]>>(i&63)&1 == 1
}

// Len returns the number of conditions in s.
func (s ConditionSet) Len() int { return bits.OnesCount64(s[0]) + bits.OnesCount64(s[1]) }

// All yields the places of the conditions in s, ascending.
func (s ConditionSet) All() iter.Seq[int] {
	return func(yield func(int) bool) {
		for w := range s {
			for b := s[w]; b != 0; b &= b - 1 {
				if !yield(w<<6 | bits.TrailingZeros64(b)) {
					return
				}
			}
		}
	}
}

func (s *ConditionSet) add(i int)    { s[i>>6] |= 1 << (i & 63) }
func (s *ConditionSet) remove(i int) { s[i>>6] &^= 1 << (i & 63) }

func (s ConditionSet) or(t ConditionSet) ConditionSet {
	return ConditionSet{s[0] | t[0], s[1] | t[1]}
}

// An IndexScore is the result for one person or stay.
type IndexScore struct {
	Conditions ConditionSet // all that are coded, the milder beside the severer
	Counted    ConditionSet // those whose points are in the score
	Score      float64
	NoPOA      bool // present-on-admission was asked for, and no diagnosis has an indicator
	NotHeld    int  // diagnoses of systems that the index has no codes of; procedures too if it has any
}

// Name returns the short name of x: "charlson-quan".
func (x *Index) Name() string { return x.name }

// Title returns the name of x in words.
func (x *Index) Title() string { return x.title }

// Source returns the papers that define x.
func (x *Index) Source() string { return x.source }

// Weights returns the names of the sets of weights that x has, the one in use
// first.
func (x *Index) Weights() []string {
	if x.chosen >= len(x.weightNames) {
		return nil
	}
	return slices.Concat(x.weightNames[x.chosen:x.chosen+1], x.weightNames[:x.chosen], x.weightNames[x.chosen+1:])
}

// weights returns the name of the weights in use.
func (x *Index) weights() string {
	if x.chosen >= len(x.weightNames) {
		return ""
	}
	return x.weightNames[x.chosen]
}

// Conditions returns the conditions by their places.
func (x *Index) Conditions() []Condition { return slices.Clone(x.conditions) }

// Points returns what condition i adds by the weights in use, 0 where there is none.
func (x *Index) Points(i int) float64 {
	if i < 0 || i >= len(x.conditions) {
		return 0
	}
	return x.conditions[i].Points[x.chosen]
}

// Provenance returns what x is, with its weights as the release.
func (x *Index) Provenance() medcode.Provenance {
	return medcode.Provenance{System: x.title, Release: x.weights()}
}

// Holds reports whether x has codes of c's system. An index doesn't tell a code
// that is no comorbidity from one that is none.
func (x *Index) Holds(c Code) bool { return int(c.System()) < len(x.held) && x.held[c.System()] }

// procedural reports whether x looks at procedures.
func (x *Index) procedural() bool { return x.held[ICD10PCS] || x.held[ICD9Procedure] }

// WithWeights returns x by other weights, "quan2011". The error lists those that
// there are.
func (x *Index) WithWeights(name string) (*Index, error) {
	i := slices.Index(x.weightNames, name)
	if i < 0 {
		return nil, fmt.Errorf("weights %q of %s: want one of %q: %w", name, x.name, x.weightNames, medcode.ErrNoFile)
	}
	y := *x
	y.chosen = i
	return &y, nil
}

// WithPrincipal returns x counting principal diagnoses, or not: an index has as
// its default what its paper does.
func (x *Index) WithPrincipal(counts bool) *Index {
	y := *x
	y.principal = counts
	return &y
}

// PresentOnAdmission returns x counting only diagnoses that were present on
// admission: with the indicator Y or W, with 1 (exempt, as claims of before 2011 have it), or of a
// code in exempt, which hospitals report none for. Complications of the
// stay then don't count. Where no diagnosis has an indicator the result says so.
func (x *Index) PresentOnAdmission(exempt iter.Seq[cm.Code]) *Index {
	y := *x
	y.poa, y.exempt = true, map[Code]bool{}
	if exempt != nil {
		for c := range exempt {
			y.exempt[CM(c)] = true
		}
	}
	return &y
}

// Lookup returns the conditions of a code: of each code of the tables that
// begins it. WHO's ICD-10 is coded as ICD-10-CM is.
func (x *Index) Lookup(code Code) ConditionSet {
	if code.System() == ICD10 {
		code = Code{code.word()}
	}
	s := x.exact[code]
	for n := min(code.word().Len(), x.longest); n >= x.shortest; n-- {
		s = s.or(x.prefixes[code.First(n)])
	}
	return s
}

// why returns why a diagnosis doesn't count at all, "" when it does.
func (x *Index) why(d *Diagnosis, window medcode.Period) string {
	switch {
	case d.Outside(window):
		return whyWindow
	case d.Code.System().IsProcedure():
		return ""
	case d.Principal && !x.principal:
		return whyPrincipal
	case x.poa && d.POA != cm.POAYes && d.POA != cm.POAClinical && d.POA != cm.POAExempt && !x.exempt[d.Code]:
		return whyPOA
	}
	return ""
}

// Of returns the conditions and the score of a person from the diagnoses, and
// procedures, in a window; the zero window holds all.
func (x *Index) Of(dx []Diagnosis, window medcode.Period) IndexScore {
	var r IndexScore
	reported := false
	for i := range dx {
		d := &dx[i]
		reported = reported || d.POA != cm.POABlank
		if x.why(d, window) != "" {
			continue
		}
		if !x.Holds(d.Code) {
			if !d.Code.System().IsProcedure() || x.procedural() {
				r.NotHeld++
			}
			continue
		}
		r.Conditions = r.Conditions.or(x.Lookup(d.Code))
	}
	r.NoPOA = x.poa && !reported
	r.Counted = x.settle(r.Conditions)
	r.Score = x.sum(r.Counted)
	return r
}

// settle takes the milder conditions out that a severer one takes the place of.
func (x *Index) settle(s ConditionSet) ConditionSet {
	all := s
	for _, d := range x.drops {
		if all.Has(d.severer) {
			s.remove(d.milder)
		}
	}
	return s
}

// sum adds points in thousandths, so that 0.1 + 0.2 is 0.3.
func (x *Index) sum(s ConditionSet) float64 {
	thousandths := 0
	for i := range s.All() {
		thousandths += x.conditions[i].milli[x.chosen]
	}
	return float64(thousandths) / 1000
}

// Explain returns what Of makes of each diagnosis: a line for each condition of
// each code, with the points on the first line of a condition that counts.
func (x *Index) Explain(dx []Diagnosis, window medcode.Period) []Evidence {
	r := x.Of(dx, window)
	var given ConditionSet
	var lines []Evidence
	for i := range dx {
		why := x.why(&dx[i], window)
		if why == whyPOA && r.NoPOA {
			why = whyNoPOA
		}
		for c := range x.Lookup(dx[i].Code).All() {
			e := Evidence{Diagnosis: i, Category: x.conditions[c].Name, Why: why}
			if why == "" && !r.Counted.Has(c) {
				e.Why = x.conditions[x.severer(c, r.Conditions)].Name + " takes its place"
			}
			if e.Counted = e.Why == ""; e.Counted && !given.Has(c) {
				e.Points = x.Points(c)
				given.add(c)
			}
			lines = append(lines, e)
		}
	}
	return lines
}

func (x *Index) severer(milder int, s ConditionSet) int {
	for _, d := range x.drops {
		if d.milder == milder && s.Has(d.severer) {
			return d.severer
		}
	}
	return milder
}

// Scorer returns the columns of the conditions, a 0 or 1 for each by its short
// name behind that of the index ("hfrs_f00"), and the score by the name of the
// index. Where present-on-admission was asked for and a unit has no indicator at
// all, they are missing.
func (x *Index) Scorer() Scorer { return indexScorer{x} }

type indexScorer struct{ *Index }

func (x indexScorer) column() string { return columnName(x.name) }

func (x indexScorer) Columns() []string {
	var names []string
	for _, c := range x.conditions {
		names = append(names, x.column()+"_"+columnName(c.Short))
	}
	return append(names, x.column())
}

func (x indexScorer) Score(u *Unit, row *Row) error {
	r := x.Of(u.Diagnoses, u.Window)
	if r.NoPOA {
		for range len(x.conditions) + 1 {
			row.Missing()
		}
		return nil
	}
	for i := range x.conditions {
		row.Bool(r.Conditions.Has(i))
	}
	row.Float(r.Score)
	return nil
}

// String names x for people.
func (x *Index) String() string {
	return x.title + ", weights " + x.weights() + ": " + strconv.Itoa(len(x.conditions)) + " conditions"
}
