package rules

import (
	"fmt"
	"strconv"

	"github.com/medcode/medcode"
)

// An Age is an age in completed years, as a claim states it, right or wrong;
// the zero Age is not stated.
type Age struct {
	years  int32
	stated bool
}

// YearsOld returns the age of n years.
func YearsOld(n int) Age { return Age{int32(n), true} }

// Years returns the years and whether the age is stated.
func (a Age) Years() (n int, ok bool) { return int(a.years), a.stated }

// IsZero reports whether the age is not stated.
func (a Age) IsZero() bool { return !a.stated }

// String returns the years in digits, or "".
func (a Age) String() string {
	if !a.stated {
		return ""
	}
	return strconv.Itoa(int(a.years))
}

// MarshalJSON implements [encoding/json.Marshaler]: a number, or null.
func (a Age) MarshalJSON() ([]byte, error) {
	if !a.stated {
		return []byte("null"), nil
	}
	return strconv.AppendInt(nil, int64(a.years), 10), nil
}

// UnmarshalJSON implements [encoding/json.Unmarshaler].
func (a *Age) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*a = Age{}
		return nil
	}
	n, err := strconv.ParseInt(string(b), 10, 32)
	if err != nil {
		return fmt.Errorf("age %q: want a whole number: %w", b, medcode.ErrSyntax)
	}
	*a = YearsOld(int(n))
	return nil
}
