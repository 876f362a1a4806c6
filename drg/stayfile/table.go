package stayfile

import (
	"fmt"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/codeword"
	"github.com/medcode/medcode/internal/columns"
)

// A column says which field a column of a table is, and of which number.
type column struct {
	field field
	n     int
}

// claimColumns are the columns of the claims of the reference vectors.
var claimColumns = []column{
	{field: fieldID}, {field: fieldVersion}, {field: fieldAge}, {field: fieldSex}, {field: fieldStatus},
	{field: fieldHospital}, {field: fieldAdmitting}, {field: fieldDiagnoses}, {field: fieldProcedures},
}

// A layout is how the lines of a table are laid out.
type layout struct {
	columns   []column
	separator byte
	quotes    bool     // fields may stand in quotes, as RFC 4180 says
	widest    int      // the highest number of a numbered column
	ignored   []string // names of columns that are no field
	names     []string // of all columns
}

// readHeader makes the layout of a table of its header.
func readHeader(line string, names map[string]string) (layout, error) {
	mapped := func(name string) string {
		for from, to := range names {
			if strings.EqualFold(strings.TrimSpace(from), strings.TrimSpace(name)) {
				return to
			}
		}
		return name
	}
	l := layout{separator: columns.Separator(line), quotes: true}
	var have fieldSet
	seen := map[column]bool{}
	for rest, more := line, true; more; {
		var name string
		var err error
		if name, rest, more, err = l.next(rest); err != nil {
			return l, err
		}
		l.names = append(l.names, name)
		f, n := fieldOf(mapped(name))
		c := column{f, n}
		if f == noField {
			l.ignored = append(l.ignored, name)
		} else if seen[c] {
			return l, fmt.Errorf("two columns %s: %w", name, medcode.ErrLayout)
		}
		seen[c] = true
		have.add(f)
		l.widest = max(l.widest, n)
		l.columns = append(l.columns, c)
	}
	if names := have.missing(); names != nil {
		return l, fmt.Errorf("header without %s: %w", strings.Join(names, ", "), medcode.ErrLayout)
	}
	if have.has(fieldDiagnoses) && have.has(fieldDiagnosis) || have.has(fieldProcedures) && have.has(fieldProcedure) {
		return l, fmt.Errorf("header with codes both in a list and in numbered columns: %w", medcode.ErrLayout)
	}
	return l, nil
}

// isHeader reports whether the first line of a table names columns.
func isHeader(line string) bool {
	n := 0
	for name := range strings.FieldsFuncSeq(line, func(c rune) bool { return strings.ContainsRune(",;|\t\"", c) }) {
		if f, _ := fieldOf(name); f != noField {
			n++
		}
	}
	return n > 1
}

var (
	errQuote  = fmt.Errorf("a quote that does not end on its line: %w", medcode.ErrSyntax)
	errInside = fmt.Errorf("a quote within a field: %w", medcode.ErrSyntax)
)

// next cuts the first field off line.
func (l *layout) next(line string) (text, rest string, more bool, err error) {
	if l.quotes && line != "" && line[0] == '"' {
		return l.nextQuoted(line)
	}
	text = line
	if i := strings.IndexByte(line, l.separator); i >= 0 {
		text, rest, more = line[:i], line[i+1:], true
	}
	if l.quotes && strings.IndexByte(text, '"') >= 0 {
		return "", "", false, errInside
	}
	return text, rest, more, nil
}

// cut cuts a field off a line without quotes. Fields are short.
func cut(line string, separator byte) (text, rest string, more bool) {
	for i := 0; i < len(line); i++ {
		if line[i] == separator {
			return line[:i], line[i+1:], true
		}
	}
	return line, "", false
}

func (l *layout) nextQuoted(line string) (text, rest string, more bool, err error) {
	doubled := false
	for i := 1; i < len(line); i++ {
		if line[i] != '"' {
			continue
		}
		if i+1 < len(line) && line[i+1] == '"' {
			doubled = true
			i++
			continue
		}
		text, rest = line[1:i], line[i+1:]
		if doubled {
			text = strings.ReplaceAll(text, `""`, `"`)
		}
		if rest == "" {
			return text, "", false, nil
		}
		if rest[0] != l.separator {
			return "", "", false, errInside
		}
		return text, rest[1:], true, nil
	}
	return "", "", false, errQuote
}

// noRow says what a line is that is no stay and none that is malformed, as
// columns.NoRow does.
func (l *layout) noRow(line string) string {
	if !l.quotes {
		return ""
	}
	var cells []string
	for rest, more := line, true; more && len(cells) < len(l.names)+100; {
		var cell string
		var err error
		if cell, rest, more, err = l.next(rest); err != nil {
			return ""
		}
		cells = append(cells, cell)
	}
	return columns.NoRow(cells, l.names)
}

// table reads a line of a table into d.rec; column is the byte, from 1, at
// which the field begins that an error is about.
func (d *Decoder) table(line string) (column int, text string, err error) {
	l := &d.r.layout
	clear(d.wide)
	rest, more := line, true
	quoted := l.quotes && strings.IndexByte(line, '"') >= 0
	for i := 0; more; i++ {
		at := len(line) - len(rest) + 1
		if i == len(l.columns) {
			if l.quotes && strings.Trim(rest, string(l.separator)+" ") == "" { // as spreadsheets end rows
				break
			}
			return at, "", fmt.Errorf("more than %d columns: %w", i, medcode.ErrSyntax)
		}
		if quoted {
			text, rest, more, err = l.next(rest)
		} else {
			text, rest, more = cut(rest, l.separator)
		}
		if err == nil {
			if l.quotes { // which the reference vectors' have none of
				text = columns.Cell(text)
			}
			err = d.cell(l.columns[i], text)
		}
		if err != nil {
			return at, text, err
		}
		if !more && i+1 < len(l.columns) {
			return len(line) + 1, "", fmt.Errorf("%d columns, want %d: %w", i+1, len(l.columns), medcode.ErrSyntax)
		}
	}
	return 0, "", d.addWide()
}

func (d *Decoder) cell(c column, text string) error {
	switch {
	case c.field == noField:
		return nil
	case c.n == 0 && (c.field == fieldDiagnoses || c.field == fieldProcedures):
		return d.addList(c.field, text)
	case c.n == 0:
		return d.set(c.field, text)
	}
	text, _ = codeword.Trim(text)
	w := &d.wide[c.n-1]
	switch c.field {
	case fieldDiagnosis:
		w.diagnosis = text
	case fieldPOA:
		w.poa = columns.POA(text)
	case fieldProcedure:
		w.procedure = text
	case fieldProcedureDate:
		w.date = text
	}
	return nil
}

// A wide is what the numbered columns of one number hold.
type wide struct{ diagnosis, poa, procedure, date string }

// addWide adds the codes of numbered columns. Columns without a code are
// passed over, except that of the principal diagnosis when others follow.
func (d *Decoder) addWide() error {
	for i, w := range d.wide {
		if w.diagnosis != "" {
			if i > 0 && len(d.rec.Diagnoses) == 0 {
				if err := d.addDiagnosis("", ""); err != nil {
					return err
				}
			}
			if err := d.addDiagnosis(w.diagnosis, w.poa); err != nil {
				return err
			}
		}
		if w.procedure != "" {
			if err := d.addProcedure(w.procedure, w.date); err != nil {
				return err
			}
		}
	}
	return nil
}
