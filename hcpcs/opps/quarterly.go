package opps

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/internal/heading"
)

// A quarterlyFile is a table in the form of CMS's quarterly data files, kept until
// the names of its columns are known.
type quarterlyFile struct {
	path string
	data []byte
}

// A rename says that a column of CMS's tables, where it has a value, is a flag.
type rename struct {
	value string // any that isn't none where empty
	flag  Flag
}

// isQuarterly reports whether data begins with the heading of a table of CMS's
// data files, keyed by what is read here.
func isQuarterly(path string, data []byte) bool {
	for row, err := range textRows(path, data) {
		if err != nil {
			return false
		}
		s := quarterlyHeading(path, row)
		return s.is("lo_version", "hi_version") && (s.is("hcpcs") || s.is("modifier") || s.is("revenue"))
	}
	return false
}

// quarterlyHeading takes a heading, in the lower case of the layout of our own.
func quarterlyHeading(path string, r row) *lineOf {
	s := &lineOf{file: path, n: r.line, columns: map[string]int{}, head: heading.Row{File: path, Line: r.line, Cells: slices.Clone(r.cells)}}
	for i, cell := range slices.Backward(r.cells) {
		name := strings.ToLower(strings.TrimSpace(cell))
		if name == "revenue_code" {
			name = "revenue"
		}
		if at, twice := s.columns[name]; twice && name != "" {
			s.second = at
		}
		s.columns[name] = i
	}
	return s
}

// quarterly reads a table of CMS's data files: the rows that hold in its last
// version, which is that of the quarter it was published for.
func (t *Tables) quarterly(f quarterlyFile, flagged map[hcpcs.Code]flagSet) error {
	var s *lineOf
	var rows []row
	last := 0
	for r, err := range textRows(f.path, f.data) {
		if err != nil {
			return err
		}
		if s == nil {
			if s = quarterlyHeading(f.path, r); s.second > 0 {
				return s.head.Twice(s.second, s.head.Cells[s.second])
			}
			continue
		}
		s.take(r)
		_, high, err := s.versions()
		if err != nil {
			return err
		}
		last = max(last, high)
		rows = append(rows, row{r.line, slices.Clone(r.cells)})
	}
	if len(rows) == 0 {
		t.diags = append(t.diags, s.head.NoRows())
	}
	columns := t.flagColumns(s)
	for _, r := range rows {
		s.take(r)
		low, high, err := s.versions()
		if err != nil {
			return err
		}
		if last < low || last > high {
			continue
		}
		switch {
		case s.is("modifier"):
			err = t.modifier(s)
		case s.is("revenue"):
			err = t.revenue(s)
		default:
			err = t.quarterlyCode(s, columns, flagged)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// take makes a row the current line.
func (s *lineOf) take(r row) {
	s.n, s.cells = r.line, s.cells[:0]
	for _, cell := range r.cells {
		s.cells = append(s.cells, []byte(strings.TrimSpace(cell)))
	}
}

// versions are the first and last version that a row holds in, running numbers of
// quarters: 98 is January 2025, version 26.0.
func (s *lineOf) versions() (low, high int, err error) {
	for _, f := range []struct {
		to   *int
		name string
	}{{&low, "lo_version"}, {&high, "hi_version"}} {
		if *f.to, err = strconv.Atoi(string(s.cell(f.name))); err != nil {
			return 0, 0, s.fail(s.cell(f.name), fmt.Errorf("%s: want a number: %w", f.name, medcode.ErrSyntax))
		}
	}
	return low, high, nil
}

// flagColumns are the flags of each column of a table of codes, by its name or by
// the table of columns. A column that is neither is told.
func (t *Tables) flagColumns(s *lineOf) map[int][]rename {
	columns := map[int][]rename{}
	for name, i := range s.columns {
		switch name {
		case "hcpcs", "modifier", "revenue", "lo_version", "hi_version", "description", "status_indicator", "apc", "payment_indicator":
			continue
		}
		list := t.renames[name]
		if f := slices.Index(flagNames[:], name); f >= 0 && len(list) == 0 {
			list = []rename{{flag: Flag(f)}}
		}
		if len(list) == 0 && name != "" && s.is("hcpcs") {
			t.diags = append(t.diags, s.head.Unknown(i))
		}
		columns[i] = list
	}
	slices.SortFunc(t.diags, func(a, b medcode.Diagnostic) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Text, b.Text))
	})
	return columns
}

// quarterlyCode takes the flags of a code.
func (t *Tables) quarterlyCode(s *lineOf, columns map[int][]rename, flagged map[hcpcs.Code]flagSet) error {
	c, err := s.code("hcpcs")
	if err != nil {
		return err
	}
	for i, list := range columns {
		if i >= len(s.cells) {
			continue
		}
		value := string(s.cells[i])
		for _, x := range list {
			if x.value != "" && x.value != value || x.value == "" && noValue(x.flag, value) {
				continue
			}
			if err := t.set(s, flagged, c, x.flag, value); err != nil {
				return err
			}
		}
	}
	return nil
}

// noValue reports whether a cell says that a flag isn't set: 0 of yes and no, the
// ages that bound nothing (0 and 124), no date.
func noValue(f Flag, value string) bool {
	switch f {
	case FlagLoAge:
		return value == "" || value == "0" || value == "000"
	case FlagHiAge:
		return value == "" || value == "124"
	}
	switch strings.ToUpper(value) {
	case "N", "NO", "F", "FALSE":
		return true
	}
	return strings.Trim(value, "0.") == ""
}

// column takes a row of the table of columns.
func (t *Tables) column(s *lineOf) error {
	name := strings.ToLower(string(s.cell("column")))
	f := slices.Index(flagNames[:], string(s.cell("flag")))
	if name == "" || f < 0 {
		return s.fail(s.cell("flag"), fmt.Errorf("want a column and the name of a flag: %w", medcode.ErrSyntax))
	}
	t.renames[name] = append(t.renames[name], rename{string(s.cell("value")), Flag(f)})
	return nil
}
