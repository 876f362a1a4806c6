package cm

import (
	"cmp"
	"database/sql/driver"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/codeword"
)

// A Code is a text of the form of an ICD-10-CM code: a category of three
// characters, the first a letter, and up to four more. Whether a release has
// it, and as a code that may be reported, is the release's to say.
//
// Codes are comparable, order as their texts do, and are stored without the
// dot. The zero Code is no code.
type Code struct{ w codeword.Word }

// Parse reads a code with or without its dot ("I50.21", "I5021"), in any case,
// with blanks around it. The error is a [*medcode.CodeError].
//
// Form (ICD-10-CM Official Guidelines for Coding and Reporting, section I.A.2,
// and the code files): a letter, a digit, then one to five letters or digits,
// the dot, if written, after the third character. In second place there may
// be an A, too, as in category QA0 since 2026; no other letter has stood there.
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
		case n == 7:
			return Code{}, syntax(string(s), blanks+i, "more than 7 characters")
		case n == 1 && codeword.IsUpper(c) && c != 'A':
			return Code{}, syntax(string(s), blanks+i, "want a digit in second place")
		case codeword.IsUpper(c), n > 0 && codeword.IsDigit(c):
		case n == 0:
			return Code{}, syntax(string(s), blanks+i, "want a letter first")
		default:
			return Code{}, syntax(string(s), blanks+i, "want letters and digits, a dot only after the third")
		}
		w = w.With(n, c)
		n++
	}
	if n < 3 {
		return Code{}, syntax(string(s), blanks+len(t), "want at least 3 characters")
	}
	return Code{w}, nil
}

func syntax(text string, offset int, reason string) error {
	return &medcode.CodeError{System: "ICD-10-CM", Text: text, Offset: offset, Reason: reason}
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

// Len returns the number of characters of c, the dot not counted: 3 to 7, or 0.
func (c Code) Len() int { return c.w.Len() }

// Category returns the first three characters of c as a code.
func (c Code) Category() Code { return Code{c.w.First(3)} }

// Parent returns c without its last character; for a category, the zero Code.
// A release may lack the parent, where it has a code with placeholders.
func (c Code) Parent() Code {
	if n := c.Len(); n > 3 {
		return Code{c.w.First(n - 1)}
	}
	return Code{}
}

// Contains reports whether c is d or begins it: I50 contains I50.21.
func (c Code) Contains(d Code) bool { return c.w != 0 && d.w.HasPrefix(c.w) }

// Compare returns -1, 0 or +1 as c sorts before, with or after d.
func (c Code) Compare(d Code) int { return cmp.Compare(c.w, d.w) }

// Key returns c packed into a number, the first character in the highest byte:
// keys order as codes do, and 0 is the zero Code. It is for tables and hashes.
func (c Code) Key() uint64 { return uint64(c.w) }

// String returns c as people write it, with the dot.
func (c Code) String() string {
	var a [8]byte
	return string(c.appendDotted(a[:0]))
}

func (c Code) appendDotted(b []byte) []byte {
	b = c.w.First(3).Append(b)
	if rest := c.w << 24; rest != 0 {
		b = rest.Append(append(b, '.'))
	}
	return b
}

// Compact returns c as files and claims write it, without the dot.
func (c Code) Compact() string { return c.w.String() }

// AppendCompact appends c without the dot to b.
func (c Code) AppendCompact(b []byte) []byte { return c.w.Append(b) }

// AppendText implements [encoding.TextAppender].
func (c Code) AppendText(b []byte) ([]byte, error) { return c.appendDotted(b), nil }

// MarshalText implements [encoding.TextMarshaler], and so the JSON form; the
// zero Code is empty.
func (c Code) MarshalText() ([]byte, error) { return c.AppendText(nil) }

// UnmarshalText implements [encoding.TextUnmarshaler]; empty text is the zero Code.
func (c *Code) UnmarshalText(b []byte) error { return codeword.Unmarshal(c, b, parse[[]byte]) }

// MarshalBinary implements [encoding.BinaryMarshaler]: the compact form.
func (c Code) MarshalBinary() ([]byte, error) { return c.AppendCompact(nil), nil }

// UnmarshalBinary implements [encoding.BinaryUnmarshaler].
func (c *Code) UnmarshalBinary(b []byte) error { return c.UnmarshalText(b) }

// Value implements [driver.Valuer]: the compact form, NULL for the zero Code.
func (c Code) Value() (driver.Value, error) { return codeword.Value(c.w) }

// Scan implements [database/sql.Scanner] for NULL, strings and bytes.
func (c *Code) Scan(src any) error { return codeword.Scan(c, src, parse[string]) }
