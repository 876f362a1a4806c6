package research

import (
	"fmt"
	"io/fs"
	"iter"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/heading"
	"github.com/medcode/medcode/internal/intake"
	"github.com/medcode/medcode/internal/source"
	"github.com/medcode/medcode/internal/xlsx"
)

// A CCSR is a release of AHRQ's Clinical Classifications Software Refined for
// ICD-10-CM diagnoses: each code belongs to one to six categories, of which one
// is its default for a principal (inpatient) or first-listed (outpatient)
// diagnosis. It is immutable and safe for any number of goroutines.
type CCSR struct {
	prov       medcode.Provenance
	diags      []medcode.Diagnostic
	categories []CCSRCategory
	codes      map[Code]ccsrCode
	lists      []uint16 // the categories of the codes, one after the other
}

// A CCSRCategory is a category. Its first three letters are the body system.
type CCSRCategory struct {
	Name        string // "CIR019"
	Description string // "Heart failure"
}

type ccsrCode struct {
	at                    uint32 // in lists
	n                     uint8
	inpatient, outpatient uint16
}

// The default categories of codes that may not be a principal or first-listed
// diagnosis, and of records without a usable one.
const (
	CCSRUnacceptableInpatient  = "XXX000"
	CCSRUnacceptableOutpatient = "XXX111"
	CCSRMissing                = "NoDX1"
	CCSRInvalid                = "InvlDX"
)

// noDefault stands for the default category of a release that has none.
const noDefault = ^uint16(0)

// ReadCCSR reads AHRQ's reference file, the workbook
// DXCCSR-Reference-File-vYYYY-N.xlsx, or else the file DXCCSR_vYYYY-N.csv, from
// a folder, zip or the file alone.
func ReadCCSR(fsys fs.FS) (*CCSR, error) { return ReadCCSRWith(fsys, medcode.ReadOptions{}) }

// ReadCCSRWith is ReadCCSR with options.
func ReadCCSRWith(fsys fs.FS, opts medcode.ReadOptions) (*CCSR, error) {
	c := &CCSR{codes: map[Code]ccsrCode{}}
	c.prov = medcode.Provenance{System: "CCSR for ICD-10-CM diagnoses"}
	r := ccsrReader{CCSR: c, places: map[string]uint16{}}
	var table *quotedTable // of the csv, which is read in the absence of a workbook
	var books, texts bool
	in, err := intake.Read(fsys, opts, "AHRQ's CCSR of diagnoses (workbook or csv)", func(e *source.Entry) (bool, error) {
		book, err := bookOf(e, opts.Limits, "CCSR_Categories", "DX_to_CCSR_Mapping")
		switch {
		case err != nil:
			return false, err
		case book != nil:
			r.book, r.file = book, e.Path
			return true, intake.Once(&books, e.Path, "workbook")
		}
		t, err := openQuoted(e, ccsrColumns)
		if t == nil || err != nil {
			return false, err
		}
		table = t
		if !books {
			r.file = e.Path
		}
		return true, intake.Once(&texts, e.Path, "csv file")
	})
	switch {
	case err != nil:
	case books:
		if err = r.readCategories(); err == nil {
			err = r.readMapping()
		}
	default:
		err = r.readCSV(table)
	}
	if err != nil {
		return nil, err
	}
	c.prov.Files = slices.DeleteFunc(in.Files, func(f medcode.File) bool { return f.Name != r.file })
	c.diags = append(in.Diagnostics, c.diags...)
	return c, nil
}

type ccsrReader struct {
	*CCSR
	book   *xlsx.Book
	file   string
	places map[string]uint16
	code   Code // of the rows being gathered
	entry  ccsrCode
	marked struct{ inpatient, outpatient bool }
	column struct{ category, inpatient, outpatient int }
	none   struct{ inpatient, outpatient uint16 } // the places of codes without a default
}

func (r *ccsrReader) readCategories() error {
	for row, err := range r.book.Rows("CCSR_Categories") {
		name := row.Cell(0)
		switch {
		case err != nil:
			return err
		case row.Number == 1:
			r.prov.Release = versionIn(name)
			continue
		case row.Empty(), strings.HasPrefix(strings.ToUpper(name), "CCSR CATEGORY"), name == endOfContent:
			continue
		}
		if _, twice := r.places[name]; twice {
			return row.Errorf(r.file, 0, "a category in two rows: %w", medcode.ErrSyntax)
		}
		r.places[name] = uint16(len(r.categories))
		r.categories = append(r.categories, CCSRCategory{name, row.Cell(1)})
	}
	return nil
}

