package medcode

import "fmt"

// Sex is a patient's administrative sex, as claims report it.
type Sex uint8

// The values of Sex.
const (
	SexUnknown Sex = iota
	Male
	Female
)

// ParseSex reads the forms found on claims and in files: M or 1, F or 2, and
// U, 0 or nothing for unknown, in any case.
func ParseSex(s string) (Sex, error) {
	switch s {
	case "M", "m", "1":
		return Male, nil
	case "F", "f", "2":
		return Female, nil
	case "U", "u", "0", "":
		return SexUnknown, nil
	}
	return SexUnknown, fmt.Errorf("sex %q: want M, F or U: %w", s, ErrSyntax)
}

// String returns "M", "F" or "U".
func (s Sex) String() string {
	switch s {
	case Male:
		return "M"
	case Female:
		return "F"
	}
	return "U"
}

// MarshalText implements [encoding.TextMarshaler].
func (s Sex) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (s *Sex) UnmarshalText(b []byte) error {
	v, err := ParseSex(string(b))
	if err == nil {
		*s = v
	}
	return err
}
