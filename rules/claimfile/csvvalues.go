package claimfile

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/internal/columns"
	"github.com/medcode/medcode/rules"
)

func settingNamed(s string) (rules.Setting, error) {
	switch strings.ToLower(s) {
	case "ip", "i", "inpatient", "inpt":
		return rules.Inpatient, nil
	case "op", "o", "outpatient", "outpt":
		return rules.Outpatient, nil
	case "p", "pro", "prof", "professional", "physician", "carrier":
		return rules.Professional, nil
	case "d", "dental":
		return rules.Dental, nil
	case "rx", "pharmacy", "drug":
		return rules.Pharmacy, nil
	}
	var v rules.Setting
	err := v.UnmarshalText([]byte(s))
	return v, err
}

func icdNamed(s string) (rules.ICD, error) {
	switch columns.Plain(s) {
	case "9", "09", "icd9", "icd9cm":
		return rules.ICD9, nil
	case "10", "0", "icd10", "icd10cm":
		return rules.ICD10, nil
	}
	var v rules.ICD
	err := v.UnmarshalText([]byte(s))
	return v, err
}

func yes(s string) (bool, error) {
	switch strings.ToLower(s) {
	case "y", "yes":
		return true, nil
	case "n", "no":
		return false, nil
	}
	v, err := strconv.ParseBool(strings.ToLower(s))
	if err != nil {
		return false, fmt.Errorf("%q: want true or false: %w", s, medcode.ErrSyntax)
	}
	return v, nil
}

// reporting reads the grouper's word for whether the hospital reports POA.
func reporting(_ *table, c *rules.Claim, s string) error {
	v, err := drg.ParseReporting(strings.ToUpper(s))
	c.POAExempt = err == nil && v == drg.Exempt
	return err
}

// ageDays takes the age of an infant: of a year none is completed.
func ageDays(_ *table, c *rules.Claim, s string) error {
	n, err := strconv.Atoi(s)
	if err != nil {
		return fmt.Errorf("age in days %q: want a whole number: %w", s, medcode.ErrSyntax)
	}
	if c.Patient.Age.IsZero() && n < 366 {
		c.Patient.Age = rules.YearsOld(0)
	}
	return nil
}

func remarks(_ *table, c *rules.Claim, s string) error {
	if strings.HasPrefix(s, "[") {
		return list(s, &c.Remarks, nil)
	}
	c.Remarks = append(c.Remarks, s)
	return nil
}

// list reads a list: in JSON where it begins with a bracket, else its elements
// separated by blanks, commas, semicolons or bars; a dash is none.
func list[T any](s string, to *[]T, one func(string) (T, error)) error {
	if strings.HasPrefix(s, "[") {
		var all []T
		d := json.NewDecoder(bytes.NewReader([]byte(s)))
		d.DisallowUnknownFields()
		if err := d.Decode(&all); err != nil {
			return fmt.Errorf("want a list in JSON: %w", medcode.ErrSyntax)
		}
		*to = append(*to, all...)
		return nil
	}
	if one == nil {
		return fmt.Errorf("want a list in JSON: %w", medcode.ErrSyntax)
	}
	var bad error
	for f := range strings.FieldsFuncSeq(s, func(c rune) bool { return strings.ContainsRune(" ,;|\t", c) }) {
		if f == "-" {
			continue
		}
		v, err := one(f)
		if err != nil && bad == nil {
			bad = err
		}
		*to = append(*to, v)
	}
	return bad
}

// toothOf reads a tooth and its surfaces, 3:MO.
func toothOf(s string) (t rules.Tooth, err error) {
	number, surfaces, _ := strings.Cut(s, ":")
	t.Number = number
	for _, one := range surfaces {
		t.Surfaces = append(t.Surfaces, string(one))
	}
	return t, nil
}

func toothStatusOf(s string) (rules.ToothStatus, error) {
	number, status, _ := strings.Cut(s, ":")
	return rules.ToothStatus{Number: number, Status: status}, nil
}

// whole reads a count, which a spreadsheet may give decimals of zeros.
func whole(s string) (int, error) {
	v, err := quantity(s, "count")
	if err == nil && (v != math.Trunc(v) || math.Abs(v) > 1e9) {
		err = fmt.Errorf("count %q: want a whole number: %w", s, medcode.ErrSyntax)
	}
	if err != nil {
		return 0, err
	}
	return int(v), nil
}

// noDash returns a code, where a dash says that there is none.
func noDash(s string) string {
	if s == "-" {
		return ""
	}
	return s
}

func plainCode(s string) (string, error) { return s, nil }

func diagnosisOf(s string) (rules.Diagnosis, error) {
	code, poa, _ := strings.Cut(s, ":")
	return rules.Diagnosis{Code: code, POA: poa}, nil
}

// procedures reads a list of codes, each with its date behind a colon.
func procedures(t *table, c *rules.Claim, s string) error {
	n := 0
	return list(s, &c.Procedures, func(s string) (rules.Procedure, error) {
		code, day, _ := strings.Cut(s, ":")
		p := rules.Procedure{Code: code}
		if day != "" {
			var err error
			p.Date, err = columns.Date(day, t.order)
			unreadable(&c.Unreadable, rules.AtProcedure(n).In("date"), day, err)
		}
		n++
		return p, nil
	})
}

func (t *table) occurrence(s string) (o rules.Occurrence, err error) {
	code, day, dated := strings.Cut(s, ":")
	o.Code = code
	if dated {
		o.Date, err = columns.Date(day, t.order)
	}
	return o, err
}

func (t *table) spanOf(s string) (o rules.Span, err error) {
	code, days, dated := strings.Cut(s, ":")
	o.Code = code
	from, through, both := strings.Cut(days, ":")
	if dated && from != "" {
		o.From, err = columns.Date(from, t.order)
	}
	if both && through != "" && err == nil {
		o.Through, err = columns.Date(through, t.order)
	}
	return o, err
}

func valueOf(s string) (v rules.Value, err error) {
	code, amount, stated := strings.Cut(s, ":")
	v.Code = code
	if stated {
		v.Amount, err = medcode.ParseCents(amount)
	}
	return v, err
}

func pointers(_ *table, l *rules.Line, s string) (bad error) {
	for _, f := range strings.FieldsFunc(s, func(c rune) bool { return strings.ContainsRune(" ,;|:", c) }) {
		n, err := pointer(f)
		if err == nil {
			l.Pointers = append(l.Pointers, n)
		} else if bad == nil {
			bad = err
		}
	}
	return bad
}
