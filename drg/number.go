package drg

import (
	"database/sql/driver"
	"fmt"
	"strconv"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/codeword"
)

// A Number is the number of a diagnosis-related group, 1 to 999. The zero
// Number is none.
type Number uint16

// ParseNumber reads one to three digits, with blanks around them.
func ParseNumber(s string) (Number, error) {
	t, blanks := codeword.Trim(s)
	n := 0
	for i := range len(t) {
		if !codeword.IsDigit(t[i]) || i == 3 {
			return 0, &medcode.CodeError{System: "DRG", Text: s, Offset: blanks + i, Reason: "want one to three digits"}
		}
		n = n*10 + int(t[i]-'0')
	}
	if n == 0 {
		return 0, &medcode.CodeError{System: "DRG", Text: s, Offset: blanks, Reason: "want a number from 1 to 999"}
	}
	return Number(n), nil
}

// String returns n with three digits, as people write it: 023.
func (n Number) String() string {
	if n < 1000 {
		return string([]byte{'0' + byte(n/100), '0' + byte(n/10%10), '0' + byte(n%10)})
	}
	return strconv.Itoa(int(n))
}

// MarshalText implements [encoding.TextMarshaler]; the zero Number is empty.
func (n Number) MarshalText() ([]byte, error) {
	if n == 0 {
		return nil, nil
	}
	return []byte(n.String()), nil
}

// UnmarshalText implements [encoding.TextUnmarshaler]; empty text is the zero Number.
func (n *Number) UnmarshalText(b []byte) error { return codeword.Unmarshal(n, b, ParseNumber) }

// Value implements [driver.Valuer]: the number, NULL for the zero Number.
func (n Number) Value() (driver.Value, error) {
	if n == 0 {
		return nil, nil
	}
	return int64(n), nil
}

// Scan implements [database/sql.Scanner] for NULL, integers, strings and bytes.
func (n *Number) Scan(src any) error {
	if v, ok := src.(int64); ok {
		if v < 0 || v > 999 {
			return fmt.Errorf("medcode: DRG %d: want 0 to 999: %w", v, medcode.ErrSyntax)
		}
		*n = Number(v)
		return nil
	}
	return codeword.Scan(n, src, ParseNumber)
}
