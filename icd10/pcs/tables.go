package pcs

import (
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/codeword"
	"github.com/medcode/medcode/internal/source"
)

// A Value is what one character means in its place: "0" is "Open" as the
// approach of table 0DT.
type Value struct {
	Char  Char
	Label string // empty where a release has no tables
}

// String returns v as "0 Open".
func (v Value) String() string { return strings.TrimSpace(v.Char.String() + " " + v.Label) }

// An Axis is one of the seven characters in a table or a row of one, with the
// values it may take there.
type Axis struct {
	Position int    // 1 to 7
	Title    string // "Body Part"; differs by section
	Values   []Value
}

func (a *Axis) value(char Char) (Value, bool) {
	for _, v := range a.Values {
		if v.Char == char {
			return v, true
		}
	}
	return Value{}, false
}

// A Row is a row of a table: any value of each of its four axes goes with any
// of the others.
type Row struct {
	Axes [4]Axis // body part, approach, device, qualifier, by whatever name
}

// Len returns the number of codes that the row stands for.
func (r *Row) Len() int {
	n := 1
	for i := range r.Axes {
		n *= len(r.Axes[i].Values)
	}
	return n
}

// matches reports whether the characters of w behind the third are values of r,
// as far as w goes.
func (r *Row) matches(w codeword.Word) bool {
	for i := range r.Axes {
		c := w.At(3 + i)
		if c == 0 {
			return true
		}
		if _, ok := r.Axes[i].value(Char(c)); !ok {
			return false
		}
	}
	return true
}

// A Table is what three first characters, an operation on a body system, may
// be followed by.
type Table struct {
	ID         string  // "0DT"
	Axes       [3]Axis // section, body system, operation: each of one value
	Definition string  // of the operation
	Rows       []Row
	word       codeword.Word
}

// Codes yields the codes that t expands to, row by row, in the order of print.
func (t *Table) Codes() iter.Seq[Code] {
	return func(yield func(Code) bool) {
		for i := range t.Rows {
			for w := range t.Rows[i].expand(t.word) {
				if !yield(Code{w}) {
					return
				}
			}
		}
	}
}

func (r *Row) expand(table codeword.Word) iter.Seq[codeword.Word] {
	return func(yield func(codeword.Word) bool) {
		for _, a := range r.Axes[0].Values {
			for _, b := range r.Axes[1].Values {
				for _, c := range r.Axes[2].Values {
					for _, d := range r.Axes[3].Values {
						if !yield(table.With(3, byte(a.Char)).With(4, byte(b.Char)).With(5, byte(c.Char)).With(6, byte(d.Char))) {
							return
						}
					}
				}
			}
		}
	}
}

// mostCodes bounds the expansion of a tables file; the system has 80,000.
const mostCodes = 2_000_000

// A tablesReader reads a file of tables.
type tablesReader struct {
	x      *source.XMLReader
	diags  []medcode.Diagnostic
	tables []Table
	codes  int
	version
}

// A version is what all three XML files open with, and what they hold that is
// not known.
type version struct {
	version, title string
	unread         []medcode.Diagnostic
}

func (v *version) read(x *source.XMLReader, n source.Node) (err error) {
	switch n.Name {
	case "version":
		v.version, err = x.Text()
	case "title":
		v.title, err = x.Text()
	default:
		return v.unknown(x, n)
	}
	return err
}

// unknown reports an element that the files have not had; text between the
// elements is an error, since it would be part of one.
func (v *version) unknown(x *source.XMLReader, n source.Node) error {
	if n.Name == "" {
		return x.Errorf(n.Text, "unexpected here: %w", medcode.ErrLayout)
	}
	v.unread = append(v.unread, x.Diagnostic(medcode.KindUnknownElement, "<"+n.Name+">", "not known at this place; passed over"))
	return nil
}

// unknown reports an element that the tables have not had. One that holds parts
// of codes is an error: passing over it would lose them.
func (r *tablesReader) unknown(n source.Node) error {
	if err := r.version.unknown(r.x, n); err != nil {
		return err
	}
	name := n.Name
	var look func(source.Node) error
	look = func(n source.Node) error {
		switch {
		case n.Name == "":
			return nil
		case n.Attr("pos") != "", n.Attr("codes") != "", n.Attr("code") != "":
			return r.x.Errorf("<"+name+">", "unexpected here, with parts of codes: %w", medcode.ErrLayout)
		}
		return r.x.Each(look)
	}
	return look(n)
}

