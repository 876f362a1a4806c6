package who

import (
	"bytes"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/medcode/medcode"
)

// Maps are WHO's tables between ICD-10 and ICD-11. Each table stands in a file
// of its own; a table that was not among the files is empty.
type Maps struct {
	One      Table // ICD-10 to the one ICD-11 class that fits best
	Multiple Table // ICD-10 to all ICD-11 classes and clusters its content went to
	Back     Table // ICD-11 to the one ICD-10 class that fits best

	prov  medcode.Provenance
	diags []medcode.Diagnostic
	one   map[string]int32 // by ICD-10 text
	many  map[string]span
	back  map[Code11]int32
}

// A Table is one of the maps, in the order of its file.
type Table struct {
	rows   []Mapping
	raw    *text
	layout *layout
}

type span struct{ from, to int32 }

// A Mapping is a row of a map. Where WHO gives no equivalent, the side that
// should hold it is zero and None is set.
type Mapping struct {
	ICD10 Class10
	ICD11 Class11
	None  bool // "No Mapping"
}

// A Class10 is a class of ICD-10: a chapter ("I"), a block ("A00-A09") or a
// category ("A01.0").
type Class10 struct {
	Text    string // chapter number, range or code, as printed
	Code    Code   // of a category; zero for chapters and blocks
	Kind    Kind   // empty in the map from ICD-11 to ICD-10
	Depth   string // among the ancestors of its kind, from "1"; empty as Kind is
	Chapter string // "I" to "XXII"
	Title   string
}

// A Class11 is a class of ICD-11 or a cluster of codes.
type Class11 struct {
	Code       Cluster // zero for a chapter or block
	Text       string  // as printed, where it is no code: "01", the number of a chapter
	Kind       Kind    // empty in the map from ICD-11 to ICD-10
	Depth      string
	Foundation string
	URI        string // in the linearization
	Chapter    string
	Title      string
}

// A layout says which column holds what; -1 for what a table doesn't have.
type layout struct {
	header                                            []string
	kind10, depth10, code10, chapter10, title10       int
	kind11, depth11, foundation, uri, code11, chapter int
	title11, noMapping                                int // noMapping: the column that says "No Mapping"
	multiple                                          bool
	backwards                                         bool
}

var layouts = []layout{
	{
		header: []string{"10classkind", "10depthinkind", "icd10code", "icd10chapter", "icd10title", "11classkind", "11depthinkind",
			"icd-11 foundationuri", "linearization (releaseuri)", "icd11code", "icd11chapter", "icd11title"},
		kind10: 0, depth10: 1, code10: 2, chapter10: 3, title10: 4,
		kind11: 5, depth11: 6, foundation: 7, uri: 8, code11: 9, chapter: 10, title11: 11, noMapping: 7,
	},
	{
		header: []string{"10classkind", "depth", "icd10code", "icd10chapter", "icd10title", "11classkind", "depth",
			"icd-11 foundation uri", "linearization (release) uri", "icd11code", "icd11chapter", "icd11title"},
		kind10: 0, depth10: 1, code10: 2, chapter10: 3, title10: 4,
		kind11: 5, depth11: 6, foundation: 7, uri: 8, code11: 9, chapter: 10, title11: 11, noMapping: 7,
		multiple: true,
	},
	{
		header: []string{"linearization (release) uri", "icd11code", "icd11chapter", "icd11title", "icd10code", "icd10chapter", "icd10title"},
		kind10: -1, depth10: -1, code10: 4, chapter10: 5, title10: 6,
		kind11: -1, depth11: -1, foundation: -1, uri: 0, code11: 1, chapter: 2, title11: 3, noMapping: 4,
		backwards: true,
	},
}

func mapLayout(t *text) *layout {
	for i := range layouts {
		if len(t.lines) > 0 && hasHeader(t.lines[0], layouts[i].header) {
			return &layouts[i]
		}
	}
	return nil
}

const noMapping = "No Mapping"

func (m *Maps) read(t *text, l *layout) error {
	table := &m.One
	if l.multiple {
		table = &m.Multiple
	} else if l.backwards {
		table = &m.Back
	}
	if table.raw != nil {
		return t.errorf(0, "", "a second map of the kind of %s: %w", table.raw.file.Name, medcode.ErrLayout)
	}
	table.raw, table.layout = t, l
	table.rows = make([]Mapping, 0, len(t.lines))
	for i, line := range t.lines[1:] {
		row, err := l.row(strings.Split(line, "\t"))
		if err != nil {
			return t.errorf(i+2, line, "%w", err)
		}
		table.rows = append(table.rows, row)
	}
	if f := strings.Split(t.lines[0], "\t"); len(f) > len(l.header) && m.prov.Release == "" {
		m.prov.Release = f[len(l.header)]
	}
	if !t.last {
		t.diag(len(t.lines), "truncated", "", "the last line has no end; the file may be cut short")
	}
	m.prov.Files = append(m.prov.Files, t.file)
	m.diags = append(m.diags, t.diags...)
	return nil
}

