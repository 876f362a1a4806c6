package cpt

import (
	"database/sql/driver"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/internal/codeword"
)

// A Code is a text of the form of a CPT code. Codes are comparable and order as
// their texts do. The zero Code is no code.
//
// A Code is a [hcpcs.Code] of Level I: FromHCPCS and HCPCS change the one into
// the other.
type Code struct{ c hcpcs.Code }

// Parse reads a code in any case, with blanks around it. The error is a
// [*medcode.CodeError].
func Parse(s string) (Code, error) {
	c, err := hcpcs.Parse(s)
	if err == nil && c.Level() == hcpcs.LevelI {
		return Code{c}, nil
	}
	e := &medcode.CodeError{System: "CPT", Text: s, Reason: "want 5 digits, or 4 digits and A, F, M, T or U"}
	if _, blanks := codeword.Trim(s); err == nil {
		e.Offset = blanks
	} else if h, ok := err.(*medcode.CodeError); ok {
		e.Offset = h.Offset
	}
	return Code{}, e
}

// MustParse is Parse for constants; it panics on error.
func MustParse(s string) Code {
	c, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return c
}

// FromHCPCS returns a HCPCS code as a CPT code, and whether it is one.
func FromHCPCS(c hcpcs.Code) (Code, bool) {
	if c.Level() != hcpcs.LevelI {
		return Code{}, false
	}
	return Code{c}, true
}

// HCPCS returns c as a HCPCS code.
func (c Code) HCPCS() hcpcs.Code { return c.c }

// IsValid reports whether c has the form of a code, which is whether it is not
// the zero Code.
func (c Code) IsValid() bool { return c.c.IsValid() }

// A Category is one of the parts of CPT.
type Category uint8

// The categories.
const (
	NoCategory  Category = iota
	CategoryI            // services in general use; also immunization administrations with A
	CategoryII           // performance measures, F
	CategoryIII          // emerging technology, T
	PLA                  // proprietary laboratory analyses, U
	MAAA                 // multianalyte assays with algorithmic analyses, administrative codes, M
)

// String returns "I", "II", "III", "PLA" or "MAAA".
func (c Category) String() string {
	names := [...]string{"", "I", "II", "III", "PLA", "MAAA"}
	if int(c) >= len(names) {
		return ""
	}
	return names[c]
}

// Category returns the category of c.
func (c Code) Category() Category {
	switch c.c.Suffix() {
	case 'F':
		return CategoryII
	case 'T':
		return CategoryIII
	case 'U':
		return PLA
	case 'M':
		return MAAA
	}
	if c.IsValid() {
		return CategoryI
	}
	return NoCategory
}

// Compare returns -1, 0 or +1 as c sorts before, with or after d.
func (c Code) Compare(d Code) int { return c.c.Compare(d.c) }

// Key returns c packed into a number, as hcpcs.Code.Key does; 0 is the zero Code.
func (c Code) Key() uint64 { return c.c.Key() }

// String returns the five characters of c.
func (c Code) String() string { return c.c.String() }

// AppendText implements [encoding.TextAppender].
func (c Code) AppendText(b []byte) ([]byte, error) { return c.c.AppendText(b) }

// MarshalText implements [encoding.TextMarshaler], and so the JSON form; the
// zero Code is empty.
func (c Code) MarshalText() ([]byte, error) { return c.c.MarshalText() }

// UnmarshalText implements [encoding.TextUnmarshaler]; empty text is the zero Code.
func (c *Code) UnmarshalText(b []byte) error { return codeword.Unmarshal(c, b, Parse) }

// MarshalBinary implements [encoding.BinaryMarshaler]: the text form.
func (c Code) MarshalBinary() ([]byte, error) { return c.c.MarshalText() }

// UnmarshalBinary implements [encoding.BinaryUnmarshaler].
func (c *Code) UnmarshalBinary(b []byte) error { return c.UnmarshalText(b) }

// Value implements [driver.Valuer]: the text form, NULL for the zero Code.
func (c Code) Value() (driver.Value, error) { return c.c.Value() }

// Scan implements [database/sql.Scanner] for NULL, strings and bytes.
func (c *Code) Scan(src any) error { return codeword.Scan(c, src, Parse) }
