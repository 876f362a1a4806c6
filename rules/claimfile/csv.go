package claimfile

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
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
	"poa_exempt":       func(c *rules.Claim, s string) (err error) { c.POAExempt, err = yes(s); return err },
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
	"units":         func(l *rules.Line, s string) (err error) { l.Units, err = units(s); return err },
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
	for i, f := range strings.Fields(s) {
		code, date, _ := strings.Cut(f, ":")
		p := rules.Procedure{Code: code}
		unreadable(&c.Unreadable, rules.AtProcedure(i).In("date"), date, p.Date.UnmarshalText([]byte(date)))
		c.Procedures = append(c.Procedures, p)
	}
	return nil
}

func pointers(l *rules.Line, s string) (bad error) {
	for _, f := range strings.Fields(s) {
		n, err := pointer(f)
		if err == nil {
			l.Pointers = append(l.Pointers, n)
		}
		bad = cmp.Or(bad, err)
	}
	return bad
}

func yes(s string) (bool, error) {
	v, err := strconv.ParseBool(s)
	if err != nil {
		return false, fmt.Errorf("%q: want true or false: %w", s, medcode.ErrSyntax)
	}
	return v, nil
}

// rows reads the rows of a CSV file, one a line: so a quote that is never closed
// costs its own line and not the rest of the file.
type rows struct {
	*file
	in   *bufio.Reader
	line bytes.Reader
	room []byte
	csv  *csv.Reader
}

// next returns the next row that is not blank. Bad is what is wrong with the row,
// of which there is then what stands before; err ends the file.
func (r *rows) next() (row []string, bad, err error) {
	for {
		text, err := r.until(r.in, '\n', &r.room, r.limits.LineBytes)
		if err != nil {
			return nil, nil, err
		}
		r.line.Reset(text)
		row, err := r.csv.Read()
		var p *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			continue
		case errors.Is(err, csv.ErrFieldCount):
			err = fmt.Errorf("%d cells under %d columns: %w", len(row), r.csv.FieldsPerRecord, medcode.ErrSyntax)
			bad = &medcode.FileError{File: r.name, Line: r.file.line, Column: 1, Err: err}
		case errors.As(err, &p):
			bad = &medcode.FileError{File: r.name, Line: r.file.line, Column: p.Column, Err: malformed(p.Err)}
		}
		return row, bad, nil
	}
}

// text reads claims in columns.
func (f *file) text(in *bufio.Reader, head []byte) error {
	if first, _, _ := bytes.Cut(head, []byte{'\n'}); isRIF(first) {
		return f.rif(in)
	}
	f.format = CSV
	return f.csv(in)
}

// csv reads rows under a header; rows that follow one another with the same id
// are one claim. A malformed row makes the claim of its id wrong; where the id
// can't be read, the row is told alone.
func (f *file) csv(in *bufio.Reader) error {
	r := &rows{file: f, in: in}
	r.csv = csv.NewReader(&r.line)
	r.csv.ReuseRecord = true
	header, err := r.header()
	if err != nil {
		return err
	}
	id := slices.Index(header, "id")
	var c *rules.Claim
	var bad error
	for {
		row, wrong, err := r.next()
		name := ""
		if 0 <= id && id < len(row) {
			name = row[id]
		}
		if c != nil && (err != nil || name == "" || name != c.ID) {
			if err := f.give(c, bad, ""); err != nil {
				return err
			}
			c, bad = nil, nil
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case wrong != nil:
			if c == nil {
				c = &rules.Claim{ID: name}
			}
			bad = cmp.Or(bad, wrong)
			continue
		case c == nil:
			c = new(rules.Claim)
			claimRow(c, header, row)
		}
		lineRow(c, header, row)
	}
}

func (r *rows) header() ([]string, error) {
	row, bad, err := r.next()
	if err := cmp.Or(err, bad); err != nil {
		return nil, err
	}
	header := slices.Clone(row)
	for i, name := range header {
		header[i] = strings.ToLower(strings.TrimSpace(name))
		if columns[header[i]] == nil && lineColumns[header[i]] == nil {
			return nil, r.wrap(fmt.Errorf("a column that no claim has; there are %s: %w", columnNames(), medcode.ErrLayout), name)
		}
	}
	return header, nil
}

// columnNames lists the columns for an error.
func columnNames() string {
	names := slices.Sorted(maps.Keys(columns))
	return strings.Join(append(names, slices.Sorted(maps.Keys(lineColumns))...), ", ")
}

// claimRow fills c from the first row of a claim.
func claimRow(c *rules.Claim, header, row []string) {
	for i, s := range row {
		if set := columns[header[i]]; set != nil && s != "" {
			unreadable(&c.Unreadable, placeOf(header[i]), s, set(c, s))
		}
	}
}

// placeOf returns the place of the field that a column fills.
func placeOf(column string) rules.Place {
	switch column {
	case "birth", "age", "sex":
		return rules.AtPatient(column)
	case "poa_exempt":
		return rules.AtField("poaExempt")
	}
	return rules.AtField(column)
}

// lineRow adds the service line of a row, if it has one.
func lineRow(c *rules.Claim, header, row []string) {
	l, any := rules.Line{Units: 1}, false
	at := rules.AtLine(len(c.Lines))
	for i, s := range row {
		if set := lineColumns[header[i]]; set != nil && s != "" {
			any = true
			unreadable(&c.Unreadable, at.In(strings.TrimPrefix(header[i], "line_")), s, set(&l, s))
		}
	}
	if any {
		c.Lines = append(c.Lines, l)
	}
}
