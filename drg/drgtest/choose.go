package drgtest

import (
	"slices"

	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/internal/logic"
	"github.com/medcode/medcode/icd10/cm"
)

// The choices of codes that [search] goes through, and how a stay that serves is tried and shrunk.

func (s *search) choosePrincipal(left int) {
	for rank := 0; rank <= left && rank < len(s.primary) && !s.done; rank++ {
		s.draft.principal = s.primary[rank]
		s.draft.secondary = s.draft.secondary[:0]
		s.chooseSecondary(0, left-rank)
	}
}

func (s *search) chooseSecondary(n, left int) {
	if n == len(s.beside) {
		s.draft.items = s.draft.items[:0]
		s.chooseItem(0, left)
		return
	}
	if n < len(s.w.secondary) && slices.ContainsFunc(s.draft.secondary, func(i int) bool { return s.dxIn(s.dx[i].Class, s.w.secondary[n]) }) {
		s.chooseSecondary(n+1, left) // one before does
		return
	}
	had := len(s.draft.secondary)
	rank := 0
	for _, i := range s.beside[n] {
		if rank > left || s.done {
			return
		}
		if i == s.draft.principal || slices.Contains(s.draft.secondary, i) || s.w.levels>>s.levelOf(i) == 0 {
			continue
		}
		s.draft.secondary = append(s.draft.secondary[:had], i)
		s.chooseSecondary(n+1, left-rank)
		s.draft.secondary = s.draft.secondary[:had]
		rank++
	}
}

// levelOf returns the level that a secondary diagnosis counts at beside the
// principal one, in the DRG that is looked for.
func (s *search) levelOf(i int) uint8 {
	d, p := &s.dx[i], &s.dx[s.draft.principal]
	switch {
	case d.Level == 0, d.AliveOnly && s.draft.status == expired:
		return 0
	case p.Excluder != 0 && int(d.Collection) < len(s.l.Collections) && slices.Contains(s.l.Collections[d.Collection].Excluder, p.Excluder):
		return 0
	}
	for _, r := range s.l.LogicCodes {
		if r.First <= int(s.t.DRG) && int(s.t.DRG) <= r.Last && s.dxIn(d.Class, r.Lists) {
			return 0
		}
	}
	return d.Level
}

func (s *search) chooseItem(n, left int) {
	if n == len(s.treated) {
		s.chooseLevel(left)
		return
	}
	t := s.w.treats[n]
	if t.op != logic.OpOccurs && slices.ContainsFunc(s.draft.items, func(i int) bool { return s.fulfils(&s.items[i], t) }) {
		s.chooseItem(n+1, left)
		return
	}
	had := len(s.draft.items)
	for rank, i := range s.treated[n] {
		if rank > left || s.done {
			return
		}
		s.draft.items = append(s.draft.items[:had], s.unused(i))
		s.chooseItem(n+1, left-rank)
		s.draft.items = s.draft.items[:had]
	}
}

// unused returns an item in the lists of i that the draft doesn't have yet, if
// there is one.
func (s *search) unused(i int) int {
	if !slices.Contains(s.draft.items, i) {
		return i
	}
	for _, k := range s.items[i].same {
		if !slices.Contains(s.draft.items, k) {
			return k
		}
	}
	return i
}

// severeTries is how many diagnoses are tried for a level.
const severeTries = 12

// chooseLevel adds a diagnosis of the level that is wanted, if need be.
func (s *search) chooseLevel(left int) {
	if s.steps--; s.steps <= 0 {
		s.done = true
		return
	}
	level := uint8(0)
	for _, i := range s.draft.secondary {
		level = max(level, s.levelOf(i))
	}
	s.draft.acquired = 0
	if s.hac != nil {
		s.chooseAcquired(left, level)
		return
	}
	if s.w.levels&(1<<level) != 0 {
		if left == 0 {
			s.try()
		}
		return
	}
	want := level + 1
	for want < 3 && s.w.levels&(1<<want) == 0 {
		want++
	}
	if want < 3 {
		s.addLevel(s.severe[want], left)
	}
}

func (s *search) chooseAcquired(left int, level uint8) {
	if s.w.levels&(1<<level) != 0 {
		return // without the condition the row still holds
	}
	s.draft.acquired = len(s.draft.secondary) + 1
	for want := level + 1; want < 3; want++ {
		if s.w.levels&(1<<want) != 0 {
			s.addLevel(s.severe[want], left)
		}
	}
}

func (s *search) addLevel(all []int, left int) {
	had := len(s.draft.secondary)
	fit := s.fit(&s.draft)
	rank := 0
	for _, fits := range []bool{true, false} {
		for _, i := range all {
			if rank > left || rank >= severeTries || s.done {
				return
			}
			d := &s.dx[i]
			if (d.fit&fit != 0) != fits || i == s.draft.principal || !s.mayBeside(d) || s.levelOf(i) == 0 || slices.Contains(s.draft.secondary, i) {
				continue
			}
			if rank == left {
				s.draft.secondary = append(s.draft.secondary[:had], i)
				s.try()
				s.draft.secondary = s.draft.secondary[:had]
			}
			rank++
		}
	}
}

