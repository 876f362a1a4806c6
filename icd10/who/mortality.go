package who

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/heading"
)

// A Mortality is NCHS's list of the ICD-10 codes that American death
// certificates are coded with: all codes in use in any year since 1999, with
// the years of their changes.
type Mortality struct {
	prov  medcode.Provenance
	diags []medcode.Diagnostic
	codes []MortalityCode // in code order
	index map[Code]int32
	raw   *text
	rows  []mortalityRow // as the file has them
	head  int            // lines before the rows
	width int            // columns
}

type mortalityRow struct {
	status, code, title string
	rest                []string // cells of columns that are not known
}

// A MortalityCode is one row of the list. Years are 0 where the list has none:
// a code without Added has been in use since 1999.
type MortalityCode struct {
	Code         Code
	Title        string
	Status       string // as printed: "MC ONLY", "Added in 2009"
	MultipleOnly bool   // valid among the multiple causes, never as the underlying cause
	OutsideICD   bool   // printed with an asterisk: NCHS's own, not part of ICD-10
	Added        int    // first year of use
	Deleted      int    // first year no longer in use
	TitleUpdated int    // first year with this title
}

// ValidIn reports whether m may be coded, as underlying cause or, where it is
// MultipleOnly, as multiple cause, for a death in that year.
func (m MortalityCode) ValidIn(year int) bool {
	return year >= max(m.Added, 1999) && (m.Deleted == 0 || year < m.Deleted)
}

// UnderlyingIn reports whether m may be the underlying cause of a death in that year.
func (m MortalityCode) UnderlyingIn(year int) bool { return m.ValidIn(year) && !m.MultipleOnly }

var mortalityHeader = []string{"Status", "Code", "ICD Title"}

// headerLines is how far down the header may stand: notes come first.
const headerLines = 20

func isMortality(t *text) bool { return mortalityHead(t) >= 0 }

func mortalityHead(t *text) int {
	return slices.IndexFunc(t.lines[:min(len(t.lines), headerLines)], func(s string) bool {
		f, err := splitCSV(s)
		return err == nil && len(f) >= len(mortalityHeader) && slices.EqualFunc(f[:len(mortalityHeader)], mortalityHeader,
			func(cell, name string) bool { return strings.EqualFold(strings.TrimSpace(cell), name) })
	})
}

func readMortality(t *text) (*Mortality, error) {
	m := &Mortality{raw: t, head: mortalityHead(t) + 1}
	m.prov = medcode.Provenance{System: "ICD-10 for mortality", Release: lastYear(t.lines[0]), Files: []medcode.File{t.file}}
	if y, err := strconv.Atoi(m.prov.Release); err == nil {
		m.prov.Effective = medcode.Period{From: medcode.NewDate(1999, 1, 1), To: medcode.NewDate(y, 12, 31)}
	}
	h := heading.Row{File: t.file.Name, Line: m.head}
	h.Cells, _ = splitCSV(t.lines[m.head-1]) // mortalityHead has read it
	m.width = len(h.Cells)
	for i, name := range h.Cells[len(mortalityHeader):] {
		if slices.ContainsFunc(mortalityHeader, func(known string) bool { return strings.EqualFold(known, strings.TrimSpace(name)) }) {
			return nil, h.Twice(len(mortalityHeader)+i, name)
		}
		if strings.TrimSpace(name) != "" {
			t.diags = append(t.diags, h.Unknown(len(mortalityHeader)+i))
		}
	}
	if m.head == len(t.lines) {
		t.diags = append(t.diags, h.NoRows())
	}
	for i := m.head; i < len(t.lines); {
		line, n := t.record(i)
		if err := m.row(i+1, line); err != nil {
			return nil, err
		}
		i += n
	}
	slices.SortStableFunc(m.codes, func(a, b MortalityCode) int { return a.Code.Compare(b.Code) })
	m.index = make(map[Code]int32, len(m.codes))
	for i, c := range m.codes {
		if _, ok := m.index[c.Code]; ok {
			t.diag(0, medcode.KindDuplicateCode, c.Code.String(), "a code in two rows; Lookup gives the first")
			continue
		}
		m.index[c.Code] = int32(i)
	}
	if !t.last {
		t.diag(len(t.lines), medcode.KindUnfinished, "", "the last line has no end; the file may be cut short")
	}
	m.diags = t.diags
	return m, nil
}

// lastYear returns the last number of four digits in s, such as 2023 in
// "LIST OF ALL VALID ICD-10 CODES, 1999-2023".
func lastYear(s string) string {
	for i := len(s) - 4; i >= 0; i-- {
		if _, err := strconv.ParseUint(s[i:i+4], 10, 16); err == nil {
			return s[i : i+4]
		}
	}
	return ""
}

