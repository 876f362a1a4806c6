// Package table reads the rows of fee schedules, which CMS publishes as csv and
// as workbooks alike, with titles above a heading that may spread over several
// rows.
package table

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/source"
	"github.com/medcode/medcode/internal/xlsx"
)

// A Row is the cells of one row with its line in the csv file, or its row in
// the sheet, both 1-based. Cells are valid until the next row.
type Row struct {
	Line  int
	Cells []string
}

// Cell returns the text in column i without blanks around it, "" behind the end.
func (r Row) Cell(i int) string {
	if i < 0 || i >= len(r.Cells) {
		return ""
	}
	return strings.TrimSpace(r.Cells[i])
}

// Over returns an error where r has text behind the n columns of its heading:
// two rows in one, or a row of another layout.
func (r Row) Over(file string, n int) error {
	for i := n; i < len(r.Cells); i++ {
		if text := r.Cell(i); text != "" {
			return &medcode.FileError{File: file, Line: r.Line, Column: i + 1, Text: text, Err: fmt.Errorf("%d cells under a heading of %d: %w", len(r.Cells), n, medcode.ErrSyntax)}
		}
	}
	return nil
}

// Rows yields the rows of a csv file or of the first sheet of a workbook. Csv
// text that is not UTF-8 is read as Windows-1252; lines may end as those of old
// Macs do, in CR alone. A row of nothing but a DOS end-of-file mark (0x1A) is
// left out, in a workbook made from such a file too. A failure ends the rows with a
// [*medcode.FileError].
func Rows(file string, data []byte, limits medcode.Limits) iter.Seq2[Row, error] {
	rows := csvRows(file, data, limits)
	if source.Sniff(data) == source.Zip {
		rows = sheetRows(file, data, limits)
	}
	return func(yield func(Row, error) bool) {
		for row, err := range rows {
			if row.Cell(0) == "\x1a" && strings.TrimSpace(strings.Join(row.Cells[1:], "")) == "" {
				continue
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

func sheetRows(file string, data []byte, limits medcode.Limits) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		book, err := xlsx.Open(file, data, limits)
		if err != nil {
			yield(Row{}, err)
			return
		}
		for row, err := range book.Rows("") {
			if !yield(Row{row.Number, row.Cells}, err) {
				return
			}
		}
	}
}

func csvRows(file string, data []byte, limits medcode.Limits) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		if err := source.CheckText(file, data, limits); err != nil {
			yield(Row{}, err)
			return
		}
		for row, err := range Separated(file, data, ',') {
			if !yield(row, err) {
				return
			}
		}
	}
}

// Separated yields the rows of text with a comma or tab between the cells; in what
// is parted by tabs quotes are as they are.
func Separated(file string, data []byte, comma rune) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		data := bytes.TrimRight(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), "\x1a")
		if !utf8.Valid(data) {
			// Windows-1252 decodes whatever the bytes.
			data, _ = charmap.Windows1252.NewDecoder().Bytes(data)
		}
		if bytes.IndexByte(data, '\n') < 0 {
			data = bytes.ReplaceAll(data, []byte{'\r'}, []byte{'\n'})
		}
		r := csv.NewReader(bytes.NewReader(data))
		r.Comma, r.LazyQuotes, r.FieldsPerRecord, r.ReuseRecord = comma, comma == '\t', -1, true
		for {
			cells, err := r.Read()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				fe := &medcode.FileError{File: file, Err: fmt.Errorf("csv: %w: %w", err, medcode.ErrSyntax)}
				if pe := (*csv.ParseError)(nil); errors.As(err, &pe) {
					fe.Line = pe.StartLine
				}
				yield(Row{}, fe)
				return
			}
			line, _ := r.FieldPos(0)
			if !yield(Row{line, cells}, nil) {
				return
			}
		}
	}
}

// Unfinished reports a last line without end. Lines that all end in CR alone
// have theirs.
func Unfinished(file string, data []byte) []medcode.Diagnostic {
	if bytes.HasSuffix(data, []byte{'\r'}) && bytes.IndexByte(data, '\n') < 0 {
		return nil
	}
	return source.Unfinished(file, data)
}

// A Heading is the columns of a table by what stands above them: the cells of
// the heading's rows joined, in capitals, with single blanks. Titles above the
// table, which stand in one of its columns, come before its own heading.
type Heading []string

// Above gathers rows until the one that is the last of the heading.
func (h *Heading) Above(r Row) {
	for i := range r.Cells {
		if text := strings.ToUpper(strings.Join(strings.Fields(r.Cells[i]), " ")); text != "" {
			for len(*h) <= i {
				*h = append(*h, "")
			}
			(*h)[i] = strings.ReplaceAll(strings.TrimSpace((*h)[i]+" "+text), "- ", "-") // a word may be broken between rows
		}
	}
}

// Column returns the first column whose heading ends in one of the names, or
// -1. Whole words only: "PE RVU" is not found in "NON-PE RVU".
func (h Heading) Column(names ...string) int {
	for _, name := range names {
		for i, text := range h {
			if before, ok := strings.CutSuffix(text, name); ok && (before == "" || strings.HasSuffix(before, " ")) {
				return i
			}
		}
	}
	return -1
}