// fit returns the patients that all codes of a draft fit, and whose sex is that
// of the MDC.
func (s *search) fit(d *draft) uint8 {
	fit := s.dx[d.principal].fit
	for _, i := range d.secondary {
		fit &= s.dx[i].fit
	}
	for _, i := range d.items {
		fit &= s.items[i].fit
	}
	if s.t != nil && s.t.chapter != nil {
		fit &= ofSex(s.t.chapter)
	}
	return fit
}

func ofSex(ch *logic.Chapter) (fit uint8) {
	for i, p := range patients {
		if ch.Sex == 0 || ch.Sex == p.sex {
			fit |= 1 << i
		}
	}
	return fit
}

// try groups the draft.
func (s *search) try() {
	s.left--
	if s.left <= 0 || s.spent() || s.explained-s.before >= mostExplainedOfAWay {
		s.done = true
	}
	s.tried++
	if s.takers == nil {
		s.takers = map[drg.Number]int{}
	}
	f := s.check(&s.draft)
	if f == nil {
		return
	}
	s.done = true
	s.shrink(f)
}

// check returns the stay of a draft if the target takes it.
func (s *search) check(d *draft) *found {
	st := s.stay(d, s)
	s.g.GroupInto(&st, &s.result)
	r := &s.result
	s.takers[r.Initial.DRG]++
	if r.Initial.DRG != s.t.DRG || s.hac == nil && r.Final.DRG != s.t.DRG {
		return nil
	}
	if s.hac != nil && (r.HACStatus != drg.HACChanges || r.Final.Code != drg.OK || !slices.ContainsFunc(r.Diagnoses[d.acquired].HACs,
		func(k drg.HACMark) bool { return k.Number == s.hac.Number && k.Verdict == drg.HACCriteriaMet })) {
		return nil
	}
	if !s.taken(&st) {
		return nil
	}
	f := &found{stay: st, codes: len(st.Diagnoses) + len(st.Procedures), against: int(s.dx[d.principal].against)}
	for _, i := range d.items {
		f.against += int(s.items[i].against)
	}
	if s.fit(d) == 0 {
		f.against++
	}
	return f
}

// taken reports whether the row of the target takes a stay.
func (s *search) taken(st *drg.Stay) bool {
	if s.t.Place == "" {
		return true
	}
	s.explained++
	for _, step := range s.g.Explain(st).Initial {
		if step.Took && step.DRG == s.t.DRG && step.Row == s.t.Place {
			return true
		}
	}
	return false
}

// shrink leaves out what the stay doesn't need, and keeps the smallest.
func (s *search) shrink(f *found) {
	d := s.draft
	d.secondary, d.items = slices.Clone(d.secondary), slices.Clone(d.items)
	for i := len(d.secondary) - 1; i >= 0; i-- {
		if i+1 == d.acquired {
			continue
		}
		less := d
		less.secondary = slices.Delete(slices.Clone(d.secondary), i, i+1)
		if less.acquired > i {
			less.acquired--
		}
		if g := s.check(&less); g != nil {
			f, d = g, less
		}
	}
	for i := len(d.items) - 1; i >= 0; i-- {
		less := d
		less.items = slices.Delete(slices.Clone(d.items), i, i+1)
		if g := s.check(&less); g != nil {
			f, d = g, less
		}
	}
	if s.best == nil || f.before(s.best) {
		s.best = f
	}
}

// stay writes a draft out.
func (m *Maker) stay(d *draft, s *search) drg.Stay {
	fit := m.dx[d.principal].fit
	if s != nil {
		if fit = s.fit(d); fit == 0 && s.t.chapter != nil {
			fit = ofSex(s.t.chapter)
		}
	}
	p := patients[0]
	for i := range patients {
		if fit&(1<<i) != 0 {
			p = patients[i]
			break
		}
	}
	st := drg.Stay{Age: p.age, Sex: p.sex, Status: max(d.status, 1), Discharge: m.discharge}
	if !m.discharge.IsZero() {
		st.Admission = m.discharge.AddDays(-4)
	}
	if st.Age == 0 {
		st.AgeDays = 3
	}
	st.Diagnoses = append(st.Diagnoses, drg.Diagnosis{Code: m.dx[d.principal].code, POA: cm.POAYes})
	for i, k := range d.secondary {
		poa := cm.POAYes
		if i+1 == d.acquired {
			poa = cm.POANo
		}
		st.Diagnoses = append(st.Diagnoses, drg.Diagnosis{Code: m.dx[k].code, POA: poa})
	}
	for _, k := range d.items {
		for _, c := range m.items[k].codes {
			st.Procedures = append(st.Procedures, drg.Procedure{Code: c, Date: st.Admission})
		}
	}
	return st
}
