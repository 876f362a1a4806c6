package dmepos

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/hcpcs/internal/quarters"
	"github.com/medcode/medcode/hcpcs/internal/table"
	"github.com/medcode/medcode/internal/source"
	"github.com/medcode/medcode/internal/xlsx"
)

// A schedule is one file of fees.
type schedule struct {
	entry    *source.Entry
	workbook bool
	release  string
	period   medcode.Period
	diags    []medcode.Diagnostic
	cols     *columns
	states   []string
	items    []Item
	fees     []Fee // len(states) for each item
	index    map[key]int32
}

var (
	// "April 2025 Fee Schedule", "Effective January 1, 2015"
	title = regexp.MustCompile(`(?i)\b(` + quarters.Months + `)[a-z]*\.?(?: \d{1,2},?)? +(20\d\d)\b`)
	// DMEPOS25_APR.csv, DME15_A.csv, dme26-c.zip
	nameOf = regexp.MustCompile(`(?i)\bDME(?:POS|PEN)?_?(\d\d)[_-]?([A-D]|` + quarters.Months + `)(?:[^A-Za-z]|$)`)
	// "AL (NR)", "AL (R)", and "AL" in the years before rural areas had fees of
	// their own
	feeTitle = regexp.MustCompile(`^([A-Z]{2})(?:[ -]?\(?(NR|R)\)?)?$`)
)

// columns are where the fields of an item stand.
type columns struct {
	n     int    // of the heading
	fixed [8]int // code, two modifiers, jurisdiction, category, ceiling, floor, description; -1 where there is none
	fees  []feeColumn
}

type feeColumn struct {
	column, state int
	rural         bool
}

// headings are what the fixed columns are called.
var headings = [...][]string{
	{"HCPCS", "HCPCS CODE"}, {"MOD", "MOD1", "MODIFIER"}, {"MOD2", "MODIFIER 2"}, {"JURIS", "JURISDICTION"},
	{"CATG", "CATEGORY"}, {"CEILING"}, {"FLOOR"}, {"DESCRIPTION", "SHORT DESCRIPTION"},
}

func (s *schedule) diag(d medcode.Diagnostic) { s.diags = append(s.diags, d) }

// read reads the file, and reports whether it is a table of items: whether one
// of its first rows is the heading. One without fees is read no further.
func (s *schedule) read(data []byte, limits medcode.Limits) (bool, error) {
	file := s.entry.Path
	n := 0
	for row, err := range table.Rows(file, data, limits) {
		if err != nil {
			if s.cols == nil && (source.Sniff(data) == source.Text || errors.Is(err, xlsx.ErrNoWorkbook)) {
				return false, nil // text that is no csv, a document
			}
			return false, err
		}
		if s.cols == nil {
			if n++; n > 40 {
				return false, nil
			}
			if m := title.FindStringSubmatch(strings.Join(row.Cells, " ")); m != nil && s.release == "" {
				s.release, s.period = quarters.Named(m[2], m[1])
			}
			if indexOf(row, headings[0]) == 0 {
				if err := s.heading(file, row); err != nil {
					return false, err
				}
				if len(s.cols.fees) == 0 {
					return true, nil
				}
			}
			continue
		}
		if strings.TrimSpace(strings.Join(row.Cells, "")) != "" {
			if err := s.item(file, row); err != nil {
				return false, err
			}
		}
	}
	if m := nameOf.FindStringSubmatch(file); m != nil && s.release == "" {
		s.release, s.period = quarters.Named(m[1], m[2])
	}
	return s.cols != nil, nil
}

// indexOf returns the column of the first cell that is one of the names, or -1.
func indexOf(row table.Row, names []string) int {
	for i := range row.Cells {
		if slices.Contains(names, strings.ToUpper(row.Cell(i))) {
			return i
		}
	}
	return -1
}

// heading finds the columns. All years have the modifier; what else a year
// lacks is a diagnostic.
func (s *schedule) heading(file string, row table.Row) error {
	c := &columns{n: len(row.Cells)}
	s.cols = c
	for i, names := range headings {
		c.fixed[i] = indexOf(row, names)
	}
	for i := range row.Cells {
		cell := strings.ToUpper(row.Cell(i))
		m := feeTitle.FindStringSubmatch(cell)
		switch {
		case cell == "" || slices.Contains(c.fixed[:], i):
		case m != nil:
			at := slices.Index(s.states, m[1])
			if at < 0 {
				at = len(s.states)
				s.states = append(s.states, strings.Clone(m[1]))
			}
			f := feeColumn{i, at, m[2] == "R"}
			if slices.ContainsFunc(c.fees, func(o feeColumn) bool { return o.state == f.state && o.rural == f.rural }) {
				return &medcode.FileError{File: file, Line: row.Line, Column: i + 1, Text: cell, Err: fmt.Errorf("a second column of the state's fees: %w", medcode.ErrLayout)}
			}
			c.fees = append(c.fees, f)
		default:
			s.diag(medcode.Diagnostic{File: file, Line: row.Line, Column: i + 1, Kind: "unknown-column", Text: cell, Message: "a column that the reader doesn't know was left out"})
		}
	}
	if len(c.fees) == 0 {
		return nil
	}
	for i, names := range headings {
		switch {
		case c.fixed[i] >= 0:
		case i == 1:
			return &medcode.FileError{File: file, Line: row.Line, Text: strings.Join(row.Cells, "|"), Err: fmt.Errorf("no column %q: %w", names[0], medcode.ErrLayout)}
		default:
			s.diag(medcode.Diagnostic{File: file, Line: row.Line, Kind: "missing-column", Text: names[0], Message: "the file has no such column"})
		}
	}
	return nil
}

