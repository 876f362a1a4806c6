package ipps

import (
	"math"
	"math/bits"
	"strconv"

	"github.com/medcode/medcode"
)

// Nanos is an amount of dollars in billionths: the nine decimals to which CMS's
// pricer keeps an amount between two steps. Its text and JSON forms are in
// dollars: 41248.678673804.
type Nanos int64

const (
	nano         = 1_000_000_000
	nanosPerCent = nano / 100
)

// nanos returns cents as billionths of a dollar.
func nanos(c medcode.Cents) Nanos { return Nanos(c) * nanosPerCent }

// Cents returns n to the nearest cent, half a cent away from zero.
func (n Nanos) Cents() medcode.Cents {
	if n < 0 {
		return -(-n).Cents()
	}
	return medcode.Cents((n + nanosPerCent/2) / nanosPerCent)
}

// Dollars returns n as a number of dollars.
func (n Nanos) Dollars() float64 { return float64(n) / nano }

// String returns n in dollars with nine decimals.
func (n Nanos) String() string { return string(appendFixed(nil, int64(n), 9)) }

// MarshalText implements [encoding.TextMarshaler].
func (n Nanos) MarshalText() ([]byte, error) { return appendFixed(nil, int64(n), 9), nil }

// MarshalJSON implements [encoding/json.Marshaler]: a number of dollars.
func (n Nanos) MarshalJSON() ([]byte, error) { return n.MarshalText() }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (n *Nanos) UnmarshalText(b []byte) error {
	s, sign := string(b), int64(1)
	if len(s) > 0 && s[0] == '-' {
		s, sign = s[1:], -1
	}
	v, err := parseFixed("amount", s, 9, math.MaxInt64)
	if err == nil {
		*n = Nanos(sign * v)
	}
	return err
}

// UnmarshalJSON implements [encoding/json.Unmarshaler].
func (n *Nanos) UnmarshalJSON(b []byte) error { return n.UnmarshalText(b) }

// mulDiv returns a × b / div, div above 0, to the nearest integer, half away from
// zero. The product has 128 bits; a quotient that doesn't fit is the largest.
func mulDiv(a, b, div int64) int64 {
	hi, lo := bits.Mul64(magnitude(a), magnitude(b))
	lo, carry := bits.Add64(lo, uint64(div)/2, 0)
	hi += carry
	if hi >= uint64(div) {
		return sign(a, b) * math.MaxInt64
	}
	q, _ := bits.Div64(hi, lo, uint64(div))
	return sign(a, b) * int64(min(q, math.MaxInt64))
}

func magnitude(a int64) uint64 {
	if a < 0 {
		return -uint64(a)
	}
	return uint64(a)
}

func sign(a, b int64) int64 {
	if (a < 0) != (b < 0) {
		return -1
	}
	return 1
}

// times returns a part of n, given in units of which one makes the whole, to
// nine decimals.
func (n Nanos) times(part, one int64) Nanos { return Nanos(mulDiv(int64(n), part, one)) }

// timesCents returns a part of c, given in units of which one makes the whole,
// to cents.
func timesCents(c medcode.Cents, part, one int64) medcode.Cents {
	return medcode.Cents(mulDiv(int64(c), part, one))
}

// scaled returns a ratio in units of which one makes 1: the decimals that the
// files publish, from a number that stands for them.
func scaled(x float64, one int64) int64 { return int64(math.Round(x * float64(one))) }

// roundCents returns dollars to the nearest cent, half a cent away from zero, for
// amounts that were worked out unrounded. A value within a millionth of a cent of
// the half counts as the half: that is far more than the error of the arithmetic,
// so an amount that is exactly half a cent on paper rounds the same way on every
// machine.
func roundCents(dollars float64) medcode.Cents {
	cents := math.Floor(math.Abs(dollars)*100 + 0.5 + 1e-6)
	return medcode.Cents(math.Copysign(cents, dollars))
}

// appendFixed appends n units with their decimals.
func appendFixed(b []byte, n int64, decimals int) []byte {
	m := magnitude(n)
	if n < 0 {
		b = append(b, '-')
	}
	var one uint64 = 1
	for range decimals {
		one *= 10
	}
	b = append(strconv.AppendUint(b, m/one, 10), '.')
	for rest := m % one; one > 1; rest %= one {
		one /= 10
		b = append(b, byte('0'+rest/one))
	}
	return b
}
