package ncci

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/internal/codeword"
	"github.com/medcode/medcode/internal/heading"
	"github.com/medcode/medcode/internal/source"
)

// The columns of a PTP file. Medicare's say which edits are older than 1996,
// Medicaid's don't; those of early years give no rationale.
const (
	ptpColumn1 = iota
	ptpColumn2
	ptpExisted
	ptpFrom
	ptpTo
	ptpModifier
	ptpRationale
)

var ptpColumns = []heading.Column{
	ptpColumn1:   {Name: "Column 1"},
	ptpColumn2:   {Name: "Column 2"},
	ptpExisted:   {Name: "in existence prior to 1996", Is: having("existence"), Need: heading.Optional},
	ptpFrom:      {Name: "Effective Date", Is: having("eff")},
	ptpTo:        {Name: "Deletion Date", Is: having("del")},
	ptpModifier:  {Name: "Modifier", Is: having("modifier")},
	ptpRationale: {Name: "PTP Edit Rationale", Is: having("rationale"), Need: heading.Optional},
}

// having returns what finds the titles that have some letters.
func having(letters string) func(title string) bool {
	return func(title string) bool { return strings.Contains(heading.Plain(title), letters) }
}

// isPTP reports whether a row is the headings of a PTP file.
func isPTP(cells []string) bool {
	return len(cells) >= 2 && heading.Row{Cells: cells[:1]}.Is(ptpColumns[:1]) && heading.Row{Cells: cells[1:2]}.Is(ptpColumns[1:2])
}

// A ptpBuilder gathers the rows of one service's PTP files.
type ptpBuilder struct {
	at    []int // of ptpColumns
	cells int   // of the headings
	begun bool  // has met a row of data in this file
	file  string
	diags *[]medcode.Diagnostic

	codes      []hcpcs.Code
	ids        map[uint64]uint16
	lastKey    uint64
	lastID     uint16
	rows       []pair // the value is the term
	terms      []term
	termIDs    map[term]uint32
	lastTerm   term
	lastTermID uint32
	rationales []string
	reasonIDs  map[string]uint16
	dates      map[uint64]medcode.Date
}

func newPTPBuilder(diags *[]medcode.Diagnostic) *ptpBuilder {
	return &ptpBuilder{diags: diags, ids: map[uint64]uint16{}, termIDs: map[term]uint32{},
		reasonIDs: map[string]uint16{}, dates: map[uint64]medcode.Date{}}
}

// begin starts a file of these columns and about as many bytes.
func (b *ptpBuilder) begin(h heading.Row, at []int, size int) {
	b.file, b.at, b.cells, b.begun = h.File, at, len(h.Cells), false
	const bytesPerRow = 72
	b.rows = slices.Grow(b.rows, size/bytesPerRow)
}

// text reads the rows of tab-separated text behind its headings.
func (b *ptpBuilder) text(data []byte, h heading.Row) error {
	var cells [][]byte
	for n, line := range source.Lines(data) {
		if n <= h.Line || len(line) == 0 {
			continue
		}
		cells = splitTabs(line, cells[:0])
		if err := ptpRow(b, n, cells); err != nil {
			return err
		}
	}
	if !b.begun {
		*b.diags = append(*b.diags, h.NoRows())
	}
	return nil
}

func splitTabs(line []byte, cells [][]byte) [][]byte {
	for {
		i := bytes.IndexByte(line, '\t')
		if i < 0 {
			return append(cells, line)
		}
		cells, line = append(cells, line[:i]), line[i+1:]
	}
}

// ptpRow reads one row of either a text or a workbook.
func ptpRow[T string | []byte](b *ptpBuilder, line int, cells []T) error {
	for len(cells) > b.cells && len(cells[len(cells)-1]) == 0 {
		cells = cells[:len(cells)-1]
	}
	if len(cells) == 0 || !b.begun && len(cells[0]) == 0 {
		return nil // headings go on over several lines
	}
	if len(cells) != b.cells {
		return b.bad(line, 0, string(cells[0]), fmt.Errorf("%d cells where the headings have %d: %w", len(cells), b.cells, medcode.ErrSyntax))
	}
	b.begun = true
	column1, err := ptpCode(b, line, 1, cells[b.at[ptpColumn1]])
	if err != nil {
		return err
	}
	column2, err := ptpCode(b, line, 2, cells[b.at[ptpColumn2]])
	if err != nil {
		return err
	}
	m, err := ptpTerm(b, line, cells)
	if err != nil {
		return err
	}
	if column1 == column2 {
		b.note(line, medcode.KindSameCode, string(cells[0]), "an edit of a code with itself; kept")
	}
	b.rows = append(b.rows, newPair(column1, column2, m))
	return nil
}

