package screen

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/rules"
)

// A chargeTable is the charges for a unit of one code: how many were in each
// class, eight to a doubling, and the highest.
type chargeTable struct {
	lines   int
	classes map[int16]int32
	highest []chargedBy // in order, the highest first
}

// chargedBy is who charged one of the highest.
type chargedBy struct {
	provider uint32
	unit     float64
	Evidence
}

const classesToDoubling = 8

// addCharge counts a line's charge for a unit.
func (s *Screener) addCharge(c *rules.Claim, l *rules.Line, code hcpcs.Code, id uint32, on medcode.Date) {
	unit := float64(l.Charge) / units(l)
	if unit < 1 {
		return
	}
	t := s.charges[code]
	if t == nil {
		t = &chargeTable{classes: map[int16]int32{}}
		s.charges[code] = t
	}
	t.lines++
	t.classes[int16(math.Log2(unit)*classesToDoubling)]++
	if most := s.opts.Evidence; len(t.highest) < most || unit > t.highest[most-1].unit {
		t.highest = append(t.highest[:min(len(t.highest), most-1)], chargedBy{id, unit,
			Evidence{Claim: c.ID, Patient: c.Person(), Date: on, Charge: l.Charge}})
		slices.SortStableFunc(t.highest, func(a, b chargedBy) int { return cmp.Compare(b.unit, a.unit) })
	}
}

// median returns the median charge for a unit, to within a class.
func (t *chargeTable) median() float64 {
	classes := slices.Sorted(maps.Keys(t.classes))
	i, seen := 0, int(t.classes[classes[0]])
	for 2*seen < t.lines {
		i++
		seen += int(t.classes[classes[i]])
	}
	return math.Exp2((float64(classes[i]) + 0.5) / classesToDoubling)
}

// outlierCharges returns the providers with charges many times a code's median.
func (s *Screener) outlierCharges() []Lead {
	found := map[uint32]*tally{}
	for _, code := range slices.SortedFunc(maps.Keys(s.charges), hcpcs.Code.Compare) {
		t := s.charges[code]
		if t.lines < s.opts.MinCases {
			continue
		}
		median := t.median()
		for _, by := range t.highest {
			times := by.unit / median
			if times < s.opts.ChargeTo {
				continue
			}
			if found[by.provider] == nil {
				found[by.provider] = &tally{}
			}
			f := found[by.provider]
			f.score = max(f.score, times)
			f.add(s.opts.Evidence, by.Evidence, func() string {
				return fmt.Sprintf("%s at %s for a unit, %.0f times the median of %d lines", code, medcode.Cents(by.unit), times, t.lines)
			})
		}
	}
	var leads []Lead
	for _, id := range slices.Sorted(maps.Keys(found)) {
		f := found[id]
		leads = append(leads, Lead{Screen: Charges, Provider: s.providers[id].npi, Cases: f.cases, Exposure: f.exposure, Score: f.score,
			Message:  fmt.Sprintf("Charges for a unit of %.0f times the code's median or more: %d.", s.opts.ChargeTo, f.cases),
			Evidence: f.kept})
	}
	return leads
}
