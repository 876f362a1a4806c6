package xlsx

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/source"
)

// Text returns r as it is, unless it begins as a workbook does, which is read
// whole: of it, the first sheet that has rows as CSV, a row on the line of its
// number, and the names of the other sheets. A zip that is no workbook stays
// what it is.
func Text(name string, r io.Reader, limits medcode.Limits) (text io.Reader, others []string, err error) {
	in, ok := r.(*bufio.Reader)
	if !ok {
		in = bufio.NewReader(r)
	}
	head, _ := in.Peek(4)
	if kind := string(head); kind != "PK\x03\x04" && kind != "\xd0\xcf\x11\xe0" {
		return in, nil, nil
	}
	data, err := source.ReadAll(in, limits)
	if err != nil {
		return nil, nil, &medcode.FileError{File: name, Err: err}
	}
	book, err := Open(name, data, limits)
	if errors.Is(err, ErrNoWorkbook) {
		return bytes.NewReader(data), nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	sheets := book.Sheets()
	for i, sheet := range sheets {
		csv, err := book.csv(sheet)
		if err != nil {
			return nil, nil, err
		}
		if len(csv) > 0 {
			return bytes.NewReader(csv), append(sheets[:i:i], sheets[i+1:]...), nil
		}
	}
	return bytes.NewReader(nil), nil, nil
}

// rowsOfHeader is among how many rows the one is looked for that has most cells: a
// row of a sheet ends with its last cell that has something, a line of CSV doesn't.
const rowsOfHeader = 30

// csv returns the rows of a sheet, line breaks within cells as blanks.
func (b *Book) csv(sheet string) ([]byte, error) {
	wide, seen := 0, 0
	for row, err := range b.Rows(sheet) {
		if err != nil {
			return nil, err
		}
		wide = max(wide, len(filled(row.Cells)))
		if seen++; seen == rowsOfHeader {
			break
		}
	}
	var out []byte
	line := 1
	for row, err := range b.Rows(sheet) {
		if err != nil {
			return nil, err
		}
		cells := filled(row.Cells)
		if len(cells) == 0 {
			continue
		}
		for ; line < row.Number; line++ {
			out = append(out, '\n')
		}
		for i, cell := range cells {
			if i > 0 {
				out = append(out, ',')
			}
			out = appendCell(out, cell)
		}
		for range wide - len(cells) {
			out = append(out, ',')
		}
	}
	return out, nil
}

// filled returns cells up to the last that has something.
func filled(cells []string) []string {
	for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	return cells
}

var oneLine = strings.NewReplacer("\r\n", " ", "\r", " ", "\n", " ")

func appendCell(b []byte, cell string) []byte {
	cell = oneLine.Replace(cell)
	if !strings.ContainsAny(cell, `,"`) {
		return append(b, cell...)
	}
	b = append(b, '"')
	b = append(b, strings.ReplaceAll(cell, `"`, `""`)...)
	return append(b, '"')
}
