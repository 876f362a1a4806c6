package mce

import (
	"iter"
	"math/bits"
	"strings"

	"github.com/medcode/medcode/internal/enum"
)

// An Edit is one objection of the editor. Edits order as their names do.
type Edit uint8

// String returns the name that CMS's software gives the edit: "AGE_CONFLICT".
func (e Edit) String() string {
	if e < numEdits {
		return editNames[e]
	}
	return "UNKNOWN_EDIT"
}

// MarshalText implements [encoding.TextMarshaler].
func (e Edit) MarshalText() ([]byte, error) { return []byte(e.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]: a name as String gives it.
func (e *Edit) UnmarshalText(b []byte) error { return enum.Parse(e, b, editNames[:]) }

// AllEdits yields every edit, in order.
func AllEdits() iter.Seq[Edit] { return Edits(1<<numEdits - 1).All() }

// Edits is a set of edits.
type Edits uint64

// Has reports whether e is in the set.
func (s Edits) Has(e Edit) bool { return s>>e&1 != 0 }

// Len returns the number of edits in the set.
func (s Edits) Len() int { return bits.OnesCount64(uint64(s)) }

// All yields the edits in the set, in order.
func (s Edits) All() iter.Seq[Edit] {
	return func(yield func(Edit) bool) {
		for ; s != 0; s &= s - 1 {
			if !yield(Edit(bits.TrailingZeros64(uint64(s)))) {
				return
			}
		}
	}
}

// String returns the names of the edits joined by "+"; "" for none.
func (s Edits) String() string {
	var names []string
	for e := range s.All() {
		names = append(names, e.String())
	}
	return strings.Join(names, "+")
}

// MarshalText implements [encoding.TextMarshaler].
func (s Edits) MarshalText() ([]byte, error) { return s.AppendText(nil) }

// AppendText implements [encoding.TextAppender]; it is String.
func (s Edits) AppendText(b []byte) ([]byte, error) {
	for i, rest := 0, s; rest != 0; i, rest = i+1, rest&(rest-1) {
		if i > 0 {
			b = append(b, '+')
		}
		b = append(b, editNames[bits.TrailingZeros64(uint64(rest))]...)
	}
	return b, nil
}

// A Type says when the edits of a claim are decided.
type Type uint8

// The types.
const (
	None                 Type = iota // no edit, or only that of the admitting diagnosis
	Prepayment                       // edits to resolve before payment
	Postpayment                      // edits for review after payment
	Both                             // some of each
	InvalidDischargeDate             // nothing was edited, for want of a usable discharge date
)

var typeNames = []string{"NONE", "PREPAYMENT", "POSTPAYMENT", "BOTH", "INVALID_DISCHARGE_DATE"}

// String returns the name that CMS's software gives the type: "PREPAYMENT".
func (t Type) String() string {
	if int(t) < len(typeNames) {
		return typeNames[t]
	}
	return "UNKNOWN_TYPE"
}

// MarshalText implements [encoding.TextMarshaler].
func (t Type) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]: a name as String gives it.
func (t *Type) UnmarshalText(b []byte) error { return enum.Parse(t, b, typeNames) }

// typeOf returns the type of a claim with the given edits.
func typeOf(s Edits) Type {
	switch {
	case s&prepayment != 0 && s&postpayment != 0:
		return Both
	case s&prepayment != 0:
		return Prepayment
	case s&postpayment != 0:
		return Postpayment
	}
	return None
}
