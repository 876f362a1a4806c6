package cm

import (
	"bytes"
	"encoding/csv"
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
				if h.year != "" {
					b.years = append(b.years, h.year)
				}
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
	year   string // the heading of the order numbers, which mostly names it
	data   bool   // there is no header: the row is one of codes
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
		case strings.HasPrefix(name, "ord"): // "Order2019", "OrdApr22", "OrdFY25"
			h.order, h.year = true, name
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
	defer func() {
		slices.SortFunc(b.r.exempt, Code.Compare)
		b.r.exempt = slices.Compact(b.r.exempt)
	}()
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
			case b.r.Len() == 0:
				b.r.exempt = append(b.r.exempt, c)
			case b.r.end() > 0:
				b.diags = append(b.diags, medcode.Diagnostic{File: list.file, Line: int(list.lines[i]), Kind: medcode.KindPOAExemptUnknown,
					Text: c.String(), Message: "exempt from POA reporting, but not a code of the release"})
			}
		}
	}
}

// csvRows yields the rows of comma-separated text. What can't be read as such
// ends it.
func csvRows(text []byte) iter.Seq2[xlsx.Row, error] {
	return func(yield func(xlsx.Row, error) bool) {
		r := csv.NewReader(bytes.NewReader(text))
		r.FieldsPerRecord, r.LazyQuotes = -1, true
		for {
			cells, err := r.Read()
			if err != nil {
				return // the end: with lazy quotes nothing else is an error
			}
			line, _ := r.FieldPos(0)
			if !yield(xlsx.Row{Number: line, Cells: cells}, nil) {
				return
			}
		}
	}
}

// POAExempt reports whether the list of r has a code as exempt from reporting
// of its presence on admission, be it that r has no codes beside the list.
func (r *Release) POAExempt(c Code) bool {
	if i, ok := r.find(c); ok && r.book.entries[i].exempt&r.bit != 0 {
		return true
	}
	_, ok := slices.BinarySearchFunc(r.exempt, c, Code.Compare)
	return ok
}

// ExemptCodes returns how many codes the list of r has.
func (r *Release) ExemptCodes() int {
	n := len(r.exempt)
	for i := range r.book.entries {
		if r.book.entries[i].exempt&r.bit != 0 {
			n++
		}
	}
	return n
}
