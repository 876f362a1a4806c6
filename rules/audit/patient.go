package audit

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/rules"
)

// A patient is what is kept of the patient at hand.
type patient struct {
	id    string
	lines []serviceLine
	stays []stay
}

// A serviceLine is a line of an outpatient or professional claim.
type serviceLine struct {
	signature
	rules.Line
	claim   string
	setting rules.Setting
	number  int // of the claim, among the patient's
}

// A signature is what two lines have alike that bill the same service.
type signature struct {
	provider  uint32
	code      hcpcs.Code
	on        medcode.Date
	modifiers string
	units     float64
	charge    medcode.Cents
}

// A stay is an inpatient claim.
type stay struct {
	provider uint32
	in, out  medcode.Date
	status   string
	claim    string
	charge   medcode.Cents
}

func (p *patient) addLine(c *rules.Claim, i int, code hcpcs.Code, provider uint32, on medcode.Date) {
	l := c.Lines[i]
	l.Modifiers, l.Pointers = slices.Clone(l.Modifiers), nil
	l.From, l.RenderingNPI = on, renderer(c, &l)
	number := 1
	if n := len(p.lines); n > 0 {
		number = p.lines[n-1].number
		if i == 0 || p.lines[n-1].claim != c.ID {
			number++
		}
	}
	p.lines = append(p.lines, serviceLine{signature{provider, code, on, modifierKey(l.Modifiers), l.Units, l.Charge}, l, c.ID, c.Setting, number})
}

func modifierKey(modifiers []string) string {
	switch len(modifiers) {
	case 0:
		return ""
	case 1:
		return modifiers[0]
	}
	sorted := slices.Clone(modifiers)
	slices.Sort(sorted)
	return strings.Join(sorted, " ")
}

// flush screens the patient at hand and forgets it.
func (s *Screener) flush() {
	p := &s.patient
	if len(p.lines)+len(p.stays) > 0 {
		slices.SortStableFunc(p.stays, func(a, b stay) int { return cmp.Or(a.in.Compare(b.in), a.out.Compare(b.out)) })
		s.duplicateLines()
		s.betweenStays()
		s.duringStays()
		s.edits()
	}
	clear(p.lines)
	clear(p.stays)
	p.lines, p.stays = p.lines[:0], p.stays[:0]
}

func (s *Screener) evidence(l *serviceLine) Evidence {
	return Evidence{Claim: l.claim, Patient: s.patient.id, Date: l.on, Charge: l.Charge}
}

// repeats are the modifiers that say that a service alike was given again.
var repeats = []string{"59", "76", "77", "91", "XE", "XP", "XS", "XU"}

// duplicateLines finds lines alike: on another claim, or on the same without a
// modifier that says the service was repeated.
func (s *Screener) duplicateLines() {
	lines := s.patient.lines
	order := make([]int, len(lines))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return lines[i].compare(&lines[j].signature) })
	for k, i := range order[min(1, len(order)):] {
		l, before := &lines[i], &lines[order[k]]
		if l.signature != before.signature || l.Charge < 0 {
			continue
		}
		if l.number == before.number && slices.ContainsFunc(repeats, l.HasModifier) {
			continue
		}
		s.tally(Duplicates, l.provider).add(s.opts.Evidence, s.evidence(l), func() string {
			return fmt.Sprintf("%s, as on claim %s", l.code, before.claim)
		})
	}
}

func (g *signature) compare(h *signature) int {
	switch {
	case g.on != h.on:
		return g.on.Compare(h.on)
	case g.code != h.code:
		return g.code.Compare(h.code)
	case g.provider != h.provider:
		return cmp.Compare(g.provider, h.provider)
	case g.modifiers != h.modifiers:
		return cmp.Compare(g.modifiers, h.modifiers)
	case g.units != h.units:
		return cmp.Compare(g.units, h.units)
	}
	return cmp.Compare(g.charge, h.charge)
}

// addStay takes an inpatient claim.
func (s *Screener) addStay(c *rules.Claim) {
	id := s.provider(c, c.BillingNPI)
	st := stay{provider: id, in: c.Admission, out: c.Date(), status: c.DischargeStatus, claim: c.ID, charge: c.Charge}
	if st.in.IsZero() {
		st.in = c.From
	}
	p := s.providers[id]
	if days, ok := c.LengthOfStay(); ok && days > 0 && !ended(st.status) {
		p.shares[shortStays].count(days <= 1, c.Charge)
	}
	if s.opts.Severe != nil {
		if severe, ok := s.opts.Severe(c); ok {
			p.shares[severeStays].count(severe, c.Charge)
		}
	}
	if !st.in.IsZero() && !st.out.IsZero() {
		s.patient.stays = append(s.patient.stays, st)
	}
}

// ended reports whether a discharge status says that the stay went on
// elsewhere, or the patient died or left: a short stay has its reason.
func ended(status string) bool {
	return status == "20" || status == "07" || status == "40" || status == "41" || status == "42" || transferred(status)
}

// transferred reports whether a discharge status is a transfer to another
// hospital, planned readmission included (42 CFR 412.4; UB-04 FL 17).
func transferred(status string) bool {
	switch status {
	case "02", "05", "43", "62", "63", "65", "66", "70", "82", "85", "88", "90", "91", "93", "94", "95":
		return true
	}
	return false
}

// betweenStays compares each stay with the next: duplicates, overlaps, returns,
// transfers and readmissions.
func (s *Screener) betweenStays() {
	stays := s.patient.stays
	for i := range stays {
		a := &stays[i]
		readmitted := false
		if i+1 < len(stays) {
			readmitted = s.successive(a, &stays[i+1])
		}
		if a.status != "20" && !transferred(a.status) {
			s.providers[a.provider].shares[readmittedStays].count(readmitted, a.charge)
		}
	}
}

// successive screens two stays of which b does not begin before a, and reports
// whether b is a readmission within thirty days.
func (s *Screener) successive(a, b *stay) bool {
	note := func(screen Screen, provider uint32, text string) {
		e := Evidence{Claim: b.claim, Patient: s.patient.id, Date: b.in, Charge: b.charge}
		s.tally(screen, provider).add(s.opts.Evidence, e, func() string { return text + a.claim })
	}
	days := b.in.DaysSince(a.out)
	switch {
	case a.provider == b.provider && a.in == b.in && a.out == b.out:
		note(Duplicates, b.provider, "the same stay as on claim ")
		return false
	case days < 0:
		note(Overlaps, b.provider, "admitted during the stay of claim ")
		return false
	case days == 0 && a.provider == b.provider:
		note(SameDayReturn, a.provider, "readmitted on the day of discharge of claim ")
	case days == 0 && !transferred(a.status):
		note(Transfers, a.provider, "admitted on the day of discharge, with status "+cmp.Or(a.status, "not given")+", of claim ")
	}
	return days <= 30 && !(days == 0 && a.provider != b.provider)
}

// duringStays finds outpatient services within a stay, its first and last day
// not counted, which the stay's payment includes or which can't have been given.
func (s *Screener) duringStays() {
	for i := range s.patient.lines {
		l := &s.patient.lines[i]
		if l.setting != rules.Outpatient {
			continue
		}
		for k := range s.patient.stays {
			if st := &s.patient.stays[k]; l.on.After(st.in) && l.on.Before(st.out) {
				s.tally(Overlaps, l.provider).add(s.opts.Evidence, s.evidence(l), func() string {
					return fmt.Sprintf("%s, within the stay of claim %s", l.code, st.claim)
				})
				break
			}
		}
	}
}
