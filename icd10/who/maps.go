package who

import (
	"bytes"
	"io"
	"iter"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/heading"
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
	rows []Mapping
	raw  *text
	at   []int // the columns of mapLayout in the file
	n    int   // columns of the file
	none int   // the column that says "No Mapping", -1 for none
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

// The columns of the maps. Those to ICD-11 have all, that to ICD-10 few.
const (
	mapKind10 = iota
	mapDepth10
	mapCode10
	mapChapter10
	mapTitle10
	mapKind11
	mapDepth11
	mapFoundation
	mapURI
	mapCode11
	mapChapter11
	mapTitle11
	mapColumns
)

var mapLayout = []heading.Column{
	mapKind10:     {Name: "10classkind", Need: heading.Optional},
	mapDepth10:    {Name: "10depthinkind", Called: "10depthinkind|depth", Need: heading.Optional},
	mapCode10:     {Name: "icd10code"},
	mapChapter10:  {Name: "icd10chapter"},
	mapTitle10:    {Name: "icd10title"},
	mapKind11:     {Name: "11classkind", Need: heading.Optional},
	mapDepth11:    {Name: "11depthinkind", Called: "11depthinkind|depth", Need: heading.Optional},
	mapFoundation: {Name: "icd11foundationuri", Called: "icd11foundationuri|foundationuri", Need: heading.Optional},
	mapURI:        {Name: "linearizationuri", Called: "linearizationuri|linearizationreleaseuri", Need: heading.Optional},
	mapCode11:     {Name: "icd11code"},
	mapChapter11:  {Name: "icd11chapter"},
	mapTitle11:    {Name: "icd11title"},
}

func isMap(t *text) bool {
	return t.head().Is([]heading.Column{mapLayout[mapCode10], mapLayout[mapCode11]})
}

const noMapping = "No Mapping"

func (m *Maps) read(t *text) error {
	table := Table{raw: t, rows: make([]Mapping, 0, len(t.lines))}
	var release string
	var err error
	if table.at, table.n, release, err = bind(t, mapLayout); err != nil {
		return err
	}
	backwards := table.at[mapKind10] < 0
	table.none = table.at[mapFoundation]
	if backwards {
		table.none = table.at[mapCode10]
	}
	repeated := false // a class of ICD-10 with several rows, which only one of the maps has
	for i, line := range t.lines[1:] {
		row, err := table.row(strings.Split(line, "\t"))
		if err != nil {
			return t.errorf(i+2, line, "%w", err)
		}
		repeated = repeated || i > 0 && row.ICD10.Text == table.rows[i-1].ICD10.Text && row.ICD10.Text != ""
		table.rows = append(table.rows, row)
	}
	if !t.last {
		t.diag(len(t.lines), medcode.KindUnfinished, "", "the last line has no end; the file may be cut short")
	}
	to := &m.One
	if backwards {
		to = &m.Back
	} else if isMultiple(t.file.Name, repeated) {
		to = &m.Multiple
	}
	if to.raw != nil {
		return t.errorf(0, "", "a second map of the kind of %s: %w", to.raw.file.Name, medcode.ErrLayout)
	}
	*to = table
	if m.prov.Release == "" {
		m.prov.Release = release
	}
	m.prov.Files = append(m.prov.Files, t.file)
	m.diags = append(m.diags, t.diags...)
	return nil
}

// isMultiple tells the map to all classes from that to one. They differ in
// nothing but their names, and, if those don't say, in repeating classes.
func isMultiple(file string, repeated bool) bool {
	name := strings.ToLower(file[strings.LastIndexAny(file, "/!")+1:])
	switch {
	case strings.Contains(name, "multiple"):
		return true
	case strings.Contains(name, "one"):
		return false
	}
	return repeated
}

func (t *Table) row(f []string) (Mapping, error) {
	if err := wantColumns(f, t.n); err != nil {
		return Mapping{}, err
	}
	at := func(column int) string {
		if i := t.at[column]; i >= 0 && f[i] != noMapping {
			return f[i]
		}
		return ""
	}
	m := Mapping{
		ICD10: Class10{Text: at(mapCode10), Kind: Kind(at(mapKind10)), Depth: at(mapDepth10), Chapter: at(mapChapter10), Title: at(mapTitle10)},
		ICD11: Class11{Kind: Kind(at(mapKind11)), Depth: at(mapDepth11), Foundation: at(mapFoundation), URI: at(mapURI),
			Chapter: at(mapChapter11), Title: at(mapTitle11)},
		None: t.none >= 0 && f[t.none] == noMapping,
	}
	// A category's text is a code; a chapter's and a block's are not ones.
	m.ICD10.Code, _ = Parse(m.ICD10.Text)
	if k := m.ICD10.Kind; (k == KindCategory || k == KindModified) && !m.ICD10.Code.IsValid() {
		_, err := Parse(m.ICD10.Text)
		return Mapping{}, err
	}
	if text := at(mapCode11); text != "" {
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
			m.diags = append(m.diags, medcode.Diagnostic{File: m.Multiple.raw.file.Name, Line: i + 2, Kind: medcode.KindScattered,
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
		m.diags = append(m.diags, medcode.Diagnostic{File: raw.file.Name, Line: i + 2, Kind: medcode.KindDuplicateCode,
			Text: text, Message: "a class in two rows; To11 gives the first"})
		return
	}
	index[text] = int32(i)
}

// Provenance returns where m came from.
func (m *Maps) Provenance() medcode.Provenance { return m.prov }

// String names the maps for people.
func (m *Maps) String() string { return m.prov.String() }

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
		b.WriteString(strings.Join(t.fields(i-1), "\t"))
	})
}

// fields returns row i as its line had it.
func (t *Table) fields(i int) []string {
	m := t.rows[i]
	f := strings.Split(t.raw.lines[i+1], "\t")
	for column, text := range [mapColumns]string{string(m.ICD10.Kind), m.ICD10.Depth, m.ICD10.Text, m.ICD10.Chapter, m.ICD10.Title,
		string(m.ICD11.Kind), m.ICD11.Depth, m.ICD11.Foundation, m.ICD11.URI, m.ICD11.Code.String() + m.ICD11.Text, m.ICD11.Chapter, m.ICD11.Title} {
		if at := t.at[column]; at >= 0 {
			f[at] = text
		}
	}
	if m.None {
		f[t.none] = noMapping
	}
	return f
}