func (l *layout) row(f []string) (Mapping, error) {
	if len(f) != len(l.header) {
		return Mapping{}, fmt.Errorf("%d columns, want %d: %w", len(f), len(l.header), medcode.ErrSyntax)
	}
	at := func(i int) string {
		if i < 0 || f[i] == noMapping {
			return ""
		}
		return f[i]
	}
	m := Mapping{
		ICD10: Class10{Text: at(l.code10), Kind: Kind(at(l.kind10)), Depth: at(l.depth10), Chapter: at(l.chapter10), Title: at(l.title10)},
		ICD11: Class11{Kind: Kind(at(l.kind11)), Depth: at(l.depth11), Foundation: at(l.foundation), URI: at(l.uri),
			Chapter: at(l.chapter), Title: at(l.title11)},
		None: f[l.noMapping] == noMapping,
	}
	// A category's text is a code; a chapter's and a block's are not ones.
	m.ICD10.Code, _ = Parse(m.ICD10.Text)
	if k := m.ICD10.Kind; (k == KindCategory || k == KindModified) && !m.ICD10.Code.IsValid() {
		_, err := Parse(m.ICD10.Text)
		return Mapping{}, err
	}
	if text := at(l.code11); text != "" {
		var err error
		if m.ICD11.Code, err = ParseCluster(text); err != nil {
			if m.ICD11.Kind == KindCategory {
				return Mapping{}, err
			}
			m.ICD11.Text = text
		}
	}
	return m, nil
}

// index makes the look-ups, once all tables are there.
func (m *Maps) index() {
	m.one = make(map[string]int32, len(m.One.rows))
	for i, r := range m.One.rows {
		m.once(m.one, r.ICD10.Text, i, m.One.raw)
	}
	m.many = make(map[string]span)
	for i, r := range m.Multiple.rows {
		s, ok := m.many[r.ICD10.Text]
		switch {
		case !ok:
			s = span{int32(i), int32(i + 1)}
		case int(s.to) == i:
			s.to++
		default:
			m.diags = append(m.diags, medcode.Diagnostic{File: m.Multiple.raw.file.Name, Line: i + 2, Kind: "scattered",
				Text: r.ICD10.Text, Message: "a class whose rows don't stand together; only the first ones count"})
		}
		m.many[r.ICD10.Text] = s
	}
	m.back = make(map[Code11]int32, len(m.Back.rows))
	for i, r := range m.Back.rows {
		if c := r.ICD11.Code.Stem(); c.IsValid() {
			if _, ok := m.back[c]; !ok {
				m.back[c] = int32(i)
			}
		}
	}
}

func (m *Maps) once(index map[string]int32, text string, i int, raw *text) {
	if _, ok := index[text]; ok {
		m.diags = append(m.diags, medcode.Diagnostic{File: raw.file.Name, Line: i + 2, Kind: "duplicate-code",
			Text: text, Message: "a class in two rows; To11 gives the first"})
		return
	}
	index[text] = int32(i)
}

// Provenance returns where m came from.
func (m *Maps) Provenance() medcode.Provenance { return m.prov }

// Diagnostics returns the defects of the files.
func (m *Maps) Diagnostics() []medcode.Diagnostic { return m.diags }

// To11 returns the ICD-11 class that fits an ICD-10 code best. It is false
// when the map doesn't have the code; a row with None has the code and no
// equivalent.
func (m *Maps) To11(c Code) (Mapping, bool) { return m.ClassTo11(c.String()) }

// ClassTo11 is To11 for any class of ICD-10: "I", "A00-A09", "A01.0".
func (m *Maps) ClassTo11(class string) (Mapping, bool) {
	i, ok := m.one[class]
	if !ok {
		return Mapping{}, false
	}
	return m.One.rows[i], true
}

// AllTo11 returns all classes and clusters of ICD-11 that the content of an
// ICD-10 code went to, in the order of the file.
func (m *Maps) AllTo11(c Code) []Mapping { return m.ClassAllTo11(c.String()) }

// ClassAllTo11 is AllTo11 for any class of ICD-10.
func (m *Maps) ClassAllTo11(class string) []Mapping {
	s := m.many[class]
	return m.Multiple.rows[s.from:s.to:s.to]
}

// To10 returns the ICD-10 class that fits an ICD-11 code best.
func (m *Maps) To10(c Code11) (Mapping, bool) {
	i, ok := m.back[c]
	if !ok {
		return Mapping{}, false
	}
	return m.Back.rows[i], true
}

// Len returns the number of rows.
func (t *Table) Len() int { return len(t.rows) }

// All yields the rows in the order of the file, with their places from 0.
func (t *Table) All() iter.Seq2[int, Mapping] {
	return func(yield func(int, Mapping) bool) {
		for i, r := range t.rows {
			if !yield(i, r) {
				return
			}
		}
	}
}

// WriteTo writes the table in the layout it was read from.
func (t *Table) WriteTo(w io.Writer) (int64, error) {
	if t.raw == nil {
		return 0, nil
	}
	return t.raw.write(w, len(t.rows)+1, func(b *bytes.Buffer, i int) {
		if i == 0 {
			b.WriteString(t.raw.lines[0])
			return
		}
		b.WriteString(strings.Join(t.layout.fields(t.rows[i-1]), "\t"))
	})
}

func (l *layout) fields(m Mapping) []string {
	f := make([]string, len(l.header))
	put := func(i int, s string) {
		if i >= 0 {
			f[i] = s
		}
	}
	put(l.kind10, string(m.ICD10.Kind))
	put(l.depth10, m.ICD10.Depth)
	put(l.code10, m.ICD10.Text)
	put(l.chapter10, m.ICD10.Chapter)
	put(l.title10, m.ICD10.Title)
	put(l.kind11, string(m.ICD11.Kind))
	put(l.depth11, m.ICD11.Depth)
	put(l.foundation, m.ICD11.Foundation)
	put(l.uri, m.ICD11.URI)
	put(l.code11, m.ICD11.Code.String()+m.ICD11.Text)
	put(l.chapter, m.ICD11.Chapter)
	put(l.title11, m.ICD11.Title)
	if m.None {
		f[l.noMapping] = noMapping
	}
	return f
}
