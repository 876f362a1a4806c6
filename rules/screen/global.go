package screen

import (
	"fmt"
	"slices"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
)

// An operator is who operated or visits: a clinician, or a group's clinicians of
// one specialty, who are paid as one (Claims Processing Manual, chapter 12,
// section 30.6.5).
type operator struct {
	clinician        uint32 // of no group
	group, specialty string
	days             int // that are paid with the operation
}

// operators returns the two ways in which a line's clinician is known, the
// second only where the claim says the specialty.
func (l *serviceLine) operators(days int) []operator {
	all := []operator{{clinician: l.provider, days: days}}
	if l.group != "" && l.specialty != "" {
		all = append(all, operator{group: l.group, specialty: l.specialty, days: days})
	}
	return all
}

// globalDays finds visits in the days that are paid with an operation, on
// whatever claims the two stand.
func (s *Screener) globalDays() {
	if s.opts.Global == nil {
		return
	}
	lines := s.patient.lines
	done := map[operator][]int{} // lines, by their days
	for i := range lines {
		l := &lines[i]
		if l.setting != rules.Professional || slices.ContainsFunc(noAftercare, l.HasModifier) {
			continue
		}
		if days, ok := s.opts.Global(l.code, l.on); ok && days > 0 {
			for _, o := range l.operators(days) {
				done[o] = append(done[o], i)
			}
		}
	}
	if len(done) == 0 {
		return
	}
	var lengths []int
	for o, of := range done {
		if !slices.Contains(lengths, o.days) {
			lengths = append(lengths, o.days)
		}
		slices.SortStableFunc(of, func(a, b int) int { return lines[a].on.Compare(lines[b].on) })
	}
	slices.Sort(lengths)
	for i := range lines {
		l := &lines[i]
		if _, visit := visitOn(s.visits[l.code], l.on); !visit || l.setting != rules.Professional || l.HasModifier("24") || l.HasModifier("55") {
			continue
		}
		if k := operated(done, lengths, lines, l); k >= 0 {
			s.tally(GlobalDays, l.provider).add(s.opts.Evidence, s.evidence(l), func() string {
				return fmt.Sprintf("%s, %d days after %s of claim %s", l.code, l.on.DaysSince(lines[k].on), lines[k].code, lines[k].claim)
			})
		}
	}
}

// operated returns the operation in whose days a visit of its operator is, or -1.
func operated(done map[operator][]int, lengths []int, lines []serviceLine, l *serviceLine) int {
	for _, days := range lengths {
		for _, o := range l.operators(days) {
			of := done[o]
			k, _ := slices.BinarySearchFunc(of, l.on, func(i int, on medcode.Date) int { return lines[i].on.Compare(on) })
			if k > 0 && l.on.DaysSince(lines[of[k-1]].on) <= days {
				return of[k-1]
			}
		}
	}
	return -1
}

// noAftercare are modifiers of those who operate, or help, and do not care for
// the patient afterwards.
var noAftercare = []string{"54", "80", "81", "82", "AS"}
