package cm

import (
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/heading"
	"github.com/medcode/medcode/internal/xlsx"
)

// Conversions is the conversion table that NCHS publishes each year: for every
// code that came since October 1, 2016, from when it holds and what was coded
// in its place before. It doesn't change.
type Conversions struct {
	title   string
	file    string
	rows    []*Conversion // those of a compiled library are shared by its tables
	current []int32       // rows by current code, those of a code in their order
	codes   []Code        // theirs
	diags   []medcode.Diagnostic
}

// A Conversion is a row of the conversion table.
type Conversion struct {
	Code      Code
	Effective medcode.Date // the first day of Code
	Previous  []Ref        // what was coded before; empty for nothing; not to be changed
	Text      string       // Previous as the table writes it: "None", "K35.2 and K35.3"
}

// readConversions reads the table, or returns nil when the rows are not one. A
// header row that names the current code, the effective date and the previous
// code begins it, below a title.
func readConversions(file string, rows iter.Seq2[xlsx.Row, error]) (*Conversions, error) {
	c := &Conversions{file: file}
	var columns []int
	var h heading.Row
	for row, err := range rows {
		if err != nil {
			return nil, err
		}
		if columns == nil {
			h = heading.Row{File: file, Line: row.Number, Cells: row.Cells}
			switch {
			case h.Is(conversionColumns):
				found, told, err := h.Bind(conversionColumns)
				if err != nil {
					return nil, err
				}
				columns, c.diags = found.At, told
			case row.Number > 10:
				return nil, nil
			default:
				c.title += row.Cell(0)
			}
			continue
		}
		if !row.Empty() {
			c.row(row, columns)
		}
	}
	if columns == nil {
		return nil, nil
	}
	if len(c.rows) == 0 {
		return nil, h.Empty()
	}
	c.order()
	return c, nil
}

// order makes the list of rows by current code.
func (c *Conversions) order() {
	c.current = make([]int32, len(c.rows))
	for i := range c.current {
		c.current[i] = int32(i)
	}
	slices.SortStableFunc(c.current, func(a, b int32) int { return c.rows[a].Code.Compare(c.rows[b].Code) })
	c.codes = make([]Code, len(c.rows))
	for i, row := range c.current {
		c.codes[i] = c.rows[row].Code
	}
}

// conversionColumns are known by a word each; of a sentence that has all the words
// there is one cell.
var conversionColumns = []heading.Column{
	{Name: "current code", Is: func(t string) bool { return strings.Contains(t, "CURRENT") }},
	{Name: "effective date", Is: func(t string) bool { return strings.Contains(t, "EFFECTIVE") }},
	{Name: "previous code", Is: func(t string) bool { return strings.Contains(t, "PREVIOUS") }},
}

func (c *Conversions) row(row xlsx.Row, columns []int) {
	text := strings.TrimSpace(row.Cell(columns[2]))
	code, err := Parse(row.Cell(columns[0]))
	if err != nil {
		c.report(row, row.Cell(columns[0]), "the row's current code is none; passed over: "+err.Error())
		return
	}
	effective, err := effectiveDate(row.Cell(columns[1]))
	if err != nil {
		c.report(row, row.Cell(columns[1]), "no effective date; the row counts from the beginning")
	}
	previous := parseRefs(text, Code.looksLikeCode)
	if len(previous) == 0 && !strings.EqualFold(text, "none") {
		c.report(row, text, "no previous code is named")
	}
	c.rows = append(c.rows, &Conversion{Code: code, Effective: effective, Previous: previous, Text: text})
}

func (c *Conversions) report(row xlsx.Row, text, message string) {
	c.diags = append(c.diags, medcode.Diagnostic{File: c.file, Line: row.Number, Kind: medcode.KindConversion, Text: text, Message: message})
}

// effectiveDate reads a year, which stands for its October 1, or a date.
func effectiveDate(s string) (medcode.Date, error) {
	s = strings.TrimSpace(s)
	if year, err := strconv.Atoi(s); err == nil && len(s) == 4 {
		return medcode.NewDate(year, time.October, 1), nil
	}
	return medcode.ParseDate(s)
}

// Conversions returns the conversion table of r, or nil.
func (r *Release) Conversions() *Conversions {
	switch {
	case r.later == nil:
		return r.conversions
	case r.later.conversions == nil:
		return nil
	}
	return r.later.conversions()
}

// Title returns the notice above the table.
func (c *Conversions) Title() string { return c.title }

// All yields the rows of the table in its order.
func (c *Conversions) All() iter.Seq[Conversion] {
	return func(yield func(Conversion) bool) {
		for _, row := range c.rows {
			if !yield(*row) {
				return
			}
		}
	}
}

// Of returns the rows in which code is the current one, the earliest first.
func (c *Conversions) Of(code Code) []Conversion { return sorted(c.of(code)) }

func (c *Conversions) of(code Code) iter.Seq[*Conversion] {
	return func(yield func(*Conversion) bool) {
		if c == nil {
			return
		}
		at, _ := slices.BinarySearchFunc(c.codes, code, Code.Compare)
		for ; at < len(c.codes) && c.codes[at] == code; at++ {
			if !yield(c.rows[c.current[at]]) {
				return
			}
		}
	}
}

// From returns the rows that name code as a previous one, itself or in a range
// or as part of what is named: what it became, the earliest first.
func (c *Conversions) From(code Code) []Conversion {
	return sorted(c.where(func(row *Conversion) bool {
		return slices.ContainsFunc(row.Previous, func(r Ref) bool { return r.Covers(code) })
	}))
}

// after yields the rows that name code itself as a previous one.
func (c *Conversions) after(code Code) iter.Seq[*Conversion] {
	return c.where(func(row *Conversion) bool {
		return slices.ContainsFunc(row.Previous, func(r Ref) bool { return r.First == code && r.Last == code })
	})
}

// where yields rows; the nil table has none.
func (c *Conversions) where(is func(*Conversion) bool) iter.Seq[*Conversion] {
	return func(yield func(*Conversion) bool) {
		if c == nil {
			return
		}
		for _, row := range c.rows {
			if is(row) && !yield(row) {
				return
			}
		}
	}
}

func sorted(rows iter.Seq[*Conversion]) []Conversion {
	var all []Conversion
	for row := range rows {
		all = append(all, *row)
	}
	sortByDate(all)
	return all
}

func sortByDate(rows []Conversion) {
	slices.SortStableFunc(rows, func(a, b Conversion) int { return a.Effective.Compare(b.Effective) })
}

// History returns all rows that lead to code or from it, through any number of
// steps, the earliest first: A became B in 2018 and B became C in 2022 is the
// history of each of the three. Only codes named themselves are followed, not
// ranges.
func (c *Conversions) History(code Code) []Conversion {
	var all []Conversion
	seen := map[Code]bool{code: true}
	listed := map[*Conversion]bool{}
	list := func(row *Conversion) {
		if !listed[row] {
			listed[row] = true
			all = append(all, *row)
		}
	}
	var back, forth func(Code)
	back = func(code Code) {
		for row := range c.of(code) {
			for _, r := range row.Previous {
				if r.First == r.Last && !seen[r.First] {
					seen[r.First] = true
					back(r.First)
				}
			}
			list(row)
		}
	}
	forth = func(code Code) {
		for row := range c.after(code) {
			if list(row); !seen[row.Code] {
				seen[row.Code] = true
				forth(row.Code)
			}
		}
	}
	back(code)
	forth(code)
	sortByDate(all)
	return all
}
