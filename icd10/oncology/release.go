package oncology

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/heading"
	"github.com/medcode/medcode/internal/intake"
	"github.com/medcode/medcode/internal/source"
	"github.com/medcode/medcode/internal/xlsx"
)

// A Release is SEER's site/type validation list: for groups of sites, the
// morphologies that occur there. It is immutable and safe for any number of
// goroutines.
type Release struct {
	prov   medcode.Provenance
	diags  []medcode.Diagnostic
	groups []Group
	rows   []Row
	group  [1000]int16 // by the number of the site, the place in groups from 1
	valid  map[pair]int32
	terms  map[Morphology]int32 // the first row
	end    string               // of a line in the file
	last   bool                 // whether the last line has it; SEER's hasn't
	header string
	other  []byte // the file, where its layout is not the usual one
}

type pair struct {
	group int16
	m     Morphology
}

// A Group is a set of sites that the list treats alike.
type Group struct {
	Sites  string // as printed: "C000-C006,C008-C009"
	Name   string // "LIP"
	ranges []siteRange
}

type siteRange struct{ first, last Topography }

// A Row says that a morphology occurs at the sites of a group.
type Row struct {
	Group         Group
	HistologyCode string // the first three digits, "801"
	HistologyName string // "CARCINOMA, NOS"
	Morphology    Morphology
	Term          string // "Carcinoma in situ, NOS"
}

// Contains reports whether t is a site of g.
func (g Group) Contains(t Topography) bool {
	return slices.ContainsFunc(g.ranges, func(r siteRange) bool {
		return t.Compare(r.first) >= 0 && t.Compare(r.last) <= 0
	})
}

var columns = []heading.Column{{Name: "site recode"}, {Name: "site description"}, {Name: "histology"}, {Name: "histology description"},
	{Name: "histology/behavior"}, {Name: "histology/behavior description"}}

// Read reads the validation list as SEER publishes it, a csv file or, in some
// years, a workbook, from fsys: a folder or a zip. It is known by its header.
func Read(fsys fs.FS) (*Release, error) { return ReadWith(fsys, medcode.ReadOptions{}) }

// ReadWith is Read with options.
func ReadWith(fsys fs.FS, opts medcode.ReadOptions) (*Release, error) {
	var r *Release
	there := false
	in, err := intake.Read(fsys, opts, "the site/type validation list", func(e *source.Entry) (bool, error) {
		data, err := e.Bytes()
		if err != nil {
			return false, err
		}
		switch source.Sniff(data) {
		case source.Text:
		case source.Zip: // a zip that isn't named one
			data, err = workbook(e.Path, data, opts.Limits)
			if errors.Is(err, xlsx.ErrNoWorkbook) {
				return false, nil
			}
			if err != nil {
				return false, err
			}
		default:
			return false, nil
		}
		line, _, _ := strings.Cut(string(data[:min(len(data), 1024)]), "\r")
		line, _, _ = strings.Cut(line, "\n")
		if !isHeader(line) {
			return false, nil
		}
		if err := intake.Once(&there, e.Path, "list"); err != nil {
			return false, err
		}
		if !utf8.Valid(data) {
			data, _ = charmap.Windows1252.NewDecoder().Bytes(data) // a charmap decodes anything
		}
		r, err = read(e.File(), data, opts.Limits.WithDefaults())
		return true, err
	})
	if err != nil {
		return nil, err
	}
	r.diags = append(in.Diagnostics, r.diags...)
	return r, nil
}

// workbook returns the sheet of a workbook that has the list as the csv would
// have it, or its sheets' names when none has.
func workbook(name string, data []byte, limits medcode.Limits) ([]byte, error) {
	book, err := xlsx.Open(name, data, limits)
	if err != nil {
		return nil, err
	}
	for _, sheet := range book.Sheets() {
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		for row, err := range book.Rows(sheet) {
			if err != nil {
				return nil, err
			}
			if row.Number == 1 && !isHeader(strings.Join(row.Cells, ",")) {
				break
			}
			if !row.Empty() {
				_ = w.Write(row.Cells) // to memory
			}
		}
		if w.Flush(); b.Len() > 0 {
			return b.Bytes(), nil
		}
	}
	return []byte("a workbook of the sheets " + strings.Join(book.Sheets(), ", ")), nil
}

func isHeader(line string) bool {
	return headOf("", line).Is(columns)
}

// fieldsOf splits a line. In a layout that is not the usual one blanks may stand
// before a field in quotes.
func fieldsOf(line string, usual bool) ([]string, error) {
	c := csv.NewReader(strings.NewReader(line))
	c.TrimLeadingSpace = !usual
	return c.Read()
}

