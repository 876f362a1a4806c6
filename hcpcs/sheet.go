package hcpcs

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/xlsx"
)

// A table is a sheet from its heading row on.
type table struct {
	file    string
	columns map[string]int // by heading
	rows    iter.Seq2[xlsx.Row, error]
}

// A sheetKind is a workbook of the release, told by its column headings.
type sheetKind struct {
	headings []string
	read     func(*builder, *table) error
}

// openTable finds the heading row of the workbook's first sheet: the first row
// with all the headings of one of the kinds. It is nil where there is none.
func openTable(file string, book *xlsx.Book, kinds []sheetKind) (*table, *sheetKind, error) {
	n := 0
	for row, err := range book.Rows("") {
		if err != nil {
			return nil, nil, err
		}
		columns := map[string]int{}
		for i, c := range row.Cells {
			if h := heading(c); h != "" {
				columns[h] = i
			}
		}
		for i := range kinds {
			if hasAll(columns, kinds[i].headings) {
				return &table{file, columns, after(book, row.Number)}, &kinds[i], nil
			}
		}
		if n++; n == 40 {
			break
		}
	}
	return nil, nil, nil
}

// heading returns a column heading in the form compared: capitals, one blank,
// and today's name of one that had another.
func heading(s string) string {
	s = strings.ToUpper(strings.Join(strings.Fields(s), " "))
	plain := strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
	n := ""
	if last := len(plain) - 1; last > 0 && plain[last] <= '9' {
		plain, n = plain[:last], plain[last:] // the number of a column that repeats
	}
	for _, names := range headingNames {
		if slices.Contains(names[1:], plain) {
			return names[0] + n
		}
	}
	return s
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

func hasAll(columns map[string]int, headings []string) bool {
	for _, h := range headings {
		if _, ok := columns[h]; !ok {
			return false
		}
	}
	return true
}

// after yields the rows below a row that aren't empty.
func after(book *xlsx.Book, number int) iter.Seq2[xlsx.Row, error] {
	return func(yield func(xlsx.Row, error) bool) {
		for row, err := range book.Rows("") {
			if err == nil && (row.Number <= number || row.Empty() || strings.Trim(strings.Join(row.Cells, ""), "\x1a \t") == "") { // DOS end-of-file marks
				continue
			}
			if !yield(row, err) {
				return
			}
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
	for _, name := range unknownHeadings(t.columns) {
		b.diag(medcode.Diagnostic{File: t.file, Kind: medcode.KindUnknownColumn, Text: name, Message: "a column that the reader doesn't know was left out"})
	}
	for i := range fields {
		if _, ok := t.columns[fields[i].name]; !ok {
			b.diag(medcode.Diagnostic{File: t.file, Kind: medcode.KindMissingColumn, Text: fields[i].name, Message: "the workbook has no such column"})
		}
	}
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

func unknownHeadings(columns map[string]int) []string {
	known := map[string]bool{"HCPC": true, "SEQNUM": true, "RECID": true}
	for i := range fields {
		known[fields[i].name] = true
	}
	var unknown []string
	for h := range columns {
		if !known[h] {
			unknown = append(unknown, h)
		}
	}
	slices.Sort(unknown)
	return unknown
}
