package who

import (
	"bytes"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/heading"
)

// An MMS is the ICD-11 linearization for mortality and morbidity statistics:
// a tree of chapters, blocks and categories.
type MMS struct {
	prov     medcode.Provenance
	diags    []medcode.Diagnostic
	entities []Entity // in the order of the file, parents before children
	byCode   map[Code11]int32
	raw      *text
	at       []int // the columns of mmsLayout in the file
	n        int   // columns of the file
}

// A Kind is the kind of a class of ICD-10 or ICD-11.
type Kind string

// The kinds of classes. The map files also have [KindModified].
const (
	KindChapter  Kind = "chapter"
	KindBlock    Kind = "block"            // a grouping without a code (ICD-11) or with a range for one (ICD-10)
	KindCategory Kind = "category"         // an entity with a code
	KindModified Kind = "modifiedcategory" // an ICD-10 code made with a modifier
)

// An Entity is a row of the tabulation.
type Entity struct {
	Code       Code11 // zero for chapters and blocks
	Block      string // identifier of a block: "BlockL1-1A0"
	Title      string
	Kind       Kind
	Depth      int      // among the ancestors of its kind, from 1
	Level      int      // in the tree, 0 for a chapter
	Chapter    string   // "01" to "26", "V", "X"
	Residual   bool     // "other specified" or "unspecified"
	Leaf       bool     // has no children
	Primary    bool     // belongs to the primary tabulation
	Foundation string   // URI of the entity, which stays; empty for residual categories
	URI        string   // of the entity in the linearization
	Groupings  []string // identifiers of the blocks around it, outermost first

	index, parent int32 // parent is -1 for a chapter
}

// The columns of the simple tabulation that an Entity holds.
const (
	mmsFoundation = iota
	mmsURI
	mmsCode
	mmsBlock
	mmsTitle
	mmsKind
	mmsDepth
	mmsResidual
	mmsChapter
	mmsLeaf
	mmsPrimary
	mmsGrouping // and the four after it
	mmsColumns  = mmsGrouping + 5
)

var mmsLayout = []heading.Column{
	mmsFoundation:   {Name: "foundationuri"},
	mmsURI:          {Name: "linearizationuri", Called: "linearizationuri|linearizationreleaseuri"},
	mmsCode:         {Name: "code"},
	mmsBlock:        {Name: "blockid"},
	mmsTitle:        {Name: "title"},
	mmsKind:         {Name: "classkind"},
	mmsDepth:        {Name: "depthinkind"},
	mmsResidual:     {Name: "isresidual"},
	mmsChapter:      {Name: "chapterno"},
	mmsLeaf:         {Name: "isleaf"},
	mmsPrimary:      {Name: "primarytabulation", Need: heading.Optional},
	mmsGrouping:     {Name: "grouping1", Need: heading.Optional},
	mmsGrouping + 1: {Name: "grouping2", Need: heading.Optional},
	mmsGrouping + 2: {Name: "grouping3", Need: heading.Optional},
	mmsGrouping + 3: {Name: "grouping4", Need: heading.Optional},
	mmsGrouping + 4: {Name: "grouping5", Need: heading.Optional},
	mmsColumns:      {Name: "BrowserLink", Need: heading.Optional}, // these hold nothing of an Entity
	mmsColumns + 1:  {Name: "CodingNote", Need: heading.Optional},
}

func isMMS(t *text) bool {
	return t.head().Is([]heading.Column{mmsLayout[mmsBlock], mmsLayout[mmsKind], mmsLayout[mmsCode], mmsLayout[mmsTitle]})
}

