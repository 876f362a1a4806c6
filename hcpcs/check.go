package hcpcs

import (
	"fmt"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/enum"
)

// A Standing is whether a code or modifier may be used on a date.
type Standing uint8

// The values of Standing.
const (
	Unknown    Standing = iota // the release doesn't have it
	InForce                    // it may be used
	NotYet                     // it is added later
	Ended                      // it was terminated before
	OtherLevel                 // CPT or CDT: not for a Level II release to say
)

// String returns "unknown", "in force", "not yet", "ended" or "other level".
func (s Standing) String() string {
	names := [...]string{"unknown", "in force", "not yet", "ended", "other level"}
	return enum.Name(s, names[:])
}

// MarshalText implements [encoding.TextMarshaler].
func (s Standing) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// A Verdict is the answer of a check, with its reason.
type Verdict struct {
	Standing        Standing `json:"standing"`
	Reason          string   `json:"reason,omitempty"`          // a sentence; empty when in force
	CrossReferences []string `json:"crossReferences,omitempty"` // codes that CMS names in its place
}

// OK reports whether the code may be used.
func (v Verdict) OK() bool { return v.Standing == InForce }

// Check says whether a code may be used on a date of service, and why not.
// Medicare has had no grace period for discontinued codes since 2005 (CMS,
// Claims Processing Manual, chapter 23, section 20.4), so the date decides
// alone.
func (r *Release) Check(c Code, on medcode.Date) Verdict {
	i, ok := r.index[c]
	switch {
	case ok:
		return standing(&r.codes[i], c.String(), on)
	case c.Level() == LevelI:
		return Verdict{Standing: OtherLevel, Reason: fmt.Sprintf("%s is a CPT code, which HCPCS Level II doesn't list", c)}
	case c.IsDental():
		return Verdict{Standing: OtherLevel, Reason: fmt.Sprintf("%s is a dental (CDT) code, which the release doesn't list", c)}
	}
	return Verdict{Reason: fmt.Sprintf("HCPCS release %s has no code %q", r.provenance.Release, c)}
}

// CheckModifier is Check for a modifier.
func (r *Release) CheckModifier(m Modifier, on medcode.Date) Verdict {
	rec, ok := r.Modifier(m)
	switch {
	case ok:
		return standing(&rec, m.String(), on)
	case m.Level() == LevelI:
		return Verdict{Standing: OtherLevel, Reason: fmt.Sprintf("%s is a CPT modifier, which HCPCS Level II doesn't list", m)}
	}
	if a, ok := m.Ambulance(); ok {
		return Verdict{Standing: InForce, Reason: fmt.Sprintf("only on ambulance services: from %s to %s", a.Origin, a.Destination)}
	}
	return Verdict{Reason: fmt.Sprintf("HCPCS release %s has no modifier %q", r.provenance.Release, m)}
}

func standing(rec *Record, name string, on medcode.Date) Verdict {
	v := Verdict{Standing: InForce}
	switch {
	case on.Before(rec.Added):
		v.Standing, v.Reason = NotYet, fmt.Sprintf("%s is in force from %s", name, rec.Added)
	case !rec.Terminated.IsZero() && on.After(rec.Terminated):
		v.Standing, v.Reason = Ended, fmt.Sprintf("%s ended on %s", name, rec.Terminated)
		if v.CrossReferences = rec.CrossReferences; len(v.CrossReferences) > 0 {
			v.Reason += "; see " + strings.Join(v.CrossReferences, ", ")
		}
	}
	return v
}