// headOf returns the header of a list.
func headOf(file, line string) heading.Row {
	names, _ := fieldsOf(strings.TrimPrefix(line, "\xef\xbb\xbf"), false) // what can't be split has no columns
	return heading.Row{File: file, Line: 1, Cells: names}
}

func read(file medcode.File, data []byte, limits medcode.Limits) (*Release, error) {
	if err := source.CheckText(file.Name, data, limits); err != nil {
		return nil, err
	}
	r := &Release{valid: map[pair]int32{}, terms: map[Morphology]int32{}, end: lineEnd(data)}
	r.prov = medcode.Provenance{System: "ICD-O-3", Release: releaseDate(file.Name), Files: []medcode.File{file}}
	groups := map[string]int16{}
	lines := bytes.Split(bytes.TrimSuffix(data, []byte(r.end)), []byte(r.end))
	r.last = bytes.HasSuffix(data, []byte(r.end))
	r.header = string(lines[0])
	h := headOf(file.Name, r.header)
	found, told, err := h.Bind(columns)
	if err != nil {
		return nil, err
	}
	at, width := found.At, len(h.Cells)
	if !slices.Equal(at, []int{0, 1, 2, 3, 4, 5}) || width != len(at) || strings.Contains(r.header, `"`) {
		r.other = data // another layout than the usual one
		r.diags = append(r.diags, told...)
	}
	for i, line := range lines[1:] {
		n := i + 2
		if r.other != nil && len(bytes.Trim(line, ", \x1a")) == 0 {
			continue
		}
		cells, err := fieldsOf(string(line), r.other == nil)
		if err != nil || len(cells) != width {
			return nil, r.errorf(n, string(line), "want %d columns: %w", width, medcode.ErrSyntax)
		}
		f := make([]string, len(at))
		for i, column := range at {
			if f[i] = cells[column]; r.other != nil {
				f[i] = strings.TrimSpace(f[i])
			}
		}
		key := f[0] + "\x00" + f[1]
		g, ok := groups[key]
		if !ok {
			if g, err = r.addGroup(n, f[0], f[1]); err != nil {
				return nil, r.errorf(n, string(line), "%w", err)
			}
			groups[key] = g
		}
		if err := r.addRow(n, g, f); err != nil {
			return nil, r.errorf(n, string(line), "%w", err)
		}
	}
	if len(r.rows) == 0 {
		return nil, h.Empty()
	}
	return r, nil
}

// lineEnd returns how the lines of data end: SEER's file of 2015 has bare CRs.
func lineEnd(data []byte) string {
	i := bytes.IndexAny(data, "\r\n")
	switch {
	case i < 0 || data[i] == '\n':
		return "\n"
	case i+1 < len(data) && data[i+1] == '\n':
		return "\r\n"
	}
	return "\r"
}

// releaseDate returns the date in a name like sitetype.icdo3.d20150918.csv.
func releaseDate(name string) string {
	for part := range strings.FieldsFuncSeq(name, func(r rune) bool { return r < '0' || r > '9' }) {
		if d, err := medcode.ParseDate(part); err == nil {
			return d.String()
		}
	}
	return ""
}

func (r *Release) diag(line int, kind medcode.DiagnosticKind, text, message string) {
	r.diags = append(r.diags, medcode.Diagnostic{File: r.prov.Files[0].Name, Line: line, Kind: kind, Text: text, Message: message})
}

func (r *Release) errorf(line int, text, format string, a ...any) error {
	return &medcode.FileError{File: r.prov.Files[0].Name, Line: line, Text: text, Err: fmt.Errorf(format, a...)}
}

func (r *Release) addGroup(line int, sites, name string) (int16, error) {
	g := Group{Sites: sites, Name: name}
	for part := range strings.SplitSeq(sites, ",") {
		first, last, isRange := strings.Cut(part, "-")
		if !isRange {
			last = first
		}
		a, err := ParseTopography(first)
		b, err2 := ParseTopography(last)
		if err := errors.Join(err, err2); err != nil {
			return 0, err
		}
		if b.Compare(a) < 0 {
			return 0, fmt.Errorf("sites %q run backwards: %w", part, medcode.ErrSyntax)
		}
		g.ranges = append(g.ranges, siteRange{a, b})
	}
	r.groups = append(r.groups, g)
	at := int16(len(r.groups))
	for _, s := range g.ranges {
		for n := s.first.number(); n <= s.last.number(); n++ {
			if r.group[n] != 0 {
				r.diag(line, medcode.KindOverlap, sites, fmt.Sprintf("site C%03d is in two groups; the first counts", n))
				continue
			}
			r.group[n] = at
		}
	}
	return at, nil
}

