package oncology

import (
	"cmp"
	"database/sql/driver"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/codeword"
)

// A Topography is a text of the form of an ICD-O site code: C and three digits.
// The zero Topography is none.
type Topography struct{ w codeword.Word }

// ParseTopography reads a site with or without its dot ("C50.4", "C504"), in
// either case, with blanks around it. The error is a [*medcode.CodeError].
func ParseTopography(s string) (Topography, error) { return parseTopography(s) }

func parseTopography[T string | []byte](s T) (Topography, error) {
	t, blanks := codeword.Trim(s)
	var w codeword.Word
	n := 0
	for i := range len(t) {
		c := codeword.Upper(t[i])
		switch {
		case c == '.' && n == 3 && i == 3:
			continue
		case n == 4:
			return Topography{}, syntax("topography", string(s), blanks+i, "more than 4 characters")
		case n == 0 && c == 'C', n > 0 && codeword.IsDigit(c):
		case n == 0:
			return Topography{}, syntax("topography", string(s), blanks+i, "want a C first")
		default:
			return Topography{}, syntax("topography", string(s), blanks+i, "want digits, a dot only after the third character")
		}
		w = w.With(n, c)
		n++
	}
	if n < 4 {
		return Topography{}, syntax("topography", string(s), blanks+len(t), "want 4 characters")
	}
	return Topography{w}, nil
}

func syntax(what, text string, offset int, reason string) error {
	return &medcode.CodeError{System: "ICD-O-3 " + what, Text: text, Offset: offset, Reason: reason}
}

// MustParseTopography is ParseTopography for constants; it panics on error.
func MustParseTopography(s string) Topography {
	t, err := ParseTopography(s)
	if err != nil {
		panic(err)
	}
	return t
}

// IsValid reports whether t has the form of a site, which is whether it is not
// the zero Topography.
func (t Topography) IsValid() bool { return t.w != 0 }

// number returns the digits of t, 0 to 999.
func (t Topography) number() int {
	return int(t.w.At(1)-'0')*100 + int(t.w.At(2)-'0')*10 + int(t.w.At(3)-'0')
}

// Compare returns -1, 0 or +1 as t sorts before, with or after u.
func (t Topography) Compare(u Topography) int { return cmp.Compare(t.w, u.w) }

// String returns t with its dot.
func (t Topography) String() string {
	if t.w == 0 {
		return ""
	}
	s := t.w.String()
	return s[:3] + "." + s[3:]
}

// Compact returns t without the dot.
func (t Topography) Compact() string { return t.w.String() }

// MarshalText implements [encoding.TextMarshaler], and so the JSON form.
func (t Topography) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]; empty text is the zero Topography.
func (t *Topography) UnmarshalText(b []byte) error {
	return codeword.Unmarshal(t, b, parseTopography[string])
}

// MarshalBinary implements [encoding.BinaryMarshaler]: the compact form.
func (t Topography) MarshalBinary() ([]byte, error) { return t.w.Append(nil), nil }

// UnmarshalBinary implements [encoding.BinaryUnmarshaler].
func (t *Topography) UnmarshalBinary(b []byte) error { return t.UnmarshalText(b) }

// Value implements [driver.Valuer]: the compact form, NULL for the zero Topography.
func (t Topography) Value() (driver.Value, error) { return codeword.Value(t.w) }

// Scan implements [database/sql.Scanner] for NULL, strings and bytes.
func (t *Topography) Scan(src any) error {
	return codeword.Scan(t, src, parseTopography[string])
}

// A Morphology is a text of the form of an ICD-O morphology: a histology of
// four digits that begins with 8 or 9, a slash, a behaviour, and sometimes a
// grade. The zero Morphology is none.
type Morphology struct{ w codeword.Word } // the digits, without the slash

// ParseMorphology reads a morphology such as "8500/3" or, with a grade,
// "8500/32", with the prefix M- of older texts or without. The error is a
// [*medcode.CodeError].
func ParseMorphology(s string) (Morphology, error) { return parseMorphology(s) }

func parseMorphology[T string | []byte](s T) (Morphology, error) {
	t, before := codeword.Trim(s)
	if len(t) > 2 && codeword.Upper(t[0]) == 'M' && t[1] == '-' {
		t, before = t[2:], before+2
	}
	fail := func(i int, reason string) (Morphology, error) {
		return Morphology{}, syntax("morphology", string(s), before+i, reason)
	}
	var w codeword.Word
	for i := range len(t) {
		c := t[i]
		switch {
		case i == 4:
			if c != '/' {
				return fail(i, "want a slash after four digits")
			}
			continue
		case i > 6:
			return fail(i, "more than a behaviour and a grade after the slash")
		case !codeword.IsDigit(c):
			return fail(i, "want a digit")
		case i == 0 && c < '8':
			return fail(i, "want an 8 or a 9 first")
		case i == 5 && !Behavior(c).IsValid():
			return fail(i, "want a behaviour: 0, 1, 2, 3, 6 or 9")
		case i == 6 && c == '0':
			return fail(i, "want a grade of 1 to 9")
		}
		w = w.With(i-i/5, c)
	}
	if len(t) < 6 {
		return fail(len(t), "want four digits, a slash and a behaviour")
	}
	return Morphology{w}, nil
}

