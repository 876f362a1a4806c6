package guideline

import (
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
