package drg

import (
	"slices"

	"github.com/medcode/medcode/drg/internal/logic"
)

// slow is the obvious implementation of the grouper: it asks the lists of the
// logic about the codes of the stay, condition by condition, and writes down
// what it finds. Group must always agree with it; a fuzz test holds the two
// against each other.
type slow struct {
	g         *Grouper
	s         *Stay
	satisfied []int // the clusters all of whose codes the stay has

	known []*logic.Diagnosis // what the version knows of the diagnoses, nil for nothing
	done  []*logic.Procedure // the same of the procedures

	level    []Level // the levels of the secondary diagnoses that count
	acquired []bool  // the hospital-acquired ones

	badStatus bool
	asker     finding       // of the invalid discharge status
	won       *logic.Family // that took the stay
	part      string        // of the logic that is tried
	steps     []Step
	silent    bool // only what holds is asked, not why

	without string            // the erratum that is left out
	met     []string          // the errata that may have had an effect
	kept    map[string]string // the codes that an erratum keeps
}

func newSlow(g *Grouper, s *Stay, without string) *slow {
	w := &slow{g: g, s: s, without: without, kept: g.reader().kept}
	w.known = make([]*logic.Diagnosis, len(s.Diagnoses))
	w.level, w.acquired = make([]Level, len(s.Diagnoses)), make([]bool, len(s.Diagnoses))
	for i := range s.Diagnoses {
		w.known[i] = g.l.Diagnosis(s.Diagnoses[i].Code.Key())
	}
	w.done = make([]*logic.Procedure, len(s.Procedures))
	for i := range s.Procedures {
		if p := g.l.Procedure(s.Procedures[i].Code.Key()); p != nil && !w.keptLifted(i) {
			w.done[i] = p
		}
	}
	w.satisfied = w.clusters()
	return w
}

// diagnosisIn reports whether a list holds diagnosis i.
func (w *slow) diagnosisIn(id logic.ListID, i int) bool {
	d := w.known[i]
	return d != nil && slices.Contains(w.g.l.DiagnosisClasses[d.Class], id)
}

// procedureIn reports whether a list holds procedure i.
func (w *slow) procedureIn(id logic.ListID, i int) bool {
	p := w.done[i]
	return p != nil && slices.Contains(w.g.l.ProcedureClasses[p.Class], id)
}

// diagnosis returns what the version knows of diagnosis i, or nil.
func (w *slow) diagnosis(i int) *logic.Diagnosis { return w.known[i] }

// procedure returns what the version knows of procedure i, or nil.
func (w *slow) procedure(i int) *logic.Procedure { return w.done[i] }

// excluded reports whether the principal diagnosis takes the level of
// secondary diagnosis i.
func (w *slow) excluded(i int) bool {
	d, p := w.diagnosis(i), w.diagnosis(0)
	return p != nil && p.Excluder != 0 && slices.Contains(w.g.l.Collections[d.Collection].Excluder, p.Excluder)
}

func (w *slow) setLevels() {
	clear(w.level)
	for i := 1; i < len(w.s.Diagnoses); i++ {
		d := w.diagnosis(i)
		if d == nil || Level(d.Level) == NonCC || w.excluded(i) || w.acquired[i] {
			continue
		}
		if d.AliveOnly && w.s.Status == expired {
			continue
		}
		w.level[i] = Level(d.Level)
	}
}

func (w *slow) statusValid() bool {
	s := w.s.Status
	if s < 0 || s > 99 || !validStatus[s] {
		w.badStatus = true
		return false
	}
	return true
}

// levelIn returns the level that counts in a DRG of f, and the diagnosis that
// gives it.
func (w *slow) levelIn(f *logic.Family, n int) (Level, int) {
	best, from := NonCC, 0
	for i := 1; i < len(w.s.Diagnoses); i++ {
		l := w.level[i]
		if l > best && !w.usedByLogic(i, w.g.l.LogicCodes, n) && !(w.lifted(f, "keep-level") && w.logicUses(i, f)) {
			best, from = l, i
		}
	}
	return best, from
}

func (w *slow) usedByLogic(i int, table []logic.DRGList, n int) bool {
	return w.usedIn(i, table, n) != nil
}

// usedIn returns the entry of a table that says that the logic of a DRG uses
// secondary diagnosis i, or nil.
func (w *slow) usedIn(i int, table []logic.DRGList, n int) *logic.DRGList {
	for k := range table {
		if d := &table[k]; d.First <= n && n <= d.Last {
			for _, id := range d.Lists {
				if w.diagnosisIn(id, i) {
					return d
				}
			}
		}
	}
	return nil
}

// clusters finds the satisfied clusters.
func (w *slow) clusters() []int {
	var out []int
	for _, p := range w.done {
		if p == nil {
			continue
		}
		for _, c := range w.g.reader().clusters[p.Code] { // those that begin with it
			if w.haveAll(w.g.l.Clusters[c].Codes) && !slices.Contains(out, c) {
				out = append(out, c)
			}
		}
	}
	slices.Sort(out)
	return out
}

// operatingRoom reports whether procedure i is an O.R. procedure in this stay.
func (w *slow) operatingRoom(i int) bool {
	p := w.procedure(i)
	if p == nil || !p.OR {
		return false
	}
	for _, codes := range w.g.l.NonOR {
		if slices.Contains(codes, p.Code) && w.haveAll(codes) {
			return false
		}
	}
	return true
}

func (w *slow) haveAll(codes []uint64) bool {
	for _, c := range codes {
		found := false
		for i := range w.s.Procedures {
			if p := w.procedure(i); p != nil && p.Code == c {
				found = true
			}
		}
		if !found {
			return false
		}
	}
	return true
}

// countsIn reports whether procedure i counts by itself in a family.
func (w *slow) countsIn(i int, f *logic.Family, mdc int) bool {
	_, hidden := w.hiding(i, f, mdc)
	return w.procedure(i) != nil && !hidden
}

// hiding returns the satisfied cluster of the MDC that takes procedure i away
// from a family. A family that lists the cluster keeps its members.
func (w *slow) hiding(i int, f *logic.Family, mdc int) (int, bool) {
	p := w.procedure(i)
	if p == nil || f == nil || mdc == 0 {
		return 0, false
	}
	for _, c := range w.satisfied {
		cl := w.g.l.Clusters[c]
		if cl.MDCs&(1<<mdc) != 0 && slices.Contains(cl.Codes, p.Code) && !slices.Contains(f.Clusters, uint16(c)) && !w.assignLifted(c, mdc) {
			return c, true
		}
	}
	return 0, false
}
