package medcode

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Cents is an amount of United States money in whole cents. Its text and JSON
// forms are in dollars: 12.50.
type Cents int64

// ParseCents reads dollars with at most two decimals as tables and people write
// them: 12, 12.5, -12.50, $4,456.72. The error wraps [ErrSyntax].
func ParseCents(s string) (Cents, error) {
	if c, ok := plainCents(s); ok {
		return c, nil
	}
	text := strings.TrimSpace(s)
	negative := strings.HasPrefix(text, "-")
	if negative || strings.HasPrefix(text, "+") {
		text = text[1:]
	}
	dollars, decimals, _ := strings.Cut(strings.TrimPrefix(text, "$"), ".")
	if dollars, ok := ungrouped(dollars); ok && dollars+decimals != "" && len(decimals) <= 2 {
		if n, err := strconv.ParseUint(dollars+decimals+"00"[len(decimals):], 10, 63); err == nil {
			if negative {
				return -Cents(n), nil
			}
			return Cents(n), nil
		}
	}
	return 0, fmt.Errorf("amount %q: want dollars with at most two decimals: %w", s, ErrSyntax)
}

// plainCents reads digits with a point before the last two or fewer, as nearly all
// amounts of files are.
func plainCents(s string) (Cents, bool) {
	if len(s) == 0 || len(s) > 16 || s == "." {
		return 0, false
	}
	n, behind := Cents(0), -1
	for i := range len(s) {
		switch d := s[i] - '0'; {
		case d <= 9:
			n = n*10 + Cents(d)
		case s[i] == '.' && behind < 0:
			behind = i
		default:
			return 0, false
		}
	}
	if behind < 0 {
		return n * 100, true
	}
	switch len(s) - 1 - behind {
	case 0:
		return n * 100, true
	case 1:
		return n * 10, true
	case 2:
		return n, true
	}
	return 0, false
}

// ungrouped takes commas out that stand between groups of three digits.
func ungrouped(s string) (string, bool) {
	if strings.IndexByte(s, ',') < 0 {
		return s, true
	}
	groups := strings.Split(s, ",")
	for i, g := range groups {
		if len(g) > 3 || len(g) == 0 || i > 0 && len(g) < 3 {
			return "", false
		}
	}
	return strings.Join(groups, ""), true
}

// Add returns c plus d, and the largest or smallest amount where the sum is
// beyond it.
func (c Cents) Add(d Cents) Cents {
	sum := c + d
	switch {
	case d > 0 && sum < c:
		return math.MaxInt64
	case d < 0 && sum > c:
		return math.MinInt64
	}
	return sum
}

// Sub returns c less d, and the largest or smallest amount where the difference
// is beyond it.
func (c Cents) Sub(d Cents) Cents {
	difference := c - d
	switch {
	case d > 0 && difference > c:
		return math.MinInt64
	case d < 0 && difference < c:
		return math.MaxInt64
	}
	return difference
}

// Dollars returns c as a number of dollars.
func (c Cents) Dollars() float64 { return float64(c) / 100 }

// String returns c in dollars with two decimals: 4456.72.
func (c Cents) String() string {
	b, _ := c.AppendText(nil)
	return string(b)
}

// AppendText implements [encoding.TextAppender]; it is String.
func (c Cents) AppendText(b []byte) ([]byte, error) {
	n := uint64(c)
	if c < 0 {
		b, n = append(b, '-'), -n
	}
	b = append(strconv.AppendUint(b, n/100, 10), '.')
	return append(b, byte('0'+n%100/10), byte('0'+n%10)), nil
}

// MarshalText implements [encoding.TextMarshaler].
func (c Cents) MarshalText() ([]byte, error) { return c.AppendText(nil) }

// UnmarshalText implements [encoding.TextUnmarshaler]; see [ParseCents].
func (c *Cents) UnmarshalText(b []byte) error {
	v, err := ParseCents(string(b))
	if err == nil {
		*c = v
	}
	return err
}

// MarshalJSON implements [encoding/json.Marshaler]: a number of dollars.
func (c Cents) MarshalJSON() ([]byte, error) { return c.AppendText(nil) }

// UnmarshalJSON implements [encoding/json.Unmarshaler]: a number of dollars
// with at most two decimals; null leaves c as it is.
func (c *Cents) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		return nil
	}
	return c.UnmarshalText(b)
}
