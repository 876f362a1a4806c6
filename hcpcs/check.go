package hcpcs

import (
	"fmt"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/enum"
)

// A Status is whether a code or modifier may be used on a date.
type Status uint8

// The values of Status.
const (
	Unknown    Status = iota // the release doesn't have it
	InForce                  // it may be used
	NotYet                   // it is added later
	Ended                    // it was terminated before
	OtherLevel               // CPT or CDT: not for a Level II release to say
	NotInForce               // the release has it, but doesn't hold on the date and so can't say: Verdict.Holds
)

// String returns "unknown", "in force", "not yet", "ended", "other level" or
// "not in force".
func (s Status) String() string { return enum.Name(s, statusNames[:]) }

var statusNames = [...]string{"unknown", "in force", "not yet", "ended", "other level", "not in force"}

// MarshalText implements [encoding.TextMarshaler].
func (s Status) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]: a name as String gives it.
func (s *Status) UnmarshalText(b []byte) error { return enum.Parse(s, b, statusNames[:]) }

// A Verdict is the answer of a check, with its reason.
type Verdict struct {
	Status          Status         `json:"status"`
	Asked           string         `json:"asked"`                     // the code or modifier
	Reason          string         `json:"reason,omitempty"`          // a sentence; empty when in force
	Holds           medcode.Period `json:"holds,omitzero"`            // of the release, where it has the code but doesn't hold on the date, and so can't say
	CrossReferences []string       `json:"crossReferences,omitempty"` // codes that CMS names in its place
}

// OK reports whether the code may be used.
func (v Verdict) OK() bool { return v.Status == InForce }

// String says the verdict in a sentence for people.
func (v Verdict) String() string {
	if v.OK() {
		return strings.TrimSpace(v.Asked + " is in force " + v.Reason)
	}
	return v.Reason
}

// Check says whether a code may be used on a date of service, and why not.
// Medicare has had no grace period for discontinued codes since 2005 (CMS,
// Claims Processing Manual, chapter 23, section 20.4), so the date decides
// alone.
//
// What the release knows of other dates, it says: that a code is added later,
// or was terminated before. Otherwise what it has is not in force on a date
// outside its own quarter, since other releases decide then: pick one of a
// [Library]. The zero Date asks about the release alone: whether the code is in
// force in its quarter, or on a day of it.
func (r *Release) Check(c Code, on medcode.Date) Verdict {
	r = r.full()
	i, ok := r.index[c]
	switch {
	case ok:
		return r.standing(&r.codes[i], c.String(), on)
	case c.Level() == LevelI:
		return Verdict{Status: OtherLevel, Asked: c.String(), Reason: fmt.Sprintf("%s is a CPT code, which HCPCS Level II doesn't list", c)}
	case c.IsDental():
		return Verdict{Status: OtherLevel, Asked: c.String(), Reason: fmt.Sprintf("%s is a dental (CDT) code, which the release doesn't list", c)}
	}
	return Verdict{Asked: c.String(), Reason: r.lacks("code", c.String())}
}

// CheckModifier is Check for a modifier. A pair of ambulance stations is in
// force on any date.
func (r *Release) CheckModifier(m Modifier, on medcode.Date) Verdict {
	rec, ok := r.Modifier(m)
	switch {
	case ok:
		return r.standing(&rec, m.String(), on)
	case m.Level() == LevelI:
		return Verdict{Status: OtherLevel, Asked: m.String(), Reason: fmt.Sprintf("%s is a CPT modifier, which HCPCS Level II doesn't list", m)}
	}
	if a, ok := m.Ambulance(); ok {
		return Verdict{Status: InForce, Asked: m.String(), Reason: fmt.Sprintf("only on ambulance services: from %s to %s", a.Origin, a.Destination)}
	}
	return Verdict{Asked: m.String(), Reason: r.lacks("modifier", m.String())}
}

// lacks says that r has no such code or modifier.
func (r *Release) lacks(what, name string) string {
	return fmt.Sprintf("HCPCS %s has no %s %q", strings.TrimSpace("release "+r.provenance.Release), what, name)
}

func (r *Release) standing(rec *Record, name string, on medcode.Date) Verdict {
	v := Verdict{Status: InForce, Asked: name}
	holds := r.provenance.Effective
	early, late := on, on // the days asked about
	if on.IsZero() {
		early, late = holds.From, holds.To
	}
	switch {
	case !late.IsZero() && late.Before(rec.Added):
		v.Status, v.Reason = NotYet, fmt.Sprintf("%s is in force from %s", name, rec.Added)
	case !rec.Terminated.IsZero() && early.After(rec.Terminated):
		v.Status, v.Reason = Ended, fmt.Sprintf("%s ended on %s", name, rec.Terminated)
		if v.CrossReferences = rec.CrossReferences; len(v.CrossReferences) > 0 {
			v.Reason += "; see " + strings.Join(v.CrossReferences, ", ")
		}
	case !on.IsZero() && !holds.Contains(on):
		v.Status, v.Holds = NotInForce, holds
		v.Reason = name + " is in " + strings.TrimSpace("HCPCS Level II "+r.provenance.Release) + ", which holds " + holds.String() + ", not then"
	}
	return v
}
