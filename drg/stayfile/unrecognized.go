package stayfile

import (
	"fmt"
	"iter"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/medcode/medcode/drg"
)

// CodeSets says of which code sets a grouper has all codes. Of the others, as a
// manual without lists of codes leaves them, only malformed codes are known to be
// none.
type CodeSets struct{ Diagnoses, Procedures bool }

// WholeSets are those of the versions that are embedded.
var WholeSets = CodeSets{true, true}

// Unrecognized counts codes that were not looked at in grouping, and the stays
// that have them.
type Unrecognized struct{ Codes, Stays int }

// Count counts those of a stay.
func (u *Unrecognized) Count(rec *Record, r *drg.Result, sets CodeSets) {
	n := 0
	for range unrecognized(rec, r, sets) {
		n++
	}
	u.Codes += n
	u.Stays += min(n, 1)
}

// Add adds what another has counted.
func (u *Unrecognized) Add(o Unrecognized) {
	u.Codes += o.Codes
	u.Stays += o.Stays
}

// String returns "3 codes of 2 stays not recognised".
func (u Unrecognized) String() string {
	return fmt.Sprintf("%d codes of %d stays not recognised", u.Codes, u.Stays)
}

// AppendUnrecognized appends what of a stay was not recognised, as it is
// written where it is malformed: "diagnosis Q99.99, procedure 0SR904". The
// principal diagnosis is not among it: a stay has no DRG without one, and its
// return code says so.
func AppendUnrecognized(b []byte, rec *Record, r *drg.Result, sets CodeSets) []byte {
	first := true
	for procedure, i := range unrecognized(rec, r, sets) {
		if !first {
			b = append(b, ", "...)
		}
		first = false
		if procedure {
			b = append(b, "procedure "...)
		} else {
			b = append(b, "diagnosis "...)
		}
		b = rec.appendCode(b, procedure, i)
	}
	return b
}

// AppendDiagnosis appends the code of a diagnosis, as it is written where it is
// malformed, and nothing where there is none at i.
func (r *Record) AppendDiagnosis(b []byte, i int) []byte { return r.appendCode(b, false, i) }

// unrecognized yields secondary diagnoses and procedures by their index.
func unrecognized(rec *Record, r *drg.Result, sets CodeSets) iter.Seq2[bool, int] {
	return func(yield func(procedure bool, i int) bool) {
		for i := 1; i < len(r.Diagnoses); i++ {
			known := r.Diagnoses[i].Recognized || !sets.Diagnoses && rec.Diagnoses[i].Code.IsValid()
			if !known && !yield(false, i) {
				return
			}
		}
		for i := range r.Procedures {
			known := r.Procedures[i].Recognized || !sets.Procedures && rec.Procedures[i].Code.IsValid()
			if !known && !yield(true, i) {
				return
			}
		}
	}
}

func (r *Record) appendCode(b []byte, procedure bool, i int) []byte {
	for _, m := range r.Malformed {
		if m.Procedure == procedure && m.At == i {
			return appendText(b, m.Text)
		}
	}
	switch {
	case procedure && 0 <= i && i < len(r.Procedures):
		return append(b, r.Procedures[i].Code.String()...)
	case !procedure && 0 <= i && i < len(r.Diagnoses):
		return append(b, r.Diagnoses[i].Code.String()...)
	}
	return b
}

// mostText is how many bytes are shown of a code that is malformed.
const mostText = 30

// appendText appends text for people, quoted where it would break a line or
// leave one in doubt where it ends.
func appendText(b []byte, text string) []byte {
	if len(text) > mostText {
		text = strings.ToValidUTF8(text[:mostText], "") + "…"
	}
	plain := func(c rune) bool { return c > ' ' && unicode.IsPrint(c) && !strings.ContainsRune(",;\"", c) }
	if text == "" || !utf8.ValidString(text) || strings.ContainsFunc(text, func(c rune) bool { return !plain(c) }) {
		return strconv.AppendQuote(b, text)
	}
	return append(b, text...)
}
