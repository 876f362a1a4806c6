package research

import (
	"cmp"
	"fmt"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/icd9"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/icd10/who"
	"github.com/medcode/medcode/internal/codeword"
)

// A System is a system of codes: of diagnoses, or of procedures.
type System uint8

// The systems. Claims of discharges before October 1, 2015 are in ICD-9-CM.
const (
	ICD10CM System = iota
	ICD9CM
	ICD10         // WHO's, of other countries and of death certificates
	ICD9Procedure // volume 3 of ICD-9-CM, of hospitals
	ICD10PCS
	systems = iota // how many there are
)

// ParseSystem reads the forms found in tables: names with or without hyphens,
// and the digits of claims, where 9 is ICD-9-CM and 0 or 10 ICD-10-CM. The
// systems of procedures are ICD-10-PCS and ICD-9-CM procedure.
func ParseSystem(s string) (System, error) { return parseSystem(s) }

func parseSystem[T string | []byte](s T) (System, error) {
	t, _ := codeword.Trim(s)
	var b [16]byte
	n := 0
	for i := 0; i < len(t) && n < len(b); i++ {
		if c := codeword.Upper(t[i]); c != '-' && c != ' ' && c != '_' {
			b[n] = c
			n++
		}
	}
	switch string(b[:n]) {
	case "0", "10", "ICD10CM", "10CM":
		return ICD10CM, nil
	case "9", "ICD9CM", "ICD9", "9CM":
		return ICD9CM, nil
	case "ICD10", "ICD10WHO", "WHO":
		return ICD10, nil
	case "ICD9CMPROCEDURE", "ICD9PROCEDURE", "ICD9PCS", "ICD9SG":
		return ICD9Procedure, nil
	case "ICD10PCS", "10PCS", "PCS":
		return ICD10PCS, nil
	}
	return 0, fmt.Errorf("system %q: want ICD-10-CM, ICD-9-CM, ICD-10, ICD-10-PCS or ICD-9-CM procedure: %w", string(s), medcode.ErrSyntax)
}

// String returns the name of the system.
func (s System) String() string {
	switch s {
	case ICD9CM:
		return "ICD-9-CM"
	case ICD10:
		return "ICD-10"
	case ICD9Procedure:
		return "ICD-9-CM procedure"
	case ICD10PCS:
		return "ICD-10-PCS"
	}
	return "ICD-10-CM"
}

// IsProcedure reports whether the codes of s are of procedures.
func (s System) IsProcedure() bool { return s == ICD9Procedure || s == ICD10PCS }

// A Code is a code of any of the systems. Codes of different systems
// differ even where their texts agree: V43.4 of ICD-9-CM is a graft, V43.4 of
// ICD-10-CM a car crash. Codes are comparable; the zero Code is none.
type Code struct{ w codeword.Word } // the last byte is the system

// CM returns an ICD-10-CM code as a Code.
func CM(c cm.Code) Code { return Code{codeword.Word(c.Key())} }

// CM9 returns an ICD-9-CM diagnosis as a Code.
func CM9(c icd9.Diagnosis) Code { return withSystem(codeword.Word(c.Key()), ICD9CM) }

// WHO returns an ICD-10 code as a Code.
func WHO(c who.Code) Code { return withSystem(codeword.Word(c.Key()), ICD10) }

// Procedure9 returns an ICD-9-CM procedure as a Code.
func Procedure9(c icd9.Procedure) Code { return withSystem(codeword.Word(c.Key()), ICD9Procedure) }

// PCS returns an ICD-10-PCS code as a Code.
func PCS(c pcs.Code) Code { return withSystem(codeword.Word(c.Key()), ICD10PCS) }

func withSystem(w codeword.Word, s System) Code {
	if w == 0 {
		return Code{}
	}
	return Code{w.With(7, byte(s))}
}

// ParseCode reads a code of a system, with or without its dot, in any case. The
// error is a [*medcode.CodeError].
func ParseCode(s System, text string) (Code, error) { return parseCode(s, text) }

func parseCode[T string | []byte](s System, text T) (Code, error) {
	switch s {
	case ICD9CM:
		c, err := icd9.ParseDiagnosis(string(text))
		return CM9(c), err
	case ICD10:
		c, err := who.Parse(string(text))
		return WHO(c), err
	case ICD9Procedure:
		c, err := icd9.ParseProcedure(string(text))
		return Procedure9(c), err
	case ICD10PCS:
		c, err := pcs.Parse(string(text))
		return PCS(c), err
	}
	c, err := cm.Parse(string(text))
	return CM(c), err
}

// MustParseCode is ParseCode for constants; it panics on error.
func MustParseCode(s System, text string) Code {
	c, err := ParseCode(s, text)
	if err != nil {
		panic(err)
	}
	return c
}

// System returns the system of c.
func (c Code) System() System { return System(c.w.At(7)) }

// IsValid reports whether c is a code and not the zero Code.
func (c Code) IsValid() bool { return c.w != 0 }

// Key returns c as a number, 0 for the zero Code; different codes, and codes of
// different systems, have different numbers.
func (c Code) Key() uint64 { return uint64(c.w) }

func (c Code) word() codeword.Word { return c.w.First(7) }

// First returns the first n characters of c as a code of the same system, c
// itself when it has no more.
func (c Code) First(n int) Code { return withSystem(c.word().First(min(n, 7)), c.System()) }

// Contains reports whether c is d or begins it, in the same system.
func (c Code) Contains(d Code) bool {
	return c.w != 0 && c.System() == d.System() && d.word().HasPrefix(c.word())
}

// Compare orders codes by system, then by text.
func (c Code) Compare(d Code) int {
	if r := cmp.Compare(c.System(), d.System()); r != 0 {
		return r
	}
	return cmp.Compare(c.w, d.w)
}

// String returns c as people write it, with its dot.
func (c Code) String() string {
	w := c.word()
	at := 3
	switch s := c.System(); {
	case s == ICD9CM && w.At(0) == 'E':
		at = 4
	case s == ICD9Procedure:
		at = 2
	case s == ICD10PCS:
		return w.String()
	}
	if w.Len() <= at {
		return w.String()
	}
	return w.First(at).String() + "." + (w << (8 * at)).String()
}

// Compact returns c without its dot.
func (c Code) Compact() string { return c.word().String() }

// MarshalText implements [encoding.TextMarshaler]: the code with its dot.
func (c Code) MarshalText() ([]byte, error) { return []byte(c.String()), nil }
