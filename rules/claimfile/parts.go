package claimfile

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/columns"
	"github.com/medcode/medcode/rules"
)

// A Part is one of several files that hold a claim together: files 1 to 4 of CCLF,
// or Synthea's claims and their transactions.
type Part struct {
	Name  string // for errors
	Input io.Reader
}

// IsPart reports whether a file, by its beginning as plain text, holds parts of
// claims whose other parts are in other files, or can be joined with such.
func IsPart(head []byte) bool {
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), blanks)
	switch FormatOf(head) {
	case CCLF, Synthea:
		return true
	}
	return false
}

// NewJoin returns a reader of claims that several files hold together, in any
// order: their rows are joined by the identifier of the claim, and claims come in
// its order. A file whose rows are in that order is a stream; one whose rows are not
// is sorted in memory, as far as [Options].HoldBytes allows, and an error beyond.
// CCLF's files 5, 6 and 7 hold whole claims and can be among them. A claim of which
// the file of headers says nothing says so in Unreadable.
func NewJoin(parts []Part, opts Options) *Reader {
	r := NewReader("", nil, opts)
	r.parts = append([]Part{}, parts...)
	return r
}

// defaultHold is Options.HoldBytes where it is zero.
const defaultHold = 256 << 20

// A partKind is what one kind of part holds.
type partKind struct {
	format  Format
	group   int    // claims of other groups are others, whatever their identifiers
	order   int    // among the parts of a claim; the first is the header
	id, seq string // columns of the claim's identifier, and of the order among its rows
	take    func(*partRows, *joined)
}

// partRows are the rows of a part, in the order of the claims' identifiers.
type partRows struct {
	*rifReader
	partKind
	in    *bufio.Reader
	end   byte
	room  []byte
	held  []partRow
	whole bool // nothing is left of in
	last  string
}

// A partRow is a row of a part.
type partRow struct {
	id   string
	seq  int
	line int
	text string
}

// A joined claim is one being put together.
type joined struct {
	c       *rules.Claim
	bad     error
	rows    int
	charges map[string]int // lines by what Synthea calls them
	causes  int            // external causes at the end of the diagnoses
	matched bool           // the principal diagnosis of the header stood among the diagnoses
}

// join reads the parts.
func (f *file) join() error {
	var all []*partRows
	for _, part := range f.parts {
		one := &file{name: part.Name, src: part.Input, most: f.most, limits: f.limits, hold: f.hold, yield: f.yield}
		f.name = part.Name
		in, err := one.open(part.Input)
		if err != nil {
			return one.wrap(err, "")
		}
		head, err := in.Peek(sniffed)
		if err != nil && !errors.Is(err, io.EOF) {
			return one.wrap(err, "")
		}
		if len(bytes.TrimRight(head, blanks+"\x00\x1a")) == 0 {
			continue
		}
		p, err := one.part(in, head)
		if err != nil {
			return one.wrap(err, "")
		}
		for _, other := range all {
			if other.group == p.group && other.order == p.order && other.format == p.format {
				return one.wrap(fmt.Errorf("the same part of claims as %s; join files of one month at a time: %w", other.name, medcode.ErrLayout), "")
			}
		}
		all = append(all, p)
	}
	return f.merge(all)
}

// join1 reads a part alone.
func (f *file) join1(in *bufio.Reader, head []byte) error {
	p, err := f.part(in, head)
	if err != nil {
		return err
	}
	return f.merge([]*partRows{p})
}

// part opens a part.
func (f *file) part(in *bufio.Reader, head []byte) (*partRows, error) {
	kind := syntheaOf(firstLine(head))
	if kind == nil && !isCCLF(head) {
		return nil, fmt.Errorf("no part of claims; want files of CCLF, or Synthea's claims, encounters and what belongs to them: %w", medcode.ErrLayout)
	}
	r, err := f.variables(in, head)
	if err != nil {
		return nil, err
	}
	if kind == nil {
		kind = &cclfParts[r.cclf-1]
	}
	f.format = kind.format
	p := &partRows{rifReader: r, partKind: *kind, in: in, end: lineEnd(head)}
	return p, p.load(cmp.Or(f.hold, defaultHold))
}

// load holds rows up to a limit. Where they are all of the file, it sorts them.
func (p *partRows) load(most int64) error {
	sorted := true
	for size := int64(0); size <= most; {
		row, err := p.scan()
		if errors.Is(err, io.EOF) {
			p.whole = true
			if !sorted {
				slices.SortStableFunc(p.held, func(a, b partRow) int { return compareIDs(a.id, b.id) })
			}
			return nil
		}
		if err != nil {
			return err
		}
		if n := len(p.held); n > 0 && compareIDs(row.id, p.held[n-1].id) < 0 {
			sorted = false
		}
		p.held = append(p.held, row)
		size += int64(len(row.text)) + 64
	}
	if !sorted {
		return p.unsorted(most)
	}
	p.last = p.held[len(p.held)-1].id
	return nil
}

