package drgtest

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/internal/logic"
)

// A draft is a stay as indexes of codes.
type draft struct {
	principal int
	secondary []int
	items     []int
	status    int
	acquired  int // 1 + the index in secondary of what was acquired in the hospital
}

// A found is a stay that a target takes.
type found struct {
	stay    drg.Stay
	codes   int
	against int
}

func (f *found) before(g *found) bool {
	return cmp.Or(cmp.Compare(f.codes, g.codes), cmp.Compare(f.against, g.against)) < 0
}

// How far the search goes: first narrowly through the ways in which a row may
// hold, the best codes first, then widely with codes from everywhere.
var efforts = []effort{{60, 60, false}, {200, 400, true}, {200, 4000, true}}

// The most that is done for a target: stays grouped, and stays explained, since
// another row of the DRG may have taken them. Where another row takes all of a
// way, the next way must have its turn.
const (
	mostTries           = 30_000
	mostExplained       = 150
	mostExplainedOfAWay = 10
)

type effort struct {
	ways, tries int
	spread      bool
}

// find returns the smallest stay that the search finds for t, or why there is
// none. With h its DRG is changed by that condition.
func (m *Maker) find(t *target, h *logic.HAC) (*found, string) {
	s := search{Maker: m, t: t, hac: h, severe: m.severe}
	if h != nil {
		for level, all := range m.severe {
			s.severe[level] = s.filter(all, func(i int) bool { return m.dxIn(m.dx[i].Class, []logic.ListID{h.Secondary}) })
		}
	}
	// Where no row of a table holds, a No is read as n/a.
	for _, strict := range []bool{true, false} {
		if f := s.through(strict); f != nil {
			return f, ""
		}
		if h != nil || s.spent() {
			break
		}
	}
	return nil, s.reason()
}

// through searches through the ways in which the row may hold.
func (s *search) through(strict bool) *found {
	h := s.hac
	for i, e := range efforts {
		if h != nil && i == 1 {
			break // the next condition or row is the better guess
		}
		ways := 0
		s.t.wants(strict, func(w want) bool {
			if h != nil && h.Has.Principal {
				w.principal = with(w.principal, []logic.ListID{h.Principal})
			}
			if h != nil && h.Has.Procedures {
				w.treats = with(w.treats, treat{logic.OpProcedure, []logic.ListID{h.Procedures}})
			}
			s.way(w, e)
			ways++
			return ways < e.ways && !s.spent()
		})
		if s.best != nil {
			return s.best
		}
		if s.tried == 0 || s.spent() {
			break
		}
	}
	return nil
}

// A search looks for a stay that a target takes.
type search struct {
	*Maker
	t   *target
	hac *logic.HAC

	w         want
	left      int // tries
	spread    bool
	steps     int // leaves of the search, tried or not
	severe    [3][]int
	tried     int
	explained int
	before    int // explained before the way
	takers    map[drg.Number]int
	draft     draft
	best      *found
	done      bool
	primary   []int // candidates
	beside    [][]int
	treated   [][]int
}

func (s *search) spent() bool { return s.tried >= mostTries || s.explained >= mostExplained }

func (s *search) reason() string {
	if s.tried == 0 && s.hac != nil {
		return "no diagnosis of a hospital-acquired condition gives it the level that it asks for"
	}
	if s.tried == 0 {
		return "no codes fulfil all that it asks for"
	}
	var most drg.Number
	for n, c := range s.takers {
		if c > s.takers[most] || c == s.takers[most] && n < most {
			most = n
		}
	}
	if most == s.t.DRG {
		return fmt.Sprintf("another row takes what fulfils its conditions (%d stays tried)", s.tried)
	}
	return fmt.Sprintf("what fulfils its conditions is taken before by other tables, mostly DRG %s (%d stays tried)", most, s.tried)
}