func (b *ptpBuilder) bad(line, column int, text string, err error) error {
	return &medcode.FileError{File: b.file, Line: line, Column: column, Text: text, Err: err}
}

func (b *ptpBuilder) note(line int, kind medcode.DiagnosticKind, text, message string) {
	*b.diags = append(*b.diags, medcode.Diagnostic{File: b.file, Line: line, Kind: kind, Text: text, Message: message})
}

// ptpCode returns the number of a code, in order of first appearance.
func ptpCode[T string | []byte](b *ptpBuilder, line, column int, cell T) (uint16, error) {
	cell, _ = codeword.Trim(cell)
	key := keyOf(cell)
	if key == b.lastKey && column == 1 && len(cell) == 5 {
		return b.lastID, nil
	}
	id, ok := b.ids[key]
	if !ok || len(cell) != 5 {
		c, err := hcpcs.Parse(string(cell))
		if err != nil {
			return 0, b.bad(line, 0, string(cell), fmt.Errorf("column %d code: %w", column, err))
		}
		if len(b.codes) == 1<<16-1 {
			return 0, b.bad(line, 0, string(cell), &medcode.LimitError{Reason: fmt.Sprintf("more than %d codes", len(b.codes))})
		}
		id = uint16(len(b.codes))
		b.codes = append(b.codes, c)
		b.ids[key] = id
	}
	if column == 1 {
		b.lastKey, b.lastID = key, id
	}
	return id, nil
}

// ptpTerm returns the number of what a row says beside its codes.
func ptpTerm[T string | []byte](b *ptpBuilder, line int, cells []T) (uint32, error) {
	var m term
	var err error
	if m.period.From, err = ptpDate(b, line, "effective date", cells[b.at[ptpFrom]]); err != nil {
		return 0, err
	}
	if to := cells[b.at[ptpTo]]; !(len(to) == 0 || len(to) == 1 && to[0] == '*') {
		if m.period.To, err = ptpDate(b, line, "deletion date", to); err != nil {
			return 0, err
		}
	}
	switch s := string(cells[b.at[ptpModifier]]); s {
	case "0", "1", "9":
		m.indicator = Indicator(s[0] - '0')
	default:
		return 0, b.bad(line, 0, s, fmt.Errorf("modifier indicator: want 0, 1 or 9: %w", medcode.ErrSyntax))
	}
	existed := b.at[ptpExisted]
	m.before1996 = existed >= 0 && string(cells[existed]) == "*"
	var reason T
	if at := b.at[ptpRationale]; at >= 0 {
		reason = cells[at]
	}
	id, ok := b.reasonIDs[string(reason)]
	if !ok {
		if len(b.rationales) == 1<<16-1 {
			return 0, b.bad(line, 0, string(reason), &medcode.LimitError{Reason: fmt.Sprintf("more than %d rationales", len(b.rationales))})
		}
		id = uint16(len(b.rationales))
		b.rationales = append(b.rationales, strings.TrimSpace(string(reason)))
		b.reasonIDs[string(reason)] = id
	}
	m.rationale = id
	return b.term(line, m), nil
}

// term numbers a term, and notes what is odd of a new one.
func (b *ptpBuilder) term(line int, m term) uint32 {
	if m == b.lastTerm && len(b.terms) > 0 {
		return b.lastTermID
	}
	k, ok := b.termIDs[m]
	if !ok {
		k = uint32(len(b.terms))
		b.terms = append(b.terms, m)
		b.termIDs[m] = k
		switch p := m.period; {
		case !p.To.IsZero() && p.To.Before(p.From):
			b.note(line, medcode.KindDeletedBeforeEffective, p.String(), "an edit deleted before it took effect; it never holds")
		case m.indicator == NotApplicable && p.From != p.To:
			b.note(line, medcode.KindIndicator9, p.String(), "indicator 9 on an edit not deleted on the day it took effect; it is taken as never in force")
		}
	}
	b.lastTerm, b.lastTermID = m, k
	return k
}

