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
	"github.com/medcode/medcode/internal/heading"
	"github.com/medcode/medcode/internal/source"
	"github.com/medcode/medcode/internal/xlsx"
)

// A schedule is one file of fees.
type schedule struct {
	entry   *source.Entry
	kind    source.Kind // Text (csv) or Zip (a workbook)
	release string
	period  medcode.Period
	diags   []medcode.Diagnostic
	cols    *columns
	states  []string
	items   []Item
	fees    []Fee // len(states) for each item
	index   map[key]int32
}

// rank is the order in which schedules are taken: csv first.
func (s *schedule) rank() int {
	if s.kind == source.Text {
		return 0
	}
	return 1
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
	n     int               // of the heading
	fixed [fixedColumns]int // -1 where there is none
	fees  []feeColumn
}

// The fixed columns.
const (
	codeColumn = iota
	modifierColumn
	modifier2Column
	jurisdictionColumn
	categoryColumn
	ceilingColumn
	floorColumn
	descriptionColumn
	fixedColumns
)

type feeColumn struct {
	column, state int
	rural         bool
}

// headings are what the columns are called. All years have the modifier.
var headings = [...]heading.Column{
	codeColumn:         {Name: "HCPCS", Called: "hcpcs|hcpcscode"},
	modifierColumn:     {Name: "MOD", Called: "mod|mod1|modifier"},
	modifier2Column:    {Name: "MOD2", Called: "mod2|modifier2", Need: heading.Expected},
	jurisdictionColumn: {Name: "JURIS", Called: "juris|jurisdiction", Need: heading.Expected},
	categoryColumn:     {Name: "CATG", Called: "catg|category", Need: heading.Expected},
	ceilingColumn:      {Name: "CEILING", Need: heading.Expected},
	floorColumn:        {Name: "FLOOR", Need: heading.Expected},
	descriptionColumn:  {Name: "DESCRIPTION", Called: "description|shortdescription", Need: heading.Expected},
	fixedColumns:       {Name: "fees of a state", Is: feeTitle.MatchString, Need: heading.Optional, Many: true},
}

func (s *schedule) diag(d medcode.Diagnostic) { s.diags = append(s.diags, d) }

