// Package encounter says which diagnoses of claims count for risk adjustment in
// Medicare Advantage: CMS's filter of encounter data. It stands with the rules,
// since it reads claims, which the models of icd10/risk know nothing of.
//
// A diagnosis counts that comes of a face-to-face encounter with an acceptable
// provider: of a hospital's inpatient stay, by its type of bill alone; of a
// hospital's or clinic's outpatient services, or a professional's, where a line
// of the claim has a procedure code of the year's list (HPMS memorandum of
// December 22, 2015, "Final Encounter Data Diagnosis Filtering Logic", which CMS's
// user group answers of February 16, 2017 name for it; the lists are CMS's
// "Medicare Risk Adjustment Eligible CPT/HCPCS Codes" of each year). The lists are
// files, not part of this package. The memorandum itself was not at hand: the
// inpatient types of bill are as reports of it print them, the others as programs
// that follow it publish them.
package encounter

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/internal/source"
	"github.com/medcode/medcode/rules"
)

// Eligible is the list of procedure codes of one year that make a diagnosis
// count.
type Eligible struct {
	year  int
	codes map[string]bool
}

// ReadEligible reads a year's list: a code at the beginning of each line, up to
// a comma or tab, below a heading without one. Other columns are passed over.
func ReadEligible(year int, r io.Reader) (*Eligible, error) {
	return ReadEligibleWith(year, r, medcode.ReadOptions{})
}

// ReadEligibleWith is ReadEligible with options, of which EntryBytes limits the
// list and LineBytes a line.
func ReadEligibleWith(year int, r io.Reader, opts medcode.ReadOptions) (*Eligible, error) {
	const file = "eligible procedures"
	text, err := source.ReadAll(r, opts.Limits)
	if err != nil {
		return nil, &medcode.FileError{File: file, Err: err}
	}
	if err := source.CheckText(file, text, opts.Limits); err != nil {
		return nil, err
	}
	e := &Eligible{year: year, codes: map[string]bool{}}
	for n, line := range source.Lines(bytes.TrimPrefix(text, []byte("\ufeff"))) {
		f := strings.FieldsFunc(string(line), func(c rune) bool { return c == ',' || c == '\t' || c == ';' })
		if len(f) == 0 {
			continue
		}
		code := strings.ToUpper(strings.Trim(f[0], `" `))
		switch {
		case isProcedure(code):
			e.codes[code] = true
		case len(e.codes) > 0 && len(code) > 0:
			return nil, &medcode.FileError{File: file, Line: n, Text: string(line), Err: fmt.Errorf("want a CPT or HCPCS code: %w", medcode.ErrSyntax)}
		}
	}
	if len(e.codes) == 0 {
		return nil, fmt.Errorf("a list without codes: %w", medcode.ErrLayout)
	}
	return e, nil
}

// isProcedure reports whether code is of the form of CPT or HCPCS: five
// characters, of which the middle three are digits.
func isProcedure(code string) bool {
	if len(code) != 5 {
		return false
	}
	for i := range len(code) {
		digit := code[i] >= '0' && code[i] <= '9'
		if !digit && (i > 0 && i < 4 || code[i] < 'A' || code[i] > 'Z') {
			return false
		}
	}
	return true
}

// Year returns the year of the list, Len the number of its codes.
func (e *Eligible) Year() int { return e.year }

// Len returns the number of codes.
func (e *Eligible) Len() int { return len(e.codes) }

// Has reports whether a code is in the list.
func (e *Eligible) Has(code string) bool { return e.codes[strings.ToUpper(code)] }

// A Reason says why a diagnosis counts or doesn't.
type Reason uint8

// The reasons. Those from Denied on are against.
const (
	InpatientBill  Reason = iota // hospital inpatient, type of bill 11X or 41X
	EligibleCode                 // a line of the claim has an eligible code
	ChartReview                  // the plan's own review of a record adds it
	Denied                       // the claim or each eligible line was denied
	Voided                       // the claim voids another, or is void
	Deleted                      // a chart review deletes it
	NoEligibleCode               // outpatient or professional, and no line has an eligible code
	OtherBill                    // a claim that never counts: of home health, skilled nursing, hospice, a dentist or a pharmacy
	OtherYear                    // service of another year than the list's
	AudioOnly                    // telehealth without video (modifier 93 or FQ)
	NotICD10                     // no code of ICD-10-CM's form
)

var reasons = [...]string{"hospital inpatient bill", "eligible procedure code on the claim", "chart review adds it", "denied", "voided",
	"chart review deletes it", "no eligible procedure code on the claim", "type of bill that doesn't count", "service of another year",
	"audio-only telehealth", "not of ICD-10-CM"}

