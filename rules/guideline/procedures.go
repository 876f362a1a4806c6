package guideline

import (
	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/rules"
)

// isOperation reports whether p is of the medical and surgical section, and of
// that root operation, unless it is 0.
func isOperation(p pcs.Code, operation pcs.Char) bool {
	return p.IsValid() && p.At(1) == '0' && (operation == 0 || p.At(3) == operation)
}

// procedure returns procedure i as the claim has it.
func (v *view) procedure(i int) string { return v.claim.Procedures[i].Code }

// procedures reports a finding about procedure i, with procedure k.
func (v *view) procedures(r rules.Reporter, message, suggestion string, i, k int) {
	r.Add(rules.Finding{Place: rules.AtProcedure(i), Related: []rules.Place{rules.AtProcedure(k)}, Codes: []string{v.procedure(i), v.procedure(k)},
		Message: message, Suggestion: suggestion})
}

// inspected are the body parts that an inspection of a region looks at, as the
// body part key of ICD-10-PCS has them: body system, its inspection's value,
// and the values of operations. Where a pair is not here a value is a body part
// of both.
var inspected = map[[2]pcs.Char]string{
	{'B', '0'}: "123456789B", // tracheobronchial tree
	{'B', '1'}: "1", {'B', 'K'}: "CDFKM", {'B', 'L'}: "GHJLM", {'B', 'Q'}: "NP",
	{'D', '0'}: "1234567",         // upper intestinal tract
	{'D', 'D'}: "8ABCEFGHJKLMNPQ", // lower intestinal tract
	{'F', '0'}: "012", {'F', 'B'}: "56789C", {'F', 'D'}: "DF",
	{'T', '5'}: "01234", {'T', '9'}: "678", {'T', 'B'}: "BC",
	{'U', '3'}: "012", {'U', '8'}: "567", {'U', 'D'}: "9BC", {'U', 'H'}: "FGK",
	{'V', '4'}: "0123", {'V', '8'}: "5", {'V', 'D'}: "9BC", {'V', 'M'}: "FGHJKL", {'V', 'R'}: "NPQ",
	{'2', 'A'}: "0123456789BCDFGHJKLMN", // heart
}

// looksAt returns the values of the body parts that an inspection looks at, in
// its body system, beside its own.
func looksAt(inspection pcs.Code) []pcs.Char {
	var parts []pcs.Char
	for _, c := range []byte(inspected[[2]pcs.Char{inspection.At(2), inspection.At(4)}]) {
		parts = append(parts, pcs.Char(c))
	}
	return parts
}

// kind packs the characters that tell a kind of procedure.
func kind(chars ...pcs.Char) (of uint64) {
	for _, c := range chars {
		of = of<<8 | uint64(c)
	}
	return of
}

// sessions are the first procedures of each kind, by the characters that tell it
// and the day. A procedure without a day may be of the session of any other.
type sessions map[session]int

type session struct {
	of  uint64
	day medcode.Date
	any bool // the first of whatever day
}

// add takes down procedure k.
func (s sessions) add(of uint64, day medcode.Date, k int) {
	for _, at := range []session{{of, day, false}, {of: of, any: true}} {
		if _, ok := s[at]; !ok {
			s[at] = k
		}
	}
}

// first returns the first procedure that may be of one session with one of a
// day, or -1.
func (s sessions) first(of uint64, day medcode.Date) int {
	at := []session{{of: of, day: day}, {of: of}}
	if day.IsZero() {
		at = []session{{of: of, any: true}}
	}
	first := -1
	for _, a := range at {
		if k, ok := s[a]; ok && (first < 0 || k < first) {
			first = k
		}
	}
	return first
}