// way searches among the stays that are as w wants.
func (s *search) way(w want, e effort) {
	if w.levels&allLevels == 0 || s.hac != nil && w.levels&(1<<logic.NonCC) != 0 && len(w.secondary)+len(w.other) == 0 {
		return
	}
	s.w, s.left, s.steps, s.spread, s.done, s.before = w, e.tries, 50*e.tries, e.spread, false, s.explained
	s.primary = s.filter(s.principals, func(i int) bool {
		d := &s.dx[i]
		return s.inEach(d, w.principal) && !s.dxIn(d.Class, w.notIn)
	})
	s.beside = s.beside[:0]
	for _, lists := range w.secondary {
		s.beside = append(s.beside, s.filter(s.Maker.secondary, func(i int) bool {
			d := &s.dx[i]
			return s.dxIn(d.Class, lists) && s.mayBeside(d)
		}))
	}
	for _, lists := range w.other {
		s.beside = append(s.beside, s.filter(s.Maker.secondary, func(i int) bool {
			d := &s.dx[i]
			return !s.dxIn(d.Class, lists) && s.mayBeside(d)
		}))
	}
	s.treated = s.treated[:0]
	for _, t := range w.treats {
		fit := s.filter(s.treatments, func(i int) bool { return s.fulfils(&s.items[i], t) && !anyOf(s.items[i].lists, w.notTreated) })
		if t.op == logic.OpAnyOR { // the tables for extensive ones come before
			slices.SortStableFunc(fit, func(i, k int) int { return s.extensive(i) - s.extensive(k) })
		}
		s.treated = append(s.treated, fit)
	}
	if len(s.primary) == 0 || slices.ContainsFunc(s.beside, isEmpty) || slices.ContainsFunc(s.treated, isEmpty) {
		return
	}
	s.draft = draft{status: s.status()}
	// The candidates' ranks come to a sum that grows: the best of all first.
	for sum := 0; sum < 4000 && !s.done && s.left > 0; sum++ {
		s.choosePrincipal(sum)
		if sum > s.ranks() {
			break
		}
	}
}

func (s *search) extensive(i int) int {
	if anyOf(s.items[i].lists, []logic.ListID{s.l.NonExtensive}) {
		return 0
	}
	return 1
}

func isEmpty(c []int) bool { return len(c) == 0 }

func (s *search) ranks() int {
	n := len(s.primary)
	for _, c := range s.beside {
		n += len(c)
	}
	for _, c := range s.treated {
		n += len(c)
	}
	return n + severeTries
}

func (s *search) filter(all []int, ok func(int) bool) []int {
	var out []int
	for _, i := range all {
		if ok(i) {
			out = append(out, i)
		}
	}
	if !s.spread || len(out) < 3 {
		return out
	}
	// Steps of the golden section, so that any few in a row are far apart.
	step := max(len(out)*618/1000, 1)
	for gcd(step, len(out)) != 1 {
		step++
	}
	far := make([]int, len(out))
	for k := range far {
		far[k] = out[k*step%len(out)]
	}
	return far
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

func (s *search) inEach(d *diagnosis, lists [][]logic.ListID) bool {
	for _, l := range lists {
		if !s.dxIn(d.Class, l) {
			return false
		}
	}
	return true
}

func (s *search) mayBeside(d *diagnosis) bool {
	return !s.dxIn(d.Class, s.w.notBeside) && s.inEach(d, s.w.onlyBeside)
}

func (s *search) fulfils(x *item, t treat) bool {
	switch t.op {
	case logic.OpAnyOR:
		return x.or && !anyOf(x.lists, t.lists)
	case logic.OpExtensive:
		return x.or && !anyOf(x.lists, t.lists) && !anyOf(x.lists, []logic.ListID{s.l.NonExtensive})
	}
	return anyOf(x.lists, t.lists)
}

// status returns a discharge status that is wanted, the one for home if it may be.
func (s *search) status() int {
	for _, v := range append([]int{1}, append(slices.Clone(s.w.statuses), 1, 2, 3, 6, 7, expired)...) {
		if (len(s.w.statuses) == 0 || slices.Contains(s.w.statuses, v)) && !slices.Contains(s.w.notStatuses, v) {
			return v
		}
	}
	return 1
}
