package mpfs

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/hcpcs/internal/table"
	"github.com/medcode/medcode/internal/heading"
)

// readRVUTable reads the csv file or workbook of relative values: titles, a
// heading spread over several rows whose last begins with HCPCS, then rows.
// Columns are found by their headings, which lets years differ.
func (b *builder) readRVUTable(file string, rows iter.Seq2[table.Row, error]) error {
	var titles table.Heading
	var columns []int // of each field; nil above the heading
	restored, before := 0, len(b.rows)
	for row, err := range rows {
		if err != nil {
			return err
		}
		if columns == nil {
			titles.Above(row)
			if strings.EqualFold(row.Cell(0), "HCPCS") {
				if columns, err = b.rvuColumns(heading.Row{File: file, Line: row.Line, Cells: titles}); err != nil {
					return err
				}
			}
			continue
		}
		text := row.Cell(0)
		if text == "" && empty(row) {
			continue
		}
		if err := row.Over(file, len(titles)); err != nil {
			return err
		}
		code, err := hcpcs.Parse(zeros(text, 5))
		if err != nil {
			return &medcode.FileError{File: file, Line: row.Line, Column: 1, Text: text, Err: err}
		}
		if len(text) < 5 {
			restored++
		}
		rec := Row{Code: code}
		for i := range fields {
			v := strings.Clone(row.Cell(columns[i]))
			if err := fields[i].set(&rec, v); err != nil {
				return &medcode.FileError{File: file, Line: row.Line, Column: columns[i] + 1, Text: v, Err: err}
			}
		}
		restored += rec.pad()
		if err := b.add(file, row.Line, rec); err != nil {
			return err
		}
	}
	if columns == nil {
		return &medcode.FileError{File: file, Text: strings.Join(titles, "|"), Err: fmt.Errorf("no heading row that begins with HCPCS: %w", medcode.ErrLayout)}
	}
	if len(b.rows) == before {
		b.diag(b.bound.NoRows())
	}
	if restored > 0 {
		b.diag(medcode.Diagnostic{File: file, Kind: medcode.KindLeadingZeros, Message: fmt.Sprintf("%d codes and global days had lost their leading zeros, which were put back", restored)})
	}
	return nil
}

// pad puts back the zeros of global days, and of what else is two digits, and
// returns how many it put back.
func (r *Row) pad() int {
	n := 0
	for _, f := range []struct {
		s     *string
		width int
	}{{(*string)(&r.Global), 3}, {&r.Supervision, 2}, {&r.ImagingFamily, 2}} {
		if p := zeros(*f.s, f.width); p != *f.s {
			*f.s, n = p, n+1
		}
	}
	return n
}

// rvuColumns finds the columns of the fields; -1 where the file has none, which
// only the later and lesser fields may lack.
func (b *builder) rvuColumns(h heading.Row) ([]int, error) {
	columns := make([]int, len(fields))
	for i, f := range fields {
		columns[i] = table.Heading(h.Cells).Column(f.headings...)
		if columns[i] < 0 && f.needed() {
			return nil, h.Lacks(f.headings[len(f.headings)-1])
		}
	}
	for i, text := range h.Cells {
		if i == 0 || text == "" || slices.Contains(columns, i) {
			continue
		}
		if slices.Contains(h.Cells[:i], text) {
			return nil, h.Twice(i, text)
		}
		b.diag(h.Unknown(i))
	}
	b.bound = h
	return columns, nil
}

func empty(row table.Row) bool {
	for i := range row.Cells {
		if row.Cell(i) != "" {
			return false
		}
	}
	return true
}
