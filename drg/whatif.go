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
	t := trial{g: g, s: *s, weight: weight}
	t.s.Diagnoses = slices.Clone(s.Diagnoses)
	t.s.Procedures = slices.Clone(s.Procedures)
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
	s      Stay // the variant; its slices are its own
	r      Result
	before Assignment
	weight WeightFunc
	out    []Change
	known  map[asked]Assignment
}

// longStay is how many diagnoses, or procedures, a stay has of which those that the version takes
// as equal are asked once. They stand in any order for the grouper, and so change
// the same: there are some thousand kinds, however long a stay is.
var longStay = 64

type asked struct {
	change ChangeKind
	kind   uint16 // of the grouper's diagnosisKinds
	poa    cm.POA
}

// once groups the stay as vary makes it, unless that of a diagnosis of its kind is
// known, and notes c if the DRG is another one.
func (t *trial) once(kind ChangeKind, d Diagnosis, c Change, vary func()) {
	key := asked{kind, t.g.diagnosisTable.find(d.Code.Key()), d.POA}
	answer, known := t.known[key]
	if !known {
		vary()
		t.g.GroupInto(&t.s, &t.r)
		answer = t.r.Final
		if code := t.r.Initial.Code; kind == ExchangePrincipal && (code == InvalidPDX || code == DXCannotBePDX) {
			answer = t.before // no principal diagnosis: nothing to say
		}
		if len(t.s.Diagnoses) > longStay {
			if t.known == nil {
				t.known = map[asked]Assignment{}
			}
			t.known[key] = answer
		}
	}
	t.compare(c, answer)
}

func (t *trial) compare(c Change, after Assignment) {
	if after.DRG == t.before.DRG {
		return
	}
	c.Before, c.After = t.before, after
	if t.weight != nil {
		a, _ := t.weight(c.Before.DRG)
		b, _ := t.weight(c.After.DRG)
		c.Weight = b - a
	}
	t.out = append(t.out, c)
}

func (t *trial) dropDiagnoses(s *Stay) {
	for i := 1; i < len(s.Diagnoses); i++ {
		code := s.Diagnoses[i].Code.String()
		c := Change{Kind: DropDiagnosis, Index: i, Code: code, Shows: "no support for " + code}
		t.once(DropDiagnosis, s.Diagnoses[i], c, func() {
			t.s.Diagnoses = append(append(t.s.Diagnoses[:0], s.Diagnoses[:i]...), s.Diagnoses[i+1:]...)
		})
	}
	t.s.Diagnoses = append(t.s.Diagnoses[:0], s.Diagnoses...)
}

// dropProcedures asks, in a long stay, procedures once that the version takes as
// equal, of which no combination has one.
func (t *trial) dropProcedures(s *Stay) {
	type like struct {
		kind uint16 // of the grouper's procedureKinds
		code uint64 // of what a combination has
	}
	var known map[like]Assignment
	var combined map[uint64]bool
	if len(s.Procedures) > longStay {
		known, combined = map[like]Assignment{}, t.g.combined()
	}
	for i := range s.Procedures {
		word, code := s.Procedures[i].Code.Key(), s.Procedures[i].Code.String()
		key := like{kind: t.g.procedureTable.find(word)}
		if combined[word] {
			key.code = word
		}
		after, asked := known[key]
		if !asked {
			t.s.Procedures = append(append(t.s.Procedures[:0], s.Procedures[:i]...), s.Procedures[i+1:]...)
			t.g.GroupInto(&t.s, &t.r)
			if after = t.r.Final; known != nil {
				known[key] = after
			}
		}
		t.compare(Change{Kind: DropProcedure, Index: i, Code: code, Shows: "no support for " + code}, after)
	}
	t.s.Procedures = append(t.s.Procedures[:0], s.Procedures...)
}

// combined returns the codes of which combinations are made.
func (g *Grouper) combined() map[uint64]bool {
	all := map[uint64]bool{}
	for _, c := range g.l.Clusters {
		for _, code := range c.Codes {
			all[code] = true
		}
	}
	for _, codes := range g.l.NonOR {
		for _, code := range codes {
			all[code] = true
		}
	}
	return all
}

func (t *trial) flipPOA(s *Stay) {
	for i := 1; i < len(s.Diagnoses); i++ {
		d := &t.s.Diagnoses[i]
		shows := "that " + d.Code.String() + " was present on admission"
		to := cm.POAYes
		if d.POA == cm.POAYes || d.POA == cm.POAClinical {
			shows = "that " + d.Code.String() + " was not present on admission"
			to = cm.POANo
		}
		c := Change{Kind: FlipPOA, Index: i, Code: d.Code.String(), POA: to, Shows: shows}
		t.once(FlipPOA, s.Diagnoses[i], c, func() { d.POA = to })
		d.POA = s.Diagnoses[i].POA
	}
}

func (t *trial) exchangePrincipal(s *Stay) {
	d := t.s.Diagnoses
	for i := 1; i < len(d); i++ {
		name := d[i].Code.String()
		c := Change{Kind: ExchangePrincipal, Index: i, Code: name, Shows: "that " + name + " was the condition chiefly responsible for the admission"}
		swapped := false
		t.once(ExchangePrincipal, d[i], c, func() { d[0], d[i], swapped = d[i], d[0], true })
		if swapped {
			d[0], d[i] = d[i], d[0]
		}
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
		t.compare(Change{Kind: ReachSeverity, Index: -1, Code: level.String(), Shows: shows}, after)
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
