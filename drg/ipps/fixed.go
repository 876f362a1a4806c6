package ipps

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
)

// A Weight is a relative weight in ten-thousandths, the four decimals that are
// published: 15000 is 1.5. Sums of weights are exact in any order. The zero
// Weight is none.
type Weight int32

// Days is a mean length of stay in tenths of a day, the one decimal that is
// published: 45 is 4.5 days. Zero is none.
type Days int16

const (
	weightDecimals = 4
	daysDecimals   = 1
)

// ParseWeight reads a weight such as 1.5 or 28.0239: at most four decimals.
func ParseWeight(s string) (Weight, error) {
	n, err := parseFixed("relative weight", s, weightDecimals, 1<<31-1)
	return Weight(n), err
}

// Float64 returns w as a number: 1.5.
func (w Weight) Float64() float64 { return float64(w) / 1e4 }

// Times returns a part of w, rounded to four decimals, half up: what a stay that
// is paid as a transfer adds to the transfer-adjusted case-mix index.
func (w Weight) Times(part float64) Weight { return Weight(math.Floor(float64(w)*part + 0.5 + 1e-6)) }

// String returns w as the tables print it: 1.5000.
func (w Weight) String() string { return string(appendFixed(nil, int64(w), weightDecimals)) }

// MarshalText implements [encoding.TextMarshaler].
func (w Weight) MarshalText() ([]byte, error) {
	return appendFixed(nil, int64(w), weightDecimals), nil
}

// UnmarshalText implements [encoding.TextUnmarshaler].
func (w *Weight) UnmarshalText(b []byte) error { return unmarshal(w, b, ParseWeight) }

// MarshalJSON implements [encoding/json.Marshaler]: a number.
func (w Weight) MarshalJSON() ([]byte, error) { return w.MarshalText() }

// UnmarshalJSON implements [encoding/json.Unmarshaler].
func (w *Weight) UnmarshalJSON(b []byte) error { return w.UnmarshalText(b) }

// ParseDays reads a mean length of stay such as 4.5: at most one decimal.
func ParseDays(s string) (Days, error) {
	n, err := parseFixed("length of stay", s, daysDecimals, 1<<15-1)
	return Days(n), err
}

// Float64 returns d as a number: 4.5.
func (d Days) Float64() float64 { return float64(d) / 10 }

// String returns d as the tables print it: 4.5.
func (d Days) String() string { return string(appendFixed(nil, int64(d), daysDecimals)) }

// MarshalText implements [encoding.TextMarshaler].
func (d Days) MarshalText() ([]byte, error) { return appendFixed(nil, int64(d), daysDecimals), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (d *Days) UnmarshalText(b []byte) error { return unmarshal(d, b, ParseDays) }

// MarshalJSON implements [encoding/json.Marshaler]: a number.
func (d Days) MarshalJSON() ([]byte, error) { return d.MarshalText() }

// UnmarshalJSON implements [encoding/json.Unmarshaler].
func (d *Days) UnmarshalJSON(b []byte) error { return d.UnmarshalText(b) }

// parseFixed reads digits with at most that many decimals as a whole number of
// the smallest unit, up to most.
func parseFixed(what, s string, decimals int, most int64) (int64, error) {
	bad := func() (int64, error) {
		return 0, fmt.Errorf("%s %q: want a number with at most %d decimals: %w", what, s, decimals, medcode.ErrSyntax)
	}
	whole, fraction, point := strings.Cut(s, ".")
	if whole == "" || point && fraction == "" || len(fraction) > decimals {
		return bad()
	}
	digits := whole + fraction + strings.Repeat("0", decimals-len(fraction))
	n, err := strconv.ParseUint(digits, 10, 63)
	if err != nil || int64(n) > most {
		return bad()
	}
	return int64(n), nil
}

func unmarshal[T any](dst *T, b []byte, parse func(string) (T, error)) error {
	v, err := parse(string(b))
	if err == nil {
		*dst = v
	}
	return err
}