// MustParseMorphology is ParseMorphology for constants; it panics on error.
func MustParseMorphology(s string) Morphology {
	m, err := ParseMorphology(s)
	if err != nil {
		panic(err)
	}
	return m
}

// IsValid reports whether m has the form of a morphology, which is whether it
// is not the zero Morphology.
func (m Morphology) IsValid() bool { return m.w != 0 }

// Histology returns the four digits before the slash.
func (m Morphology) Histology() string { return m.w.First(4).String() }

// Behavior returns the digit after the slash.
func (m Morphology) Behavior() Behavior { return Behavior(m.w.At(4)) }

// Grade returns the digit after the behaviour, or NoGrade.
func (m Morphology) Grade() Grade { return Grade(m.w.At(5)) }

// WithBehavior returns m with another behaviour and without a grade.
func (m Morphology) WithBehavior(b Behavior) Morphology {
	if m.w == 0 || !b.IsValid() {
		return Morphology{}
	}
	return Morphology{m.w.First(4).With(4, byte(b))}
}

// WithoutGrade returns m without its grade.
func (m Morphology) WithoutGrade() Morphology { return Morphology{m.w.First(5)} }

// Compare returns -1, 0 or +1 as m sorts before, with or after n.
func (m Morphology) Compare(n Morphology) int { return cmp.Compare(m.w, n.w) }

// String returns m as people write it.
func (m Morphology) String() string {
	if m.w == 0 {
		return ""
	}
	s := m.w.String()
	return s[:4] + "/" + s[4:]
}

// MarshalText implements [encoding.TextMarshaler], and so the JSON form.
func (m Morphology) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]; empty text is the zero Morphology.
func (m *Morphology) UnmarshalText(b []byte) error {
	return codeword.Unmarshal(m, b, parseMorphology[string])
}

// MarshalBinary implements [encoding.BinaryMarshaler]: the text form.
func (m Morphology) MarshalBinary() ([]byte, error) { return m.MarshalText() }

// UnmarshalBinary implements [encoding.BinaryUnmarshaler].
func (m *Morphology) UnmarshalBinary(b []byte) error { return m.UnmarshalText(b) }

// Value implements [driver.Valuer]: the text form, NULL for the zero Morphology.
func (m Morphology) Value() (driver.Value, error) {
	if m.w == 0 {
		return nil, nil
	}
	return m.String(), nil
}

// Scan implements [database/sql.Scanner] for NULL, strings and bytes.
func (m *Morphology) Scan(src any) error {
	return codeword.Scan(m, src, parseMorphology[string])
}

// A Behavior is how a tumour behaves: the fifth digit of a morphology.
type Behavior byte

// The behaviours (ICD-O third edition, fifth-digit behaviour code for neoplasms).
const (
	Benign              Behavior = '0'
	Uncertain           Behavior = '1' // uncertain whether benign or malignant, borderline
	InSitu              Behavior = '2'
	Malignant           Behavior = '3' // at its primary site
	Metastatic          Behavior = '6' // malignant, at a secondary site; not used by registries
	MalignantOfAnyOrder Behavior = '9' // malignant, uncertain whether primary or metastatic; not used by registries
)

// IsValid reports whether b is one of the behaviours.
func (b Behavior) IsValid() bool {
	switch b {
	case Benign, Uncertain, InSitu, Malignant, Metastatic, MalignantOfAnyOrder:
		return true
	}
	return false
}

// String returns b in words.
func (b Behavior) String() string {
	switch b {
	case Benign:
		return "benign"
	case Uncertain:
		return "uncertain whether benign or malignant"
	case InSitu:
		return "in situ"
	case Malignant:
		return "malignant, primary site"
	case Metastatic:
		return "malignant, metastatic site"
	case MalignantOfAnyOrder:
		return "malignant, uncertain whether primary or metastatic"
	}
	return "no behaviour"
}

// A Grade is how far the cells of a tumour differ from normal ones, or, of
// lymphomas and leukaemias, their cell: the sixth digit of a morphology.
type Grade byte

// The grades (ICD-O third edition, sixth-digit code for histological grading).
const (
	NoGrade                  Grade = 0 // not given
	WellDifferentiated       Grade = '1'
	ModeratelyDifferentiated Grade = '2'
	PoorlyDifferentiated     Grade = '3'
	Undifferentiated         Grade = '4'
	TCell                    Grade = '5'
	BCell                    Grade = '6'
	NullCell                 Grade = '7'
	NKCell                   Grade = '8'
	GradeUnknown             Grade = '9' // not determined, not stated or not applicable
)
