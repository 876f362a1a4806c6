package risk

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/xlsx"
)

// The files of CMS's own: the workbook of mappings, and the macros and
// coefficients of its software.

// workbook reads the mappings of the version from a workbook, if one of its
// sheets has a heading with them.
func (r *hccReader) workbook(data []byte) (bool, error) {
	book, err := xlsx.Open(r.path, data, r.limits)
	if errors.Is(err, xlsx.ErrNoWorkbook) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	for _, sheet := range book.Sheets() {
		code, category := -1, -1
		for row, err := range book.Rows(sheet) {
			if err != nil {
				return false, err
			}
			if category < 0 {
				code, category = r.mappingColumns(row)
				continue
			}
			// A row without a category is a diagnosis that is not in the model, or a
			// note below the table.
			for one := range strings.FieldsFuncSeq(row.Cell(category), func(c rune) bool { return c == ',' || c == ';' || c == ' ' }) {
				if err := r.addCode(r.book, strings.TrimSpace(row.Cell(code)), one); err != nil {
					return false, cellError(r.path, row, code, "%w", err)
				}
			}
		}
		if category >= 0 {
			return true, nil
		}
	}
	return false, nil
}

// mappingColumns returns the columns of the diagnosis and of the category of the
// version, -1 where row is not their heading: "CMS-HCC Model Category V28",
// beside those of other models and of what each pays in the year.
func (r *hccReader) mappingColumns(row xlsx.Row) (code, category int) {
	code, category = -1, -1
	for i, cell := range row.Cells {
		words := strings.Fields(strings.ToUpper(cell))
		has := func(w string) bool { return slices.Contains(words, w) }
		switch {
		case has("DIAGNOSIS") && has("CODE"):
			code = i
		case has(r.model.domain) && has(r.h.version) && !has("ESRD") && !has("PAYMENT"):
			category = i
		}
	}
	if code < 0 {
		category = -1
	}
	return code, category
}

var (
	macroName = regexp.MustCompile(`(?i)%MACRO\s+(V\d\d)\w*([HL])\d+\s*;`)
	hccRanks  = regexp.MustCompile(`(?i)%SET0\s*\(\s*CC\s*=\s*(\d+)\s*,\s*HIER\s*=\s*%STR\(([^)]*)\)`)
	hccLabel  = regexp.MustCompile(`(?i)\bHCC(\d+)\s*=\s*(?:"([^"]*)"|'([^']*)')`)

	// the name of a coefficient, by segment and variable: CNA_F70_74
	coefficientName = regexp.MustCompile(`(?i)^"?[A-Z]+_\w+"?$`)
)

// macro reads a SAS macro of the hierarchy (H) or the labels (L), if data is
// one of the version being read.
func (r *hccReader) macro(data []byte) (bool, error) {
	m := macroName.FindSubmatch(data)
	if m == nil || !strings.EqualFold(string(m[1]), r.h.version) {
		return false, nil
	}
	n := 0
	if strings.EqualFold(string(m[2]), "L") {
		for _, l := range hccLabel.FindAllSubmatch(data, -1) {
			c, err := r.category(string(l[1]))
			if err != nil {
				return false, r.errorf(0, string(l[0]), "%w", err)
			}
			r.h.labels[c] = strings.TrimSpace(string(l[2]) + string(l[3]))
			n++
		}
	} else {
		for _, l := range hccRanks.FindAllSubmatch(data, -1) {
			for below := range strings.FieldsFuncSeq(string(l[2]), func(c rune) bool { return c == ',' || c == ' ' || c == '\n' || c == '\r' || c == '\t' }) {
				if err := r.rank(string(l[1]), below); err != nil {
					return false, r.errorf(0, string(l[0]), "%w", err)
				}
				n++
			}
		}
	}
	if n == 0 {
		return false, r.errorf(0, string(m[0]), "a macro without hierarchy or labels: %w", medcode.ErrLayout)
	}
	return true, nil
}

// wideCoefficients reports whether a line is the heading of all coefficients in
// one row, rather than the first line of a program.
func wideCoefficients(line []byte) bool {
	for name := range bytes.SplitSeq(line, []byte(",")) {
		if !coefficientName.Match(bytes.TrimSpace(name)) {
			return false
		}
	}
	return true
}

// coefficients reads a csv file of coefficients: a heading and one row of all
// values, or a column of names beside one of values.
func (r *hccReader) coefficients(data []byte) (bool, error) {
	c := csv.NewReader(bytes.NewReader(data))
	rows, err := c.ReadAll()
	if err != nil || len(rows) < 2 {
		return false, r.errorf(0, "", "coefficients: want a heading and rows: %w", medcode.ErrSyntax)
	}
	name, value := -1, -1
	for i, h := range rows[0] {
		switch strings.ToUpper(strings.TrimSpace(h)) {
		case "NAME", "VARIABLE", "COEFFICIENT NAME":
			name = i
		case "COEFF", "COEFFICIENT", "VALUE", "COL1":
			value = i
		}
	}
	for n, row := range rows[1:] {
		switch {
		case name >= 0 && value >= 0:
			err = r.addCoefficient(row[name], row[value])
		case len(rows) == 2:
			for i := range row {
				if err == nil {
					err = r.addCoefficient(rows[0][i], row[i])
				}
			}
		default:
			return false, r.errorf(1, strings.Join(rows[0], ","), "coefficients: want columns of names and values: %w", medcode.ErrLayout)
		}
		if err != nil {
			return false, r.errorf(n+2, strings.Join(row, ","), "%w", err)
		}
	}
	return true, nil
}

func cellError(file string, row xlsx.Row, column int, format string, a ...any) error {
	return &medcode.FileError{File: file, Line: row.Number, Column: column + 1, Text: row.Cell(column), Err: fmt.Errorf(format, a...)}
}
