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

// Unrecognized counts codes that were not looked at in grouping, and the stays
// that have them.
type Unrecognized struct{ Codes, Stays int }

// Count counts those of the stay that r is of.
func (u *Unrecognized) Count(r *drg.Result) {
	n := 0
	for range unrecognized(r) {
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
func AppendUnrecognized(b []byte, rec *Record, r *drg.Result) []byte {
	first := true
	for procedure, i := range unrecognized(r) {
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
// malformed.
func (r *Record) AppendDiagnosis(b []byte, i int) []byte { return r.appendCode(b, false, i) }

// unrecognized yields secondary diagnoses and procedures by their index.
func unrecognized(r *drg.Result) iter.Seq2[bool, int] {
	return func(yield func(procedure bool, i int) bool) {
		for i := 1; i < len(r.Diagnoses); i++ {
			if !r.Diagnoses[i].Recognized && !yield(false, i) {
				return
			}
		}
		for i := range r.Procedures {
			if !r.Procedures[i].Recognized && !yield(true, i) {
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
	if procedure {
		return append(b, r.Procedures[i].Code.String()...)
	}
	return append(b, r.Diagnoses[i].Code.String()...)
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
