package cm

import (
	"bytes"
	"fmt"
	"io/fs"
	"iter"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/intake"
	"github.com/medcode/medcode/internal/orderfile"
	"github.com/medcode/medcode/internal/source"
	"github.com/medcode/medcode/internal/xlsx"
)

// A Release is ICD-10-CM of one fiscal year, or of an update within it, as far
// as its files were there to be read: see Parts. It doesn't change, and any
// number of goroutines may use it.
type Release struct {
	prov  medcode.Provenance
	diags []medcode.Diagnostic
	parts Parts

	book    book
	bit     uint32                // of r in the book
	valid   int                   // billable codes
	headers int                   // categories and subcategories that are not billable
	text    func(i int32) texts   // of an entry
	detail  func(i int32) *detail // of an entry, or nil

	order       *OrderFile
	list        *OrderFile
	addenda     *Addenda
	codeAddenda *Addenda
	intro       []Introduction
	indexes     [4]*Index
	conversions *Conversions
	exempt      []Code // sorted; of a release without codes
	later       *later // of a compiled release, nil for one that was read

	searchOnce sync.Once
	search     *searcher
}

// Parts says which files a release was made from.
type Parts struct {
	Order          bool `json:"order"`          // headers and codes with short and long titles
	Codes          bool `json:"codes"`          // codes with long titles
	Addenda        bool `json:"addenda"`        // what changed in the order file
	Tabular        bool `json:"tabular"`        // chapters, sections, notes, 7th characters
	Index          bool `json:"index"`          // alphabetic index of diseases and injuries
	Neoplasms      bool `json:"neoplasms"`      // table of neoplasms
	Drugs          bool `json:"drugs"`          // table of drugs and chemicals
	ExternalCauses bool `json:"externalCauses"` // index of external causes
	POAExempt      bool `json:"poaExempt"`      // list of codes exempt from POA reporting
	Conversions    bool `json:"conversions"`    // conversion table
}

// String lists the parts: "order, codes, addenda".
func (p Parts) String() string {
	var names []string
	for _, part := range p.all() {
		if *part.found {
			names = append(names, part.name)
		}
	}
	return strings.Join(names, ", ")
}

// A namedPart is a field of Parts.
type namedPart struct {
	found *bool
	name  string
}

// all names the parts.
func (p *Parts) all() []namedPart {
	return []namedPart{
		{&p.Order, "order"}, {&p.Codes, "codes"}, {&p.Addenda, "addenda"}, {&p.Tabular, "tabular"}, {&p.Index, "index"},
		{&p.Neoplasms, "neoplasms"}, {&p.Drugs, "drugs"}, {&p.ExternalCauses, "external causes"},
		{&p.POAExempt, "POA exempt"}, {&p.Conversions, "conversions"},
	}
}

// Read reads a release from files as CMS and CDC publish them, in any
// arrangement of folders and zips. Each is known by its content: the order
// file, the codes file, the addenda of either, the XML of the tabular list,
// the indexes and tables, the lists of codes exempt from reporting of presence
// on admission, and the workbook of the conversion table. What is absent is
// not in the release.
//
// The order file, or in its absence the codes file, decides which codes there
// are, and the tabular list adds the tree above the categories, the notes and
// the accents; where there is a tabular list alone, the codes with 7th
// characters are made from its definitions.
func Read(fsys fs.FS) (*Release, error) { return ReadWith(fsys, medcode.ReadOptions{}) }

// ReadWith is Read with limits and progress.
func ReadWith(fsys fs.FS, opts medcode.ReadOptions) (*Release, error) {
	b := &releaseReader{r: &Release{}, limits: opts.Limits, taken: map[string]bool{}}
	in, err := intake.Read(fsys, opts, "ICD-10-CM", b.take)
	if err != nil {
		return nil, err
	}
	b.r.diags = in.Diagnostics
	b.r.prov = medcode.Provenance{System: "ICD-10-CM", Files: in.Files}
	b.assemble()
	return b.r, nil
}

