package cm

import (
	"fmt"

	"github.com/medcode/medcode"
)

// A POA is a present-on-admission indicator, the letter that hospitals report
// with each diagnosis of an inpatient stay (ICD-10-CM Official Guidelines,
// Appendix I). The zero POA is a blank.
type POA byte

// The indicators.
const (
	POABlank    POA = 0   // not reported
	POAYes      POA = 'Y' // present at the time of inpatient admission
	POANo       POA = 'N' // not present
	POAUnknown  POA = 'U' // the documentation is insufficient to tell
	POAClinical POA = 'W' // the provider can't determine it clinically
	POAExempt   POA = '1' // exempt from reporting, the form used before version 5010 claims
)

// ParsePOA reads an indicator in either case; nothing or a blank is POABlank.
func ParsePOA(s string) (POA, error) {
	switch s {
	case "", " ":
		return POABlank, nil
	case "Y", "y", "N", "n", "U", "u", "W", "w":
		return POA(s[0] &^ 0x20), nil
	case "1":
		return POAExempt, nil
	}
	return POABlank, fmt.Errorf("present-on-admission indicator %q: want Y, N, U, W, 1 or nothing: %w", s, medcode.ErrSyntax)
}

// String returns the letter, or "" for a blank.
func (p POA) String() string {
	if p == POABlank {
		return ""
	}
	return string(rune(p))
}

// MarshalText implements [encoding.TextMarshaler].
func (p POA) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (p *POA) UnmarshalText(b []byte) error {
	v, err := ParsePOA(string(b))
	if err == nil {
		*p = v
	}
	return err
}
