package cm

import (
	"bytes"
	"iter"
	"regexp"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/source"
	"github.com/medcode/medcode/internal/xlsx"
)

// An exemptList is a file of codes exempt from POA reporting.
type exemptList struct {
	file    string
	codes   []Code
	lines   []int32
	ordered bool // it gives the codes' numbers in the order file
}

// textRows yields the rows of tab-separated text.
func textRows(text []byte) iter.Seq2[xlsx.Row, error] {
	return func(yield func(xlsx.Row, error) bool) {
		for n, line := range source.Lines(text) {
			if !yield(xlsx.Row{Number: n, Cells: strings.Split(string(bytes.TrimRight(line, "\t ")), "\t")}, nil) {
				return
			}
		}
	}
}

// codesRows yields the rows of a list in the layout of a codes file.
func codesRows(text []byte) iter.Seq2[xlsx.Row, error] {
	return func(yield func(xlsx.Row, error) bool) {
		for n, line := range source.Lines(text) {
			code, title, _ := strings.Cut(string(line), " ")
			if !yield(xlsx.Row{Number: n, Cells: []string{code, strings.TrimSpace(title)}}, nil) {
				return
			}
		}
	}
}

// exemptRows reads a list of codes exempt from POA reporting, if it is one, by
// its header. CMS publishes the list, and lists of what was added, deleted and
// revised. The added codes are in the list too; the revised ones, with their
// action, and those in a file of deletions say nothing of what holds.
func (b *releaseReader) exemptRows(file string, rows iter.Seq2[xlsx.Row, error]) (bool, error) {
	list := exemptList{file: file}
	var h *exemptHeader
	for row, err := range rows {
		if err != nil {
			return false, err
		}
		if h == nil {
			if h = exemptHeaderOf(row.Cells, exemptName.MatchString(file)); h != nil {
				list.ordered = h.order
			} else if filled(row.Cells) > 1 || row.Number > 5 {
				return false, nil // neither a header nor a title above it
			}
			if h == nil || !h.data {
				continue
			}
		}
		if row.Empty() || h.action {
			continue
		}
		c, err := Parse(row.Cell(h.column))
		if err != nil {
			return false, &medcode.FileError{File: file, Line: row.Number, Text: strings.Join(row.Cells, "\t"), Err: err}
		}
		list.codes, list.lines = append(list.codes, c), append(list.lines, int32(row.Number))
	}
	if h != nil && !h.action && !strings.Contains(strings.ToLower(file), "delet") {
		b.exempt = append(b.exempt, list)
	}
	return h != nil, nil
}

// exemptName are the names that the lists have had.
var exemptName = regexp.MustCompile(`(?i)poa.?exempt`)

// An exemptHeader says what the columns of a list are.
type exemptHeader struct {
	column int // of the code
	order  bool
	action bool
	data   bool // there is no header: the row is one of codes
}

// exemptHeaderOf reads the first row of a list. In a file whose name says what
// it is, the code's column need not, and a code may stand for the header.
func exemptHeaderOf(cells []string, named bool) *exemptHeader {
	h := exemptHeader{column: -1}
	if filled(cells) == 0 {
		return nil
	}
	for i, cell := range cells {
		name := strings.ToLower(strings.TrimSpace(cell))
		_, err := Parse(cell)
		switch {
		case strings.HasPrefix(name, "order"):
			h.order = true
		case name == "action":
			h.action = true
		case h.column >= 0:
		case exemptName.MatchString(name) && filled(cells) > 1, named && filled(cells) > 1 && strings.HasSuffix(name, "code"):
			h.column = i
		case named && err == nil && strings.ContainsAny(name, "0123456789"):
			h.column, h.data = i, true
		}
	}
	if h.column < 0 {
		return nil
	}
	return &h
}

func filled(cells []string) (n int) {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			n++
		}
	}
	return n
}

// markExempt marks the codes of the lists. Where one gives order numbers, those
// without are deletions.
func (b *releaseReader) markExempt() {
	ordered := slices.ContainsFunc(b.exempt, func(l exemptList) bool { return l.ordered })
	for _, list := range b.exempt {
		if list.ordered != ordered {
			continue
		}
		b.r.parts.POAExempt = true
		for i, c := range list.codes {
			at, ok := b.r.find(c)
			switch {
			case ok:
				b.r.book.entries[at].exempt = b.r.bit
			case b.r.end() > 0:
				b.diags = append(b.diags, medcode.Diagnostic{File: list.file, Line: int(list.lines[i]), Kind: "poa-exempt-unknown",
					Text: c.String(), Message: "exempt from POA reporting, but not a code of the release"})
			}
		}
	}
}
