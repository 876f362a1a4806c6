package mpfs

import (
	"fmt"
	"slices"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs/internal/table"
	"github.com/medcode/medcode/internal/heading"
)

// CMS writes the headings of the small tables otherwise from year to year; they
// are known by their words.

func isContractor(title string) bool {
	return heading.Has(title, "CONTRACTOR", "CARRIER", "MAC") && !heading.Has(title, "NAME")
}

func isNumber(title string) bool {
	return heading.Has(title, "LOCALITY", "LOC") && !heading.Has(title, "NAME")
}

func isName(title string) bool { return heading.Has(title, "NAME") }

func isFactor(title string) bool { return heading.Has(title, "CF", "FACTOR") }

func isQualifying(title string) bool {
	words := heading.Words(title)
	i := slices.Index(words, "QUALIFYING")
	return i >= 0 && (i == 0 || words[i-1] != "NON")
}

// columns returns where the columns are, if row is their heading; nil where it is
// none.
func (b *builder) columns(file string, row table.Row, columns []heading.Column) ([]int, error) {
	h := heading.Row{File: file, Line: row.Line, Cells: row.Cells}
	if !h.Is(columns) {
		return nil, nil
	}
	b.bound = h
	found, told, err := h.Bind(columns)
	b.diags = append(b.diags, told...)
	return found.At, err
}

// withoutRows is the error of a small table of which nothing was read: of one with
// a heading, where that has columns, or of one without.
func (b *builder) withoutRows(file string, columns []int, last string) error {
	if columns != nil {
		return b.bound.Empty()
	}
	return &medcode.FileError{File: file, Text: last, Err: fmt.Errorf("no heading with contractor and locality: %w", medcode.ErrLayout)}
}
