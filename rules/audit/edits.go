package audit

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
	for _, setting := range []rules.Setting{rules.Professional, rules.Outpatient} {
		for i := range s.patient.lines {
			if l := &s.patient.lines[i]; l.setting == setting && s.isFirst(i) {
				s.judge(setting, l.provider)
			}
		}
	}
}

// isFirst reports whether no line before has the same provider and setting.
func (s *Screener) isFirst(i int) bool {
	l := &s.patient.lines[i]
	for k := range s.patient.lines[:i] {
		if b := &s.patient.lines[k]; b.provider == l.provider && b.setting == l.setting {
			return false
		}
	}
	return true
}

// judge applies the edits to a provider's lines.
func (s *Screener) judge(setting rules.Setting, provider uint32) {
	s.joint = rules.Claim{Setting: setting, Lines: s.joint.Lines[:0]}
	s.origin = s.origin[:0]
	for i := range s.patient.lines {
		if l := &s.patient.lines[i]; l.provider == provider && l.setting == setting {
			s.joint.Lines = append(s.joint.Lines, l.Line)
			s.origin = append(s.origin, i)
		}
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
