package who

import (
	"cmp"
	"database/sql/driver"
	"strings"

	"github.com/medcode/medcode/internal/codeword"
)

// A Code11 is a text of the form of an ICD-11 code: a stem code such as 1A03.0
// or, beginning with X, an extension code such as XN8P1.
//
// Codes are comparable, order as their texts do, and are stored without the
// dot. The zero Code11 is no code.
type Code11 struct{ w codeword.Word }

// Parse11 reads a code in any case, a stem code with or without its dot, with
// blanks around it. The error is a [*medcode.CodeError].
//
// Form (ICD-11 Reference Guide, section 2.8): four to six characters, digits
// and letters but I and O, which look like digits; the second is a letter, so
// that no code is one of ICD-10, the third a digit; the dot of a stem code
// stands after the fourth, extension codes have none.
func Parse11(s string) (Code11, error) { return parse11(s) }

func parse11[T string | []byte](s T) (Code11, error) {
	const system = "ICD-11"
	t, blanks := codeword.Trim(s)
	var w codeword.Word
	n := 0
	for i := range len(t) {
		c := codeword.Upper(t[i])
		letter := codeword.IsUpper(c) && c != 'I' && c != 'O'
		switch {
		case c == '.' && n == 4 && i == 4 && len(t) > 5 && w.At(0) != 'X':
			continue
		case n == 6:
			return Code11{}, syntax(system, string(s), blanks+i, "more than 6 characters")
		case !letter && !codeword.IsDigit(c):
			return Code11{}, syntax(system, string(s), blanks+i, "want digits and letters other than I and O, a dot only after the fourth")
		case n == 1 && !letter:
			return Code11{}, syntax(system, string(s), blanks+i, "want a letter in second place")
		case n == 2 && letter:
			return Code11{}, syntax(system, string(s), blanks+i, "want a digit in third place")
		}
		w = w.With(n, c)
		n++
	}
	if n < 4 {
		return Code11{}, syntax(system, string(s), blanks+len(t), "want at least 4 characters")
	}
	return Code11{w}, nil
}

// MustParse11 is Parse11 for constants; it panics on error.
func MustParse11(s string) Code11 {
	c, err := Parse11(s)
	if err != nil {
		panic(err)
	}
	return c
}

// IsValid reports whether c has the form of a code, which is whether it is not
// the zero Code11.
func (c Code11) IsValid() bool { return c.w != 0 }

// IsExtension reports whether c is an extension code, which can't stand alone.
func (c Code11) IsExtension() bool { return c.w.At(0) == 'X' }

// Contains reports whether c is d or begins it: 1A03 contains 1A03.0.
func (c Code11) Contains(d Code11) bool { return c.w != 0 && d.w.HasPrefix(c.w) }

// Compare returns -1, 0 or +1 as c sorts before, with or after d.
func (c Code11) Compare(d Code11) int { return cmp.Compare(c.w, d.w) }

// String returns c as people write it, a stem code with the dot.
func (c Code11) String() string {
	var a [8]byte
	return string(c.append(a[:0]))
}

func (c Code11) append(b []byte) []byte {
	if c.IsExtension() {
		return c.w.Append(b)
	}
	return appendDotted(b, c.w, 4)
}

// AppendText implements [encoding.TextAppender].
func (c Code11) AppendText(b []byte) ([]byte, error) { return c.append(b), nil }

// MarshalText implements [encoding.TextMarshaler], and so the JSON form; the
// zero Code11 is empty.
func (c Code11) MarshalText() ([]byte, error) { return c.AppendText(nil) }

// UnmarshalText implements [encoding.TextUnmarshaler]; empty text is the zero Code11.
func (c *Code11) UnmarshalText(b []byte) error { return codeword.Unmarshal(c, b, parse11[string]) }

// MarshalBinary implements [encoding.BinaryMarshaler]: the form without the dot.
func (c Code11) MarshalBinary() ([]byte, error) { return c.w.Append(nil), nil }

// UnmarshalBinary implements [encoding.BinaryUnmarshaler].
func (c *Code11) UnmarshalBinary(b []byte) error { return c.UnmarshalText(b) }

// Value implements [driver.Valuer]: the form without the dot, NULL for the zero Code11.
func (c Code11) Value() (driver.Value, error) { return codeword.Value(c.w) }

// Scan implements [database/sql.Scanner] for NULL, strings and bytes.
func (c *Code11) Scan(src any) error { return codeword.Scan(c, src, parse11[string]) }

// A Cluster is a combination of ICD-11 codes that describes one condition: stem
// codes joined by a slash, each with the extension codes that follow it after
// ampersands (ICD-11 Reference Guide, section 2.10). A single code is a cluster
// of one. Clusters are comparable; the zero Cluster is none.
type Cluster struct{ text string }

// ParseCluster reads a cluster such as "1A00&XN8P1" or "5A11/9B71.0". The error
// is a [*medcode.CodeError].
func ParseCluster(s string) (Cluster, error) {
	var b []byte
	rest, offset := s, 0
	for {
		i := strings.IndexAny(rest, "&/")
		part := rest
		if i >= 0 {
			part = rest[:i]
		}
		c, err := Parse11(part)
		if err != nil {
			return Cluster{}, syntax("ICD-11 cluster", s, offset, "want a code here: "+err.Error())
		}
		if c.IsExtension() && len(b) > 0 && b[len(b)-1] == '/' {
			return Cluster{}, syntax("ICD-11 cluster", s, offset, "want a stem code after the slash")
		}
		b = c.append(b)
		if i < 0 {
			return Cluster{string(b)}, nil
		}
		b = append(b, rest[i])
		rest, offset = rest[i+1:], offset+i+1
	}
}

// IsValid reports whether c is a cluster and not the zero Cluster.
func (c Cluster) IsValid() bool { return c.text != "" }

// Stem returns the first code of c.
func (c Cluster) Stem() Code11 {
	if codes := c.Codes(); len(codes) > 0 {
		return codes[0]
	}
	return Code11{}
}

// Codes returns the codes of c in order.
func (c Cluster) Codes() []Code11 {
	if c.text == "" {
		return nil
	}
	parts := strings.FieldsFunc(c.text, func(r rune) bool { return r == '&' || r == '/' })
	codes := make([]Code11, len(parts))
	for i, p := range parts {
		codes[i] = MustParse11(p)
	}
	return codes
}

// String returns c as people write it.
func (c Cluster) String() string { return c.text }

// MarshalText implements [encoding.TextMarshaler]; the zero Cluster is empty.
func (c Cluster) MarshalText() ([]byte, error) { return []byte(c.text), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]; empty text is the zero Cluster.
func (c *Cluster) UnmarshalText(b []byte) error { return codeword.Unmarshal(c, b, ParseCluster) }
