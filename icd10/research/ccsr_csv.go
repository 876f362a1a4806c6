package research

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/source"
)

// A ccsrRow is a row of the csv file: a code with its categories by name.
type ccsrRow struct {
	code                  Code
	categories            []string
	inpatient, outpatient string
}

// readCSV reads the csv file.
func (r *ccsrReader) readCSV(t *quotedTable, data []byte) error {
	r.prov.Release = versionNamed(t.titles, r.file)
	r.diags = append(r.diags, shape.Whole(r.file, data)...)
	rows, titles, err := r.rows(t, data)
	if err != nil {
		return err
	}
	return r.take(rows, titles)
}

func isCategory(heading string) bool {
	return strings.HasPrefix(heading, "CCSR CATEGORY") && !strings.HasSuffix(heading, "DESCRIPTION")
}

func isInpatient(heading string) bool {
	return heading == "DEFAULT CCSR CATEGORY IP" || heading == "DEFAULT CCSR CATEGORY"
}

func isOutpatient(heading string) bool { return heading == "DEFAULT CCSR CATEGORY OP" }

// isRationale is of why a code has its default, which is left out.
func isRationale(heading string) bool { return strings.HasPrefix(heading, "RATIONALE") }

// rows reads the rows, and the titles of all categories named.
func (r *ccsrReader) rows(t *quotedTable, data []byte) (rows []ccsrRow, titles map[string]string, err error) {
	r.column.inpatient, r.column.outpatient = t.column(isInpatient), t.column(isOutpatient)
	var categories []int
	for i, h := range t.header {
		if isCategory(h) {
			categories = append(categories, i)
		}
	}
	named := append([]int{r.column.inpatient, r.column.outpatient}, categories...)
	r.diags = append(r.diags, t.unknown(r.file, append([]int{t.column(isRationale)}, named...)...)...)
	titles = map[string]string{}
	var fields []string
	for n, line := range source.Lines(data) {
		fail := func(format string, a ...any) error {
			return &medcode.FileError{File: r.file, Line: n, Text: string(line), Err: fmt.Errorf(format, a...)}
		}
		if n <= t.line || len(bytes.Trim(line, ", \t\x1a")) == 0 {
			continue
		}
		if fields = splitQuoted(fields[:0], string(line)); len(fields) != len(t.header) {
			return nil, nil, fail("%d fields under a heading of %d: %w", len(fields), len(t.header), medcode.ErrSyntax)
		}
		code, err := ParseCode(ICD10CM, fields[0])
		if err != nil {
			return nil, nil, fail("%w", err)
		}
		row := ccsrRow{code: code}
		for _, i := range named {
			if i < 0 || fields[i] == "" {
				continue
			}
			title := ""
			if i+1 < len(fields) && strings.Contains(t.header[i+1], "DESCRIPTION") { // stands behind its category
				title = fields[i+1]
			}
			if name := fields[i]; titles[name] == "" {
				titles[strings.Clone(name)] = strings.Clone(title)
			}
		}
		for _, i := range categories {
			if fields[i] != "" {
				row.categories = append(row.categories, strings.Clone(fields[i]))
			}
		}
		if i := r.column.inpatient; i >= 0 {
			row.inpatient = strings.Clone(fields[i])
		}
		if i := r.column.outpatient; i >= 0 {
			row.outpatient = strings.Clone(fields[i])
		}
		if len(row.categories) == 0 {
			return nil, nil, fail("a code without a category: %w", medcode.ErrSyntax)
		}
		rows = append(rows, row)
	}
	if len(rows) == 0 {
		return nil, nil, &medcode.FileError{File: r.file, Err: fmt.Errorf("no rows: %w", medcode.ErrLayout)}
	}
	return rows, titles, nil
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
