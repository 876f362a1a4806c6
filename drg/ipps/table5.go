package ipps

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/internal/codeword"
	"github.com/medcode/medcode/internal/heading"
)

// A column is one that a Table 5 may have, known by its heading. What a heading
// is like comes first-match in the order of table5Columns.
type column struct {
	name    string   // in messages
	heading string   // today's; %d is the fiscal year
	words   []string // all of them stand in the heading, in small letters, hyphens as blanks
	missing string   // what today's table has where there is no value
	set     func(w *Weights, cell string) error
	text    func(w *Weights) string // "" for no value
}

var table5Columns = []column{
	{"post-acute flag", "FY %d Final Post-Acute DRG", []string{"post acute"}, "",
		func(w *Weights, s string) error { return setFlag(&w.PostAcute, s) },
		func(w *Weights) string { return flagText(w.PostAcute) }},
	{"special-pay flag", "FY %d Final Special Pay DRG", []string{"special pay"}, "",
		func(w *Weights, s string) error { return setFlag(&w.SpecialPay, s) },
		func(w *Weights) string { return flagText(w.SpecialPay) }},
	{"MDC", "MDC", []string{"mdc"}, " ",
		func(w *Weights, s string) error { return setMDC(&w.MDC, s) },
		func(w *Weights) string { return w.MDC }},
	{"type", "TYPE", []string{"type"}, "**",
		func(w *Weights, s string) error { return set(&w.Type, s, ParseType) },
		func(w *Weights) string { return w.Type.String() }},
	{"title", "MS-DRG Title", []string{"title"}, "",
		func(w *Weights, s string) error { w.Title = s; return nil },
		func(w *Weights) string { return w.Title }},
	{"weight before cap", "Weights - Before Cap", []string{"weight", "before cap"}, ".",
		func(w *Weights, s string) error { return set(&w.Uncapped, s, ParseWeight) },
		func(w *Weights) string { return orNone(w.Uncapped) }},
	{"weight", "Weights - 10%% Cap Applied ", []string{"weight"}, ".",
		func(w *Weights, s string) error { return set(&w.Relative, s, ParseWeight) },
		func(w *Weights) string { return orNone(w.Relative) }},
	{"geometric mean length of stay", "Geometric mean LOS", []string{"geometric"}, ".",
		func(w *Weights, s string) error { return set(&w.GeometricMean, s, ParseDays) },
		func(w *Weights) string { return orNone(w.GeometricMean) }},
	{"arithmetic mean length of stay", "Arithmetic mean LOS", []string{"arithmetic"}, "",
		func(w *Weights, s string) error { return set(&w.ArithmeticMean, s, ParseDays) },
		func(w *Weights) string { return orNone(w.ArithmeticMean) }},
	{"DRG", "MS-DRG ", []string{"drg"}, "",
		func(w *Weights, s string) error { return set(&w.DRG, s, drg.ParseNumber) },
		func(w *Weights) string { return w.DRG.String() }},
}

// Places in table5Columns.
const (
	colPostAcute = iota
	colSpecialPay
	colMDC
	colType
	colTitle
	colUncapped
	colRelative
	colGeometric
	colArithmetic
	colDRG
)

func set[T any](dst *T, cell string, parse func(string) (T, error)) (err error) {
	*dst, err = parse(cell)
	return err
}

func setFlag(dst *bool, cell string) error {
	*dst = strings.EqualFold(cell, "Yes")
	if !*dst && !strings.EqualFold(cell, "No") {
		return fmt.Errorf("want Yes or No: %w", medcode.ErrSyntax)
	}
	return nil
}

func flagText(b bool) string {
	if b {
		return "Yes"
	}
	return "No"
}

func setMDC(dst *string, cell string) error {
	if cell != "PRE" && (len(cell) != 2 || !codeword.IsDigit(cell[0]) || !codeword.IsDigit(cell[1]) || cell < "01" || cell > "25") {
		return fmt.Errorf("want an MDC, 01 to 25 or PRE: %w", medcode.ErrSyntax)
	}
	*dst = cell
	return nil
}

func orNone[T interface {
	comparable
	fmt.Stringer
}](v T) string {
	var zero T
	if v == zero {
		return ""
	}
	return v.String()
}

// A form is how a Table 5 is laid out around its facts: what it takes to write
// the file again byte for byte.
type form struct {
	head    [][]string // the records above the rows
	columns []int      // places in table5Columns
	missing []string   // by place in table5Columns: the cell without a value
	tail    [][]string // the records below the rows
	cp1252  bool       // and not UTF-8
}

// currentForm is the layout since fiscal year 2026.
func currentForm(year int) form {
	f := form{
		columns: []int{colDRG, colPostAcute, colSpecialPay, colMDC, colType, colTitle, colUncapped, colRelative, colGeometric, colArithmetic},
		cp1252:  true,
	}
	for _, c := range table5Columns {
		f.missing = append(f.missing, c.missing)
	}
	title := make([]string, len(f.columns))
	title[0] = fmt.Sprintf("TABLE 5.—LIST OF MEDICARE SEVERITY DIAGNOSIS-RELATED GROUPS (MS-DRGS), RELATIVE WEIGHTING FACTORS, \n"+
		"AND GEOMETRIC AND ARITHMETIC MEAN LENGTH OF STAY—FY %d Final Rule", year)
	var headings []string
	for _, i := range f.columns {
		h := table5Columns[i].heading
		if strings.Contains(h, "%d") {
			h = fmt.Sprintf(h, year)
		}
		headings = append(headings, strings.ReplaceAll(h, "%%", "%"))
	}
	f.head = [][]string{title, headings}
	f.tail = [][]string{make([]string, len(f.columns))}
	return f
}

