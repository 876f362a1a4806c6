package ipps

import (
	"fmt"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
)

// Weights is a row of Table 5: what a fiscal year's final rule says of a DRG.
type Weights struct {
	DRG   drg.Number `json:"drg"`
	MDC   string     `json:"mdc,omitempty"` // "01" to "25", "PRE", or nothing for DRGs of every MDC
	Type  Type       `json:"type"`
	Title string     `json:"title"`

	// Relative is the weight that pays: after the cap of 42 CFR 412.60(b), by
	// which it falls by at most a tenth a year. Uncapped is the weight before
	// the cap; years without a cap have both the same. Both are zero for DRGs
	// 998 and 999.
	Relative Weight `json:"relative"`
	Uncapped Weight `json:"uncapped"`

	// The mean lengths of stay. Zero is none: DRGs 998 and 999, and in some
	// years DRGs with too few stays.
	GeometricMean  Days `json:"geometricMean"`
	ArithmeticMean Days `json:"arithmeticMean"`

	// PostAcute says that a discharge to post-acute care is paid as a transfer
	// (42 CFR 412.4(c)), SpecialPay that it is paid half at once by the special
	// payment methodology (412.4(f)(6)).
	PostAcute  bool `json:"postAcute"`
	SpecialPay bool `json:"specialPay"`
}

// Type says whether a DRG is surgical or medical.
type Type uint8

// The values of Type. DRGs 998 and 999 have none.
const (
	NoType Type = iota
	Medical
	Surgical
)

// ParseType reads MED, SURG, or nothing.
func ParseType(s string) (Type, error) {
	switch s {
	case "MED":
		return Medical, nil
	case "SURG":
		return Surgical, nil
	case "":
		return NoType, nil
	}
	return NoType, fmt.Errorf("DRG type %q: want MED or SURG: %w", s, medcode.ErrSyntax)
}

// String returns "MED", "SURG" or "".
func (t Type) String() string {
	switch t {
	case Medical:
		return "MED"
	case Surgical:
		return "SURG"
	}
	return ""
}

// MarshalText implements [encoding.TextMarshaler].
func (t Type) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (t *Type) UnmarshalText(b []byte) error { return unmarshal(t, b, ParseType) }