func (p *partRows) unsorted(most int64) error {
	return p.wrap(&medcode.LimitError{Limit: "Options.HoldBytes", Reason: fmt.Sprintf("rows that are not in the order of the claims' identifiers, %s, in a file of more than the %d bytes that are held to sort it; sort the file, or allow more", p.id, most)}, "")
}

// compareIDs compares identifiers: numbers by their value.
func compareIDs(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) }

// scan reads the next row that is not blank.
func (p *partRows) scan() (partRow, error) {
	for {
		line, err := p.until(p.in, p.end, &p.room, p.limits.LineBytes)
		if errors.Is(err, errLong) {
			if err := p.give(nil, err, ""); err != nil {
				return partRow{}, err
			}
			continue
		}
		if err != nil {
			return partRow{}, err
		}
		if line = bytes.Trim(line, "\r\x00\x1a"); len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		row := partRow{line: p.file.line, text: string(columns.UTF8(line))}
		p.cutRow(row.text)
		row.id = strings.TrimLeft(p.cell(p.partKind.id), "0")
		row.seq, _ = strconv.Atoi(p.cell(p.seq))
		return row, nil
	}
}

// peek returns the next row, nil at the end.
func (p *partRows) peek() (*partRow, error) {
	if len(p.held) == 0 && !p.whole {
		row, err := p.scan()
		switch {
		case errors.Is(err, io.EOF):
			p.whole = true
			return nil, nil
		case err != nil:
			return nil, err
		case compareIDs(row.id, p.last) < 0:
			return nil, p.unsorted(cmp.Or(p.hold, defaultHold))
		}
		p.last = row.id
		p.held = append(p.held[:0], row)
	}
	if len(p.held) == 0 {
		return nil, nil
	}
	return &p.held[0], nil
}

// of returns the rows of a claim, in their order; no more than one over a limit.
func (p *partRows) of(id string, most int) (rows []partRow, err error) {
	for {
		next, err := p.peek()
		if err != nil || next == nil || next.id != id {
			slices.SortStableFunc(rows, func(a, b partRow) int { return cmp.Compare(a.seq, b.seq) })
			return rows, err
		}
		if len(rows) <= most {
			rows = append(rows, *next)
		}
		*next = partRow{}
		p.held = p.held[1:]
	}
}

// merge gives the claims of the parts.
func (f *file) merge(all []*partRows) error {
	slices.SortStableFunc(all, func(a, b *partRows) int { return cmp.Or(cmp.Compare(a.group, b.group), cmp.Compare(a.order, b.order)) })
	if len(all) > 0 {
		f.format = all[0].format
	}
	for {
		var first *partRows
		var id string
		for _, p := range all {
			row, err := p.peek()
			if err != nil {
				return err
			}
			if row != nil && (first == nil || compareIDs(row.id, id) < 0) {
				first, id = p, row.id
			}
		}
		if first == nil {
			return nil
		}
		if err := f.joinClaim(all, first.group, first.format, id); err != nil {
			return err
		}
	}
}

// joinClaim puts one claim together.
func (f *file) joinClaim(all []*partRows, group int, format Format, id string) error {
	j := &joined{}
	headed, several := false, 0
	for _, p := range all {
		if p.group != group || p.format != format {
			continue
		}
		several++
		rows, err := p.of(id, f.limits.ClaimLines)
		if err != nil {
			return err
		}
		if len(rows) > f.limits.ClaimLines && j.bad == nil {
			j.bad = p.wrap(over("ClaimLines", "more than %d rows of a claim", f.limits.ClaimLines), "")
		}
		headed = headed || p.order == 0 && len(rows) > 0
		for _, row := range rows {
			p.cutRow(row.text)
			if j.c == nil {
				j.c = &rules.Claim{ID: p.cell(p.partKind.id)}
				f.name, f.line = p.name, row.line
			}
			if len(p.row) != p.columns {
				err := fmt.Errorf("%d cells under %d columns: %w", len(p.row), p.columns, medcode.ErrSyntax)
				j.bad = cmp.Or(j.bad, error(&medcode.FileError{File: p.name, Line: row.line, Err: err}))
			}
			if j.bad == nil {
				p.c = j.c
				p.partKind.take(p, j)
				j.rows++
			}
		}
	}
	if !headed && several > 1 && j.bad == nil {
		unreadable(&j.c.Unreadable, rules.AtField("id"), j.c.ID, errHeadless)
	}
	return f.give(j.c, j.bad, "")
}

var errHeadless = errors.New("the file of headers has no row of this claim; the others have")
