package screen

import (
	"fmt"
	"strconv"

	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/ncci"
)

// edits judges the lines of the patient at hand by NCCI's edits, all claims
// together, for a pair or a day's units may be spread over claims.
func (s *Screener) edits() {
	if s.opts.Edits == nil {
		return
	}
	type biller struct {
		setting  rules.Setting
		provider uint32
	}
	of := map[biller][]int{} // lines
	var order []biller
	for i := range s.patient.lines {
		l := &s.patient.lines[i]
		k := biller{l.setting, l.provider}
		if of[k] == nil {
			order = append(order, k)
		}
		of[k] = append(of[k], i)
	}
	for _, k := range order {
		s.judge(k.setting, k.provider, of[k])
	}
}

// judge applies the edits to a provider's lines.
func (s *Screener) judge(setting rules.Setting, provider uint32, lines []int) {
	s.joint = rules.Claim{Setting: setting, Lines: s.joint.Lines[:0]}
	s.origin = append(s.origin[:0], lines...)
	for _, i := range lines {
		s.joint.Lines = append(s.joint.Lines, s.patient.lines[i].Line)
	}
	s.decisions = s.opts.Edits.AppendDecisions(s.decisions[:0], &s.joint, 0)
	last := -1
	for i := range s.decisions {
		d := &s.decisions[i]
		if d.Verdict != ncci.Denied || d.Kind == ncci.ByAddOn {
			continue
		}
		l := &s.patient.lines[s.origin[d.Line]]
		switch {
		case d.Kind == ncci.ByMUE:
			s.tally(Units, provider).add(s.opts.Evidence, s.evidence(l), func() string {
				return fmt.Sprintf("%s units of %s, where %d are plausible", strconv.FormatFloat(d.Units, 'f', -1, 64), l.code, d.MUE.Units)
			})
		case d.Line != last: // a line once, however many codes it is part of
			last = d.Line
			other := &s.patient.lines[s.origin[d.Other]]
			s.tally(Unbundling, provider).add(s.opts.Evidence, s.evidence(l), func() string {
				return fmt.Sprintf("%s beside %s of claim %s (%s)", l.code, other.code, other.claim, d.PTP.Rationale)
			})
		}
	}
}