func readTables(x *source.XMLReader) (*tablesReader, error) {
	r := &tablesReader{x: x}
	err := x.Each(func(source.Node) error {
		return x.Each(func(n source.Node) error {
			switch n.Name {
			case "pcsTable":
				return r.table()
			case "version", "title":
				return r.version.read(x, n)
			}
			return r.unknown(n)
		})
	})
	if err != nil {
		return nil, err
	}
	if len(r.tables) == 0 {
		return nil, x.Errorf("", "a file of tables without tables: %w", medcode.ErrLayout)
	}
	slices.SortStableFunc(r.tables, func(a, b Table) int { return strings.Compare(a.ID, b.ID) })
	return r, nil
}

func (r *tablesReader) table() error {
	var t Table
	err := r.x.Each(func(n source.Node) error {
		switch n.Name {
		case "axis":
			a, definition, err := r.axis(n, 1, 3)
			if err != nil {
				return err
			}
			if len(a.Values) != 1 {
				return r.x.Errorf(a.Title, "want one value for character %d of a table: %w", a.Position, medcode.ErrLayout)
			}
			t.Axes[a.Position-1] = a
			t.word = t.word.With(a.Position-1, byte(a.Values[0].Char))
			t.Definition += definition
			return nil
		case "pcsRow":
			row, err := r.row(n)
			t.Rows = append(t.Rows, row)
			return err
		}
		return r.unknown(n)
	})
	if err != nil {
		return err
	}
	if t.word.At(0) == 0 || t.word.At(1) == 0 || t.word.At(2) == 0 {
		return r.x.Errorf("", "a table without its first three characters: %w", medcode.ErrSyntax)
	}
	t.ID = t.word.String()
	r.tables = append(r.tables, t)
	return nil
}

func (r *tablesReader) row(n source.Node) (Row, error) {
	var row Row
	err := r.x.Each(func(n source.Node) error {
		if n.Name != "axis" {
			return r.unknown(n)
		}
		a, _, err := r.axis(n, 4, 7)
		if err == nil {
			row.Axes[a.Position-4] = a
		}
		return err
	})
	if err != nil {
		return row, err
	}
	count := row.Len()
	if count == 0 {
		return row, r.x.Errorf("", "a row without all of characters 4 to 7: %w", medcode.ErrSyntax)
	}
	if r.codes += count; r.codes > mostCodes {
		return row, r.x.Errorf("", "%w", &medcode.LimitError{Reason: fmt.Sprintf("tables of more than %d codes", mostCodes)})
	}
	if said := n.Attr("codes"); said != strconv.Itoa(count) {
		r.diags = append(r.diags, r.x.Diagnostic(medcode.KindCount, said, fmt.Sprintf("the row says how many codes it makes, and makes %d", count)))
	}
	return row, nil
}

func (r *tablesReader) axis(n source.Node, from, to int) (a Axis, definition string, err error) {
	pos := n.Attr("pos")
	a.Position, err = strconv.Atoi(pos)
	if err != nil || a.Position < from || a.Position > to {
		return a, "", r.x.Errorf(pos, "want an axis of position %d to %d: %w", from, to, medcode.ErrSyntax)
	}
	said := n.Attr("values")
	err = r.x.Each(func(n source.Node) (err error) {
		switch n.Name {
		case "title":
			a.Title, err = r.x.Text()
		case "definition":
			definition, err = r.x.Text()
		case "label":
			err = r.label(&a, n)
		default:
			err = r.unknown(n)
		}
		return err
	})
	if err == nil && said != strconv.Itoa(len(a.Values)) {
		r.diags = append(r.diags, r.x.Diagnostic(medcode.KindCount, said, fmt.Sprintf("the axis says how many values it has, and has %d", len(a.Values))))
	}
	return a, definition, err
}

func (r *tablesReader) label(a *Axis, n source.Node) error {
	code := n.Attr("code")
	w, err := parsePrefix(code)
	if err != nil || w.Len() != 1 {
		return r.x.Errorf(code, "want one character of a code: %w", medcode.ErrSyntax)
	}
	v := Value{Char: Char(w.At(0))}
	if v.Label, err = r.x.Text(); err != nil {
		return err
	}
	if _, twice := a.value(v.Char); twice {
		r.diags = append(r.diags, r.x.Diagnostic(medcode.KindDuplicateValue, v.String(), "a value occurs twice in an axis; the first stands"))
		return nil
	}
	a.Values = append(a.Values, v)
	return nil
}
