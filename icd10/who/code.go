package who

import (
	"cmp"
	"database/sql/driver"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/codeword"
)

// A Code is a text of the form of an ICD-10 code as WHO defines it: a letter
// and two digits, and up to two digits more. Whether a publication has it is
// for that publication to say.
//
// Codes are comparable, order as their texts do, and are stored without the
// dot. The zero Code is no code.
type Code struct{ w codeword.Word }

// Parse reads a code with or without its dot ("A01.0", "A010"), in any case,
// with blanks around it. The error is a [*medcode.CodeError].
//
// Form (ICD-10 Volume 2, section 2.4.1): a letter and two digits, then a
// subcategory digit after the dot, then, in chapters XIII, XIX and XX, a digit
// of supplementary subdivision. The marks of the dual classification, † and *,
// are not part of a code.
func Parse(s string) (Code, error) { return parse(s) }

func parse[T string | []byte](s T) (Code, error) {
	t, blanks := codeword.Trim(s)
	var w codeword.Word
	n := 0
	for i := range len(t) {
		c := codeword.Upper(t[i])
		switch {
		case c == '.' && n == 3 && i == 3 && len(t) > 4:
			continue
		case n == 5:
			return Code{}, syntax("ICD-10", string(s), blanks+i, "more than 5 characters")
		case n == 0 && codeword.IsUpper(c), n > 0 && codeword.IsDigit(c):
		case n == 0:
			return Code{}, syntax("ICD-10", string(s), blanks+i, "want a letter first")
		default:
			return Code{}, syntax("ICD-10", string(s), blanks+i, "want digits, a dot only after the third character")
		}
		w = w.With(n, c)
		n++
	}
	if n < 3 {
		return Code{}, syntax("ICD-10", string(s), blanks+len(t), "want at least 3 characters")
	}
	return Code{w}, nil
}

func syntax(system, text string, offset int, reason string) error {
	return &medcode.CodeError{System: system, Text: text, Offset: offset, Reason: reason}
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

// Len returns the number of characters of c, the dot not counted: 3 to 5, or 0.
func (c Code) Len() int { return c.w.Len() }

// Category returns the first three characters of c as a code.
func (c Code) Category() Code { return Code{c.w.First(3)} }

// Contains reports whether c is d or begins it: A01 contains A01.0.
func (c Code) Contains(d Code) bool { return c.w != 0 && d.w.HasPrefix(c.w) }

// Compare returns -1, 0 or +1 as c sorts before, with or after d.
func (c Code) Compare(d Code) int { return cmp.Compare(c.w, d.w) }

// Key returns c packed into a number, the first character in the highest byte:
// keys order as codes do, and 0 is the zero Code.
func (c Code) Key() uint64 { return uint64(c.w) }

// String returns c as people write it, with the dot.
func (c Code) String() string {
	var a [8]byte
	return string(appendDotted(a[:0], c.w, 3))
}

// appendDotted appends w with a dot after its first n bytes, where more follow.
func appendDotted(b []byte, w codeword.Word, n int) []byte {
	b = w.First(n).Append(b)
	if rest := w << (8 * n); rest != 0 {
		b = rest.Append(append(b, '.'))
	}
	return b
}

// Compact returns c without the dot.
func (c Code) Compact() string { return c.w.String() }

// AppendText implements [encoding.TextAppender].
func (c Code) AppendText(b []byte) ([]byte, error) { return appendDotted(b, c.w, 3), nil }

// MarshalText implements [encoding.TextMarshaler], and so the JSON form; the
// zero Code is empty.
func (c Code) MarshalText() ([]byte, error) { return c.AppendText(nil) }

// UnmarshalText implements [encoding.TextUnmarshaler]; empty text is the zero Code.
func (c *Code) UnmarshalText(b []byte) error { return codeword.Unmarshal(c, b, parse[string]) }

// MarshalBinary implements [encoding.BinaryMarshaler]: the compact form.
func (c Code) MarshalBinary() ([]byte, error) { return c.w.Append(nil), nil }

// UnmarshalBinary implements [encoding.BinaryUnmarshaler].
func (c *Code) UnmarshalBinary(b []byte) error { return c.UnmarshalText(b) }

// Value implements [driver.Valuer]: the compact form, NULL for the zero Code.
func (c Code) Value() (driver.Value, error) { return codeword.Value(c.w) }

// Scan implements [database/sql.Scanner] for NULL, strings and bytes.
func (c *Code) Scan(src any) error { return codeword.Scan(c, src, parse[string]) }