func readMMS(t *text) (*MMS, error) {
	m := &MMS{raw: t, byCode: make(map[Code11]int32, len(t.lines)), entities: make([]Entity, 0, len(t.lines))}
	m.prov = medcode.Provenance{System: "ICD-11 MMS", Files: []medcode.File{t.file}}
	var err error
	if m.at, m.n, m.prov.Release, err = bind(t, mmsLayout); err != nil {
		return nil, err
	}
	var path []int32 // the entities from the chapter down to the last one
	for i, line := range t.lines[1:] {
		e, err := m.entity(i+2, line)
		if err != nil {
			return nil, err
		}
		if e.Level > len(path) {
			return nil, t.errorf(i+2, line, "an entity %d levels below the one before it: %w", e.Level-len(path)+1, medcode.ErrSyntax)
		}
		path = path[:e.Level]
		e.index, e.parent = int32(len(m.entities)), -1
		if e.Level > 0 {
			e.parent = path[e.Level-1]
		}
		path = append(path, e.index)
		if e.Code.IsValid() {
			if _, ok := m.byCode[e.Code]; ok {
				t.diag(i+2, medcode.KindDuplicateCode, e.Code.String(), "a code in two rows; Lookup gives the first")
			} else {
				m.byCode[e.Code] = e.index
			}
		}
		m.entities = append(m.entities, e)
	}
	if !t.last {
		t.diag(len(t.lines), medcode.KindUnfinished, "", "the last line has no end; the file may be cut short")
	}
	m.diags = t.diags
	return m, nil
}

// fields returns the columns of a line in the order of mmsLayout, empty where
// the file has none.
func (m *MMS) fields(line string) ([]string, error) {
	all := strings.Split(line, "\t")
	if err := wantColumns(all, m.n); err != nil {
		return nil, err
	}
	f := make([]string, mmsColumns)
	for i, at := range m.at[:mmsColumns] {
		if at >= 0 {
			f[i] = all[at]
		}
	}
	return f, nil
}

func (m *MMS) entity(n int, line string) (Entity, error) {
	f, err := m.fields(line)
	if err != nil {
		return Entity{}, m.raw.errorf(n, line, "%w", err)
	}
	title, level, ok := untitle(f[mmsTitle])
	if !ok {
		return Entity{}, m.raw.errorf(n, f[mmsTitle], "want a title in quotes: %w", medcode.ErrSyntax)
	}
	e := Entity{Title: title, Level: level, Kind: Kind(f[mmsKind]), Block: f[mmsBlock], Chapter: f[mmsChapter],
		Foundation: f[mmsFoundation], URI: f[mmsURI]}
	if e.Kind != KindChapter && e.Kind != KindBlock && e.Kind != KindCategory {
		return Entity{}, m.raw.errorf(n, f[mmsKind], "want chapter, block or category: %w", medcode.ErrSyntax)
	}
	for _, g := range f[mmsGrouping:] {
		if g != "" {
			e.Groupings = append(e.Groupings, g)
		}
	}
	if e.Depth, err = strconv.Atoi(f[mmsDepth]); err != nil {
		return Entity{}, m.raw.errorf(n, f[mmsDepth], "want a number in DepthInKind: %w", medcode.ErrSyntax)
	}
	for _, b := range []struct {
		to     *bool
		column int
	}{{&e.Residual, mmsResidual}, {&e.Leaf, mmsLeaf}, {&e.Primary, mmsPrimary}} {
		switch f[b.column] {
		case "True":
			*b.to = true
		case "False", "":
		default:
			return Entity{}, m.raw.errorf(n, f[b.column], "want True or False as %s: %w", mmsLayout[b.column].Name, medcode.ErrSyntax)
		}
	}
	if e.Kind == KindCategory || f[mmsCode] != "" {
		if e.Code, err = Parse11(f[mmsCode]); err != nil {
			return Entity{}, m.raw.errorf(n, line, "%w", err)
		}
	}
	return e, nil
}

// untitle takes a title as printed, in quotes with a dash for each level below
// the chapter.
func untitle(s string) (title string, level int, ok bool) {
	s = strings.TrimPrefix(s, `"`)
	if s, ok = strings.CutSuffix(s, `"`); !ok {
		return "", 0, false
	}
	for strings.HasPrefix(s, "- ") {
		s = s[2:]
		level++
	}
	return strings.ReplaceAll(s, `""`, `"`), level, true
}

