package hcpcs

import (
	"cmp"
	"database/sql/driver"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/codeword"
)

// A Code is a text of the form of a HCPCS code of any level, CPT included:
// five characters. Whether a release has it is the release's to say.
//
// Codes are comparable and order as their texts do. The zero Code is no code.
type Code struct{ w codeword.Word }

// Parse reads a code in any case, with blanks around it. The error is a
// [*medcode.CodeError].
//
// Form: five digits; four digits and A, F, M, T or U; or a letter and four
// digits.
func Parse(s string) (Code, error) { return parse(s) }

func parse[T string | []byte](s T) (Code, error) {
	t, blanks := codeword.Trim(s)
	var w codeword.Word
	for i := range len(t) {
		c := codeword.Upper(t[i])
		switch {
		case i == 5:
			return Code{}, syntax(string(s), blanks+i, "more than 5 characters")
		case codeword.IsDigit(c):
		case i == 0 && codeword.IsUpper(c):
		case i == 4 && codeword.IsDigit(w.At(0)) && levelOneLetter(c):
		case i == 4 && codeword.IsDigit(w.At(0)):
			return Code{}, syntax(string(s), blanks+i, "want a digit, or A, F, M, T or U last")
		case i == 0:
			return Code{}, syntax(string(s), blanks+i, "want a letter or a digit first")
		default:
			return Code{}, syntax(string(s), blanks+i, "want a digit")
		}
		w = w.With(i, c)
	}
	if len(t) < 5 {
		return Code{}, syntax(string(s), blanks+len(t), "want 5 characters")
	}
	return Code{w}, nil
}

func levelOneLetter(c byte) bool {
	return c == 'A' || c == 'F' || c == 'M' || c == 'T' || c == 'U'
}

func syntax(text string, offset int, reason string) error {
	return &medcode.CodeError{System: "HCPCS", Text: text, Offset: offset, Reason: reason}
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

// A Level is who keeps a code.
type Level uint8

// The levels of HCPCS. Level III, local codes of Medicare contractors that
// begin with W, X, Y or Z, ended on December 31, 2003.
const (
	NoLevel  Level = iota
	LevelI         // CPT, kept by the American Medical Association
	LevelII        // national codes, kept by CMS; those with D, by the American Dental Association
	LevelIII       // local codes, until 2003
)

// String returns "I", "II" or "III", and "" for NoLevel.
func (l Level) String() string { return [...]string{"", "I", "II", "III"}[l&3] }

// Level returns the level of c.
func (c Code) Level() Level {
	switch first := c.w.At(0); {
	case first == 0:
		return NoLevel
	case codeword.IsDigit(first):
		return LevelI
	case first >= 'W':
		return LevelIII
	}
	return LevelII
}

// Suffix returns the letter that ends a Level I code (A, F, M, T, U), or 0.
// Package cpt tells what it means.
func (c Code) Suffix() byte {
	if last := c.w.At(4); codeword.IsUpper(last) {
		return last
	}
	return 0
}

// Section returns the letter that begins a code of Level II or III, or 0.
func (c Code) Section() Section {
	if first := c.w.At(0); codeword.IsUpper(first) {
		return Section(first)
	}
	return 0
}

// IsDental reports whether c is a dental (CDT) code: D and four digits. The
// American Dental Association keeps these, and no release here has them.
func (c Code) IsDental() bool { return c.w.At(0) == 'D' }

// A Section is the letter that begins a Level II code.
type Section byte

// String returns the letter, or "".
func (s Section) String() string {
	if s == 0 {
		return ""
	}
	return string(rune(s))
}

// Title says what kind of thing the codes of the section are, or "" where there
// is no such section.
func (s Section) Title() string {
	if s < 'A' || int(s-'A') >= len(sections) {
		return ""
	}
	return sections[s-'A']
}

var sections = [...]string{
	0:         "ambulance, medical and surgical supplies, administrative and investigational",
	'B' - 'A': "enteral and parenteral therapy",
	'C' - 'A': "hospital outpatient payment system",
	'D' - 'A': "dental procedures",
	'E' - 'A': "durable medical equipment",
	'G' - 'A': "temporary procedures and professional services",
	'H' - 'A': "behavioral health and substance use treatment",
	'J' - 'A': "drugs administered other than by mouth, chemotherapy",
	'K' - 'A': "temporary codes of the durable medical equipment contractors",
	'L' - 'A': "orthotics and prosthetics",
	'M' - 'A': "other medical services, quality measures",
	'P' - 'A': "pathology and laboratory",
	'Q' - 'A': "temporary codes of Medicare",
	'R' - 'A': "diagnostic radiology",
	'S' - 'A': "temporary codes of private payers",
	'T' - 'A': "codes of state Medicaid agencies",
	'U' - 'A': "coronavirus laboratory tests",
	'V' - 'A': "vision, hearing and speech",
}

// Compare returns -1, 0 or +1 as c sorts before, with or after d.
func (c Code) Compare(d Code) int { return cmp.Compare(c.w, d.w) }

// Key returns c packed into a number, the first character in the highest byte:
// keys order as codes do, and 0 is the zero Code. It is for tables and hashes.
func (c Code) Key() uint64 { return uint64(c.w) }

// String returns the five characters of c.
func (c Code) String() string { return c.w.String() }

// AppendText implements [encoding.TextAppender].
func (c Code) AppendText(b []byte) ([]byte, error) { return c.w.Append(b), nil }

// MarshalText implements [encoding.TextMarshaler], and so the JSON form; the
// zero Code is empty.
func (c Code) MarshalText() ([]byte, error) { return c.AppendText(nil) }

// UnmarshalText implements [encoding.TextUnmarshaler]; empty text is the zero Code.
func (c *Code) UnmarshalText(b []byte) error { return codeword.Unmarshal(c, b, parse[string]) }

// MarshalBinary implements [encoding.BinaryMarshaler]: the text form.
func (c Code) MarshalBinary() ([]byte, error) { return c.AppendText(nil) }

// UnmarshalBinary implements [encoding.BinaryUnmarshaler].
func (c *Code) UnmarshalBinary(b []byte) error { return c.UnmarshalText(b) }

// Value implements [driver.Valuer]: the text form, NULL for the zero Code.
func (c Code) Value() (driver.Value, error) { return codeword.Value(c.w) }

// Scan implements [database/sql.Scanner] for NULL, strings and bytes.
func (c *Code) Scan(src any) error { return codeword.Scan(c, src, parse[string]) }
