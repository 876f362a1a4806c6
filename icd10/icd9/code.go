package icd9

import (
	"cmp"
	"database/sql/driver"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/codeword"
)

// A Volume is one of the two code sets of ICD-9-CM: Volume1 of diagnoses and
// Volume3 of procedures. (Volume 2 is the index of volume 1.)
type Volume interface {
	Volume1 | Volume3
	rules() *rules
}

// Volume1 classifies diagnoses, with the supplements of V and E codes.
type Volume1 struct{}

// Volume3 classifies procedures.
type Volume3 struct{}

// A Diagnosis is a code of volume 1.
type Diagnosis = Code[Volume1]

// A Procedure is a code of volume 3.
type Procedure = Code[Volume3]

// A Code is a text of the form of an ICD-9-CM code of one volume: a category,
// or with more digits a subdivision of one. Whether a release has it, and as a
// code that may be reported, is the release's to say.
//
// Codes are comparable, order as their texts do, and are stored without the
// dot. The zero Code is no code.
type Code[V Volume] struct {
	_ [0]V // keeps codes of different volumes from being converted into each other
	w codeword.Word
}

// rules are the form of the codes of a volume.
type rules struct {
	system   string
	letters  string // that may stand first
	category int    // digits of a category; one more behind the letter E
	most     int    // characters of a code
	chapters []chapter
	column   int // of the title in the files
}

var volume1 = rules{"ICD-9-CM diagnosis", "EV", 3, 5, chapters1, 6}
var volume3 = rules{"ICD-9-CM procedure", "", 2, 4, chapters3, 5}

func (Volume1) rules() *rules { return &volume1 }
func (Volume3) rules() *rules { return &volume3 }

func rulesOf[V Volume]() *rules {
	var v V
	return v.rules()
}

// categoryLen returns how many characters of w are its category.
func (r *rules) categoryLen(w codeword.Word) int {
	if w.At(0) == 'E' {
		return r.category + 1
	}
	return r.category
}

// ParseDiagnosis reads a diagnosis code, with or without its dot ("250.00",
// "25000", "V30.00", "E812.0"), in any case, with blanks around it. The error
// is a [*medcode.CodeError].
//
// Form (ICD-9-CM Official Guidelines for Coding and Reporting, section I.B.3):
// three digits, or V and two, or E and three; then up to two digits, after E
// codes one; the dot, if written, before them. Zeros in front count: 1.0 is
// not 001.0.
func ParseDiagnosis(s string) (Diagnosis, error) { return parse[Volume1](s) }

// ParseProcedure reads a procedure code, with or without its dot ("36.10",
// "3610"), with blanks around it: two digits and up to two more. The error is
// a [*medcode.CodeError].
func ParseProcedure(s string) (Procedure, error) { return parse[Volume3](s) }

// parse is ParseDiagnosis or ParseProcedure, by volume.
func parse[V Volume, T string | []byte](s T) (Code[V], error) {
	r := rulesOf[V]()
	t, blanks := codeword.Trim(s)
	var w codeword.Word
	n := 0
	for i := range len(t) {
		c := codeword.Upper(t[i])
		switch {
		case c == '.' && n > 0 && n == i && n == r.categoryLen(w) && len(t) > n+1:
			continue
		case n == r.most:
			return Code[V]{}, r.syntax(string(s), blanks+i, "too many characters")
		case codeword.IsDigit(c), n == 0 && contains(r.letters, c):
		case n == 0 && r.letters != "":
			return Code[V]{}, r.syntax(string(s), blanks+i, "want a digit, V or E first")
		default:
			return Code[V]{}, r.syntax(string(s), blanks+i, "want digits, a dot only after the category")
		}
		w = w.With(n, c)
		n++
	}
	if n < r.categoryLen(w) {
		return Code[V]{}, r.syntax(string(s), blanks+len(t), "too few characters for a category")
	}
	return Code[V]{w: w}, nil
}

func contains(letters string, c byte) bool {
	for i := range len(letters) {
		if letters[i] == c {
			return true
		}
	}
	return false
}

func (r *rules) syntax(text string, offset int, reason string) error {
	return &medcode.CodeError{System: r.system, Text: text, Offset: offset, Reason: reason}
}

