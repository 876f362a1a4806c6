package cm

import (
	"bytes"
	"encoding/csv"
	"iter"
	"regexp"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/heading"
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
	last := 0 // line
	for row, err := range rows {
		if err != nil {
			return false, err
		}
		last = row.Number
		if h == nil {
			var told []medcode.Diagnostic
			if h, told, err = exemptHeaderOf(heading.Row{File: file, Line: row.Number, Cells: row.Cells}, exemptName.MatchString(file)); err != nil {
				return false, err
			}
			if h != nil {
				b.diags = append(b.diags, told...)
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
	if h != nil && len(list.codes) == 0 && !h.action {
		b.diags = append(b.diags, heading.Row{File: file, Line: last}.NoRows())
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

// exemptColumns are the columns of a list. In a file whose name says what it is,
// the code's column need not.
func exemptColumns(named bool) []heading.Column {
	return []heading.Column{
		{Name: "description", Is: func(t string) bool { return strings.Contains(t, "DESC") || strings.Contains(t, "TITLE") }, Need: heading.Optional, Many: true},
		{Name: "order", Is: func(t string) bool { return strings.HasPrefix(t, "ORD") }, Need: heading.Optional}, // "Order2019", "OrdApr22", "OrdFY25"
		{Name: "action", Need: heading.Optional},
		{Name: "count", Need: heading.Optional}, // FY 2016
		{Name: "code", Is: func(t string) bool { return exemptName.MatchString(t) || named && strings.HasSuffix(t, "CODE") }},
	}
}

// exemptHeaderOf reads the first row of a list, in which, in a file whose name says
// what it is, a code may stand for the header; nil where it is none.
func exemptHeaderOf(h heading.Row, named bool) (*exemptHeader, []medcode.Diagnostic, error) {
	if columns := exemptColumns(named); filled(h.Cells) > 1 && h.Is(columns) {
		found, told, err := h.Bind(columns)
		e := exemptHeader{column: found.At[4], order: found.At[1] >= 0, action: found.At[2] >= 0}
		if e.order {
			e.year = strings.ToLower(strings.TrimSpace(h.Cells[found.At[1]]))
		}
		return &e, told, err
	}
	for i, cell := range h.Cells {
		if _, err := Parse(cell); named && err == nil && strings.ContainsAny(cell, "0123456789") {
			return &exemptHeader{column: i, data: true}, nil, nil
		}
	}
	return nil, nil, nil
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
