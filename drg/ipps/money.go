package ipps

import (
	"math"
	"regexp"
	"strings"
)

// Money is an amount of US dollars in whole cents.
//
// The factors of a payment are numbers with many decimals or none that end
// (a wage index to the power of 0.6848), so a payment is worked out in
// double-precision dollars and each of its components rounded once, at the end,
// to the nearest cent, half a cent away from zero. A value within a millionth
// of a cent of the half counts as the half: that is far more than the error of
// the arithmetic, so an amount that is exactly half a cent on paper rounds the
// same way on every machine. The total is the sum of the rounded components.
type Money int64

const moneyDecimals = 2

// Dollars returns m as a number of dollars.
func (m Money) Dollars() float64 { return float64(m) / 100 }

// ParseMoney reads dollars and cents as tables and people write them: 4456.72,
// $4,456.72, -40397.
func ParseMoney(s string) (Money, error) {
	t := strings.TrimSpace(s)
	negative := strings.HasPrefix(t, "-")
	t = strings.TrimPrefix(strings.TrimPrefix(t, "-"), "$")
	if thousands.MatchString(t) {
		t = strings.ReplaceAll(t, ",", "")
	}
	n, err := parseFixed("amount of money", t, moneyDecimals, math.MaxInt64)
	if negative {
		n = -n
	}
	return Money(n), err
}

var thousands = regexp.MustCompile(`^\d{1,3}(,\d{3})+(\.|$)`)

// roundMoney returns dollars to the nearest cent.
func roundMoney(dollars float64) Money {
	cents := math.Floor(math.Abs(dollars)*100 + 0.5 + 1e-6)
	return Money(math.Copysign(cents, dollars))
}

// String returns m with its cents: 4456.72.
func (m Money) String() string { return string(appendFixed(nil, int64(m), moneyDecimals)) }

// MarshalText implements [encoding.TextMarshaler].
func (m Money) MarshalText() ([]byte, error) { return appendFixed(nil, int64(m), moneyDecimals), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (m *Money) UnmarshalText(b []byte) error { return unmarshal(m, b, ParseMoney) }

// MarshalJSON implements [encoding/json.Marshaler]: a number.
func (m Money) MarshalJSON() ([]byte, error) { return m.MarshalText() }

// UnmarshalJSON implements [encoding/json.Unmarshaler].
func (m *Money) UnmarshalJSON(b []byte) error { return m.UnmarshalText(b) }