func (m *Mortality) row(n int, line string) error {
	f, err := splitCSV(line)
	if err != nil || len(f) != m.width {
		return m.raw.errorf(n, line, "want status, code and title in %d columns: %w", m.width, medcode.ErrSyntax)
	}
	m.rows = append(m.rows, mortalityRow{f[0], f[1], f[2], f[3:]})
	if strings.TrimSpace(f[1]+f[2]+f[0]) == "" {
		return nil // the list ends in empty rows
	}
	c := MortalityCode{Title: strings.TrimSpace(f[2]), Status: strings.TrimSpace(f[0])}
	bare, starred := strings.CutPrefix(strings.TrimSpace(f[1]), "*")
	c.OutsideICD = starred
	if isRange(bare) {
		return nil // a heading
	}
	if c.Code, err = Parse(bare); err != nil {
		return m.raw.errorf(n, line, "%w", err)
	}
	if !c.status() {
		m.raw.diag(n, medcode.KindStatus, c.Status, "a status of another form than the list's; its known clauses count")
	}
	m.codes = append(m.codes, c)
	return nil
}

// isRange reports whether s is a run of categories, as blocks are headed.
func isRange(s string) bool {
	first, last, ok := strings.Cut(s, "-")
	_, err := Parse(first)
	_, err2 := Parse(last)
	return ok && err == nil && err2 == nil
}

func splitCSV(line string) ([]string, error) {
	if !strings.Contains(line, `"`) {
		return strings.Split(line, ","), nil
	}
	return csv.NewReader(strings.NewReader(line)).Read()
}

// status takes the years from the clauses of the printed status.
func (m *MortalityCode) status() (ok bool) {
	ok = true
	for clause := range strings.FieldsFuncSeq(m.Status, func(r rune) bool { return strings.ContainsRune(",/)-\n", r) }) {
		clause = strings.ToLower(strings.TrimSpace(clause))
		if clause == "mc only" {
			m.MultipleOnly = true
			continue
		}
		what, when, _ := strings.Cut(clause, " in ")
		year, err := strconv.Atoi(when)
		switch {
		case err != nil:
			ok = false
		case what == "added":
			m.Added = year
		case what == "deleted":
			m.Deleted = year
		case what == "title updated", what == "title modified":
			m.TitleUpdated = year
		default:
			ok = false
		}
	}
	return ok
}

// Provenance returns where m came from, and the years of death it holds for.
func (m *Mortality) Provenance() medcode.Provenance { return m.prov }

// String names the release for people: its system, name, period and size.
func (m *Mortality) String() string { return fmt.Sprintf("%v: %d codes", m.prov, m.Len()) }

// Diagnostics returns the defects of the file.
func (m *Mortality) Diagnostics() []medcode.Diagnostic { return m.diags }

// Len returns the number of codes, deleted ones included.
func (m *Mortality) Len() int { return len(m.codes) }

// Lookup returns the row of a code.
func (m *Mortality) Lookup(c Code) (MortalityCode, bool) {
	i, ok := m.index[c]
	if !ok {
		return MortalityCode{}, false
	}
	return m.codes[i], true
}

// All yields the rows in code order.
func (m *Mortality) All() iter.Seq2[Code, MortalityCode] {
	return func(yield func(Code, MortalityCode) bool) {
		for _, c := range m.codes {
			if !yield(c.Code, c) {
				return
			}
		}
	}
}

// Under yields the rows of the codes that a category or code contains.
func (m *Mortality) Under(c Code) iter.Seq[MortalityCode] {
	i, _ := slices.BinarySearchFunc(m.codes, c, func(e MortalityCode, c Code) int { return e.Code.Compare(c) })
	return func(yield func(MortalityCode) bool) {
		for ; i < len(m.codes) && c.Contains(m.codes[i].Code); i++ {
			if !yield(m.codes[i]) {
				return
			}
		}
	}
}

// WriteTo writes the list in the layout it was read from.
func (m *Mortality) WriteTo(w io.Writer) (int64, error) {
	return m.raw.write(w, m.head+len(m.rows), func(b *bytes.Buffer, i int) {
		if i < m.head {
			b.WriteString(m.raw.lines[i])
			return
		}
		r := m.rows[i-m.head]
		quoteCSV(b, r.status)
		b.WriteByte(',')
		quoteCSV(b, r.code)
		b.WriteByte(',')
		quoteCSV(b, r.title)
		for _, cell := range r.rest {
			b.WriteByte(',')
			quoteCSV(b, cell)
		}
	})
}

// quoteCSV writes a field as Excel does: in quotes only where it must be.
func quoteCSV(b *bytes.Buffer, s string) {
	if !strings.ContainsAny(s, ",\"\n\r") {
		b.WriteString(s)
		return
	}
	b.WriteByte('"')
	b.WriteString(strings.ReplaceAll(s, `"`, `""`))
	b.WriteByte('"')
}
