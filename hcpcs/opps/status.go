package opps

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
)

// A Status is an OPPS payment status indicator (Addendum D1), or W, which the
// I/OCE gives lines whose code is invalid. The zero Status is none.
type Status uint8

// The status indicators in the order of Addendum D1.
const (
	NoStatus Status = iota
	A               // paid under another fee schedule
	B               // not recognized by OPPS; another code may be
	C               // inpatient only
	D               // discontinued
	E1              // not covered, or not recognized by Medicare
	E2              // no pricing information
	F               // corneal tissue and others, at cost
	G               // pass-through drug or biological
	H               // pass-through device, at cost
	H1              // non-opioid device for pain relief, at cost
	J1              // comprehensive: pays for the claim
	J2              // may be comprehensive: observation
	K               // drug or biological with its own APC
	K1              // non-opioid drug for pain relief
	L               // influenza, pneumococcal and other vaccines, at cost
	M               // not billable to the contractor
	N               // packaged
	P               // partial hospitalization
	Q1              // packaged with S, T or V
	Q2              // packaged with T
	Q3              // may be paid in a composite
	Q4              // conditionally packaged laboratory test
	R               // blood and blood products
	S               // procedure, not discounted
	T               // procedure, discounted with others
	U               // brachytherapy source
	V               // clinic or emergency visit
	W               // invalid code or revenue code (of the I/OCE)
	Y               // equipment billed to the DME contractor
	Z               // revenue line without a code that neither is packaged nor paid (of the I/OCE)
	statuses
)

var statusNames = [statuses]string{
	"", "A", "B", "C", "D", "E1", "E2", "F", "G", "H", "H1", "J1", "J2", "K", "K1", "L", "M", "N", "P",
	"Q1", "Q2", "Q3", "Q4", "R", "S", "T", "U", "V", "W", "Y", "Z",
}

// ParseStatus reads a status indicator in any case, with blanks around it. The
// error wraps [medcode.ErrSyntax].
func ParseStatus(s string) (Status, error) {
	name := strings.ToUpper(strings.TrimSpace(s))
	for i := NoStatus + 1; i < statuses; i++ {
		if statusNames[i] == name {
			return i, nil
		}
	}
	return NoStatus, fmt.Errorf("status indicator %q: none of those known: %w", s, medcode.ErrSyntax)
}

// String returns the indicator, "" for NoStatus.
func (s Status) String() string {
	if s >= statuses {
		return "Status(" + strconv.Itoa(int(s)) + ")"
	}
	return statusNames[s]
}

// MarshalText implements [encoding.TextMarshaler].
func (s Status) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]; empty text is NoStatus.
func (s *Status) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*s = NoStatus
		return nil
	}
	v, err := ParseStatus(string(b))
	if err == nil {
		*s = v
	}
	return err
}

// An APC is the number of an ambulatory payment classification, written with
// four digits at least. The zero APC is none.
type APC uint16

// ParseAPC reads a number of one to five digits with blanks around it, up to
// 9999. The error wraps [medcode.ErrSyntax].
func ParseAPC(s string) (APC, error) {
	t := strings.TrimSpace(s)
	n, err := strconv.ParseUint(t, 10, 16)
	if err != nil || n == 0 || n > lastAPC || len(t) > 5 {
		return 0, fmt.Errorf("APC %q: want a number from 1 to %d: %w", s, lastAPC, medcode.ErrSyntax)
	}
	return APC(n), nil
}

const lastAPC = 9999

// String returns the number with four digits at least, "" for the zero APC.
func (a APC) String() string {
	if a == 0 {
		return ""
	}
	return fmt.Sprintf("%04d", uint16(a))
}

// Compare returns -1, 0 or +1 as a is less than, the same as, or more than b.
func (a APC) Compare(b APC) int { return cmp.Compare(a, b) }

// MarshalText implements [encoding.TextMarshaler], and so the JSON form.
func (a APC) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]; empty text is the zero APC.
func (a *APC) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*a = 0
		return nil
	}
	v, err := ParseAPC(string(b))
	if err == nil {
		*a = v
	}
	return err
}

// Mills are thousandths of a dollar: rates of drugs have three decimals.
type Mills int64

// Cents returns m rounded half up to cents.
func (m Mills) Cents() medcode.Cents { return medcode.Cents(divRound(int64(m), 10)) }

// String returns m in dollars with three decimals: 1740.720.
func (m Mills) String() string {
	sign, n := "", uint64(m)
	if m < 0 {
		sign, n = "-", -n
	}
	return fmt.Sprintf("%s%d.%03d", sign, n/1000, n%1000)
}

// MarshalJSON implements [encoding/json.Marshaler]: a number of dollars.
func (m Mills) MarshalJSON() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalJSON implements [encoding/json.Unmarshaler]; null leaves m as it is.
func (m *Mills) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		return nil
	}
	text, minus := strings.CutPrefix(string(b), "-")
	n, err := fixed(text, 3)
	if err == nil {
		if *m = Mills(n); minus {
			*m = -*m
		}
	}
	return err
}

// divRound returns n/d rounded half away from zero; d is positive.
func divRound(n, d int64) int64 {
	if n < 0 {
		return -((-n + d/2) / d)
	}
	return (n + d/2) / d
}
