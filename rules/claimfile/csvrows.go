package claimfile

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/columns"
)

// next reads the cells of the next row that is not blank, and what is wrong with it.
func (t *table) next() (wrong, err error) {
	for {
		line, err := t.until(t.in, t.end, &t.room, t.limits.LineBytes)
		switch {
		case errors.Is(err, errLong):
			t.row = t.row[:0]
			return t.wrap(err, ""), nil
		case err != nil:
			return nil, err
		}
		line = bytes.Trim(line, "\r\n\x00\x1a")
		if len(bytes.Trim(line, " \t"+string(t.separator))) == 0 { // as spreadsheets write blank rows
			t.parted = true
			continue
		}
		text := string(columns.UTF8(line))
		err = t.split(text)
		if errors.Is(err, errOpen) && t.unjoined < mostUnjoined {
			if t.join(text) {
				err = nil
			} else {
				t.unjoined++
			}
		}
		return err, nil
	}
}

// mostJoined is how many lines one row may have behind its first, mostUnjoined how
// many rows of a file are tried in vain: one whose quotes mean nothing costs no more.
const mostJoined, mostUnjoined = 50, 100

// join reads a row whose quoted cells have line breaks, if the lines behind close
// the quote and make a row of it; else they are rows of their own.
func (t *table) join(text string) bool {
	first := text
	ahead, _ := t.in.Peek(sniffed / 2)
	for n, taken := 1, 0; n <= mostJoined; n++ {
		line, _, whole := bytes.Cut(ahead[taken:], []byte{t.end})
		if !whole && len(ahead) == sniffed/2 || len(line) == 0 && !whole {
			break
		}
		text = strings.TrimRight(text, "\r") + " " + strings.Trim(string(columns.UTF8(line)), "\r")
		taken = min(taken+len(line)+1, len(ahead))
		if t.split(text) == nil {
			_, _ = t.in.Discard(taken)
			t.file.line += n
			return true
		}
	}
	_ = t.split(first)
	return false
}

// errOpen is a row with a cell whose quote is not closed.
var errOpen = fmt.Errorf("a quote that does not end its cell on the line: %w", medcode.ErrSyntax)

// split splits a row into cells, without blanks around them.
func (t *table) split(line string) error {
	t.row = t.row[:0]
	for rest, more := line, true; more; {
		var cell string
		begin := len(line) - len(rest)
		blank := len(rest) - len(strings.TrimLeft(rest, " "))
		quoted := rest[blank:]
		whole := strings.HasPrefix(quoted, `"`) // in quotes
		if whole {
			var ok bool
			if cell, rest, more, ok = cutQuoted(quoted, t.separator); !ok {
				return &medcode.FileError{File: t.name, Line: t.file.line, Column: begin + blank + 1, Err: errOpen}
			}
		} else if cell, rest, more = cut(rest, t.separator); strings.IndexByte(cell, '"') >= 0 && !strings.HasPrefix(strings.TrimSpace(cell), "[") {
			err := fmt.Errorf("a quote within a cell: %w", medcode.ErrSyntax)
			return &medcode.FileError{File: t.name, Line: t.file.line, Column: begin + 1, Err: err}
		}
		if !whole {
			cell = columns.Cell(cell)
		} else if cell = strings.TrimSpace(cell); strings.HasPrefix(cell, "=\"") {
			cell = columns.Cell(cell)
		}
		t.row = append(t.row, cell)
		if len(t.row) > len(t.columns)+1000 && t.columns != nil {
			break
		}
	}
	if n := len(t.columns); t.columns != nil && len(t.row) != n {
		empty := len(t.row) > n
		for i := n; i < len(t.row); i++ {
			empty = empty && t.row[i] == ""
		}
		if empty { // separators at the end, as spreadsheets write them
			t.row = t.row[:n]
			return nil
		}
		err := fmt.Errorf("%d cells under %d columns: %w", len(t.row), n, medcode.ErrSyntax)
		return &medcode.FileError{File: t.name, Line: t.file.line, Column: 1, Err: err}
	}
	return nil
}

// cutQuoted cuts a cell in quotes off a row.
func cutQuoted(row string, separator byte) (cell, rest string, more, ok bool) {
	for i := 1; i < len(row); i++ {
		if row[i] != '"' {
			continue
		}
		if i+1 < len(row) && row[i+1] == '"' {
			i++
			continue
		}
		cell, rest = strings.ReplaceAll(row[1:i], `""`, `"`), strings.TrimLeft(row[i+1:], " ")
		switch {
		case rest == "":
			return cell, "", false, true
		case rest[0] == separator:
			return cell, rest[1:], true, true
		}
		return "", "", false, false
	}
	return "", "", false, false
}
