package mpfs

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/encoding/charmap"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
)

// The text file of relative values: header rows that begin with HDR, then rows
// of 171 characters. The places of the decimal points tell the layout; rows of
// others are refused.
const (
	rowWidth    = 171
	rowShortest = 147 // the fields behind are of the imaging cap
)

// isRVUText reports whether data looks like a text file of relative values.
func isRVUText(data []byte) bool {
	line, _, _ := bytes.Cut(data, []byte("\n"))
	return bytes.HasPrefix(data, []byte("HDR")) || rowShape(string(bytes.TrimRight(line, "\r"))) == nil
}

// rowShape checks the places of the decimal points, which tell the layout.
func rowShape(line string) error {
	if len(line) < rowShortest {
		return fmt.Errorf("a row of %d characters, want at least %d: %w", len(line), rowShortest, medcode.ErrLayout)
	}
	for _, at := range [...]int{63, 70, 79, 87, 94, 100, 107, 110, 113, 136} {
		if line[at-1] != '.' {
			return fmt.Errorf("no decimal point in column %d: a layout of relative values that the reader doesn't know: %w", at, medcode.ErrLayout)
		}
	}
	return nil
}

// readRVUText reads the text file of relative values.
func (b *builder) readRVUText(file string, data []byte) error {
	all, ascii := string(data), isASCII(data)
	b.rows = make([]Row, 0, len(data)/rowWidth)
	b.index = make(map[uint64]int32, len(data)/rowWidth)
	r := rvuReader{fillers: fillers()}
	for n := 1; len(all) > 0; n++ {
		line, rest, _ := strings.Cut(all, "\n")
		all, line = rest, strings.TrimRight(line, "\r")
		switch {
		case strings.HasPrefix(line, "HDR"):
			b.header = append(b.header, line)
		case strings.Trim(line, " ") == "":
		case strings.Trim(line, "\x1a") == "":
			b.diag(medcode.Diagnostic{File: file, Line: n, Kind: medcode.KindEndOfFileMark, Message: "the DOS end-of-file mark (0x1A) was left out"})
		default:
			if err := r.line(b, file, n, line, ascii); err != nil {
				return err
			}
		}
	}
	return nil
}

// fillers returns the columns (1-based) between the fields.
func fillers() (columns []int) {
	end := fields[0].begin
	for i := range fields {
		for ; end < fields[i].begin; end++ {
			columns = append(columns, end)
		}
		end = fields[i].end + 1
	}
	return columns
}

// An rvuReader remembers what the rows have beside the fields.
type rvuReader struct {
	fillers []int
	width   int                // of the first row
	seen    [rowWidth + 2]bool // columns reported
}

// unknown reports the columns that the first row with text in them has beside
// the fields. Text behind the last field is of the layout if the first row has
// it; otherwise it is two rows in one.
func (r *rvuReader) unknown(b *builder, file string, n int, line string) error {
	if r.width == 0 {
		r.width = len(strings.TrimRight(line, " "))
	}
	report := func(column int, text string) {
		if r.seen[column] || strings.TrimSpace(text) == "" {
			return
		}
		r.seen[column] = true
		b.diag(medcode.Diagnostic{File: file, Line: n, Column: column, Kind: medcode.KindUnknownColumn, Text: text, Message: "text where the reader knows no field was left out"})
	}
	for _, i := range r.fillers {
		if i > len(line) {
			break
		}
		if line[i-1] != ' ' {
			report(i, line[i-1:i])
		}
	}
	if len(line) > rowWidth && strings.TrimSpace(line[rowWidth:]) != "" {
		if r.width <= rowWidth || len(line) >= 2*rowShortest {
			return &medcode.FileError{File: file, Line: n, Column: rowWidth + 1, Text: line[rowWidth:], Err: fmt.Errorf("text behind the last field: %w", medcode.ErrLayout)}
		}
		report(rowWidth+1, line[rowWidth:])
	}
	return nil
}

func (r *rvuReader) line(b *builder, file string, n int, line string, ascii bool) error {
	fail := func(column int, text string, err error) error {
		return &medcode.FileError{File: file, Line: n, Column: column, Text: text, Err: err}
	}
	if err := rowShape(line); err != nil {
		return fail(0, line, err)
	}
	if err := r.unknown(b, file, n, line); err != nil {
		return err
	}
	code, err := hcpcs.Parse(line[:5])
	if err != nil {
		return fail(1, line[:5], err)
	}
	row := Row{Code: code}
	for i := range fields {
		f := &fields[i]
		v := strings.Trim(line[min(f.begin-1, len(line)):min(f.end, len(line))], " ")
		if !ascii {
			// Windows-1252 decodes whatever the bytes.
			v, _ = charmap.Windows1252.NewDecoder().String(v)
		}
		if err := f.set(&row, v); err != nil {
			return fail(f.begin, v, err)
		}
	}
	return b.add(file, n, row)
}

func isASCII(data []byte) bool {
	for _, c := range data {
		if c >= 0x80 {
			return false
		}
	}
	return true
}

// WriteText writes the relative values as the text file that CMS publishes.
// The text file of a release comes back byte for byte.
func (r *Release) WriteText(w io.Writer) error {
	buf := bufio.NewWriter(w)
	for _, line := range r.header {
		buf.WriteString(line + "\r\n")
	}
	for i := range r.rows {
		row := &r.rows[i]
		line := bytes.Repeat([]byte{' '}, rowWidth)
		copy(line, row.Code.String())
		for j := range fields {
			f := &fields[j]
			v, err := charmap.Windows1252.NewEncoder().String(f.show(row))
			if err != nil || len(v) > f.end-f.begin+1 {
				return fmt.Errorf("mpfs: %s%s: %q doesn't fit columns %d to %d: %w", row.Code, row.Modifier, f.show(row), f.begin, f.end, medcode.ErrSyntax)
			}
			copy(line[f.begin-1:], v)
		}
		buf.Write(append(line, "\r\n"...))
	}
	return buf.Flush()
}
