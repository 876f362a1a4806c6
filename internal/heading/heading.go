// Package heading finds the columns of a table by what stands above them. What is
// odd of a heading is told in the same words whatever the table: a column that
// nothing is known of, one that lacks, one that stands twice, and a heading
// without rows.
package heading

import (
	"fmt"
	"slices"
	"strings"

	"github.com/medcode/medcode"
)

// A Column is one that a reader looks for.
type Column struct {
	Name   string                  // as complaints call it
	Called string                  // what it has been called, in plain form between bars; "" for Name alone
	Is     func(title string) bool // in place of Called, where that is no matter of names
	Need   Need
	Many   bool // it may stand more than once
}

// A Need says what it is that a column is missing.
type Need uint8

// The needs.
const (
	Required Need = iota // an error
	Expected             // a diagnostic
	Optional             // nothing
)

// A Row is a row of headings.
type Row struct {
	File  string
	Line  int
	Cells []string
}

// Columns is where the columns that a reader looks for stand.
type Columns struct {
	At []int // the cell of each column, the first of several; -1 for one that is missing
	Of []int // the column of each cell; -1 for one that is of none
}

// Title returns a heading in capitals, with single blanks.
func Title(cell string) string { return strings.ToUpper(strings.Join(strings.Fields(cell), " ")) }

// Plain returns the letters and digits of a heading, in small letters.
func Plain(cell string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case 'A' <= c && c <= 'Z':
			return c - 'A' + 'a'
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
			return c
		}
		return -1
	}, cell)
}

// Words returns the words of a title.
func Words(title string) []string {
	return strings.FieldsFunc(title, func(r rune) bool { return (r < 'A' || r > 'Z') && (r < '0' || r > '9') })
}

// Has reports whether a title has one of the words, in capitals.
func Has(title string, words ...string) bool {
	return slices.ContainsFunc(Words(title), func(w string) bool { return slices.Contains(words, w) })
}

func (c *Column) is(cell string) bool {
	plain := Plain(cell)
	switch {
	case c.Is != nil:
		return strings.TrimSpace(cell) != "" && c.Is(Title(cell))
	case plain == "":
		return false
	case c.Called == "":
		return plain == Plain(c.Name)
	}
	return strings.Contains("|"+c.Called+"|", "|"+plain+"|")
}

// find gives each cell to the first column that it can be, and that has none yet.
func (r Row) find(columns []Column) Columns {
	found := Columns{make([]int, len(columns)), slices.Repeat([]int{-1}, len(r.Cells))}
	for i := range columns {
		found.At[i] = -1
		for j, cell := range r.Cells {
			if (found.At[i] < 0 || columns[i].Many) && found.Of[j] < 0 && columns[i].is(cell) {
				found.Of[j] = i
				if found.At[i] < 0 {
					found.At[i] = j
				}
			}
		}
	}
	return found
}

// lacks returns the name of a required column that was not found.
func (f Columns) lacks(columns []Column) (name string, lacks bool) {
	for i, at := range f.At {
		if at < 0 && columns[i].Need == Required {
			return columns[i].Name, true
		}
	}
	return "", false
}

// Is reports whether the row has the columns that are required: whether it is
// their heading.
func (r Row) Is(columns []Column) bool {
	_, lacks := r.find(columns).lacks(columns)
	return !lacks
}

// Bind finds the columns. A required one that is missing, and two of the same, are
// a [*medcode.FileError].
func (r Row) Bind(columns []Column) (found Columns, told []medcode.Diagnostic, err error) {
	found = r.find(columns)
	if name, lacks := found.lacks(columns); lacks {
		return found, nil, r.Lacks(name)
	}
	for j, cell := range r.Cells {
		if found.Of[j] >= 0 || strings.TrimSpace(cell) == "" {
			continue
		}
		if i := slices.IndexFunc(columns, func(c Column) bool { return c.is(cell) }); i >= 0 {
			return found, nil, r.Twice(j, columns[i].Name)
		}
		told = append(told, r.Unknown(j))
	}
	for i, at := range found.At {
		if at < 0 && columns[i].Need == Expected {
			told = append(told, r.Missing(columns[i].Name))
		}
	}
	return found, told, nil
}

// Unknown tells a column that nothing is known of.
func (r Row) Unknown(column int) medcode.Diagnostic {
	return medcode.Diagnostic{File: r.File, Line: r.Line, Column: column + 1, Kind: medcode.KindUnknownColumn,
		Text: strings.Clone(strings.TrimSpace(r.Cells[column])), Message: "a column that the reader doesn't know was left out"}
}

// Missing tells a column that the reader can do without.
func (r Row) Missing(name string) medcode.Diagnostic {
	return medcode.Diagnostic{File: r.File, Line: r.Line, Kind: medcode.KindMissingColumn, Text: name, Message: "the file has no such column"}
}

// Lacks is the error of a heading without a column that the reader needs.
func (r Row) Lacks(name string) error {
	return &medcode.FileError{File: r.File, Line: r.Line, Text: strings.Join(r.Cells, "|"), Err: fmt.Errorf("no column %q: %w", name, medcode.ErrLayout)}
}

// Twice is the error of a second column of the same, since either could be meant.
func (r Row) Twice(column int, name string) error {
	return &medcode.FileError{File: r.File, Line: r.Line, Column: column + 1, Text: strings.Clone(r.Cells[column]),
		Err: fmt.Errorf("two columns %q: %w", name, medcode.ErrLayout)}
}

const noRows = "a heading without rows; the file is cut short"

// NoRows tells a heading that no row follows, in a file of which there is more.
func (r Row) NoRows() medcode.Diagnostic {
	return medcode.Diagnostic{File: r.File, Line: r.Line, Kind: medcode.KindCutShort, Message: noRows}
}

// Empty is [Row.NoRows] as an error, where nothing is left of the release.
func (r Row) Empty() error {
	return &medcode.FileError{File: r.File, Line: r.Line, Err: fmt.Errorf(noRows+": %w", medcode.ErrLayout)}
}