// isTable5 reports whether text opens as Table 5 does.
var isTable5 = regexp.MustCompile(`(?i)^\x{feff}?\s*"?\s*TABLE\s+5\b`).Match

var fiscalYear = regexp.MustCompile(`(?i)\b(?:FY|FISCAL YEAR)\s*(20\d\d)\b`)

// A table5Reader reads one file.
type table5Reader struct {
	file  string
	csv   *csv.Reader
	rec   []string
	form  form
	year  int
	rows  []Weights
	seen  [maxDRG + 1]bool
	diags []medcode.Diagnostic
}

// readTable5 reads a Table 5 in any of its layouts: tab-separated, a title, a
// line of headings, one row for each DRG up to 999, then notes.
func readTable5(file string, data []byte) (*Release, error) {
	cp1252 := !utf8.Valid(data)
	if cp1252 {
		data, _ = charmap.Windows1252.NewDecoder().Bytes(data) // every byte has a character
	}
	t := &table5Reader{file: file, csv: csv.NewReader(bytes.NewReader(data))}
	t.csv.Comma = '\t'
	t.csv.FieldsPerRecord = -1
	t.form.cp1252 = cp1252
	t.form.missing = make([]string, len(table5Columns))
	if err := t.readHead(); err != nil {
		return nil, err
	}
	if err := t.readRows(); err != nil {
		return nil, err
	}
	slices.SortStableFunc(t.rows, func(a, b Weights) int { return cmp.Compare(a.DRG, b.DRG) })
	r := newRelease(t.year, t.rows, nil)
	r.form, r.diags = t.form, t.diags
	return r, nil
}

// next reads a record; io.EOF ends the file.
func (t *table5Reader) next() error {
	rec, err := t.csv.Read()
	t.rec = rec
	return csvError(t.file, err)
}

func (t *table5Reader) fail(cell int, text string, err error) error {
	line, col := t.csv.FieldPos(cell)
	return &medcode.FileError{File: t.file, Line: line, Column: col, Text: text, Err: err}
}

func (t *table5Reader) diagnose(kind medcode.DiagnosticKind, text, message string) {
	line, _ := t.csv.FieldPos(0)
	t.diags = append(t.diags, medcode.Diagnostic{File: t.file, Line: line, Kind: kind, Text: text, Message: message})
}

// readHead reads up to the headings, the first record with several cells.
func (t *table5Reader) readHead() error {
	for {
		err := t.next()
		if err == io.EOF {
			return &medcode.FileError{File: t.file, Err: fmt.Errorf("a Table 5 without headings: %w", medcode.ErrLayout)}
		}
		if err != nil {
			return err
		}
		t.form.head = append(t.form.head, t.rec)
		if t.year == 0 {
			if m := fiscalYear.FindStringSubmatch(strings.Join(t.rec, "\t")); m != nil {
				t.year, _ = strconv.Atoi(m[1])
			}
		}
		if !note(t.rec) {
			break
		}
	}
	if t.year == 0 {
		return t.fail(0, t.form.head[0][0], fmt.Errorf("a Table 5 that names no fiscal year: %w", medcode.ErrLayout))
	}
	return t.readHeadings()
}

// note reports whether a record has text in its first two cells at most, and so
// is no row and no line of headings.
func note(rec []string) bool {
	return !slices.ContainsFunc(rec[min(2, len(rec)):], func(s string) bool { return strings.TrimSpace(s) != "" })
}

func (t *table5Reader) readHeadings() error {
	line, _ := t.csv.FieldPos(0)
	row := heading.Row{File: t.file, Line: line, Cells: t.rec}
	for i, h := range t.rec {
		if strings.TrimSpace(h) == "" {
			continue
		}
		c := findColumn(h)
		if c < 0 {
			return t.fail(i, h, fmt.Errorf("a Table 5 with an unknown column: %w", medcode.ErrLayout))
		}
		if slices.Contains(t.form.columns, c) {
			return row.Twice(i, table5Columns[c].name)
		}
		if i != len(t.form.columns) {
			return t.fail(i, h, fmt.Errorf("a Table 5 with an empty heading: %w", medcode.ErrLayout))
		}
		t.form.columns = append(t.form.columns, c)
	}
	for i, c := range table5Columns {
		if i != colUncapped && !slices.Contains(t.form.columns, i) {
			return row.Lacks(c.name)
		}
	}
	return nil
}

func findColumn(title string) int {
	h := strings.ToLower(strings.Join(strings.Fields(strings.ReplaceAll(title, "-", " ")), " "))
	return slices.IndexFunc(table5Columns, func(c column) bool {
		return !slices.ContainsFunc(c.words, func(w string) bool { return !strings.Contains(h, w) })
	})
}

