package xlsx

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/xmlscan"
)

// The most a sheet may have: Excel's own limit of rows, and columns enough for
// every published table.
const (
	maxRows    = 1 << 20
	maxColumns = 4096
	maxCell    = 32767 // characters, as Excel's specifications say
)

// givenFree is what the cells of a sheet may hold whatever the size of the
// workbook. Beyond, Limits.Ratio applies: many cells may share one long string.
const givenFree = 16 << 20

// A rowReader reads a worksheet row by row.
type rowReader struct {
	book *Book
	s    *xmlscan.Scanner
	row  Row
	buf  []byte

	given int64 // bytes of all cells so far, a cell passed over counted as one
}

// next reads the next row that has cells into r.row.
func (r *rowReader) next() (bool, error) {
	for {
		tok, err := r.s.Next()
		if err != nil || tok == xmlscan.EOF {
			return false, err
		}
		if tok != xmlscan.Start || !r.s.Is("row") {
			continue
		}
		if err := r.begin(); err != nil {
			return false, err
		}
		if err := r.cells(); err != nil {
			return false, err
		}
		if len(r.row.Cells) > 0 {
			return true, nil
		}
	}
}

// begin reads the row's number, which counts on where it is not written.
func (r *rowReader) begin() error {
	n := r.row.Number + 1
	if text := r.s.Attrs().Get("r"); text != "" {
		v, err := strconv.Atoi(text)
		if err != nil || v < n {
			return fmt.Errorf("row number %q after row %d: %w", text, r.row.Number, medcode.ErrSyntax)
		}
		n = v
	}
	if n > maxRows {
		return &medcode.LimitError{Reason: fmt.Sprintf("more than %d rows", maxRows)}
	}
	r.row.Number = n
	r.row.Cells = r.row.Cells[:0]
	return nil
}

func (r *rowReader) cells() error {
	for {
		tok, err := r.s.Next()
		switch {
		case err != nil:
			return err
		case tok == xmlscan.End && r.s.Is("row"):
			return nil
		case tok == xmlscan.Start && r.s.Is("c"):
			if err := r.cell(); err != nil {
				return err
			}
		}
	}
}

// cell reads one c element and puts its text into its column.
func (r *rowReader) cell() error {
	column := len(r.row.Cells)
	if ref := r.s.Attrs().Raw("r"); len(ref) > 0 {
		c, ok := columnOf(ref)
		if !ok || c < column {
			return fmt.Errorf("cell reference %q after column %d: %w", ref, column, medcode.ErrSyntax)
		}
		column = c
	}
	kind := cellKind(r.s.Attrs().Raw("t"))
	style := -1
	if kind == number && len(r.book.dates) > 0 {
		style, _ = strconv.Atoi(string(r.s.Attrs().Raw("s")))
	}
	if err := r.content(kind); err != nil {
		return err
	}
	value, err := r.value(kind, style)
	if err != nil {
		return fmt.Errorf("column %d: %w", column+1, err)
	}
	if column >= maxColumns {
		if value == "" {
			return nil // a row set in one style has such cells to the edge of the sheet
		}
		return &medcode.LimitError{Reason: fmt.Sprintf("more than %d columns", maxColumns)}
	}
	r.given += int64(len(value)) + int64(column-len(r.row.Cells)) + 1
	if r.given > givenFree && r.given/r.book.limits.Ratio > r.book.size {
		return &medcode.LimitError{Limit: "Ratio", Reason: fmt.Sprintf("the cells hold over %d times the size of the workbook", r.book.limits.Ratio)}
	}
	for len(r.row.Cells) < column {
		r.row.Cells = append(r.row.Cells, "")
	}
	r.row.Cells = append(r.row.Cells, value)
	return nil
}

// columnOf returns the 0-based column of a reference such as "AB12".
func columnOf(ref []byte) (int, bool) {
	n := 0
	for i, c := range ref {
		if c < 'A' || c > 'Z' {
			return n - 1, i > 0
		}
		if n = n*26 + int(c-'A') + 1; n > 1<<20 {
			return 0, false
		}
	}
	return 0, false
}

// content gathers the text of the cell just begun into r.buf: the v element,
// or the t elements of an inline string.
func (r *rowReader) content(k kind) error {
	r.buf = r.buf[:0]
	inV := false
	var runs texts
	for {
		tok, err := r.s.Next()
		switch {
		case err != nil:
			return err
		case tok == xmlscan.End && r.s.Is("c"):
			return nil
		case k == inline:
			r.buf, err = runs.add(r.buf, r.s, tok)
		case tok == xmlscan.Text && inV:
			r.buf, err = appendText(r.buf, r.s)
		case tok == xmlscan.Text:
		case r.s.Is("v"):
			inV = tok == xmlscan.Start
		}
		if err != nil {
			return err
		}
	}
}

// A kind is the type attribute of a cell.
type kind uint8

const (
	number kind = iota
	shared
	inline
	boolean
	literal // formula strings, errors and ISO dates stand as they are
	unknown
)

func cellKind(t []byte) kind {
	switch string(t) {
	case "", "n":
		return number
	case "s":
		return shared
	case "inlineStr":
		return inline
	case "b":
		return boolean
	case "str", "e", "d":
		return literal
	}
	return unknown
}

func (r *rowReader) value(k kind, style int) (string, error) {
	if len(r.buf) == 0 {
		return "", nil
	}
	switch k {
	case shared:
		i, err := strconv.Atoi(string(r.buf))
		if err != nil || i < 0 || i >= len(r.book.strings) {
			return "", fmt.Errorf("shared string %q of %d: %w", r.buf, len(r.book.strings), medcode.ErrSyntax)
		}
		return r.book.strings[i], nil
	case inline, literal:
		return string(r.buf), checkCell(r.buf)
	case boolean:
		return strings.ToUpper(strconv.FormatBool(string(r.buf) == "1")), nil
	case number:
		return r.number(style)
	}
	return "", fmt.Errorf("cell of unknown type: %w", medcode.ErrLayout)
}

func checkCell(text []byte) error {
	if len(text) > maxCell && utf8.RuneCount(text) > maxCell {
		return &medcode.LimitError{Reason: fmt.Sprintf("a cell of over %d characters", maxCell)}
	}
	return nil
}

func (r *rowReader) number(style int) (string, error) {
	date := style >= 0 && style < len(r.book.dates) && r.book.dates[style]
	if !date && isInteger(r.buf) {
		return string(r.buf), nil
	}
	v, err := strconv.ParseFloat(string(r.buf), 64)
	if err != nil || math.IsInf(v, 0) || math.IsNaN(v) {
		return "", fmt.Errorf("number %q: %w", r.buf, medcode.ErrSyntax)
	}
	if date && v >= 1 && v < 2958466 { // up to 9999-12-31
		return r.day(v), nil
	}
	// Excel keeps 15 digits; what follows in the file is noise of the binary form.
	v, _ = strconv.ParseFloat(strconv.FormatFloat(v, 'g', 15, 64), 64)
	return strconv.FormatFloat(v, 'f', -1, 64), nil
}

func (r *rowReader) day(v float64) string {
	whole := math.Floor(v)
	day := r.book.epoch.AddDays(int(whole)).String()
	if seconds := math.Round((v - whole) * 86400); seconds > 0 {
		day += time.Unix(int64(seconds), 0).UTC().Format(" 15:04:05")
	}
	return day
}

func isInteger(b []byte) bool {
	for i, c := range b {
		if (c < '0' || c > '9') && (c != '-' || i > 0) {
			return false
		}
	}
	return len(b) <= 15
}