func (r *Release) addRow(line int, group int16, f []string) error {
	m, err := ParseMorphology(f[4])
	if err != nil {
		return err
	}
	if !strings.HasPrefix(m.Histology(), f[2]) {
		r.diag(line, medcode.KindHistology, f[4], "the morphology is not of histology "+f[2])
	}
	at := int32(len(r.rows))
	if _, ok := r.valid[pair{group, m}]; ok {
		r.diag(line, medcode.KindDuplicateRow, f[4], "the same site and morphology twice")
	}
	r.valid[pair{group, m}] = at
	if _, ok := r.terms[m]; !ok {
		r.terms[m] = at
	}
	r.rows = append(r.rows, Row{r.groups[group-1], f[2], f[3], m, f[5]})
	return nil
}

// Provenance returns where r came from; Release is the date in the file's name.
func (r *Release) Provenance() medcode.Provenance { return r.prov }

// String names the release for people: its system, name, period and size.
func (r *Release) String() string { return fmt.Sprintf("%v: %d rows", r.prov, r.Len()) }

// Diagnostics returns the defects of the file.
func (r *Release) Diagnostics() []medcode.Diagnostic { return r.diags }

// Len returns the number of rows.
func (r *Release) Len() int { return len(r.rows) }

// Groups returns the groups of sites in the order of the file.
func (r *Release) Groups() []Group { return slices.Clone(r.groups) }

// All yields the rows in the order of the file.
func (r *Release) All() iter.Seq2[Morphology, Row] {
	return func(yield func(Morphology, Row) bool) {
		for _, row := range r.rows {
			if !yield(row.Morphology, row) {
				return
			}
		}
	}
}

// Lookup returns the first row of a morphology, whatever its site; the grade is
// not looked at. Its Term is the name of the tumour.
func (r *Release) Lookup(m Morphology) (Row, bool) {
	i, ok := r.terms[m.WithoutGrade()]
	if !ok {
		return Row{}, false
	}
	return r.rows[i], true
}

// GroupOf returns the group of a site.
func (r *Release) GroupOf(t Topography) (Group, bool) {
	if !t.IsValid() || r.group[t.number()] == 0 {
		return Group{}, false
	}
	return r.groups[r.group[t.number()]-1], true
}

// Valid reports whether the list has the morphology at the site; the grade is
// not looked at.
func (r *Release) Valid(t Topography, m Morphology) bool {
	if !t.IsValid() {
		return false
	}
	_, ok := r.valid[pair{r.group[t.number()], m.WithoutGrade()}]
	return ok
}

// A Verdict is what Check finds about a site and a morphology.
type Verdict struct {
	Valid      bool
	KnownSite  bool       // the list has the site
	KnownMorph bool       // the list has the morphology, at some site
	Behaviors  []Behavior // with which the list has this histology at this site
	Groups     []Group    // at which the list has this morphology
}

// Check says whether the list has the morphology at the site, and when not,
// which part of the pair would have to be another.
func (r *Release) Check(t Topography, m Morphology) Verdict {
	m = m.WithoutGrade()
	_, site := r.GroupOf(t)
	_, morph := r.terms[m]
	v := Verdict{Valid: r.Valid(t, m), KnownSite: site, KnownMorph: morph}
	for _, b := range []Behavior{Benign, Uncertain, InSitu, Malignant, Metastatic, MalignantOfAnyOrder} {
		if r.Valid(t, m.WithBehavior(b)) {
			v.Behaviors = append(v.Behaviors, b)
		}
	}
	for i, g := range r.groups {
		if _, ok := r.valid[pair{int16(i + 1), m}]; ok {
			v.Groups = append(v.Groups, g)
		}
	}
	return v
}

// WriteTo writes the list in the layout it was read from, a workbook as csv and
// Windows-1252 as UTF-8. It returns how many bytes it wrote.
func (r *Release) WriteTo(w io.Writer) (int64, error) {
	if r.other != nil {
		n, err := w.Write(r.other)
		return int64(n), err
	}
	var b bytes.Buffer
	b.WriteString(r.header)
	for _, row := range r.rows {
		b.WriteString(r.end)
		for i, f := range []string{row.Group.Sites, row.Group.Name, row.HistologyCode, row.HistologyName, row.Morphology.String(), row.Term} {
			if i > 0 {
				b.WriteByte(',')
			}
			if strings.ContainsAny(f, `,"`) {
				f = `"` + strings.ReplaceAll(f, `"`, `""`) + `"`
			}
			b.WriteString(f)
		}
	}
	if r.last {
		b.WriteString(r.end)
	}
	return b.WriteTo(w)
}
