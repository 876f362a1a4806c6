package stayfile

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/medcode/medcode/drg"
)

// AppendAnswer appends the line that the reference vectors have for a stay: 15
// columns, with the end of the line.
func AppendAnswer(b []byte, id string, r *drg.Result) []byte {
	b = append(b, id...)
	b = appendAssignment(b, &r.Initial)
	b = appendAssignment(b, &r.Final)
	b = append(append(b, '\t'), r.HACStatus.String()...)
	b = appendNumber(append(b, '\t'), r.HACs)
	b = append(b, '\t')
	for i := range r.Diagnoses {
		d := &r.Diagnoses[i]
		if i > 0 {
			b = append(b, ',')
		}
		b = appendBool(b, d.Recognized)
		for _, s := range [...]string{d.Impact.String(), d.Initial.String(), d.Final.String(), d.POA.String(), ""} {
			b = append(append(b, '/'), s...)
		}
		b = appendMarks(b, d.HACs)
	}
	b = append(b, '\t')
	for i := range r.Procedures {
		p := &r.Procedures[i]
		if i > 0 {
			b = append(b, ',')
		}
		b = append(append(appendBool(b, p.Recognized), '/'), p.Impact.String()...)
		b = append(appendBool(append(b, '/'), p.OperatingRoom), '/')
		b = appendConditions(b, p.HACs)
	}
	return append(b, '\n')
}

func appendAssignment(b []byte, a *drg.Assignment) []byte {
	b = append(append(b, '\t'), a.Code.String()...)
	b = appendNumber(append(b, '\t'), a.MDC)
	b = appendNumber(append(b, '\t'), int(a.DRG))
	b = append(append(b, '\t'), a.Kind.String()...)
	return append(append(b, '\t'), a.Level.String()...)
}

func appendNumber(b []byte, n int) []byte { return strconv.AppendInt(b, int64(n), 10) }

func appendBool(b []byte, v bool) []byte {
	if v {
		return append(b, '1')
	}
	return append(b, '0')
}

// appendMarks appends the conditions of a diagnosis: 5=HAC_CRITERIA_MET,
// several sorted as text.
func appendMarks(b []byte, marks []drg.HACMark) []byte {
	for i, m := range sorted(marks, asText) {
		if i > 0 {
			b = append(b, '+')
		}
		b = append(append(appendNumber(b, int(m.Number)), '='), m.Verdict.String()...)
	}
	return b
}

// appendConditions appends the conditions of a procedure: HAC_08.
func appendConditions(b []byte, marks []drg.HACMark) []byte {
	for i, m := range sorted(marks, byNumber) {
		if i > 0 {
			b = append(b, '+')
		}
		b = append(b, "HAC_"...)
		if m.Number < 10 {
			b = append(b, '0')
		}
		b = appendNumber(b, int(m.Number))
	}
	return b
}

// sorted returns marks in order, which they nearly always are.
func sorted(marks []drg.HACMark, order func(a, b drg.HACMark) int) []drg.HACMark {
	if slices.IsSortedFunc(marks, order) {
		return marks
	}
	return slices.SortedFunc(slices.Values(marks), order)
}

func byNumber(a, b drg.HACMark) int { return cmp.Compare(a.Number, b.Number) }

// asText puts 10=… before 1=…, and that before 5=….
func asText(a, b drg.HACMark) int {
	return cmp.Or(cmp.Compare(textKey(a.Number), textKey(b.Number)), cmp.Compare(a.Verdict.String(), b.Verdict.String()))
}

// textKey returns the first two characters of the text of a mark.
func textKey(n uint8) int {
	if n < 10 {
		return int('0'+n)<<8 | '='
	}
	return int('0'+n/10)<<8 | int('0'+n%10)
}
