package hcpcs

import (
	"cmp"
	"database/sql/driver"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/codeword"
)

// A Modifier is a text of the form of a HCPCS modifier of either level: two
// letters or digits. Modifiers are comparable and order as their texts do. The
// zero Modifier is none.
type Modifier struct{ w codeword.Word }

// ParseModifier reads a modifier in any case, with blanks around it. The error
// is a [*medcode.CodeError].
func ParseModifier(s string) (Modifier, error) { return parseModifier(s) }

func parseModifier[T string | []byte](s T) (Modifier, error) {
	t, blanks := codeword.Trim(s)
	reason, at := "want 2 characters", min(len(t), 2)
	if len(t) == 2 {
		a, b := codeword.Upper(t[0]), codeword.Upper(t[1])
		switch {
		case !codeword.IsUpper(a) && !codeword.IsDigit(a):
			at = 0
		case !codeword.IsUpper(b) && !codeword.IsDigit(b):
			at = 1
		default:
			var w codeword.Word
			return Modifier{w.With(0, a).With(1, b)}, nil
		}
		reason = "want a letter or a digit"
	}
	return Modifier{}, &medcode.CodeError{System: "HCPCS modifier", Text: string(s), Offset: blanks + at, Reason: reason}
}

// MustParseModifier is ParseModifier for constants; it panics on error.
func MustParseModifier(s string) Modifier {
	m, err := ParseModifier(s)
	if err != nil {
		panic(err)
	}
	return m
}

// IsValid reports whether m is not the zero Modifier.
func (m Modifier) IsValid() bool { return m.w != 0 }

// Level returns the level of m. Level I (CPT) modifiers begin with a digit, or
// are the physical status modifiers P1 to P6; all others are Level II.
func (m Modifier) Level() Level {
	a, b := m.w.At(0), m.w.At(1)
	switch {
	case a == 0:
		return NoLevel
	case codeword.IsDigit(a), a == 'P' && b >= '1' && b <= '6':
		return LevelI
	}
	return LevelII
}

// Compare returns -1, 0 or +1 as m sorts before, with or after n.
func (m Modifier) Compare(n Modifier) int { return cmp.Compare(m.w, n.w) }

// Key returns m packed into a number; 0 is the zero Modifier.
func (m Modifier) Key() uint16 { return uint16(m.w >> 48) }

// String returns the two characters of m.
func (m Modifier) String() string { return m.w.String() }

// AppendText implements [encoding.TextAppender].
func (m Modifier) AppendText(b []byte) ([]byte, error) { return m.w.Append(b), nil }

// MarshalText implements [encoding.TextMarshaler], and so the JSON form; the
// zero Modifier is empty.
func (m Modifier) MarshalText() ([]byte, error) { return m.AppendText(nil) }

// UnmarshalText implements [encoding.TextUnmarshaler]; empty text is the zero Modifier.
func (m *Modifier) UnmarshalText(b []byte) error {
	return codeword.Unmarshal(m, b, parseModifier[string])
}

// MarshalBinary implements [encoding.BinaryMarshaler]: the text form.
func (m Modifier) MarshalBinary() ([]byte, error) { return m.AppendText(nil) }

// UnmarshalBinary implements [encoding.BinaryUnmarshaler].
func (m *Modifier) UnmarshalBinary(b []byte) error { return m.UnmarshalText(b) }

// Value implements [driver.Valuer]: the text form, NULL for the zero Modifier.
func (m Modifier) Value() (driver.Value, error) { return codeword.Value(m.w) }

// Scan implements [database/sql.Scanner] for NULL, strings and bytes.
func (m *Modifier) Scan(src any) error { return codeword.Scan(m, src, parseModifier[string]) }
