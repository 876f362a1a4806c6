package research

import (
	"fmt"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/heading"
)

// A ccsrRow is a row of the csv file: a code with its categories by name.
type ccsrRow struct {
	code                  Code
	categories            []string
	inpatient, outpatient string
}

// readCSV reads the csv file.
func (r *ccsrReader) readCSV(t *quotedTable) error {
	r.prov.Release = versionNamed(t.titles, r.file)
	r.diags = append(append(r.diags, shape.Whole(r.file, t.data)...), t.told...)
	rows, titles, err := r.rows(t)
	if err != nil {
		return err
	}
	return r.take(rows, titles)
}

// ccsrColumns are those of the csv file and of the workbook. The first releases
// have no default categories.
var ccsrColumns = []heading.Column{describing: description, coding: codeColumn,
	{Name: "CCSR category", Is: func(t string) bool { return strings.HasPrefix(t, "CCSR CATEGORY") }, Many: true},
	{Name: "default, outpatient", Is: func(t string) bool {
		return strings.HasPrefix(t, "OUTPATIENT DEFAULT") || t == "DEFAULT CCSR CATEGORY OP"
	}, Need: heading.Optional},
	{Name: "default, inpatient", Is: func(t string) bool {
		return strings.HasPrefix(t, "INPATIENT DEFAULT") || strings.HasPrefix(t, "DEFAULT CCSR")
	}, Need: heading.Optional},
	// why a code has its default, which is left out
	{Name: "rationale", Is: func(t string) bool { return strings.HasPrefix(t, "RATIONALE") }, Need: heading.Optional, Many: true},
}

// The columns that are the release's own.
const (
	categorizing = coding + 1 + iota
	outpatient
	inpatient
)

// rows reads the rows, and the titles of all categories named.
func (r *ccsrReader) rows(t *quotedTable) (rows []ccsrRow, titles map[string]string, err error) {
	columns := t.columns
	r.column.inpatient, r.column.outpatient = columns.At[inpatient], columns.At[outpatient]
	titles = map[string]string{}
	err = t.rows(func(_ int, code Code, fields []string) error {
		row := ccsrRow{code: code}
		for i, name := range fields {
			of := columns.Of[i]
			if name == "" || of < categorizing || of > inpatient {
				continue
			}
			name = strings.Clone(name)
			if titles[name] == "" {
				titles[name] = ""
				if i+1 < len(fields) && columns.Of[i+1] == describing { // stands behind its category
					titles[name] = strings.Clone(fields[i+1])
				}
			}
			switch of {
			case categorizing:
				row.categories = append(row.categories, name)
			case inpatient:
				row.inpatient = name
			case outpatient:
				row.outpatient = name
			}
		}
		if len(row.categories) == 0 {
			return fmt.Errorf("a code without a category: %w", medcode.ErrSyntax)
		}
		rows = append(rows, row)
		return nil
	})
	return rows, titles, err
}

// take makes the release of rows; its categories are in the order of their
// names.
func (r *ccsrReader) take(rows []ccsrRow, titles map[string]string) error {
	for name, title := range titles {
		r.categories = append(r.categories, CCSRCategory{name, title})
	}
	slices.SortFunc(r.categories, func(a, b CCSRCategory) int { return strings.Compare(a.Name, b.Name) })
	for i, c := range r.categories {
		r.places[c.Name] = uint16(i)
	}
	place := func(name string) uint16 {
		if name == "" {
			return noDefault
		}
		return r.places[name]
	}
	for _, row := range rows {
		if _, twice := r.codes[row.code]; twice {
			return &medcode.FileError{File: r.file, Text: row.code.String(), Err: fmt.Errorf("a code in two rows: %w", medcode.ErrSyntax)}
		}
		e := ccsrCode{at: uint32(len(r.lists)), n: uint8(len(row.categories)), inpatient: place(row.inpatient), outpatient: place(row.outpatient)}
		for _, name := range row.categories {
			r.lists = append(r.lists, r.places[name])
		}
		r.codes[row.code] = e
	}
	r.undefaulted(r.column.inpatient < 0, "inpatient")
	r.undefaulted(r.column.outpatient < 0, "outpatient")
	return nil
}