// Provenance returns where m came from.
func (m *MMS) Provenance() medcode.Provenance { return m.prov }

// String names the release for people: its system, name, period and size.
func (m *MMS) String() string { return fmt.Sprintf("%v: %d entities", m.prov, m.Len()) }

// Diagnostics returns the defects of the file.
func (m *MMS) Diagnostics() []medcode.Diagnostic { return m.diags }

// Len returns the number of entities: chapters, blocks and categories.
func (m *MMS) Len() int { return len(m.entities) }

// Lookup returns the category of a code.
func (m *MMS) Lookup(c Code11) (Entity, bool) {
	i, ok := m.byCode[c]
	if !ok {
		return Entity{}, false
	}
	return m.entities[i], true
}

// All yields the categories with their codes in the order of the publication.
func (m *MMS) All() iter.Seq2[Code11, Entity] {
	return func(yield func(Code11, Entity) bool) {
		for _, e := range m.entities {
			if e.Code.IsValid() && !yield(e.Code, e) {
				return
			}
		}
	}
}

// Chapters yields the chapters.
func (m *MMS) Chapters() iter.Seq[Entity] { return m.children(-1, 0) }

// Children yields the entities directly below e.
func (m *MMS) Children(e Entity) iter.Seq[Entity] { return m.children(e.index, int(e.index)+1) }

func (m *MMS) children(parent int32, from int) iter.Seq[Entity] {
	return func(yield func(Entity) bool) {
		for i := from; i < len(m.entities) && m.entities[i].parent >= parent; i++ {
			if m.entities[i].parent == parent && !yield(m.entities[i]) {
				return
			}
		}
	}
}

// Parent returns the entity above e; a chapter has none.
func (m *MMS) Parent(e Entity) (Entity, bool) {
	if e.parent < 0 || int(e.parent) >= len(m.entities) {
		return Entity{}, false
	}
	return m.entities[e.parent], true
}

// Check returns nil when every code of a cluster is in m, and otherwise an
// error that names the first that isn't. A cluster must not begin with an
// extension code.
func (m *MMS) Check(c Cluster) error {
	if !c.IsValid() || c.Stem().IsExtension() {
		return fmt.Errorf("ICD-11 cluster %q doesn't begin with a stem code", c)
	}
	for _, code := range c.Codes() {
		if _, ok := m.byCode[code]; !ok {
			return fmt.Errorf("ICD-11 code %s is not in the release", code)
		}
	}
	return nil
}

// WriteTo writes the tabulation in the layout it was read from. Columns that no
// Entity holds, such as the links to WHO's browser, are written as they were.
func (m *MMS) WriteTo(w io.Writer) (int64, error) {
	return m.raw.write(w, len(m.entities)+1, func(b *bytes.Buffer, i int) {
		if i == 0 {
			b.WriteString(m.raw.lines[0])
			return
		}
		all := strings.Split(m.raw.lines[i], "\t")
		for column, text := range m.entities[i-1].columns() {
			if at := m.at[column]; at >= 0 {
				all[at] = text
			}
		}
		b.WriteString(strings.Join(all, "\t"))
	})
}

// columns returns e in the order of mmsLayout.
func (e Entity) columns() []string {
	code, primary := "", ""
	if e.Code.IsValid() {
		code, primary = e.Code.String(), boolean(e.Primary)
	}
	title := `"` + strings.Repeat("- ", e.Level) + strings.ReplaceAll(e.Title, `"`, `""`) + `"`
	return append([]string{e.Foundation, e.URI, code, e.Block, title, string(e.Kind), strconv.Itoa(e.Depth),
		boolean(e.Residual), e.Chapter, boolean(e.Leaf), primary},
		append(slices.Clone(e.Groupings), make([]string, mmsColumns-mmsGrouping)...)[:mmsColumns-mmsGrouping]...)
}

func boolean(v bool) string {
	if v {
		return "True"
	}
	return "False"
}
