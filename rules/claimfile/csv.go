package claimfile

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/rules"
)

// columns are those of a CSV file, by the name in its header. Lists are
// separated by blanks; a diagnosis may have its indicator behind a colon, a
// procedure its date. Columns from hcpcs on are of a service line, and further
// rows of the same id add lines to the claim.
var columns = map[string]func(*rules.Claim, string) error{
	"id":               func(c *rules.Claim, s string) error { c.ID = s; return nil },
	"setting":          func(c *rules.Claim, s string) error { return c.Setting.UnmarshalText([]byte(s)) },
	"payer":            func(c *rules.Claim, s string) error { return c.Payer.UnmarshalText([]byte(s)) },
	"icd":              func(c *rules.Claim, s string) error { return c.ICD.UnmarshalText([]byte(s)) },
	"type_of_bill":     func(c *rules.Claim, s string) error { c.TypeOfBill = s; return nil },
	"place_of_service": func(c *rules.Claim, s string) error { c.PlaceOfService = s; return nil },
	"billing_npi":      func(c *rules.Claim, s string) error { c.BillingNPI = s; return nil },
	"rendering_npi":    func(c *rules.Claim, s string) error { c.RenderingNPI = s; return nil },
	"poa_exempt":       func(c *rules.Claim, s string) (err error) { c.POAExempt, err = strconv.ParseBool(s); return err },
	"patient":          func(c *rules.Claim, s string) error { c.Patient.ID = s; return nil },
	"birth":            func(c *rules.Claim, s string) error { return c.Patient.Birth.UnmarshalText([]byte(s)) },
	"age":              func(c *rules.Claim, s string) error { return c.Patient.Age.UnmarshalJSON([]byte(s)) },
	"sex":              func(c *rules.Claim, s string) error { return c.Patient.Sex.UnmarshalText([]byte(s)) },
	"from":             func(c *rules.Claim, s string) error { return c.From.UnmarshalText([]byte(s)) },
	"through":          func(c *rules.Claim, s string) error { return c.Through.UnmarshalText([]byte(s)) },
	"admission":        func(c *rules.Claim, s string) error { return c.Admission.UnmarshalText([]byte(s)) },
	"discharge":        func(c *rules.Claim, s string) error { return c.Discharge.UnmarshalText([]byte(s)) },
	"discharge_status": func(c *rules.Claim, s string) error { c.DischargeStatus = s; return nil },
	"admitting":        func(c *rules.Claim, s string) error { c.Admitting = s; return nil },
	"reasons":          func(c *rules.Claim, s string) error { c.Reasons = strings.Fields(s); return nil },
	"diagnoses":        diagnoses,
	"procedures":       procedures,
	"drg":              func(c *rules.Claim, s string) (err error) { c.DRG, err = drg.ParseNumber(s); return err },
	"charge":           func(c *rules.Claim, s string) (err error) { c.Charge, err = medcode.ParseCents(s); return err },
}

// lineColumns are those of a service line.
var lineColumns = map[string]func(*rules.Line, string) error{
	"hcpcs":         func(l *rules.Line, s string) error { l.Code = s; return nil },
	"modifiers":     func(l *rules.Line, s string) error { l.Modifiers = strings.Fields(s); return nil },
	"revenue":       func(l *rules.Line, s string) error { l.Revenue = s; return nil },
	"units":         func(l *rules.Line, s string) (err error) { l.Units, err = strconv.ParseFloat(s, 64); return err },
	"measure":       func(l *rules.Line, s string) error { l.Measure = s; return nil },
	"line_charge":   func(l *rules.Line, s string) (err error) { l.Charge, err = medcode.ParseCents(s); return err },
	"line_from":     func(l *rules.Line, s string) error { return l.From.UnmarshalText([]byte(s)) },
	"line_through":  func(l *rules.Line, s string) error { return l.Through.UnmarshalText([]byte(s)) },
	"line_pos":      func(l *rules.Line, s string) error { l.PlaceOfService = s; return nil },
	"line_npi":      func(l *rules.Line, s string) error { l.RenderingNPI = s; return nil },
	"line_pointers": pointers,
}