// A releaseReader puts a release together.
type releaseReader struct {
	r       *Release
	limits  medcode.Limits
	diags   []medcode.Diagnostic
	names   []string        // of the files taken
	years   []string        // as the files say
	taken   map[string]bool // names of texts without extension
	tabular *tabular
	exempt  []exemptList
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
	case source.Zip:
		taken, err = b.workbook(e, data)
	}
	if taken {
		b.names = append(b.names, e.Path)
		b.taken[stem(e)] = true
	}
	return taken, err
}

// stem returns the path of e without its extension.
func stem(e *source.Entry) string { return strings.TrimSuffix(e.Path, path.Ext(e.Path)) }

func (b *releaseReader) text(e *source.Entry) (bool, error) {
	text, err := e.Text()
	if err != nil {
		return false, err
	}
	kind := sniff(text)
	if kind == orderfile.Codes && exemptName.MatchString(e.Base()) {
		return b.exemptRows(e.Path, codesRows(text))
	}
	switch kind {
	case orderfile.Order:
		b.diags = append(b.diags, orderShape.Cut(e.Path, text)...)
		b.r.order, err = readOrder(e.Path, text, kind)
		return true, b.part(err, &b.r.parts.Order, e.Path, "order file")
	case orderfile.Codes:
		b.diags = append(b.diags, codesShape.Cut(e.Path, text)...)
		b.r.list, err = readOrder(e.Path, text, kind)
		return true, b.part(err, &b.r.parts.Codes, e.Path, "codes file")
	case orderfile.Addenda:
		b.r.addenda, err = readAddenda(e.Path, text, kind)
		return true, b.part(err, &b.r.parts.Addenda, e.Path, "addenda file")
	case orderfile.CodesAddenda:
		b.r.codeAddenda, err = readAddenda(e.Path, text, kind)
		if err == nil {
			b.diags = append(b.diags, b.r.codeAddenda.file.Diagnostics...)
		}
		return true, err
	}
	rows := textRows(text)
	if strings.EqualFold(path.Ext(e.Path), ".csv") {
		rows = csvRows(text)
	}
	taken, err := b.table(e.Path, rows)
	if taken {
		b.diags = append(b.diags, source.EndsOf(text).Diagnostics(e.Path, "\r\n")...)
	}
	return taken, err
}

func (b *releaseReader) part(err error, part *bool, file, what string) error {
	if err != nil {
		return err
	}
	return intake.Once(part, file, what)
}

func (b *releaseReader) xml(e *source.Entry, data []byte) (bool, error) {
	head := bytes.ReplaceAll(data[:min(len(data), 2048)], []byte{0}, nil) // of UTF-16
	isTabular, isIndex := bytes.Contains(head, []byte("<ICD10CM.tabular")), bytes.Contains(head, []byte("<ICD10CM.index"))
	if !isTabular && !isIndex {
		return false, nil
	}
	x, err := e.XML()
	if err != nil {
		return false, err
	}
	err = x.Each(func(n source.Node) (err error) {
		if isTabular {
			b.tabular, err = readTabular(e.Path, x)
			return b.part(err, &b.r.parts.Tabular, e.Path, "tabular list")
		}
		ix, err := readIndex(e.Path, x)
		if err != nil {
			return err
		}
		b.years = append(b.years, ix.version)
		b.diags = append(b.diags, ix.diags...)
		b.r.indexes[ix.kind] = ix
		part := [...]*bool{&b.r.parts.Index, &b.r.parts.ExternalCauses, &b.r.parts.Neoplasms, &b.r.parts.Drugs}[ix.kind]
		return intake.Once(part, e.Path, ix.kind.String())
	})
	return err == nil, err
}

// workbook reads a table of an Excel workbook, unless it is the twin of a text
// file that has been read.
func (b *releaseReader) workbook(e *source.Entry, data []byte) (bool, error) {
	if b.taken[stem(e)] || !strings.EqualFold(path.Ext(e.Path), ".xlsx") {
		return false, nil
	}
	book, err := xlsx.Open(e.Path, data, b.limits)
	if err != nil || len(book.Sheets()) == 0 {
		return false, err
	}
	for _, sheet := range book.Sheets() {
		if taken, err := b.table(e.Path, book.Rows(sheet)); taken || err != nil {
			return taken, err
		}
	}
	b.report(e.Path, medcode.KindUnreadFile, strings.Join(book.Sheets(), ", "), "not read: a workbook without a table of ICD-10-CM that is known")
	return false, nil
}

