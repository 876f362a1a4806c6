package guideline

import (
	"strings"

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

// sameDay reports whether two procedures may be of one session: of one day, or
// one of them without a date.
func (v *view) sameDay(i, k int) bool {
	a, b := v.claim.Procedures[i].Date, v.claim.Procedures[k].Date
	return a == b || a.IsZero() || b.IsZero()
}

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

// looksAt reports whether an inspection of a body part looks at what another
// procedure of its body system is performed on.
func looksAt(inspection, other pcs.Code) bool {
	at, on := inspection.At(4), other.At(4)
	return at == on || strings.IndexByte(inspected[[2]pcs.Char{inspection.At(2), at}], byte(on)) >= 0
}
