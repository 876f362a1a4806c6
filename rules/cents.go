package rules

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
)

// Cents is an amount of United States money. Its text and JSON forms are in
// dollars: 12.50.
type Cents int64

// ParseCents reads dollars with at most two decimals: "12", "12.5", "-12.50".
func ParseCents(s string) (Cents, error) {
	whole, frac, dotted := strings.Cut(strings.TrimSpace(s), ".")
	bad := len(frac) > 2 || whole == "" && frac == "" || dotted && strings.TrimLeft(frac, "0123456789") != ""
	for len(frac) < 2 {
		frac += "0"
	}
	n, err := strconv.ParseInt(strings.TrimPrefix(whole, "+")+frac[:2], 10, 64)
	if err != nil || bad {
		return 0, fmt.Errorf("amount %q: want dollars with at most two decimals: %w", s, medcode.ErrSyntax)
	}
	return Cents(n), nil
}

// Dollars returns the amount that is nearest to d dollars.
func Dollars(d float64) Cents { return Cents(math.Round(d * 100)) }

// String returns the amount in dollars with two decimals.
func (c Cents) String() string {
	sign, n := "", uint64(c)
	if c < 0 {
		sign, n = "-", -n
	}
	return fmt.Sprintf("%s%d.%02d", sign, n/100, n%100)
}

// MarshalJSON implements [encoding/json.Marshaler]: a number of dollars.
func (c Cents) MarshalJSON() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalJSON implements [encoding/json.Unmarshaler].
func (c *Cents) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*c = 0
		return nil
	}
	v, err := ParseCents(string(b))
	if err == nil {
		*c = v
	}
	return err
}