func (s *schedule) item(file string, row table.Row) error {
	c := s.cols
	fail := func(column int, err error) error {
		return &medcode.FileError{File: file, Line: row.Line, Column: column + 1, Text: row.Cell(column), Err: err}
	}
	if err := row.Over(file, c.n); err != nil {
		return err
	}
	if n := len(row.Cells); n < c.n {
		s.diag(medcode.Diagnostic{File: file, Line: row.Line, Kind: "short-row", Text: row.Cell(c.fixed[0]), Message: fmt.Sprintf("%d cells under a heading of %d; what is missing was read as empty", n, c.n)})
	}
	it := Item{row: len(s.items), Jurisdiction: Jurisdiction(strings.Clone(row.Cell(c.fixed[3]))),
		Category: Category(strings.Clone(row.Cell(c.fixed[4]))), Description: strings.Clone(row.Cell(c.fixed[7]))}
	var err error
	if it.Code, err = hcpcs.Parse(row.Cell(c.fixed[0])); err != nil {
		return fail(c.fixed[0], err)
	}
	for i := range it.Modifiers {
		if text := row.Cell(c.fixed[1+i]); text != "" {
			if it.Modifiers[i], err = hcpcs.ParseModifier(text); err != nil {
				return fail(c.fixed[1+i], err)
			}
		}
	}
	for i, at := range [...]*medcode.Cents{&it.Ceiling, &it.Floor} {
		if *at, err = cents(row.Cell(c.fixed[5+i])); err != nil {
			return fail(c.fixed[5+i], err)
		}
	}
	k := key{it.Code, it.Modifiers}
	if _, twice := s.index[k]; twice {
		s.diag(medcode.Diagnostic{File: file, Line: row.Line, Kind: "duplicate-code", Text: it.Code.String(), Message: "a second row of the code and its modifiers was left out"})
		return nil
	}
	fees := make([]Fee, len(s.states))
	for _, f := range c.fees {
		amount, err := cents(row.Cell(f.column))
		if err != nil {
			return fail(f.column, err)
		}
		if f.rural {
			fees[f.state].Rural = amount
		} else {
			fees[f.state].NonRural = amount
		}
	}
	s.index[k] = int32(len(s.items))
	s.items = append(s.items, it)
	s.fees = append(s.fees, fees...)
	return nil
}

// merge makes the release of schedules: a csv and a workbook of the same items,
// of which the csv stands, and a schedule of other items beside them.
func (r *Release) merge(found []*schedule) error {
	for _, s := range found {
		for _, state := range s.states {
			if !slices.Contains(r.states, state) {
				r.states = append(r.states, state)
			}
		}
	}
	var from []*schedule // of each item
	for i, s := range found {
		file := s.entry.Path
		switch {
		case r.provenance.Release == "":
			r.provenance.Release, r.provenance.Effective = s.release, s.period
		case s.release != "" && s.release != r.provenance.Release:
			return &medcode.FileError{File: file, Err: fmt.Errorf("a fee schedule of %s, beside one of %s: %w", s.release, r.provenance.Release, medcode.ErrLayout)}
		}
		r.provenance.Files = append(r.provenance.Files, s.entry.File())
		r.diags = append(r.diags, s.diags...)
		if i == 0 && len(s.states) == len(r.states) { // as it stands
			r.items, r.fees, r.index, from = s.items, s.fees, s.index, slices.Repeat(found[:1], len(s.items))
			continue
		}
		at := make([]int, len(s.states)) // in r.states
		for i, state := range s.states {
			at[i] = slices.Index(r.states, state)
		}
		differ, first := 0, Item{}
		for i, it := range s.items {
			k := key{it.Code, it.Modifiers}
			fees := make([]Fee, len(r.states))
			for j, fee := range s.fees[i*len(s.states) : (i+1)*len(s.states)] {
				fees[at[j]] = fee
			}
			known, twice := r.index[k]
			if !twice {
				it.row = len(r.items)
				r.index[k] = int32(it.row)
				r.items, r.fees, from = append(r.items, it), append(r.fees, fees...), append(from, s)
				continue
			}
			if from[known].workbook == s.workbook {
				return &medcode.FileError{File: file, Text: it.Code.String(), Err: fmt.Errorf("a second fee schedule of the same items, beside %s: a release has one: %w", from[known].entry.Path, medcode.ErrLayout)}
			}
			if it.row = int(known); it != r.items[known] || !slices.Equal(fees, r.fees[it.row*len(r.states):][:len(r.states)]) {
				if differ == 0 {
					first = it
				}
				differ++
			}
		}
		if differ > 0 {
			r.diag(medcode.Diagnostic{File: file, Kind: "formats-differ", Text: first.Code.String(), Message: fmt.Sprintf("%d items are not as in the csv file, which stands; this is the first", differ)})
		}
	}
	return nil
}