// String returns the reason in words.
func (r Reason) String() string {
	if int(r) < len(reasons) {
		return reasons[r]
	}
	return "unknown"
}

// Counts reports whether the reason is one for the diagnosis.
func (r Reason) Counts() bool { return r < Denied }

// A Diagnosis is what the filter says of one of a claim.
type Diagnosis struct {
	Code   string
	Index  int // in Claim.Diagnoses
	Date   medcode.Date
	Counts bool
	Reason Reason
	Line   int // the line with the eligible code, -1 for none
}

// A Review says that a claim is a plan's chart review record: it adds diagnoses
// that a record holds, or deletes those that it doesn't.
type Review uint8

// The kinds of chart reviews.
const (
	NoReview Review = iota
	Adds
	Deletes
)

// Options are the filter's choices.
type Options struct {
	Review Review
	// AudioOnly counts services by telephone alone, which CMS does not for Medicare
	// Advantage: a visit by telehealth stands for one face to face where it has sound
	// and picture in real time (HPMS memorandum of April 10, 2020, "Applicability of
	// diagnoses from telehealth services for risk adjustment", as updated January
	// 15, 2021 and May 4, 2022).
	AudioOnly bool
}

// Types of bill by their first two digits behind the leading zero, as the
// filtering logic has them.
var (
	inpatientBills  = map[string]bool{"11": true, "41": true}
	outpatientBills = map[string]bool{"12": true, "13": true, "43": true, "71": true, "73": true, "76": true, "77": true, "85": true, "87": true}
)

// Filter says of each diagnosis of a claim whether it counts, and why. The day of
// service is that of the line with the eligible code, else the claim's last.
func (e *Eligible) Filter(c *rules.Claim, o Options) []Diagnosis {
	line, reason := e.claim(c, o)
	date := c.Through
	if date.IsZero() {
		date = c.From
	}
	if line >= 0 {
		date = lastDay(&c.Lines[line], date)
	}
	if reason.Counts() && !e.inYear(date) {
		reason = OtherYear
	}
	var all []Diagnosis
	for i, d := range c.Diagnoses {
		x := Diagnosis{Code: d.Code, Index: i, Date: date, Reason: reason, Line: line}
		if _, err := cm.Parse(d.Code); err != nil || c.ICD == rules.ICD9 {
			x.Reason = NotICD10
		}
		x.Counts = x.Reason.Counts()
		all = append(all, x)
	}
	return all
}

// lastDay returns the last day of a line's service, the claim's where it has none.
func lastDay(l *rules.Line, claims medcode.Date) medcode.Date {
	switch {
	case !l.Through.IsZero():
		return l.Through
	case !l.From.IsZero():
		return l.From
	}
	return claims
}

// inYear reports whether a service was in the year of the list; one without a date
// is taken to be.
func (e *Eligible) inYear(d medcode.Date) bool {
	year, _, _ := d.Date()
	return d.IsZero() || year == e.year
}

// claim says whether a claim's diagnoses count, and by which line.
func (e *Eligible) claim(c *rules.Claim, o Options) (line int, r Reason) {
	switch {
	case c.Denied:
		return -1, Denied
	case c.Frequency() == "8":
		return -1, Voided
	case o.Review == Deletes:
		return -1, Deleted
	}
	bill := strings.TrimPrefix(c.TypeOfBill, "0")
	kind := bill[:min(2, len(bill))]
	switch {
	case inpatientBills[kind]:
		return -1, InpatientBill
	case bill != "" && !outpatientBills[kind], c.Setting == rules.Dental, c.Setting == rules.Pharmacy:
		return -1, OtherBill
	}
	line, r = e.lines(c, o)
	if r.Counts() && o.Review == Adds { // without an eligible code a review doesn't count either
		r = ChartReview
	}
	return line, r
}

// lines finds the first line with an eligible code that counts, of this year if
// there is one.
func (e *Eligible) lines(c *rules.Claim, o Options) (line int, r Reason) {
	line, r = -1, NoEligibleCode
	for i := range c.Lines {
		l := &c.Lines[i]
		against := OtherYear
		switch {
		case l.CodeList != "" || !e.Has(l.Code):
			continue
		case l.Denied:
			against = Denied
		case !o.AudioOnly && audioOnly(l.Modifiers):
			against = AudioOnly
		case e.inYear(lastDay(l, medcode.Date{})):
			return i, EligibleCode
		}
		if r != OtherYear { // nearest to counting
			if r = against; r == OtherYear {
				line = i
			}
		}
	}
	return line, r
}

// audioOnly reports whether modifiers say that a service was by telephone alone:
// 93 of CPT, FQ of HCPCS.
func audioOnly(modifiers []string) bool {
	for _, m := range modifiers {
		if m == "93" || m == "FQ" {
			return true
		}
	}
	return false
}