func (t *table5Reader) readRows() error {
	for {
		err := t.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		if t.seen[maxDRG] && note(t.rec) {
			t.form.tail = append(t.form.tail, t.rec)
			continue
		}
		if err := t.readRow(); err != nil {
			return err
		}
	}
	if !t.seen[maxDRG] { // the last in every year
		line, _ := t.csv.FieldPos(0)
		return &medcode.FileError{File: t.file, Line: line, Err: fmt.Errorf("the table ends before DRG 999, it is cut short: %w", medcode.ErrSyntax)}
	}
	return nil
}

func (t *table5Reader) readRow() error {
	var w Weights
	if len(t.rec) < len(t.form.columns) {
		return t.fail(0, strings.Join(t.rec, "\t"), fmt.Errorf("%d cells, want %d: %w", len(t.rec), len(t.form.columns), medcode.ErrSyntax))
	}
	for i, cell := range t.rec {
		trimmed := strings.TrimSpace(cell)
		if i >= len(t.form.columns) {
			if trimmed != "" {
				return t.fail(i, cell, fmt.Errorf("a cell without a heading: %w", medcode.ErrSyntax))
			}
			continue
		}
		k := t.form.columns[i]
		c := &table5Columns[k]
		if !isMissing(trimmed) || k == colDRG || k == colPostAcute || k == colSpecialPay {
			if err := c.set(&w, trimmed); err != nil {
				return t.fail(i, cell, fmt.Errorf("%s: %w", c.name, err))
			}
		}
		if c.text(&w) == "" {
			t.form.missing[k] = cell
		}
	}
	if t.seen[w.DRG] {
		return t.fail(0, w.DRG.String(), fmt.Errorf("the DRG stands twice: %w", medcode.ErrSyntax))
	}
	if !slices.Contains(t.form.columns, colUncapped) {
		w.Uncapped = w.Relative
	}
	t.check(w)
	t.seen[w.DRG] = true
	t.rows = append(t.rows, w)
	return nil
}

// isMissing reports whether a cell says that there is no value.
func isMissing(cell string) bool {
	switch strings.ToUpper(cell) {
	case "", ".", "**", "-", "N/A", "NA":
		return true
	}
	return false
}

// check notes what contradicts in a row.
func (t *table5Reader) check(w Weights) {
	if len(t.rows) > 0 && w.DRG < t.rows[len(t.rows)-1].DRG {
		t.diagnose(medcode.KindOrder, w.DRG.String(), "DRGs out of order; kept, in numeric order")
	}
	if w.Relative == 0 && w.DRG < 998 {
		t.diagnose(medcode.KindNoWeight, w.DRG.String(), "a DRG without a relative weight; kept with none")
	}
	if w.Relative < w.Uncapped {
		t.diagnose(medcode.KindWeightCap, w.DRG.String(), "the cap on reductions made the weight smaller; kept")
	}
	if w.GeometricMean > w.ArithmeticMean {
		t.diagnose(medcode.KindLengthOfStay, w.DRG.String(), "the geometric mean is above the arithmetic mean; kept")
	}
}

// WriteTable5 writes r as a Table 5: in the layout that it was read from, byte
// for byte as published, and in that of fiscal year 2026 for the years in the
// library. Only cells that mean nothing different (a DRG's missing value
// written in two ways in one column) may change.
func (r *Release) WriteTable5(w io.Writer) error {
	b := bufio.NewWriter(w)
	var dst io.StringWriter = b
	if r.form.cp1252 {
		dst = cp1252Writer{b}
	}
	for _, rec := range r.form.head {
		if err := writeRecord(dst, rec); err != nil {
			return err
		}
	}
	rec := make([]string, len(r.form.columns))
	for i := range r.weights {
		for j, k := range r.form.columns {
			if rec[j] = table5Columns[k].text(&r.weights[i]); rec[j] == "" {
				rec[j] = r.form.missing[k]
			}
		}
		if err := writeRecord(dst, rec); err != nil {
			return err
		}
	}
	for _, rec := range r.form.tail {
		if err := writeRecord(dst, rec); err != nil {
			return err
		}
	}
	return b.Flush()
}

// writeRecord writes cells as a spreadsheet saves them to text: between tabs,
// in quotes if they hold a comma, a quote, a tab or a line end.
func writeRecord(w io.StringWriter, cells []string) error {
	for i, c := range cells {
		if strings.ContainsAny(c, ",\"\t\n") {
			c = `"` + strings.ReplaceAll(c, `"`, `""`) + `"`
		}
		if i > 0 {
			c = "\t" + c
		}
		if _, err := w.WriteString(c); err != nil {
			return err
		}
	}
	_, err := w.WriteString("\r\n")
	return err
}

type cp1252Writer struct{ b *bufio.Writer }

func (w cp1252Writer) WriteString(s string) (int, error) {
	e, err := charmap.Windows1252.NewEncoder().String(s)
	if err != nil {
		return 0, err
	}
	return w.b.WriteString(e)
}