// read reads the file, and reports whether it is a table of items: whether one
// of its first rows is the heading. One without fees is read no further.
func (s *schedule) read(data []byte, limits medcode.Limits) (bool, error) {
	file := s.entry.Path
	n := 0
	var h heading.Row
	for row, err := range table.Rows(file, data, limits) {
		if err != nil {
			if s.cols == nil && !errors.Is(err, medcode.ErrLimit) && (s.kind == source.Text || errors.Is(err, xlsx.ErrNoWorkbook)) {
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
			if len(row.Cells) > 0 && (heading.Row{Cells: row.Cells[:1]}).Is(headings[:1]) {
				h = heading.Row{File: file, Line: row.Line, Cells: row.Cells}
				if err := s.heading(h); err != nil {
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
	if s.cols != nil && len(s.items) == 0 {
		s.diag(h.NoRows())
	}
	return s.cols != nil, nil
}

// heading finds the columns; of a list of codes without fees none.
func (s *schedule) heading(h heading.Row) error {
	found, told, err := h.Bind(headings[:])
	s.cols = &columns{n: len(h.Cells), fixed: [fixedColumns]int(found.At)}
	if found.At[fixedColumns] < 0 {
		return nil
	}
	for i, of := range found.Of {
		if of != fixedColumns {
			continue
		}
		m := feeTitle.FindStringSubmatch(heading.Title(h.Cells[i]))
		at := slices.Index(s.states, m[1])
		if at < 0 {
			at = len(s.states)
			s.states = append(s.states, strings.Clone(m[1]))
		}
		f := feeColumn{i, at, m[2] == "R"}
		if slices.ContainsFunc(s.cols.fees, func(o feeColumn) bool { return o.state == f.state && o.rural == f.rural }) {
			return h.Twice(i, m[0])
		}
		s.cols.fees = append(s.cols.fees, f)
	}
	s.diags = append(s.diags, told...)
	return err
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
		s.diag(medcode.Diagnostic{File: file, Line: row.Line, Kind: medcode.KindShortRow, Text: row.Cell(c.fixed[codeColumn]), Message: fmt.Sprintf("%d cells under a heading of %d; what is missing was read as empty", n, c.n)})
	}
	text := func(column int) string { return row.Cell(c.fixed[column]) }
	it := Item{row: len(s.items), Jurisdiction: Jurisdiction(strings.Clone(text(jurisdictionColumn))),
		Category: Category(strings.Clone(text(categoryColumn))), Description: strings.Clone(text(descriptionColumn))}
	var err error
	if it.Code, err = hcpcs.Parse(text(codeColumn)); err != nil {
		return fail(c.fixed[codeColumn], err)
	}
	for i, column := range [...]int{modifierColumn, modifier2Column} {
		if text := text(column); text != "" {
			if it.Modifiers[i], err = hcpcs.ParseModifier(text); err != nil {
				return fail(c.fixed[column], err)
			}
		}
	}
	if it.Ceiling, err = cents(text(ceilingColumn)); err != nil {
		return fail(c.fixed[ceilingColumn], err)
	}
	if it.Floor, err = cents(text(floorColumn)); err != nil {
		return fail(c.fixed[floorColumn], err)
	}
	k := key{it.Code, it.Modifiers}
	if _, twice := s.index[k]; twice {
		s.diag(medcode.Diagnostic{File: file, Line: row.Line, Kind: medcode.KindDuplicateCode, Text: it.Code.String(), Message: "a second row of the code and its modifiers was left out"})
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
		if err := r.date(s); err != nil {
			return err
		}
		r.provenance.Files = append(r.provenance.Files, s.entry.File())
		r.diags = append(r.diags, s.diags...)
		if i == 0 && len(s.states) == len(r.states) { // as it stands
			r.items, r.fees, r.index, from = s.items, s.fees, s.index, slices.Repeat(found[:1], len(s.items))
			continue
		}
		var err error
		if from, err = r.add(s, from); err != nil {
			return err
		}
	}
	return nil
}

// date takes the quarter of a schedule, which must be that of the others.
func (r *Release) date(s *schedule) error {
	switch have := r.provenance.Release; {
	case have == "":
		r.provenance.Release, r.provenance.Effective = s.release, s.period
	case s.release != "" && s.release != have:
		return &medcode.FileError{File: s.entry.Path, Err: fmt.Errorf("a fee schedule of %s, beside one of %s: %w", s.release, have, medcode.ErrLayout)}
	}
	return nil
}

// add takes the items that no schedule had before, and compares the others with
// what stands. It returns from which schedule each item is, as from says of
// those before.
func (r *Release) add(s *schedule, from []*schedule) ([]*schedule, error) {
	at := make([]int, len(s.states)) // in r.states
	for i, state := range s.states {
		at[i] = slices.Index(r.states, state)
	}
	fresh, differ, first := 0, 0, Item{}
	for i, it := range s.items {
		fees := make([]Fee, len(r.states))
		for j, fee := range s.fees[i*len(s.states) : (i+1)*len(s.states)] {
			fees[at[j]] = fee
		}
		k := key{it.Code, it.Modifiers}
		known, twice := r.index[k]
		if !twice {
			fresh++
			it.row = len(r.items)
			r.index[k] = int32(it.row)
			r.items, r.fees, from = append(r.items, it), append(r.fees, fees...), append(from, s)
			continue
		}
		if from[known].kind == s.kind {
			return nil, &medcode.FileError{File: s.entry.Path, Text: it.Code.String(), Err: fmt.Errorf("a second fee schedule of the same items, beside %s: a release has one: %w", from[known].entry.Path, medcode.ErrLayout)}
		}
		if it.row = int(known); it != r.items[known] || !slices.Equal(fees, r.fees[it.row*len(r.states):][:len(r.states)]) {
			if differ++; differ == 1 {
				first = it
			}
		}
	}
	if differ > 0 {
		r.diag(medcode.Diagnostic{File: s.entry.Path, Kind: medcode.KindFilesDiffer, Text: first.Code.String(), Message: fmt.Sprintf("%d items are not as in the csv file, which stands; this is the first", differ)})
	}
	if fresh > 0 && fresh < len(s.items) {
		r.diag(medcode.Diagnostic{File: s.entry.Path, Kind: medcode.KindFilesDiffer, Message: fmt.Sprintf("%d items are not in the csv file; they were taken", fresh)})
	}
	return from, nil
}
