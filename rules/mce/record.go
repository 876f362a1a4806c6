package mce

import (
	"math"
	"strings"
	"time"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
)

// A Record is what the editor sees of a claim. Codes are the texts on the
// claim, without the dot, in either case; the editor finds those that are none.
// A code of blanks or zeros only is a place left empty. The editor panics on a
// nil *Record; the zero Record has no day of discharge.
type Record struct {
	ICD rules.ICD
	// Discharge is the day of discharge. The zero Date is an invalid one, for
	// which nothing is edited. See [ParseDate] for the forms the editor takes.
	Discharge    medcode.Date
	Age          int // in completed years, or Unknown
	Sex          medcode.Sex
	Status       int // patient discharge status
	LengthOfStay int // in days, or Unknown
	Admitting    string
	Diagnoses    []string // the first is the principal
	Procedures   []string
}

// Unknown stands for an age or a length of stay that the claim does not give.
// An unknown age is invalid and conflicts with nothing; an unknown length of
// stay is inconsistent with nothing.
const Unknown = math.MinInt

// ParseDate reads a discharge date as the editor does: eight digits,
// YYYYMMDD, with blanks around them; a day from 29 to 31 that its month does
// not have is the month's last. Anything else is the zero Date, which the
// editor calls invalid.
func ParseDate(s string) medcode.Date {
	s = strings.Trim(s, " ")
	if len(s) != 8 {
		return medcode.Date{}
	}
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return medcode.Date{}
		}
		n = n*10 + int(s[i]-'0')
	}
	year, month, day := n/10000, time.Month(n/100%100), n%100
	on := medcode.NewDate(year, month, day)
	for on.IsZero() && day > 28 && day <= 31 {
		day--
		on = medcode.NewDate(year, month, day)
	}
	return on
}

// isBlank reports whether a code is a place left empty: all blanks or all zeros.
func isBlank(code string) bool {
	for i := range len(code) {
		if c := code[i]; c != code[0] || c != ' ' && c != '0' {
			return false
		}
	}
	return true
}

// RecordOf returns what the editor sees of a claim.
func RecordOf(c *rules.Claim) Record {
	var r Record
	r.fill(c)
	return r
}

// fill makes r the record of a claim, reusing its memory.
func (r *Record) fill(c *rules.Claim) {
	*r = Record{
		ICD: c.ICD, Discharge: c.Date(), Age: Unknown, Sex: c.Patient.Sex,
		Status: statusOf(c.DischargeStatus), LengthOfStay: Unknown, Admitting: undotted(c.Admitting),
		Diagnoses: r.Diagnoses[:0], Procedures: r.Procedures[:0],
	}
	if n, ok := c.Years(); ok {
		r.Age = n
	}
	if n, ok := c.LengthOfStay(); ok {
		r.LengthOfStay = n
	}
	for i := range c.Diagnoses {
		r.Diagnoses = append(r.Diagnoses, undotted(c.Diagnoses[i].Code))
	}
	for i := range c.Procedures {
		r.Procedures = append(r.Procedures, undotted(c.Procedures[i].Code))
	}
}

// statusOf reads a patient discharge status of one or two digits; others are
// 0, which is none.
func statusOf(s string) int {
	n := 0
	for i := range len(s) {
		if i == 2 || s[i] < '0' || s[i] > '9' {
			return 0
		}
		n = n*10 + int(s[i]-'0')
	}
	return n
}

// undotted takes the dot out of a code that has it where people write it: after
// the third character, after the fourth of an ICD-9 external cause, or after
// the second of an ICD-9 procedure.
func undotted(code string) string {
	if i := strings.IndexByte(code, '.'); i >= 2 && i <= 4 && i < len(code)-1 {
		return code[:i] + code[i+1:]
	}
	return code
}
