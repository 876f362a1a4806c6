package drg

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/internal/enum"
)

// A ChangeKind is a way in which one thing of a stay may be different.
type ChangeKind uint8

// The kinds of change.
const (
	DropDiagnosis     ChangeKind = iota // a secondary diagnosis is not supported by the record
	DropProcedure                       // a procedure is not supported by the record
	FlipPOA                             // a diagnosis was, or was not, present on admission
	ExchangePrincipal                   // a secondary diagnosis is the principal one, and the principal one secondary
	ReachSeverity                       // the secondary diagnoses come to another level
)

var changeKindNames = []string{"DROP_DIAGNOSIS", "DROP_PROCEDURE", "FLIP_POA", "EXCHANGE_PRINCIPAL", "REACH_SEVERITY"}

// String returns DROP_DIAGNOSIS and so on.
func (k ChangeKind) String() string { return enum.Name(k, changeKindNames) }

// MarshalText implements [encoding.TextMarshaler].
func (k ChangeKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (k *ChangeKind) UnmarshalText(b []byte) error { return enum.Parse(k, b, changeKindNames) }

// A Change is a single change of a stay that gives it another final DRG.
type Change struct {
	Kind   ChangeKind `json:"kind"`
	Index  int        `json:"index"`          // of the diagnosis or procedure in the stay; -1 for ReachSeverity
	Code   string     `json:"code,omitempty"` // of the diagnosis or procedure
	POA    cm.POA     `json:"poa,omitempty"`  // the other indicator, for FlipPOA
	Before Assignment `json:"before"`
	After  Assignment `json:"after"`
	Weight float64    `json:"weight"` // relative weight after less before; 0 without weights
	Shows  string     `json:"shows"`  // what the record would have to show for the change to be right
}

// A WeightFunc returns the relative weight of a DRG, and whether it has one: the
// method Weight of a release of package ipps.
type WeightFunc func(Number) (float64, bool)

// WhatIf returns the single changes of a stay that would give it another final
// DRG: each secondary diagnosis or procedure left out, each POA indicator
// turned, each diagnosis made the principal one, each level of severity
// reached. They are ranked by how much weight they move, if weight isn't nil,
// and come in the order of the stay otherwise.
//
// It answers the questions of an audit: what does this DRG hang on, and what
// must the record support? It says nothing about what should be coded.
func (g *Grouper) WhatIf(s *Stay, weight WeightFunc) []Change {
	if g == nil || g.l == nil || s == nil {
		return nil
	}
	t := trial{g: g, s: *s, weight: weight, short: whole(s)}
	if t.long = len(s.Diagnoses) > longStay || len(s.Procedures) > longStay; t.long {
		t.short = g.shorten(s)
	}
	t.restore()
	g.GroupInto(s, &t.r)
	t.before = t.r.Final

	t.dropDiagnoses(s)
	t.dropProcedures(s)
	t.flipPOA(s)
	t.exchangePrincipal(s)
	t.reachSeverity(s)
	if weight != nil {
		slices.SortStableFunc(t.out, func(a, b Change) int { return cmp.Compare(max(b.Weight, -b.Weight), max(a.Weight, -a.Weight)) })
	}
	return t.out
}

// A trial groups variants of a stay.
type trial struct {
	g      *Grouper
	short  shortStay
	long   bool // short is shorter
	s      Stay // the variant of short; its slices are its own
	r      Result
	before Assignment
	weight WeightFunc
	out    []Change
}

// longStay is how many diagnoses, or procedures, a stay has of which a shorter one
// is varied.
var longStay = 64

// restore makes the variant the same as the stay.
func (t *trial) restore() {
	t.s.Diagnoses = append(t.s.Diagnoses[:0:0], t.short.diagnoses...)
	t.s.Procedures = append(t.s.Procedures[:0:0], t.short.procedures...)
}

// group groups the variant.
func (t *trial) group() Assignment {
	t.g.GroupInto(&t.s, &t.r)
	return t.r.Final
}

// compare notes a change that gives another DRG. The name is that of its code, and
// what the record would have to show stands around it.
func (t *trial) compare(after Assignment, kind ChangeKind, i int, poa cm.POA, name func() string, shows, more string) {
	if after.DRG == t.before.DRG {
		return
	}
	c := Change{Kind: kind, Index: i, Code: name(), POA: poa, Before: t.before, After: after}
	c.Shows = shows + c.Code + more
	if t.weight != nil {
		a, _ := t.weight(c.Before.DRG)
		b, _ := t.weight(c.After.DRG)
		c.Weight = b - a
	}
	t.out = append(t.out, c)
}

func (t *trial) dropDiagnoses(s *Stay) {
	all := t.short.diagnoses
	for i := 1; i < len(s.Diagnoses); i++ {
		if x := t.short.dx[i]; x.alone {
			t.s.Diagnoses = append(append(t.s.Diagnoses[:0], all[:x.at]...), all[x.at+1:]...)
			t.compare(t.group(), DropDiagnosis, i, 0, s.Diagnoses[i].Code.String, "no support for ", "")
		}
	}
	t.restore()
}

func (t *trial) dropProcedures(s *Stay) {
	all := t.short.procedures
	for i := range s.Procedures {
		if x := t.short.px[i]; x.alone {
			t.s.Procedures = append(append(t.s.Procedures[:0], all[:x.at]...), all[x.at+1:]...)
			t.compare(t.group(), DropProcedure, i, 0, s.Procedures[i].Code.String, "no support for ", "")
		}
	}
	t.restore()
}

func (t *trial) flipPOA(s *Stay) {
	type flip struct {
		like diagnosisLike
		to   cm.POA
	}
	known := map[flip]Assignment{}
	for i := 1; i < len(s.Diagnoses); i++ {
		d := s.Diagnoses[i]
		to, not := cm.POAYes, ""
		if d.POA == cm.POAYes || d.POA == cm.POAClinical {
			to, not = cm.POANo, "not "
		}
		x := t.short.dx[i]
		key := flip{x.like, to}
		after, asked := known[key]
		switch {
		case asked:
		case t.long && x.like.poa == POANotChecked: // it makes no difference
			continue
		case x.alone:
			at := &t.s.Diagnoses[x.at]
			at.POA = to
			after = t.group()
			at.POA = d.POA
		default:
			t.s.Diagnoses = append(t.s.Diagnoses, Diagnosis{d.Code, to})
			after = t.group()
			t.s.Diagnoses = t.s.Diagnoses[:len(t.s.Diagnoses)-1]
			known[key] = after
		}
		t.compare(after, FlipPOA, i, to, d.Code.String, "that ", " was "+not+"present on admission")
	}
}

func (t *trial) exchangePrincipal(s *Stay) {
	type principal struct{ class, excluder uint16 }
	known := map[principal]Assignment{} // of those that aren't alone
	for i := 1; i < len(s.Diagnoses); i++ {
		x, d := t.short.dx[i], s.Diagnoses[i]
		kind := t.g.diagnosisTable.find(d.Code.Key())
		if kind == 0 {
			continue // no principal diagnosis: nothing to say
		}
		k := &t.g.diagnosisKinds[kind]
		key := principal{k.class, k.excluder}
		after, asked := known[key]
		if x.alone || !asked {
			all := t.s.Diagnoses
			old := all[0]
			all[0] = d
			if x.alone {
				all[x.at] = old
			} else {
				t.s.Diagnoses = append(all, old)
			}
			after = t.group()
			if code := t.r.Initial.Code; code == InvalidPDX || code == DXCannotBePDX {
				after = t.before // the same
			}
			t.s.Diagnoses, all[0] = all, old
			if x.alone {
				all[x.at] = d
			} else {
				known[key] = after
			}
		}
		t.compare(after, ExchangePrincipal, i, 0, d.Code.String, "that ", " was the condition chiefly responsible for the admission")
	}
}

// reachSeverity groups the stay as if its secondary diagnoses came to each level.
func (t *trial) reachSeverity(s *Stay) {
	for _, level := range []Level{NonCC, CC, MCC} {
		w := &t.r.work
		w.load(t.g, s)
		w.forced, w.force = level, true
		o := w.assign()
		var after Assignment
		w.answer(&after, &o)
		w.force = false
		w.g, w.s = nil, nil
		shows := map[Level]string{
			NonCC: "that no secondary diagnosis counts as a CC or MCC",
			CC:    "a secondary diagnosis that counts as a CC, and none that counts as an MCC",
			MCC:   "a secondary diagnosis that counts as an MCC",
		}[level]
		from := len(t.out)
		t.compare(after, ReachSeverity, -1, 0, level.String, "", "")
		for i := range t.out[from:] {
			t.out[from+i].Shows = shows
		}
	}
}

// A Difference is a way in which two codings of a stay differ.
type Difference struct {
	What   string     `json:"what"`   // "diagnosis I50.21 added", "principal diagnosis A41.9 instead of N39.0"
	Alone  Assignment `json:"alone"`  // the final DRG of the first coding with this difference alone
	Moves  bool       `json:"moves"`  // Alone is another DRG than the first coding's
	Enough bool       `json:"enough"` // Alone is the DRG of the second coding
}

// A Comparison holds two codings of a stay against each other, such as billed
// and audited.
type Comparison struct {
	A, B        Assignment   // the final DRGs
	Differences []Difference // in the order: principal diagnosis, secondary diagnoses, POA, procedures, the rest
}

// Compare groups two codings of a stay and says which differences between them
// move the DRG.
func (g *Grouper) Compare(a, b *Stay) Comparison {
	if a == nil {
		a = &Stay{}
	}
	if b == nil {
		b = &Stay{}
	}
	c := Comparison{A: g.Group(a).Final, B: g.Group(b).Final}
	differences(a, b, func(what string, stay *Stay) {
		alone := g.Group(stay).Final
		c.Differences = append(c.Differences, Difference{
			What: what, Alone: alone, Moves: alone.DRG != c.A.DRG, Enough: alone.DRG == c.B.DRG && c.A.DRG != c.B.DRG})
	})
	return c
}

// differences calls found for each difference with the first stay that has it
// alone, one at a time.
func differences(a, b *Stay, found func(what string, stay *Stay)) {
	add := func(what string, change func(*Stay)) {
		s := *a
		s.Diagnoses = slices.Clone(a.Diagnoses)
		s.Procedures = slices.Clone(a.Procedures)
		change(&s)
		found(what, &s)
	}
	if len(a.Diagnoses) > 0 && len(b.Diagnoses) > 0 && a.Diagnoses[0].Code != b.Diagnoses[0].Code {
		pa, pb := a.Diagnoses[0], b.Diagnoses[0]
		add(fmt.Sprintf("principal diagnosis %s instead of %s", pb.Code, pa.Code), func(s *Stay) {
			if i := indexOf(s.Diagnoses, pb.Code); i > 0 {
				s.Diagnoses[0], s.Diagnoses[i] = s.Diagnoses[i], s.Diagnoses[0]
			} else {
				s.Diagnoses[0] = pb
			}
		})
	}
	places := map[cm.Code][]int{} // of the codes of a that are still to be met in b
	for i, d := range a.Diagnoses {
		places[d.Code] = append(places[d.Code], i)
	}
	for _, d := range b.Diagnoses {
		at, known := places[d.Code]
		i := -1
		if len(at) > 0 { // a code that stands twice is met in its order
			i, places[d.Code] = at[0], at[1:]
		}
		switch {
		case !known && d != b.Diagnoses[0]:
			add(fmt.Sprintf("diagnosis %s added", d.Code), func(s *Stay) { s.Diagnoses = append(s.Diagnoses, d) })
		case i >= 0 && a.Diagnoses[i].POA != d.POA:
			add(fmt.Sprintf("diagnosis %s with POA %q instead of %q", d.Code, d.POA, a.Diagnoses[i].POA), func(s *Stay) { s.Diagnoses[i].POA = d.POA })
		}
	}
	for i, d := range a.Diagnoses {
		if i > 0 && indexOf(b.Diagnoses, d.Code) < 0 {
			add(fmt.Sprintf("diagnosis %s dropped", d.Code), func(s *Stay) { s.Diagnoses = slices.Delete(s.Diagnoses, i, i+1) })
		}
	}
	for _, p := range b.Procedures {
		if !slices.ContainsFunc(a.Procedures, func(q Procedure) bool { return q.Code == p.Code }) {
			add(fmt.Sprintf("procedure %s added", p.Code), func(s *Stay) { s.Procedures = append(s.Procedures, p) })
		}
	}
	for i, p := range a.Procedures {
		if !slices.ContainsFunc(b.Procedures, func(q Procedure) bool { return q.Code == p.Code }) {
			add(fmt.Sprintf("procedure %s dropped", p.Code), func(s *Stay) { s.Procedures = slices.Delete(s.Procedures, i, i+1) })
		}
	}
	if a.Status != b.Status {
		add(fmt.Sprintf("discharge status %02d instead of %02d", b.Status, a.Status), func(s *Stay) { s.Status = b.Status })
	}
	if a.Sex != b.Sex {
		add(fmt.Sprintf("sex %s instead of %s", b.Sex, a.Sex), func(s *Stay) { s.Sex = b.Sex })
	}
	if a.Hospital != b.Hospital {
		add(fmt.Sprintf("POA reporting %s instead of %s", b.Hospital, a.Hospital), func(s *Stay) { s.Hospital = b.Hospital })
	}
}

func indexOf(list []Diagnosis, code cm.Code) int {
	return slices.IndexFunc(list, func(d Diagnosis) bool { return d.Code == code })
}