// unacceptable returns the category of codes without a default in a column, which is
// noDefault in a release without the column.
func (r *ccsrReader) unacceptable(column int, name string) (uint16, error) {
	if column < 0 {
		return noDefault, nil
	}
	place, ok := r.places[name]
	if !ok {
		return 0, &medcode.FileError{File: r.file, Err: fmt.Errorf("no category %s: %w", name, medcode.ErrLayout)}
	}
	return place, nil
}

func (r *ccsrReader) readMapping() error {
	var head heading.Row
	for row, err := range r.book.Rows("DX_to_CCSR_Mapping") {
		switch {
		case err != nil:
			return err
		case head.Cells == nil:
			if h := (heading.Row{File: r.file, Line: row.Number, Cells: row.Cells}); h.Is(ccsrColumns[coding : coding+1]) {
				head = h
				if err := r.columns(h); err != nil {
					return err
				}
			}
			continue
		case row.Empty(), row.Cell(0) == endOfContent:
			continue
		}
		if err := r.row(row); err != nil {
			return err
		}
	}
	r.finish()
	switch {
	case head.Cells == nil:
		return &medcode.FileError{File: r.file, Err: fmt.Errorf("no heading in the sheet DX_to_CCSR_Mapping: %w", medcode.ErrLayout)}
	case len(r.codes) == 0:
		return head.Empty()
	}
	return nil
}

func (r *ccsrReader) columns(h heading.Row) error {
	found, told, err := h.Bind(ccsrColumns)
	if err != nil {
		return err
	}
	r.diags = append(r.diags, told...)
	r.column.category, r.column.inpatient, r.column.outpatient = found.At[categorizing], found.At[inpatient], found.At[outpatient]
	if r.none.inpatient, err = r.unacceptable(r.column.inpatient, CCSRUnacceptableInpatient); err == nil {
		r.none.outpatient, err = r.unacceptable(r.column.outpatient, CCSRUnacceptableOutpatient)
	}
	r.undefaulted(r.column.inpatient < 0, "inpatient")
	r.undefaulted(r.column.outpatient < 0, "outpatient")
	return err
}

func (r *ccsrReader) undefaulted(lacks bool, setting string) {
	if lacks {
		r.diags = append(r.diags, medcode.Diagnostic{File: r.file, Kind: medcode.KindNoDefault, Text: setting, Message: "the release has no default category for this setting"})
	}
}

// row takes one of the rows of a code; they stand together.
func (r *ccsrReader) row(row xlsx.Row) error {
	c, err := ParseCode(ICD10CM, row.Cell(0))
	if err != nil {
		return row.Errorf(r.file, 0, "%w", err)
	}
	if c != r.code {
		r.finish()
		if _, twice := r.codes[c]; twice {
			return row.Errorf(r.file, 0, "the rows of a code don't stand together: %w", medcode.ErrSyntax)
		}
		r.code, r.entry = c, ccsrCode{at: uint32(len(r.lists)), inpatient: r.none.inpatient, outpatient: r.none.outpatient}
		r.marked.inpatient, r.marked.outpatient = false, false
	}
	category, ok := r.places[row.Cell(r.column.category)]
	if !ok {
		return row.Errorf(r.file, r.column.category, "a category that the list of categories lacks: %w", medcode.ErrSyntax)
	}
	if slices.Contains(r.lists[r.entry.at:], category) {
		r.diags = append(r.diags, medcode.Diagnostic{File: r.file, Line: row.Number, Kind: medcode.KindDuplicateRow, Text: row.Cell(0),
			Message: "the same code and category twice"})
		return nil
	}
	r.lists = append(r.lists, category)
	r.entry.n++
	if err := r.mark(row, r.column.inpatient, category, &r.entry.inpatient, &r.marked.inpatient); err != nil {
		return err
	}
	return r.mark(row, r.column.outpatient, category, &r.entry.outpatient, &r.marked.outpatient)
}

