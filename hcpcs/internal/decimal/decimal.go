// Package decimal reads and writes the fixed-point numbers of fee schedules:
// whole numbers of hundredths, thousandths or ten-thousandths, exact where
// binary fractions are not.
package decimal

import (
	"fmt"
	"math"
	"math/bits"
	"strings"

	"github.com/medcode/medcode"
)

// Parse reads a number with blanks around it, an optional dollar sign and
// thousands separators, as a count of units of 10^-places. Commas must part the
// whole digits by threes: "1,23" is a decimal comma, or a digit is lost. Digits
// beyond the places must be zeros.
func Parse(s string, places int) (int64, error) {
	n, digits, decimals := int64(0), 0, -1
	group := -1 // digits since the last comma; -1 before the first
	text := strings.TrimPrefix(strings.TrimSpace(s), "$")
	for i := range len(text) {
		c := text[i]
		switch {
		case c == '.' && decimals < 0 && (group < 0 || group == 3):
			decimals = 0
		case c == ',' && decimals < 0 && (group < 0 && digits > 0 && digits <= 3 || group == 3):
			group = 0
		case c < '0' || c > '9', decimals >= places && c != '0', digits == 15:
			return 0, malformed(s, places)
		case decimals >= places:
		default:
			n = n*10 + int64(c-'0')
			digits++
			if decimals >= 0 {
				decimals++
			} else if group >= 0 {
				group++
			}
		}
	}
	if digits == 0 || decimals < 0 && group >= 0 && group != 3 {
		return 0, malformed(s, places)
	}
	for i := max(decimals, 0); i < places; i++ {
		if n > math.MaxInt64/10 {
			return 0, malformed(s, places)
		}
		n *= 10
	}
	return n, nil
}

func malformed(s string, places int) error {
	return fmt.Errorf("number %q: want digits and at most %d decimals: %w", s, places, medcode.ErrSyntax)
}

// Unmarshal reads a number of JSON with at most that many decimals into n, which
// null leaves as it is.
func Unmarshal[T ~int32](n *T, b []byte, places int) error {
	if string(b) == "null" {
		return nil
	}
	v, err := Parse(string(b), places)
	switch {
	case err != nil:
		return err
	case v != int64(T(v)):
		return malformed(string(b), places)
	}
	*n = T(v)
	return nil
}

// Append appends n units of 10^-places to b with all its decimals.
func Append(b []byte, n int64, places int) []byte {
	if n < 0 {
		b, n = append(b, '-'), -n
	}
	scale := int64(1)
	for range places {
		scale *= 10
	}
	b = fmt.Appendf(b, "%d", n/scale)
	if places > 0 {
		b = fmt.Appendf(b, ".%0*d", places, n%scale)
	}
	return b
}

// Scale returns n*num/den, rounded half away from zero, for a num that is not
// negative and a den above zero; what doesn't fit is the largest or least.
func Scale(n, num, den int64) int64 {
	if n < 0 {
		return -Scale(-max(n, -math.MaxInt64), num, den)
	}
	high, low := bits.Mul64(uint64(n), uint64(num))
	low, carry := bits.Add64(low, uint64(den/2), 0)
	if high += carry; high >= uint64(den) {
		return math.MaxInt64
	}
	q, _ := bits.Div64(high, low, uint64(den))
	return int64(min(q, math.MaxInt64))
}
