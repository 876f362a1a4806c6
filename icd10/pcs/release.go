package pcs

import (
	"bytes"
	"fmt"
	"io/fs"
	"iter"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/codeword"
	"github.com/medcode/medcode/internal/intake"
	"github.com/medcode/medcode/internal/orderfile"
	"github.com/medcode/medcode/internal/source"
)

// A Release is one year's ICD-10-PCS, or an April update of it, as far as its
// files were there to be read: see Parts. It doesn't change, and any number of
// goroutines may use it.
type Release struct {
	prov    medcode.Provenance
	diags   []medcode.Diagnostic
	parts   Parts
	order   orderfile.File // rows of headers and codes; made from the tables where there is none
	read    held
	later   *later // of a compiled release, in place of read
	addenda *orderfile.AddendaFile
	changes []Change

	searchOnce sync.Once
	search     *searcher
}

// Parts says which parts of a release were found.
type Parts struct {
	Order       bool // all codes, with their titles
	Codes       bool // the file of codes without headers
	Addenda     bool // what changed
	Tables      bool // the words of each character
	Index       bool // alphabetic index
	Definitions bool // definitions, keys, aggregation
}

// An Entry is what a release has of a code.
type Entry struct {
	Code   Code
	Number int    // its row in the order file, from 1
	Short  string // at most 60 characters; empty without an order file
	Long   string // empty without an order or codes file
}

// A Header is the line of the order file above the codes of a table.
type Header struct {
	Table  string // "0DT"
	Number int    // its row in the order file, from 1
	Short  string
	Long   string // "Gastrointestinal System, Resection"
}

// Read reads a release from the files as CMS publishes them, in any
// arrangement of folders and zips: the order file, addenda, and the XML of
// tables, index and definitions. Each is known by its content; what is absent
// is not in the release.
func Read(fsys fs.FS) (*Release, error) { return ReadWith(fsys, medcode.ReadOptions{}) }

// ReadWith is Read with limits and progress.
func ReadWith(fsys fs.FS, opts medcode.ReadOptions) (*Release, error) {
	b := &releaseReader{r: &Release{}}
	in, err := intake.Read(fsys, opts, "ICD-10-PCS", b.take)
	if err != nil {
		return nil, err
	}
	b.r.diags = append(in.Diagnostics, b.diags...)
	b.r.prov = medcode.Provenance{System: "ICD-10-PCS", Files: in.Files}
	if err := b.assemble(); err != nil {
		return nil, err
	}
	return b.r, nil
}

// A releaseReader puts a release together.
type releaseReader struct {
	r       *Release
	diags   []medcode.Diagnostic
	names   []string        // of the files taken
	years   []string        // as the files say
	list    *orderfile.File // codes file
	orderAt string          // paths of the parts that comparisons speak of
	indexAt string
}

func (b *releaseReader) take(e *source.Entry) (taken bool, err error) {
	data, err := e.Bytes()
	if err != nil {
		return false, err
	}
	switch source.Sniff(data) {
	case source.Text:
		taken, err = b.text(e)
	case source.XML, source.UTF16:
		taken, err = b.xml(e, data)
	}
	if taken {
		b.names = append(b.names, e.Path)
	}
	return taken, err
}

func form(code []byte) (codeword.Word, error) {
	w, err := parsePrefix(code)
	if err == nil && w.Len() != 3 && w.Len() != 7 {
		err = syntax(string(code), len(code), "want 7 characters, or the 3 of a table")
	}
	return w, err
}

func fits(code []byte) bool {
	_, err := form(code)
	return err == nil
}

func (b *releaseReader) text(e *source.Entry) (bool, error) {
	text, err := e.Text()
	if err != nil {
		return false, err
	}
	kind := orderfile.Sniff(text, fits)
	if same, file := orderfile.Unchanged(text); same != orderfile.Unknown && strings.Contains(strings.ToLower(file), "pcs") {
		if kind = same; kind == orderfile.Addenda {
			kind = orderfile.PCSAddenda
		}
	}
	switch kind {
	case orderfile.Order, orderfile.Codes:
		file, err := orderfile.Read(e.Path, text, kind, form)
		if err != nil {
			return false, err
		}
		b.diags = append(b.diags, file.Diagnostics...)
		b.diags = append(b.diags, shape.Cut(e.Path, text)...)
		if kind == orderfile.Codes {
			b.list = file
			return true, intake.Once(&b.r.parts.Codes, e.Path, "codes file")
		}
		b.r.order, b.orderAt = *file, e.Path
		return true, intake.Once(&b.r.parts.Order, e.Path, "order file")
	case orderfile.PCSAddenda, orderfile.CodesAddenda:
		file, err := orderfile.ReadAddenda(e.Path, text, kind, form)
		if err != nil {
			return false, err
		}
		b.diags = append(b.diags, file.Diagnostics...)
		if kind == orderfile.CodesAddenda {
			return true, nil // the order addenda hold as much, and more
		}
		b.r.addenda = file
		return true, intake.Once(&b.r.parts.Addenda, e.Path, "addenda file")
	}
	return false, nil
}