// MustParseDiagnosis is ParseDiagnosis for constants; it panics on error.
func MustParseDiagnosis(s string) Diagnosis { return mustParse[Volume1](s) }

// MustParseProcedure is ParseProcedure for constants; it panics on error.
func MustParseProcedure(s string) Procedure { return mustParse[Volume3](s) }

func mustParse[V Volume](s string) Code[V] {
	c, err := parse[V](s)
	if err != nil {
		panic(err)
	}
	return c
}

// IsValid reports whether c has the form of a code, which is whether it is not
// the zero Code.
func (c Code[V]) IsValid() bool { return c.w != 0 }

// Len returns the number of characters of c, the dot not counted.
func (c Code[V]) Len() int { return c.w.Len() }

// IsExternalCause reports whether c is an E code.
func (c Code[V]) IsExternalCause() bool { return c.w.At(0) == 'E' }

// IsSupplementary reports whether c is a V code: a circumstance, no disease.
func (c Code[V]) IsSupplementary() bool { return c.w.At(0) == 'V' }

// Category returns what stands before the dot of c.
func (c Code[V]) Category() Code[V] {
	return Code[V]{w: c.w.First(min(c.Len(), rulesOf[V]().categoryLen(c.w)))}
}

// Parent returns c without its last digit; for a category, the zero Code.
func (c Code[V]) Parent() Code[V] {
	if n := c.Len(); n > rulesOf[V]().categoryLen(c.w) {
		return Code[V]{w: c.w.First(n - 1)}
	}
	return Code[V]{}
}

// Contains reports whether c is d or begins it: 250 contains 250.00.
func (c Code[V]) Contains(d Code[V]) bool { return c.w != 0 && d.w.HasPrefix(c.w) }

// Compare returns -1, 0 or +1 as c sorts before, with or after d: digits first,
// then E codes, then V codes, as in the files.
func (c Code[V]) Compare(d Code[V]) int { return cmp.Compare(c.w, d.w) }

// Key returns c packed into a number, the first character in the highest byte:
// keys order as codes do, and 0 is the zero Code. It is for tables and hashes.
func (c Code[V]) Key() uint64 { return uint64(c.w) }

// String returns c as people write it, with the dot.
func (c Code[V]) String() string {
	var a [8]byte
	return string(c.appendDotted(a[:0]))
}

func (c Code[V]) appendDotted(b []byte) []byte {
	n := rulesOf[V]().categoryLen(c.w)
	b = c.w.First(n).Append(b)
	if rest := c.w << (8 * n); rest != 0 {
		b = rest.Append(append(b, '.'))
	}
	return b
}

// Compact returns c as files and claims write it, without the dot.
func (c Code[V]) Compact() string { return c.w.String() }

// AppendCompact appends c without the dot to b.
func (c Code[V]) AppendCompact(b []byte) []byte { return c.w.Append(b) }

// AppendText implements [encoding.TextAppender].
func (c Code[V]) AppendText(b []byte) ([]byte, error) { return c.appendDotted(b), nil }

// MarshalText implements [encoding.TextMarshaler], and so the JSON form; the
// zero Code is empty.
func (c Code[V]) MarshalText() ([]byte, error) { return c.AppendText(nil) }

// UnmarshalText implements [encoding.TextUnmarshaler]; empty text is the zero Code.
func (c *Code[V]) UnmarshalText(b []byte) error { return codeword.Unmarshal(c, b, parse[V, []byte]) }

// MarshalBinary implements [encoding.BinaryMarshaler]: the compact form.
func (c Code[V]) MarshalBinary() ([]byte, error) { return c.AppendCompact(nil), nil }

// UnmarshalBinary implements [encoding.BinaryUnmarshaler].
func (c *Code[V]) UnmarshalBinary(b []byte) error { return c.UnmarshalText(b) }

// Value implements [driver.Valuer]: the compact form, NULL for the zero Code.
func (c Code[V]) Value() (driver.Value, error) { return codeword.Value(c.w) }

// Scan implements [database/sql.Scanner] for NULL, strings and bytes.
func (c *Code[V]) Scan(src any) error { return codeword.Scan(c, src, parse[V, string]) }
