package hcpcs

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/heading"
	"github.com/medcode/medcode/internal/xlsx"
)

// A table is a sheet from its heading row on.
type table struct {
	file    string
	columns map[string]int // by heading
	rows    iter.Seq2[xlsx.Row, error]
}

// A sheetKind is a workbook of the release, told by the columns that it must have.
type sheetKind struct {
	columns []heading.Column
	read    func(*builder, *table) error
}

// sheetKinds are those of the release, with all columns that they have had.
var sheetKinds = []sheetKind{
	{recordColumns(), (*builder).keepSheet},
	{called([]string{"HCPCS/MOD CODE", "ACTION"}, "SHORT DESCRIPTION", "LONG DESCRIPTION", "COVERAGE", "COV", "PRICING", "PRICE", "BETOS", "TOS", "COMMENTS", "EFFECTIVE DATE", "XREF CODE", "ASC IND", "ASC DATE"), (*builder).readCorrections},
	{called([]string{"HCPC", "ACTION CD"}, "SHORT DESCRIPTION", "LONG DESCRIPTION"), (*builder).readChanges},
	{called([]string{"HCPC", "LONG DESCRIPTION", "ADD DT"}, "TERM DT"), (*builder).readNOC},
}

// called returns columns of these headings, of which the first are required.
func called(required []string, optional ...string) (columns []heading.Column) {
	for i, name := range append(required, optional...) {
		c := heading.Column{Name: name, Is: func(title string) bool { return todays(title) == name }}
		if i >= len(required) {
			c.Need = heading.Optional
		}
		columns = append(columns, c)
	}
	return columns
}

// recordColumns are those of the workbook with the content of the text file.
func recordColumns() []heading.Column {
	columns := called([]string{"HCPC", "RECID", "LONG DESCRIPTION"}, "SEQNUM")
	for i := range fields {
		if name := fields[i].name; name != "LONG DESCRIPTION" {
			columns = append(columns, called([]string{name})...)
			columns[len(columns)-1].Need = heading.Expected
		}
	}
	return columns
}

// openTable finds the heading row of the workbook's first sheet: the first row
// with what one of the kinds must have. It is nil where there is none.
func (b *builder) openTable(file string, book *xlsx.Book) (*table, *sheetKind, error) {
	n := 0
	for row, err := range book.Rows("") {
		if err != nil {
			return nil, nil, err
		}
		h := heading.Row{File: file, Line: row.Number, Cells: row.Cells}
		for i := range sheetKinds {
			kind := &sheetKinds[i]
			if !h.Is(kind.columns) {
				continue
			}
			found, told, err := h.Bind(kind.columns)
			b.diags = append(b.diags, told...)
			t := &table{file, map[string]int{}, b.below(book, h)}
			for i, at := range found.At {
				if at >= 0 {
					t.columns[kind.columns[i].Name] = at
				}
			}
			return t, kind, err
		}
		if n++; n == 40 {
			break
		}
	}
	return nil, nil, nil
}

// todays returns today's name of a column that had another.
func todays(title string) string {
	plain := strings.ToUpper(heading.Plain(title))
	n := ""
	if last := len(plain) - 1; last > 0 && plain[last] <= '9' {
		plain, n = plain[:last], plain[last:] // the number of a column that repeats
	}
	for _, names := range headingNames {
		if slices.Contains(names[1:], plain) {
			return names[0] + n
		}
	}
	return title
}

// headingNames are the names of columns, today's first, the others without
// blanks and marks. Up to 2017 the workbooks had many of their own.
var headingNames = [...][]string{
	{"HCPC", "HCPC", "HCPCS", "HCPCSCODE", "HCPCSMOD"}, {"HCPCS/MOD CODE", "HCPCSMODCODE", "HCPCSMODIFIERCODE", "CODE"}, {"EFFECTIVE DATE", "EFFECTIVEDATE", "EFFDATE"},
	{"SEQNUM", "SEQNUM", "SEQUENCENUMBER"}, {"RECID", "RECID", "RECORDID"},
	{"LONG DESCRIPTION", "LONGDESCRIPTION", "LONGDESC"}, {"SHORT DESCRIPTION", "SHORTDESCRIPTION", "SHORTDESC"},
	{"PRICE", "PRICE", "PRICECD"}, {"MULT_PI", "MULTPI", "MULTIPI"}, {"STATUTE", "STATUTE"},
	{"LABCERT", "LABCERT", "LABCERTCD"}, {"COV", "COV", "COVCODE", "COVCD"}, {"ASC_GRP", "ASCGRP", "ASCGPCD"},
	{"ASC_DT", "ASCDT", "ASCEFFDT"}, {"OPPS", "OPPS"}, {"OPPS_PI", "OPPSPI"}, {"OPPS_DT", "OPPSDT"},
	{"PROCNOTE", "PROCNOTE"}, {"ANEST_BU", "ANESTBU", "ANESUNIT"}, {"ADD DT", "ADDDT", "ADDDATE"},
	{"ACT EFF DT", "ACTEFFDT", "ACTEFFDATE"}, {"TERM DT", "TERMDT", "TERMDATE"}, {"ACTION CD", "ACTIONCD", "ACTIONCODE", "TYPEOFCHANGE"},
}

// below yields the rows below a heading that aren't empty.
func (b *builder) below(book *xlsx.Book, h heading.Row) iter.Seq2[xlsx.Row, error] {
	return func(yield func(xlsx.Row, error) bool) {
		any := false
		for row, err := range book.Rows("") {
			if err == nil && (row.Number <= h.Line || row.Empty() || strings.Trim(strings.Join(row.Cells, ""), "\x1a \t") == "") { // DOS end-of-file marks
				continue
			}
			if any = true; !yield(row, err) {
				return
			}
		}
		if !any {
			b.diag(h.NoRows())
		}
	}
}

// cell returns the text of a row under a heading, without blanks around it.
func (t *table) cell(row xlsx.Row, heading string) string {
	if i, ok := t.columns[heading]; ok {
		return strings.TrimSpace(row.Cell(i))
	}
	return ""
}

// readSheet reads the workbook with the same content as the text file.
func (b *builder) readSheet(t *table) error {
	var rec *Record
	for row, err := range t.rows {
		if err != nil {
			return err
		}
		code, id := t.code(row), t.cell(row, "RECID")
		switch id {
		case "3", "7":
			if rec, err = b.begin(t.file, row.Number, code, id[0]); err != nil {
				return err
			}
			for i := range fields {
				f := &fields[i]
				b.set(rec, f, t.cell(row, f.name), t.file, row.Number, t.columns[f.name]+1)
			}
		case "4", "8":
			if rec == nil || !b.continues(rec, code, id[0]) {
				b.diag(medcode.Diagnostic{File: t.file, Line: row.Number, Kind: medcode.KindOrphanContinuation, Text: code,
					Message: "a continuation that doesn't follow the first line of its record was left out"})
				continue
			}
			rec.Long += " " + t.cell(row, "LONG DESCRIPTION")
		default:
			return &medcode.FileError{File: t.file, Line: row.Number, Text: code + " " + id, Err: fmt.Errorf("record identification: want 3, 4, 7 or 8: %w", medcode.ErrSyntax)}
		}
	}
	return nil
}

// code returns the code of a row as the text file has it: a modifier stands
// behind three blanks.
func (t *table) code(row xlsx.Row) string {
	c := t.cell(row, "HCPC")
	if len(c) == 2 {
		return "   " + c
	}
	return c
}