// ptpDate reads a date as YYYYMMDD.
func ptpDate[T string | []byte](b *ptpBuilder, line int, what string, cell T) (medcode.Date, error) {
	var raw [8]byte
	copy(raw[:], cell)
	key := binary.BigEndian.Uint64(raw[:])
	if d, ok := b.dates[key]; ok && len(cell) == 8 {
		return d, nil
	}
	d, err := medcode.ParseDate(strings.TrimSpace(string(cell)))
	if err != nil {
		return d, b.bad(line, 0, string(cell), fmt.Errorf("%s: %w", what, err))
	}
	if len(cell) == 8 {
		b.dates[key] = d
	}
	return d, nil
}

// build lays the rows out as a table.
func (b *ptpBuilder) build() *PTP {
	b.file = ""
	t := &PTP{terms: slices.Clip(b.terms), rationales: b.rationales, rows: len(b.rows)}
	number := b.sortCodes(t)
	for i, p := range b.rows {
		b.rows[i] = newPair(number[p.row()], number[p.column()], p.value())
	}
	if !slices.IsSorted(b.rows) {
		slices.Sort(b.rows)
	}
	before := len(b.rows)
	if b.rows = slices.Compact(b.rows); len(b.rows) < before {
		b.note(0, medcode.KindDuplicateRow, "", fmt.Sprintf("%d rows that stand more than once; one of each is kept", before-len(b.rows)))
		t.rows = len(b.rows)
	}
	// One cell for a pair: its rows' place is taken by what stands for them.
	pairs := b.rows[:0]
	for rows := b.rows; len(rows) > 0; {
		n := 1
		for n < len(rows) && rows[n].place() == rows[0].place() {
			n++
		}
		p := rows[0]
		if n > 1 {
			p = p&^0xffffffff | pair(b.history(t, rows[:n]))
		}
		pairs, rows = append(pairs, p), rows[n:]
	}
	t.pairs = newMatrix(len(t.codes), pairs)
	return t
}

// sortCodes puts the codes in order and returns the new number of each.
func (b *ptpBuilder) sortCodes(t *PTP) []uint16 {
	order := make([]uint16, len(b.codes))
	for i := range order {
		order[i] = uint16(i)
	}
	slices.SortFunc(order, func(x, y uint16) int { return b.codes[x].Compare(b.codes[y]) })
	number := make([]uint16, len(order))
	keys := make([]uint64, len(order))
	for i, old := range order {
		number[old] = uint16(i)
		t.codes = append(t.codes, b.codes[old])
		keys[i] = b.codes[old].Key()
	}
	t.ids = newIndex(keys)
	return number
}

// history returns what stands for the rows of one pair, two or more.
func (b *ptpBuilder) history(t *PTP, rows []pair) uint32 {
	slices.SortStableFunc(rows, func(x, y pair) int {
		p, q := b.terms[x.value()].period, b.terms[y.value()].period
		return cmp.Or(p.From.Compare(q.From), p.To.Compare(q.To))
	})
	from := len(t.spare)
	for i, p := range rows {
		t.spare = append(t.spare, p.value())
		if i > 0 && b.together(rows[i-1].value(), p.value()) {
			b.note(0, medcode.KindOverlap, t.codes[p.row()].String()+" "+t.codes[p.column()].String(),
				"two edits of a pair in force on the same day; the earlier is taken")
		}
	}
	t.runs = append(t.runs, span{uint32(from), uint32(len(t.spare))})
	return uint32(len(t.runs)-1) | several
}

func (b *ptpBuilder) together(x, y uint32) bool {
	p, q := b.terms[x], b.terms[y]
	return p.indicator != NotApplicable && q.indicator != NotApplicable && p.period.Overlaps(q.period)
}
