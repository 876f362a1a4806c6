package mpfs

import (
	"fmt"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs/internal/table"
)

// A column is one of a small table, known by the words of its heading, which
// CMS writes otherwise from year to year.
type column struct {
	name     string
	is       func(heading) bool
	optional bool
}

// A heading is the words above a column, in capitals.
type heading []string

func headingOf(cell string) heading {
	return strings.FieldsFunc(strings.ToUpper(cell), func(r rune) bool {
		return (r < 'A' || r > 'Z') && (r < '0' || r > '9')
	})
}

// has reports whether the heading has one of the words.
func (h heading) has(words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(h, w) })
}

func contractorHeading(h heading) bool {
	return h.has("CONTRACTOR", "CARRIER", "MAC") && !h.has("NAME")
}

func numberHeading(h heading) bool { return h.has("LOCALITY", "LOC") && !h.has("NAME") }

func (h heading) isFactor() bool { return h.has("CF", "FACTOR") }

func (h heading) isQualifying() bool {
	i := slices.Index(h, "QUALIFYING")
	return i >= 0 && (i == 0 || h[i-1] != "NON")
}

// columns returns where the columns are, if row is their heading: if it has all
// that are not optional; -1 for one that is absent. Two columns of one name are
// an error, since either could be meant.
func (b *builder) columns(file string, row table.Row, columns []column) ([]int, error) {
	at := make([]int, len(columns))
	var known []int
	twice := -1
	for i, c := range columns {
		at[i] = -1
		for j := range row.Cells {
			switch {
			case slices.Contains(known, j) || !c.is(headingOf(row.Cells[j])):
			case at[i] < 0:
				at[i] = j
			default:
				twice = j
			}
		}
		if at[i] < 0 && !c.optional {
			return nil, nil
		}
		known = append(known, at[i])
	}
	if twice >= 0 {
		return nil, &medcode.FileError{File: file, Line: row.Line, Column: twice + 1, Text: strings.Join(row.Cells, "|"), Err: fmt.Errorf("two columns that mean the same: %w", medcode.ErrLayout)}
	}
	for j := range row.Cells {
		if text := row.Cell(j); text != "" && !slices.Contains(known, j) {
			b.diag(medcode.Diagnostic{File: file, Line: row.Line, Column: j + 1, Kind: medcode.KindUnknownColumn, Text: strings.Clone(text), Message: "a column that the reader doesn't know was left out"})
		}
	}
	return at, nil
}