// mark takes a default column: Y for the default, N for another category, X
// where the code can't come first.
func (r *ccsrReader) mark(row xlsx.Row, column int, category uint16, to *uint16, marked *bool) error {
	if column < 0 {
		return nil
	}
	switch row.Cell(column) {
	case "Y":
		if *marked {
			r.diags = append(r.diags, medcode.Diagnostic{File: r.file, Line: row.Number, Column: column + 1, Kind: medcode.KindTwoDefaults,
				Text: row.Cell(0), Message: "a second default category; the first counts"})
			return nil
		}
		*to, *marked = category, true
	case "N", "X":
	default:
		return row.Errorf(r.file, column, "want Y, N or X: %w", medcode.ErrSyntax)
	}
	return nil
}

func (r *ccsrReader) finish() {
	if r.code.IsValid() {
		r.codes[r.code] = r.entry
	}
}

// Provenance returns where c came from.
func (c *CCSR) Provenance() medcode.Provenance { return c.prov }

// String names the release for people: its system, name, period and size.
func (c *CCSR) String() string { return fmt.Sprintf("%v: %d codes", c.prov, c.Len()) }

// Diagnostics returns the defects of the file.
func (c *CCSR) Diagnostics() []medcode.Diagnostic { return c.diags }

// Len returns the number of codes.
func (c *CCSR) Len() int { return len(c.codes) }

// Categories yields the categories with their places.
func (c *CCSR) Categories() iter.Seq2[int, CCSRCategory] { return slices.All(c.categories) }

// Category returns the category at a place, one without a name where there is
// none.
func (c *CCSR) Category(i uint16) CCSRCategory {
	if int(i) >= len(c.categories) {
		return CCSRCategory{}
	}
	return c.categories[i]
}

// Lookup returns the places of the categories of a code, which the caller must
// not change, or none when the release doesn't have the code.
func (c *CCSR) Lookup(code Code) []uint16 {
	e := c.codes[code]
	return c.lists[e.at : e.at+uint32(e.n) : e.at+uint32(e.n)]
}

// Inpatient returns the default category of a principal diagnosis, which is
// XXX000 for a code that can't be one, and InvlDX for one not in the release.
// It is "" in a release without defaults.
func (c *CCSR) Inpatient(code Code) string {
	return c.def(code, func(e ccsrCode) uint16 { return e.inpatient })
}

// Outpatient returns the default category of a first-listed diagnosis, which is
// XXX111 for a code that can't be one, and InvlDX for one not in the release.
// It is "" in a release without defaults.
func (c *CCSR) Outpatient(code Code) string {
	return c.def(code, func(e ccsrCode) uint16 { return e.outpatient })
}

func (c *CCSR) def(code Code, which func(ccsrCode) uint16) string {
	if !code.IsValid() {
		return CCSRMissing
	}
	e, ok := c.codes[code]
	if !ok {
		return CCSRInvalid
	}
	place := which(e)
	if place == noDefault {
		return ""
	}
	return c.categories[place].Name
}

// Of returns the categories of a person's diagnoses in a window, in the order
// of the release, each once, as places.
func (c *CCSR) Of(dx []Diagnosis, window medcode.Period) []uint16 {
	var all []uint16
	for i := range dx {
		if !dx[i].Outside(window) {
			all = append(all, c.Lookup(dx[i].Code)...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Explain returns the categories that each diagnosis gives.
func (c *CCSR) Explain(dx []Diagnosis, window medcode.Period) []Evidence {
	var lines []Evidence
	for i, d := range dx {
		for _, at := range c.Lookup(d.Code) {
			e := Evidence{Diagnosis: i, Category: c.categories[at].Name, Counted: !d.Outside(window)}
			if !e.Counted {
				e.Why = whyWindow
			}
			lines = append(lines, e)
		}
	}
	return lines
}

// Holds reports whether the release has c.
func (c *CCSR) Holds(code Code) bool { _, ok := c.codes[code]; return ok }

// Coverage is how much of a list of codes a release holds.
type Coverage struct {
	Codes, Held int
	Missing     []Code // in the list's order
}

// Coverage counts the codes of a list, such as those of a fiscal year, that the
// release has no category for: a CCSR of one year doesn't know the codes that
// came later.
func (c *CCSR) Coverage(codes iter.Seq[Code]) Coverage {
	var n Coverage
	if codes == nil {
		return n
	}
	for code := range codes {
		n.Codes++
		if c.Holds(code) {
			n.Held++
		} else {
			n.Missing = append(n.Missing, code)
		}
	}
	return n
}
