package pcs

import (
	"cmp"
	"database/sql/driver"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/codeword"
)

// A Code is a text of the form of an ICD-10-PCS code: seven characters, each a
// digit or a letter other than I and O. Whether a release has it is the
// release's to say.
//
// Codes are comparable and order as their texts do. The zero Code is no code.
type Code struct{ w codeword.Word }

// Parse reads a code in any case, with blanks around it. The error is a
// [*medcode.CodeError].
//
// Form: ICD-10-PCS Official Guidelines for Coding and Reporting, A1 and A2;
// the letters I and O are not used, so that they aren't taken for 1 and 0.
func Parse(s string) (Code, error) { return parse(s) }

func parse[T string | []byte](s T) (Code, error) {
	w, err := parsePrefix(s)
	if err != nil {
		return Code{}, err
	}
	if w.Len() < 7 {
		t, blanks := codeword.Trim(s)
		return Code{}, syntax(string(s), blanks+len(t), "want 7 characters")
	}
	return Code{w}, nil
}

// parsePrefix reads up to seven characters of a code.
func parsePrefix[T string | []byte](s T) (codeword.Word, error) {
	t, blanks := codeword.Trim(s)
	var w codeword.Word
	for i := range len(t) {
		c := codeword.Upper(t[i])
		switch {
		case i == 7:
			return 0, syntax(string(s), blanks+i, "more than 7 characters")
		case c == 'I' || c == 'O':
			return 0, syntax(string(s), blanks+i, "the letters I and O are not used; 1 or 0?")
		case !codeword.IsUpper(c) && !codeword.IsDigit(c):
			return 0, syntax(string(s), blanks+i, "want digits and letters")
		}
		w = w.With(i, c)
	}
	return w, nil
}

func syntax(text string, offset int, reason string) error {
	return &medcode.CodeError{System: "ICD-10-PCS", Text: text, Offset: offset, Reason: reason}
}

// MustParse is Parse for constants; it panics on error.
func MustParse(s string) Code {
	c, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return c
}

// IsValid reports whether c has the form of a code, which is whether it is not
// the zero Code.
func (c Code) IsValid() bool { return c.w != 0 }

// A Char is one character of a code: 0 to 9, or A to Z without I and O. It is
// text in JSON; the zero Char is empty, no character.
type Char byte

// String returns c as text.
func (c Char) String() string {
	if c == 0 {
		return ""
	}
	return string(rune(c))
}

// MarshalText implements [encoding.TextMarshaler].
func (c Char) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (c *Char) UnmarshalText(b []byte) error {
	w, err := parsePrefix(b)
	switch {
	case err != nil:
		return err
	case w.Len() > 1:
		return syntax(string(b), 1, "want one character")
	}
	*c = Char(w.At(0))
	return nil
}

// At returns the character at position i, 1 (section) to 7 (qualifier), as the
// system counts them, and 0 at any other.
func (c Code) At(i int) Char {
	if i < 1 || i > 7 {
		return 0
	}
	return Char(c.w.At(i - 1))
}

// Table returns the first three characters of c: section, body system and
// operation, which name the table that c comes from.
func (c Code) Table() string { return c.w.First(3).String() }

// Compare returns -1, 0 or +1 as c sorts before, with or after d.
func (c Code) Compare(d Code) int { return cmp.Compare(c.w, d.w) }

// Key returns c packed into a number, the first character in the highest byte:
// keys order as codes do, and 0 is the zero Code. It is for tables and hashes.
func (c Code) Key() uint64 { return uint64(c.w) }

// String returns the seven characters of c.
func (c Code) String() string { return c.w.String() }

// Compact returns the same as String, as the code types of other systems have it.
func (c Code) Compact() string { return c.w.String() }

// AppendCompact appends the seven characters of c to b.
func (c Code) AppendCompact(b []byte) []byte { return c.w.Append(b) }

// AppendText implements [encoding.TextAppender].
func (c Code) AppendText(b []byte) ([]byte, error) { return c.w.Append(b), nil }

// MarshalText implements [encoding.TextMarshaler], and so the JSON form; the
// zero Code is empty.
func (c Code) MarshalText() ([]byte, error) { return c.AppendText(nil) }

// UnmarshalText implements [encoding.TextUnmarshaler]; empty text is the zero Code.
func (c *Code) UnmarshalText(b []byte) error { return codeword.Unmarshal(c, b, parse[[]byte]) }

// MarshalBinary implements [encoding.BinaryMarshaler].
func (c Code) MarshalBinary() ([]byte, error) { return c.AppendText(nil) }

// UnmarshalBinary implements [encoding.BinaryUnmarshaler].
func (c *Code) UnmarshalBinary(b []byte) error { return c.UnmarshalText(b) }

// Value implements [driver.Valuer]; the zero Code is NULL.
func (c Code) Value() (driver.Value, error) { return codeword.Value(c.w) }

// Scan implements [database/sql.Scanner] for NULL, strings and bytes.
func (c *Code) Scan(src any) error { return codeword.Scan(c, src, parse[string]) }
