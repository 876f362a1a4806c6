package carry

import (
	"fmt"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/enum"
)

// A Kind is what became of a code.
type Kind uint8

// The kinds of changes. Only of the kind Replaced is the code another one.
const (
	Same      Kind = iota // may be reported on the day, and is left
	Replaced              // by the one code that the conversion table leads to
	Split                 // the same, but since the stay was coded others came that take part of what it says
	Several               // left: the table leads to more than one code, or to one and to nothing
	Nothing               // left: the table says that nothing was coded in its place, or leads to no code of the day
	NoHistory             // left: a code of other days, with no row in a conversion table
	NoCode                // left: no release in the library has it
	NotAtHand             // left: it may be of an update that the library knows it lacks
)

var kindNames = []string{"SAME", "REPLACED", "SPLIT", "SEVERAL", "NOTHING", "NO_HISTORY", "NO_CODE", "NOT_AT_HAND"}

// String returns the name of the kind: "REPLACED".
func (k Kind) String() string { return enum.Name(k, kindNames) }

// MarshalText implements [encoding.TextMarshaler].
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (k *Kind) UnmarshalText(b []byte) error { return enum.Parse(k, b, kindNames) }

// A Change says what became of a code of a stay.
type Change struct {
	Kind       Kind         `json:"kind"`
	Procedure  bool         `json:"procedure,omitempty"`  // a procedure, else a diagnosis
	Index      int          `json:"index"`                // in the diagnoses or procedures of the stay, from 0
	Code       string       `json:"code"`                 // as the stay has it
	To         string       `json:"to,omitempty"`         // the code in its place, where it is Replaced
	Candidates []string     `json:"candidates,omitempty"` // what it may be on the day, where that is not one code
	Effective  medcode.Date `json:"effective,omitzero"`   // of the row of the conversion table, the last that was followed; of the update that is lacking
	Table      string       `json:"table,omitempty"`      // what the table says where it names no code of the day; of a procedure, the releases that have it
}

// Left reports whether the code could not be carried and is no code of the day, or
// is not known to be one.
func (c Change) Left() bool { return c.Kind >= Several }

// mostCandidates is how many are told of.
const mostCandidates = 8

// String says it in a line.
func (c Change) String() string {
	what := "diagnosis"
	if c.Procedure {
		what = "procedure"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %s %d: ", c.Code, what, c.Index+1)
	table := ""
	if !c.Effective.IsZero() && c.Kind != NotAtHand {
		table = fmt.Sprintf(" (conversion table, %s)", c.Effective)
	}
	few := strings.Join(c.Candidates[:min(len(c.Candidates), mostCandidates)], ", ")
	if n := len(c.Candidates) - mostCandidates; n > 0 {
		few += fmt.Sprintf(" and %d more", n)
	}
	switch c.Kind {
	case Same:
		b.WriteString("the same")
	case Replaced:
		fmt.Fprintf(&b, "carried to %s%s", c.To, table)
	case Split:
		fmt.Fprintf(&b, "the same, though part of it has become %s%s", few, table)
	case Several:
		fmt.Fprintf(&b, "not carried: may be %s", few)
		if c.Table != "" {
			fmt.Fprintf(&b, "; the table says %q", c.Table)
		}
		b.WriteString(table)
	case Nothing:
		b.WriteString("not carried: nothing is coded in its place")
		if c.Table != "" {
			fmt.Fprintf(&b, "; the table says %q", c.Table)
		}
		b.WriteString(table)
	case NoHistory:
		b.WriteString("not carried: not a code of the day, and no conversion table at hand says what is")
		if c.Table != "" {
			fmt.Fprintf(&b, " (it is one of %s)", c.Table)
		}
	case NoCode:
		b.WriteString("not carried: no release has it")
	case NotAtHand:
		fmt.Fprintf(&b, "left: it may be of the update of %s, which is not at hand", c.Effective)
	}
	return b.String()
}