// table reads the rows of a conversion table or a list of exempt codes, if they
// are one.
func (b *releaseReader) table(file string, rows iter.Seq2[xlsx.Row, error]) (bool, error) {
	c, err := readConversions(file, rows)
	if err != nil {
		return false, err
	}
	if c != nil {
		b.r.conversions = c
		b.diags = append(b.diags, c.diags...)
		return true, intake.Once(&b.r.parts.Conversions, file, "conversion table")
	}
	return b.exemptRows(file, rows)
}

// assemble makes the tree, and compares the parts with each other.
func (b *releaseReader) assemble() {
	r := b.r
	if t := b.tabular; t != nil {
		b.years = append(b.years, t.version)
		b.diags = append(b.diags, t.diags...)
		r.intro = t.intro
	}
	for _, a := range []*Addenda{r.addenda, r.codeAddenda} {
		if a != nil {
			b.years = append(b.years, a.afterFiles()...)
		}
	}
	r.build(b)
	for _, a := range []*OrderFile{r.order, r.list} {
		if a != nil {
			b.diags = append(b.diags, a.file.Diagnostics...)
		}
	}
	if r.addenda != nil {
		b.diags = append(b.diags, r.addenda.file.Diagnostics...)
		b.compareAddenda()
	}
	b.compareList()
	b.markExempt()
	b.compareIndexes()
	var dating []medcode.Diagnostic
	r.prov.Release, r.prov.Effective, dating = intake.Dating(b.evidence())
	r.diags = append(append(r.diags, b.diags...), dating...)
}

func (r *Release) build(b *releaseReader) {
	source := r.order
	if source == nil {
		source = r.list
	}
	var f *orderfile.File
	var file, tabular string
	if source != nil {
		f, file = &source.file, source.name
	}
	if b.tabular != nil {
		tabular = b.tabular.file
	}
	tree := build(b.tabular, f, file)
	r.hold(tree.nodes)
	b.diags = append(b.diags, tree.diags...)
	b.diags = append(b.diags, r.resolve(tabular)...)
}

// hold makes nodes the tree of r.
func (r *Release) hold(nodes []node) {
	r.book, r.bit = newBook(nodes), 1
	all, details := make([]texts, len(nodes)), make([]*detail, len(nodes))
	for i := range nodes {
		n := &nodes[i]
		all[i], details[i] = texts{Short: n.short, Long: n.long, Title: n.title}, n.detail
		switch {
		case n.valid:
			r.valid++
		case n.kind.isCode():
			r.headers++
		}
	}
	r.text = func(i int32) texts { return all[i] }
	r.detail = func(i int32) *detail { return details[i] }
}

func (b *releaseReader) report(file string, kind medcode.DiagnosticKind, text, message string) {
	b.diags = append(b.diags, medcode.Diagnostic{File: file, Kind: kind, Text: text, Message: message})
}

// compareList checks that the codes file has the codes of the order file with
// the same titles.
func (b *releaseReader) compareList() {
	r := b.r
	if r.list == nil || r.order == nil {
		return
	}
	n := 0
	for _, row := range r.list.file.Rows {
		e, ok := r.Lookup(Code{row.Code})
		switch {
		case !ok || !e.Billable():
			b.report(r.list.name, medcode.KindCodesDiffer, row.Code.String(), "in the codes file, but no code of the order file")
		case e.LongTitle() != row.Long:
			b.report(r.list.name, medcode.KindCodesDiffer, row.Code.String(), "its title in the codes file is not that of the order file")
			n++
		default:
			n++
		}
	}
	valid := 0
	for _, row := range r.order.file.Rows {
		if row.Valid {
			valid++
		}
	}
	if n != valid {
		b.report(r.list.name, medcode.KindCodesDiffer, "", fmt.Sprintf("the codes file has %d of the %d codes of the order file", n, valid))
	}
}