func (b *releaseReader) xml(e *source.Entry, data []byte) (bool, error) {
	head := bytes.ReplaceAll(data[:min(len(data), 4096)], []byte{0}, nil) // of UTF-16
	root := xmlRoot(head)
	if root == "" {
		return false, nil
	}
	x, err := e.XML()
	if err != nil {
		return false, err
	}
	var v version
	switch root {
	case "tabular":
		t, err := readTables(x)
		if err != nil {
			return false, err
		}
		v, b.r.read.grid.tables, b.diags = t.version, t.tables, append(b.diags, t.diags...)
		err = intake.Once(&b.r.parts.Tables, e.Path, "tables file")
		if err != nil {
			return false, err
		}
	case "index":
		t, err := readIndex(x)
		if err != nil {
			return false, err
		}
		v, b.r.read.index, b.indexAt = t.version, t.indexTree, e.Path
		b.diags = append(b.diags, t.diags...)
		if err := intake.Once(&b.r.parts.Index, e.Path, "index file"); err != nil {
			return false, err
		}
	case "definitions":
		t, err := readDefinitions(x)
		if err != nil {
			return false, err
		}
		v, b.r.read.defs = t.version, *t
		if err := intake.Once(&b.r.parts.Definitions, e.Path, "definitions file"); err != nil {
			return false, err
		}
	}
	b.years, b.diags = append(b.years, v.version), append(b.diags, v.unread...)
	return true, nil
}

// xmlRoot returns what the first bytes of a file say it is: "tabular",
// "index", "definitions", or "" for none of them.
func xmlRoot(head []byte) string {
	for _, name := range []string{"tabular", "index", "definitions"} {
		if bytes.Contains(head, []byte("<ICD10PCS."+name)) {
			return name
		}
	}
	return ""
}

// Dated returns r under another name and for another period, for a release
// whose files don't say it: an April update says the same year as October's.
func (r *Release) Dated(name string, period medcode.Period) *Release {
	out := r.with(r.order)
	out.prov.Release, out.prov.Effective = name, period
	out.read.rows, out.later, out.diags = r.read.rows, r.later, r.diags
	out.addenda, out.changes = r.addenda, r.changes
	return out
}

// with returns a release of r's parts around another order file, not yet indexed.
func (r *Release) with(order orderfile.File) *Release {
	return &Release{prov: r.prov, parts: r.parts, order: order, read: held{grid: *r.grid(), index: *r.indexTree(), defs: *r.definitions()}}
}

// Provenance says where r comes from and for which dates of discharge it holds.
func (r *Release) Provenance() medcode.Provenance { return r.prov }

// String names the release for people: its system, name, period and size.
func (r *Release) String() string { return fmt.Sprintf("%v: %d codes", r.prov, r.Len()) }

// Diagnostics returns the defects found in the files.
func (r *Release) Diagnostics() []medcode.Diagnostic { return slices.Clone(r.diags) }

// Parts says which files r was made from.
func (r *Release) Parts() Parts { return r.parts }

// Len returns the number of codes.
func (r *Release) Len() int {
	if r.later != nil {
		return r.later.codes
	}
	return len(r.read.rows.codes)
}

// Lookup returns the entry of a code, and whether r has it.
func (r *Release) Lookup(c Code) (Entry, bool) {
	i, ok := r.set().find(c.w)
	if !ok || c.w.Len() != 7 {
		return Entry{}, false
	}
	return r.entry(i), true
}

// Contains reports whether c is a code of r.
func (r *Release) Contains(c Code) bool {
	_, ok := r.set().find(c.w)
	return ok
}

// All yields the codes in the order of the book.
func (r *Release) All() iter.Seq2[Code, Entry] {
	return func(yield func(Code, Entry) bool) {
		for i, w := range r.set().words {
			if w.Len() == 7 && !yield(Code{w}, r.entry(int32(i))) {
				return
			}
		}
	}
}

// Headers yields the headers in the order of the book, by their table.
func (r *Release) Headers() iter.Seq2[string, Header] {
	return func(yield func(string, Header) bool) {
		for i, w := range r.set().words {
			if w.Len() == 3 {
				h := headerOf(r.row(int32(i)))
				if !yield(h.Table, h) {
					return
				}
			}
		}
	}
}

func headerOf(row orderfile.Row) Header {
	return Header{Table: row.Code.String(), Number: int(row.Number), Short: row.Short, Long: row.Long}
}

// Header returns the header of a table ("0DT").
func (r *Release) Header(table string) (Header, bool) {
	w, err := parsePrefix(table)
	i, ok := r.set().find(w)
	if err != nil || !ok || w.Len() != 3 {
		return Header{}, false
	}
	return headerOf(r.row(i)), true
}

// Table returns the table of that name ("0DT"). The caller must not change it.
func (r *Release) Table(id string) (*Table, bool) {
	w, err := parsePrefix(id)
	i, ok := r.grid().byTable[w]
	if err != nil || !ok {
		return nil, false
	}
	return &r.grid().tables[i], true
}

// Tables yields the tables in the order of their names. The caller must not
// change them.
func (r *Release) Tables() iter.Seq2[string, *Table] {
	return func(yield func(string, *Table) bool) {
		tables := r.grid().tables
		for i := range tables {
			if !yield(tables[i].ID, &tables[i]) {
				return
			}
		}
	}
}

// AppendAddendaFile appends the addenda file of r to b, byte for byte; nothing
// where r has none.
func (r *Release) AppendAddendaFile(b []byte) []byte {
	if r.addenda == nil {
		return b
	}
	return r.addenda.AppendText(b)
}

// AppendOrderFile appends r to b as an order file, in CMS's layout: the one
// that r was read from byte for byte, where there was one.
func (r *Release) AppendOrderFile(b []byte) []byte {
	if r.order.Kind != orderfile.Order {
		return (&orderfile.File{Kind: orderfile.Order, Rows: slices.Collect(r.orderRows())}).AppendText(b)
	}
	return r.order.AppendText(b)
}

// shape is that of order and codes files: 71,974 codes in fiscal year 2016, the
// last ones in section X, or H before there was that.
var shape = intake.Shape{Fewest: 71_900, Last: regexp.MustCompile(`^(\d+ )?[XH]`)}
