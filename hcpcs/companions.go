package hcpcs

import (
	"regexp"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/xlsx"
)

// A Change is a row of the transaction report.
type Change struct {
	Code     Code     `json:"code,omitzero"`
	Modifier Modifier `json:"modifier,omitzero"`
	Action   string   `json:"action"` // in words: "ADD", "Discontinued", "No Change"
	Short    string   `json:"short"`
	Long     string   `json:"long"`
}

// subject reads the code or modifier of a row of a companion file, which may
// be either.
func subject(s string) (Code, Modifier, error) {
	if s = strings.TrimSpace(s); len(s) == 2 {
		m, err := ParseModifier(s)
		return Code{}, m, err
	}
	c, err := Parse(s)
	return c, Modifier{}, err
}

// remark reports whether a row without a code is a remark: words that stand
// alone in it.
func (b *builder) remark(t *table, row xlsx.Row, text string) bool {
	if !strings.Contains(text, " ") || strings.TrimSpace(strings.Join(row.Cells, "")) != text {
		return false
	}
	b.diag(medcode.Diagnostic{File: t.file, Line: row.Number, Kind: medcode.KindRemark, Text: text, Message: "a remark among the rows was left out"})
	return true
}

func (b *builder) readChanges(t *table) error {
	for row, err := range t.rows {
		if err != nil {
			return err
		}
		text := t.cell(row, "HCPC")
		c, m, err := subject(text)
		if err != nil && b.remark(t, row, text) {
			continue
		}
		if err != nil {
			return &medcode.FileError{File: t.file, Line: row.Number, Text: text, Err: err}
		}
		b.changes = append(b.changes, Change{c, m, t.cell(row, "ACTION CD"), t.cell(row, "SHORT DESCRIPTION"), t.cell(row, "LONG DESCRIPTION")})
	}
	return nil
}

// readNOC reads the list of codes for what is not otherwise classified.
func (b *builder) readNOC(t *table) error {
	for row, err := range t.rows {
		if err != nil {
			return err
		}
		text := t.cell(row, "HCPC")
		c, err := Parse(text)
		if err != nil && b.remark(t, row, text) {
			continue
		}
		if err != nil {
			return &medcode.FileError{File: t.file, Line: row.Number, Text: text, Err: err}
		}
		b.noc = append(b.noc, c)
	}
	return nil
}

var noteStart = regexp.MustCompile(`^(\d{4})-{1,2}\s*(.*)$`)

// processingNotes reads the file of processing notes: printed pages, a note as
// "0013--TEXT" with further lines indented, every line ending in an asterisk.
func processingNotes(text string) map[string]string {
	notes := map[string]string{}
	number := ""
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(line), "*"))
		if m := noteStart.FindStringSubmatch(line); m != nil {
			number, notes[m[1]] = m[1], strings.TrimSpace(m[2])
		} else if number != "" && line != "" {
			notes[number] = strings.TrimSpace(notes[number] + " " + line)
		}
	}
	return notes
}