// compareAddenda checks the counts that the addenda give of the order file.
func (b *releaseReader) compareAddenda() {
	r := b.r
	if r.order == nil {
		return
	}
	for _, s := range r.addenda.file.Summaries {
		want := 0
		for _, row := range r.order.file.Rows {
			if row.Valid == (s.Of == "codes") {
				want++
			}
		}
		if s.After != want {
			b.report(r.addenda.name, medcode.KindCount, s.Of, fmt.Sprintf("the addenda count %d %s in %s, the order file has %d", s.After, s.Of, s.AfterFile, want))
		}
	}
}

// Dated returns r under another name and for another period, for a release
// whose files don't say it: an update's XML says the same year as October's.
func (r *Release) Dated(name string, period medcode.Period) *Release {
	out := &Release{prov: r.prov, diags: r.diags, parts: r.parts, book: r.book, bit: r.bit, valid: r.valid, headers: r.headers,
		text: r.text, detail: r.detail,
		order: r.order, list: r.list, addenda: r.addenda, codeAddenda: r.codeAddenda, intro: r.intro,
		indexes: r.indexes, conversions: r.conversions, exempt: r.exempt, later: r.later}
	out.prov.Release, out.prov.Effective = name, period
	return out
}

// Provenance says where r comes from and for which dates of service it holds
// (for an inpatient stay, the date of discharge).
func (r *Release) Provenance() medcode.Provenance { return r.prov }

// String names the release for people: its system, name, period and size.
func (r *Release) String() string { return fmt.Sprintf("%v: %d codes", r.prov, r.Len()) }

// Diagnostics returns the defects found in the files.
func (r *Release) Diagnostics() []medcode.Diagnostic { return slices.Clone(r.diags) }

// Parts says which files r was made from.
func (r *Release) Parts() Parts { return r.parts }

// Introduction returns the text before the first chapter of the tabular list:
// what its conventions mean.
func (r *Release) Introduction() []Introduction { return slices.Clone(r.intro) }

// Len returns the number of billable codes.
func (r *Release) Len() int { return r.valid }

// Headers returns the number of categories and subcategories that are not
// billable.
func (r *Release) Headers() int { return r.headers }

// Lookup returns the entry of a code or header, and whether r has it.
func (r *Release) Lookup(c Code) (e Entry, ok bool) {
	i, ok := r.find(c)
	if !ok {
		return Entry{}, false
	}
	return Entry{r, i}, true
}

// All yields the codes and headers of r with their entries, in the order of
// the book.
func (r *Release) All() iter.Seq2[Code, Entry] {
	return func(yield func(Code, Entry) bool) {
		for e := range r.span(0, r.end()) {
			if c := e.Code(); c.IsValid() && !yield(c, e) {
				return
			}
		}
	}
}

// Top yields the entries with none above them: the chapters, or the categories
// when r has no tabular list.
func (r *Release) Top() iter.Seq[Entry] { return r.level(0, r.end()) }

// Section returns the chapter or section of that name: "9", "I30-I5A".
func (r *Release) Section(name string) (e Entry, ok bool) {
	for e := range r.span(0, r.end()) {
		if !e.Kind().isCode() && e.Name() == name {
			return e, true
		}
	}
	return Entry{}, false
}

// Expand returns the entries that a list of codes and ranges names, in the
// order of the list, each with all below it: "I20-I25", "I10, Z79.4", and with
// conditions, which end at a semicolon, "E08-E13 with .31; Z79.4". A list that
// names a code which r lacks, or none, is an error.
func (r *Release) Expand(list string) ([]Entry, error) {
	var refs []Ref
	for part := range strings.SplitSeq(list, ";") {
		refs = append(refs, parseRefs(part, func(c Code) bool { _, ok := r.find(c); return ok || c.looksLikeCode() })...)
	}
	if len(refs) == 0 {
		return nil, fmt.Errorf("range %q: want codes and ranges, as in I20-I25: %w", list, medcode.ErrSyntax)
	}
	var all []Entry
	for i := range refs {
		ref := &refs[i]
		if !r.locate(ref) {
			return nil, fmt.Errorf("range %v: not in ICD-10-CM %s: %w", ref, r.prov.Release, medcode.ErrSyntax)
		}
		for e := range r.span(ref.lo, ref.hi) {
			if ref.Contains(e) {
				all = append(all, e)
			}
		}
	}
	return all, nil
}