func diagnoses(c *rules.Claim, s string) error {
	for _, f := range strings.Fields(s) {
		code, poa, _ := strings.Cut(f, ":")
		c.Diagnoses = append(c.Diagnoses, rules.Diagnosis{Code: code, POA: poa})
	}
	return nil
}

func procedures(c *rules.Claim, s string) error {
	for _, f := range strings.Fields(s) {
		code, date, _ := strings.Cut(f, ":")
		p := rules.Procedure{Code: code}
		if err := p.Date.UnmarshalText([]byte(date)); err != nil {
			return err
		}
		c.Procedures = append(c.Procedures, p)
	}
	return nil
}

func pointers(l *rules.Line, s string) error {
	for _, f := range strings.Fields(s) {
		n, err := strconv.Atoi(f)
		if err != nil {
			return err
		}
		l.Pointers = append(l.Pointers, n)
	}
	return nil
}

// csv reads rows under a header; rows that follow one another with the same id
// are one claim.
func (f *file) csv(in *bufio.Reader) error {
	r := csv.NewReader(&limitedLines{in: in, most: f.limits.LineBytes})
	r.ReuseRecord = true
	header, err := f.header(r)
	if err != nil {
		return err
	}
	id := slices.Index(header, "id")
	var c *rules.Claim
	var bad error
	for {
		row, err := r.Read()
		if err == nil {
			f.line, _ = r.FieldPos(0)
		}
		if c != nil && (err != nil || id < 0 || row[id] == "" || row[id] != c.ID) {
			if err := f.give(c, bad, ""); err != nil {
				return err
			}
			c, bad = nil, nil
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return f.csvError(err)
		case c == nil:
			c = new(rules.Claim)
			bad = f.claimRow(c, header, row)
		}
		if err := f.lineRow(c, header, row); bad == nil {
			bad = err
		}
	}
}

// csvError puts what the csv reader found in its place.
func (f *file) csvError(err error) error {
	var p *csv.ParseError
	if errors.As(err, &p) {
		return &medcode.FileError{File: f.name, Line: p.Line, Column: p.Column, Err: malformed(p.Err)}
	}
	return err
}

func (f *file) header(r *csv.Reader) ([]string, error) {
	row, err := r.Read()
	if err != nil {
		return nil, f.csvError(err)
	}
	header := slices.Clone(row)
	for i, name := range header {
		header[i] = strings.ToLower(strings.TrimSpace(name))
		if columns[header[i]] == nil && lineColumns[header[i]] == nil {
			f.line = 1
			return nil, f.wrap(fmt.Errorf("a column that no claim has: %w", medcode.ErrLayout), name)
		}
	}
	return header, nil
}

// claimRow fills c from the first row of a claim.
func (f *file) claimRow(c *rules.Claim, header, row []string) error {
	var bad error
	for i, s := range row {
		if set := columns[header[i]]; set != nil && s != "" {
			if err := set(c, s); err != nil && bad == nil {
				bad = f.wrap(fmt.Errorf("%s: %w", header[i], malformed(err)), s)
			}
		}
	}
	return bad
}

// lineRow adds the service line of a row, if it has one.
func (f *file) lineRow(c *rules.Claim, header, row []string) error {
	l, any := rules.Line{Units: 1}, false
	var bad error
	for i, s := range row {
		if set := lineColumns[header[i]]; set != nil && s != "" {
			any = true
			if err := set(&l, s); err != nil && bad == nil {
				bad = f.wrap(fmt.Errorf("%s: %w", header[i], malformed(err)), s)
			}
		}
	}
	if any {
		c.Lines = append(c.Lines, l)
	}
	return bad
}

// A limitedLines reader fails at a line that is too long.
type limitedLines struct {
	in      *bufio.Reader
	most, n int
}

func (l *limitedLines) Read(p []byte) (int, error) {
	n, err := l.in.Read(p)
	for _, c := range p[:n] {
		if l.n++; c == '\n' {
			l.n = 0
		}
		if l.n > l.most {
			return 0, fmt.Errorf("over %d bytes in a line: %w", l.most, medcode.ErrLimit)
		}
	}
	return n, err
}
