package main

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/examples/internal/command"
	"github.com/medcode/medcode/internal/columns"
	"github.com/medcode/medcode/internal/source"
)

// A row is a record of a table by the names of its columns.
type row map[string]string

func (r row) get(name string) string { return strings.TrimSpace(r[name]) }

// number reads a whole number, 0 for an empty field.
func (r row) number(name string) (int, error) {
	s := r.get(name)
	if s == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0, fmt.Errorf("%s %q: want a whole number: %w", name, s, medcode.ErrSyntax)
	}
	return n, nil
}

// flag reads 0 or 1, empty for 0.
func (r row) flag(name string) (bool, error) {
	switch s := r.get(name); s {
	case "", "0", "N", "n":
		return false, nil
	case "1", "Y", "y":
		return true, nil
	default:
		return false, fmt.Errorf("%s %q: want 0 or 1: %w", name, s, medcode.ErrSyntax)
	}
}

// betweenCodes are the characters that stand between the codes of a cell.
func betweenCodes(c rune) bool { return c <= ' ' || c == ';' || c == '|' || c == ',' }

// personColumns are the columns of persons besides those of diagnoses.
var personColumns = []string{"id", "model", "payment_year", "age", "sex", "orec", "crec", "dual", "new_enrollee", "snp", "lti",
	"low_income", "esrd", "graft_months", "benefit_year", "age_last", "age_at_dx", "birth", "metal", "csr", "months",
	"dx_date", "ndc", "hcpcs"}

// personColumn returns the column that a heading names: dx for each that holds
// diagnoses, "" for one that nothing is read of.
func personColumn(heading string) string {
	if i := slices.IndexFunc(personColumns, func(c string) bool { return columns.Plain(c) == columns.Plain(heading) }); i >= 0 {
		return personColumns[i]
	}
	if field, _ := columns.Field(heading); field == "dx" || field == "diagnoses" || columns.Plain(heading) == "dx" {
		return "dx"
	}
	return ""
}

// readPersons reads a table of persons. What a column holds goes by its heading;
// one that says nothing is noted. Without diagnoses from elsewhere there must be a
// column of them.
func readPersons(name string, elsewhere bool, note func(string), use func(line int, r row) error) error {
	return readTable(name, func(h []string) error {
		unread := 0
		for i, text := range h {
			switch h[i] = personColumn(text); {
			case h[i] == "":
				if unread++; unread <= mostUnread {
					note(fmt.Sprintf("%s: column %.40q is not read", name, text))
				}
			case h[i] != "dx" && slices.Contains(h[:i], h[i]):
				return fmt.Errorf("%s:1: two columns of %s, %q one of them: %w", name, h[i], text, medcode.ErrSyntax)
			}
		}
		if unread > mostUnread {
			note(fmt.Sprintf("%s: %d more columns are not read", name, unread-mostUnread))
		}
		switch {
		case !slices.Contains(h, "age") && !slices.Contains(h, "age_last"):
			return fmt.Errorf("%s:1: no column age or age_last in the heading, %s; -h shows the columns: %w", name, found(h), medcode.ErrSyntax)
		case !elsewhere && !slices.Contains(h, "dx"):
			return fmt.Errorf("%s:1: no column of diagnoses (dx, dx1, dx2, …) in the heading, %s, nor -dx or -claims: %w", name, found(h), medcode.ErrSyntax)
		}
		return nil
	}, use)
}

// mostUnread is how many columns that say nothing are named.
const mostUnread = 10

// found says which columns a heading has. A line that is no heading can be a person's:
// it isn't quoted.
func found(h []string) string {
	known := slices.Compact(slices.DeleteFunc(slices.Clone(h), func(c string) bool { return c == "" }))
	if len(known) == 0 {
		return "of which no column is known"
	}
	return "which has " + strings.Join(known[:min(len(known), len(personColumns))], ", ")
}

// A metered reader fails where more is read for one record than a limit allows. What
// is read ahead is counted for the record before.
type metered struct {
	r    io.Reader
	left int
}

// mostRecord is the largest record of a table.
var mostRecord = medcode.Limits{}.WithDefaults().LineBytes

func (m *metered) Read(p []byte) (int, error) {
	if m.left <= 0 {
		return 0, &medcode.LimitError{Reason: fmt.Sprintf("a record of over %d bytes", mostRecord)}
	}
	n, err := m.r.Read(p[:min(len(p), m.left)])
	m.left -= n
	return n, err
}

// readTable reads a table with a heading, fields between commas, semicolons, tabs
// or bars, and gives each record with its line. Fields of columns of one name are
// joined by a blank, those of columns without are left out.
func readTable(name string, head func(heading []string) error, use func(line int, r row) error) error {
	f, err := command.Open(name, os.Stdin)
	if err != nil {
		return err
	}
	defer f.Close()
	plain, err := source.Gunzip(f)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	const ahead = 1 << 16
	meter := &metered{columns.Decoded(plain), mostRecord + ahead}
	text := bufio.NewReaderSize(meter, ahead)
	first, err := text.Peek(1 << 12)
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("%s: %w", name, err)
	}
	line, _, _ := strings.Cut(string(first), "\n")
	r := csv.NewReader(text)
	r.FieldsPerRecord = -1
	r.Comma = rune(columns.Separator(line))
	r.LazyQuotes = r.Comma == '\t'
	heading, err := r.Read()
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("%s: empty; want a heading: %w", name, medcode.ErrSyntax)
	}
	if err != nil {
		return fmt.Errorf("%s: no table: %w: %w", name, err, medcode.ErrSyntax)
	}
	for i, h := range heading {
		heading[i] = strings.ToLower(strings.Trim(h, "\ufeff "))
	}
	width := len(heading)
	if err := head(heading); err != nil {
		return err
	}
	cells := map[string][]string{}
	for {
		meter.left = mostRecord + ahead
		fields, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w: %w", name, err, medcode.ErrSyntax)
		}
		at, _ := r.FieldPos(0)
		if len(fields) != width {
			return fmt.Errorf("%s:%d: %d fields under a heading of %d: %w", name, at, len(fields), width, medcode.ErrSyntax)
		}
		for i, h := range heading {
			if cell := strings.TrimSpace(fields[i]); h != "" && cell != "" {
				cells[h] = append(cells[h], cell)
			}
		}
		x := row{}
		for h, all := range cells {
			x[h], cells[h] = strings.Join(all, " "), all[:0]
		}
		if err := use(at, x); err != nil {
			return err
		}
	}
}
