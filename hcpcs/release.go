package hcpcs

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs/internal/quarters"
	"github.com/medcode/medcode/internal/intake"
	"github.com/medcode/medcode/internal/shelf"
	"github.com/medcode/medcode/internal/source"
	"github.com/medcode/medcode/internal/xlsx"
)

// A Release is one quarter of HCPCS Level II: its codes and modifiers with all
// that CMS says of them. It doesn't change and is safe for any number of
// goroutines.
type Release struct {
	provenance  medcode.Provenance
	diags       []medcode.Diagnostic
	codes       []Record // by code
	modifiers   []Record // by modifier
	index       map[Code]int32
	notes       map[string]string
	noc         []Code // sorted
	changes     []Change
	corrections []Correction
	notice      []string // lines before the first record of the text file
	tail        int      // blank lines behind the last

	later func() *Release // of a compiled release, has its content; else nil
}

// full returns the release with its content, which a compiled one reads when it
// is first asked for.
func (r *Release) full() *Release {
	if r.later != nil {
		return r.later()
	}
	return r
}

// Read reads a quarterly release as CMS publishes it: the zip, or a folder with
// its files, or one of them. The text file is read in preference to the
// workbook with the same content. Errors are [*medcode.FileError].
func Read(fsys fs.FS) (*Release, error) { return ReadWith(fsys, medcode.ReadOptions{}) }

// ReadWith is Read with options.
func ReadWith(fsys fs.FS, opts medcode.ReadOptions) (*Release, error) {
	b := &builder{limits: opts.Limits, seen: map[string]bool{}, at: map[Code]int{}, modAt: map[Modifier]int{}}
	in, err := intake.Read(fsys, opts, "HCPCS", b.take)
	if err != nil {
		return nil, err
	}
	b.provenance.Files, b.diags = in.Files, append(in.Diagnostics, b.diags...)
	if b.main == "" && b.sheet != nil {
		b.main = b.sheet.file
		if err := b.readSheet(b.sheet); err != nil {
			return nil, err
		}
	}
	if len(b.codes)+len(b.modifiers) == 0 {
		return nil, in.Missing("file of records (ANWEB, text or workbook)")
	}
	return b.release()
}

// Provenance says where the release came from; its Effective is the quarter.
func (r *Release) Provenance() medcode.Provenance { return r.provenance }

// String names the release for people: its system, name, period and size.
func (r *Release) String() string {
	r = r.full()
	return fmt.Sprintf("%v: %d codes, %d modifiers", r.provenance, len(r.codes), len(r.modifiers))
}

// Diagnostics returns the defects of the files, which left them usable. The
// caller must not change them.
func (r *Release) Diagnostics() []medcode.Diagnostic { return r.diags }

// Counts returns how many of each thing the release has, for people and tests.
func (r *Release) Counts() map[string]int {
	r = r.full()
	return map[string]int{
		"codes": len(r.codes), "modifiers": len(r.modifiers), "processing notes": len(r.notes),
		"not otherwise classified": len(r.noc), "changes": len(r.changes), "corrections": len(r.corrections),
	}
}

// Notice returns the lines before the first record: the disclaimers of some
// years' files.
func (r *Release) Notice() string { return strings.Join(r.full().notice, "\n") }

// Lookup returns the record of a code, and whether the release has it, in
// force or not.
func (r *Release) Lookup(c Code) (Record, bool) {
	r = r.full()
	i, ok := r.index[c]
	if !ok {
		return Record{}, false
	}
	return r.codes[i], true
}

// Modifier returns the record of a modifier, and whether the release has it.
func (r *Release) Modifier(m Modifier) (Record, bool) {
	r = r.full()
	i, ok := slices.BinarySearchFunc(r.modifiers, m, func(rec Record, m Modifier) int { return rec.Modifier.Compare(m) })
	if !ok {
		return Record{}, false
	}
	return r.modifiers[i], true
}

// All yields the codes in order.
func (r *Release) All() iter.Seq2[Code, Record] {
	return func(yield func(Code, Record) bool) {
		r := r.full()
		for i := range r.codes {
			if !yield(r.codes[i].Code, r.codes[i]) {
				return
			}
		}
	}
}

// Modifiers yields the modifiers in order.
func (r *Release) Modifiers() iter.Seq2[Modifier, Record] {
	return func(yield func(Modifier, Record) bool) {
		r := r.full()
		for i := range r.modifiers {
			if !yield(r.modifiers[i].Modifier, r.modifiers[i]) {
				return
			}
		}
	}
}

// Note returns the text of a processing note by its number, four digits, or "".
func (r *Release) Note(number string) string { return r.full().notes[number] }

// IsNotOtherwiseClassified reports whether CMS lists c as a code for what has
// no code of its own ("not otherwise classified", unlisted, miscellaneous):
// such a line needs a description of what was furnished.
func (r *Release) IsNotOtherwiseClassified(c Code) bool {
	r = r.full()
	_, ok := slices.BinarySearchFunc(r.noc, c, Code.Compare)
	return ok
}

// Changes returns the transaction report: what the release did to each code
// and modifier since the last. The caller must not change it.
func (r *Release) Changes() []Change { return r.changes }

// Corrections returns the corrections file, as applied. The caller must not
// change it.
func (r *Release) Corrections() []Correction { return r.corrections }

// A builder gathers a release.
type builder struct {
	Release
	limits  medcode.Limits
	main    string // the text file read, or the workbook in its place
	sheet   *table // the workbook with the records
	at      map[Code]int
	modAt   map[Modifier]int
	ignored Record          // takes what is said of a code a second time
	seen    map[string]bool // values reported as unknown
}

func (b *builder) diag(d medcode.Diagnostic) { b.diags = append(b.diags, d) }

// take reads one file, recognised by its content.
func (b *builder) take(e *source.Entry) (known bool, err error) {
	data, err := e.Bytes()
	if err != nil {
		return false, err
	}
	known = true
	switch kind := source.Sniff(data); {
	case kind == source.Zip:
		known, err = b.workbook(e.Path, data)
	case kind != source.Text:
		known = false
	case isText(data):
		if b.main != "" {
			return false, &medcode.FileError{File: e.Path, Err: fmt.Errorf("a second text file with records, beside %s: a release has one: %w", b.main, medcode.ErrLayout)}
		}
		b.main = e.Path
		var text []byte
		if text, err = e.Text(); err == nil {
			err = b.readText(e.Path, text)
		}
	case bytes.Contains(data[:min(len(data), 400)], []byte("PROCESSING NOTES")):
		b.notes = processingNotes(string(columns(data)))
		b.diags = append(b.diags, source.Unfinished(e.Path, data)...)
	case bytes.Contains(data[:min(len(data), 2000)], []byte("HCPCS Contractor Record")):
		// The record layout: this package knows it.
	default:
		known = false
	}
	if err == nil && !known && strings.EqualFold(path.Ext(e.Path), ".prn") {
		err = intake.Unused("a table as printed, cut to columns; its workbook is read")
	}
	return known, err
}

// workbook reads one of the release's workbooks, told apart by their headings.
func (b *builder) workbook(file string, data []byte) (bool, error) {
	book, err := xlsx.Open(file, data, b.limits)
	if errors.Is(err, xlsx.ErrNoWorkbook) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	t, kind, err := b.openTable(file, book)
	if t == nil || err != nil {
		return false, err
	}
	return true, kind.read(b, t)
}

// keepSheet keeps the workbook with the records for when there is no text file.
func (b *builder) keepSheet(t *table) error {
	if b.sheet != nil {
		return &medcode.FileError{File: t.file, Err: fmt.Errorf("a second workbook with records, beside %s: a release has one: %w", b.sheet.file, medcode.ErrLayout)}
	}
	b.sheet = t
	return nil
}

// begin begins the record of a code (kind 3) or a modifier (kind 7).
func (b *builder) begin(file string, line int, text string, kind byte) (*Record, error) {
	var rec Record
	var err error
	var twice bool
	if kind == '7' {
		rec.Modifier, err = ParseModifier(text)
		_, twice = b.modAt[rec.Modifier]
	} else {
		rec.Code, err = Parse(text)
		_, twice = b.at[rec.Code]
	}
	if err != nil {
		return nil, &medcode.FileError{File: file, Line: line, Column: 1, Text: text, Err: err}
	}
	if twice {
		b.diag(medcode.Diagnostic{File: file, Line: line, Kind: medcode.KindDuplicateCode, Text: text, Message: "a second record of the code was left out"})
		b.ignored = rec
		return &b.ignored, nil
	}
	if kind == '7' {
		b.modAt[rec.Modifier] = len(b.modifiers)
		b.modifiers = append(b.modifiers, rec)
		return &b.modifiers[len(b.modifiers)-1], nil
	}
	b.at[rec.Code] = len(b.codes)
	b.codes = append(b.codes, rec)
	return &b.codes[len(b.codes)-1], nil
}

// continues reports whether a continuation line is of the record rec.
func (b *builder) continues(rec *Record, text string, kind byte) bool {
	if kind == '8' {
		m, err := ParseModifier(text)
		return err == nil && rec.Modifier == m
	}
	c, err := Parse(text)
	return err == nil && rec.Code == c
}

// set sets a field from its text.
func (b *builder) set(rec *Record, f *field, v, file string, line, column int) {
	if !f.set(rec, v) {
		b.diag(medcode.Diagnostic{File: file, Line: line, Column: column, Kind: medcode.KindMalformedValue, Text: v, Message: "the value of " + f.name + " was left out"})
		return
	}
	if v == "" || f.table == nil || titleIn(f.table, v) != "" || b.seen[f.name+v] {
		return
	}
	b.seen[f.name+v] = true
	b.diag(medcode.Diagnostic{File: file, Line: line, Column: column, Kind: medcode.KindUnknownValue, Text: v, Message: "the record layout doesn't explain this value of " + f.name + "; it was kept"})
}

// release applies the corrections, sorts and indexes.
func (b *builder) release() (*Release, error) {
	b.applyCorrections()
	r := &b.Release
	slices.SortFunc(r.codes, func(x, y Record) int { return x.Code.Compare(y.Code) })
	slices.SortFunc(r.modifiers, func(x, y Record) int { return x.Modifier.Compare(y.Modifier) })
	slices.SortFunc(r.noc, Code.Compare)
	r.index = make(map[Code]int32, len(r.codes))
	for i := range r.codes {
		r.index[r.codes[i].Code] = int32(i)
	}
	r.provenance.System = "HCPCS Level II"
	if m := quarterName.FindStringSubmatch(path.Base(b.main[strings.LastIndexByte(b.main, '!')+1:])); m != nil {
		r.provenance.Release, r.provenance.Effective = quarters.Named(m[1], m[2])
	} else if m := annualName.FindStringSubmatch(b.main); m != nil {
		r.provenance.Release, r.provenance.Effective = quarters.Named(m[1], "JAN")
	} else {
		r.provenance.Release, r.provenance.Effective = quarters.Of(b.usualAction())
		b.diag(medcode.Diagnostic{File: b.main, Kind: medcode.KindReleaseInferred, Text: r.provenance.Release,
			Message: "the file's name doesn't say its quarter; it was taken from the dates of the actions"})
	}
	return r, nil
}

// HCPC2025_JAN_ANWEB_12172024.txt
var quarterName = regexp.MustCompile(`(?i)HCPC(20\d\d)_?(` + quarters.Months + `)`)

// HCPC2019_CONTR_ANWEB.txt: up to 2019 there was a file a year, in force from
// January, and its name has no month.
var annualName = regexp.MustCompile(`(?i)HCPC(20\d\d)_?(?:CONTR_?)?A(?:N|LPHA)`)

// usualAction returns the first day of the latest quarter with its share of
// actions: single actions are announced ahead.
func (b *builder) usualAction() medcode.Date {
	actions := map[medcode.Date]int{}
	for _, set := range [][]Record{b.codes, b.modifiers} {
		for i := range set {
			_, quarter := quarters.Of(set[i].Effective)
			actions[quarter.From]++
		}
	}
	latest, most := medcode.NewDate(1, 1, 1), 0
	for _, n := range actions {
		most = max(most, n)
	}
	for first, n := range actions {
		if first.After(latest) && n*50 >= most {
			latest = first
		}
	}
	return latest
}

// A Library is releases of several quarters, which picks by date of service.
// It doesn't change and is safe for any number of goroutines.
type Library struct{ releases []*Release }

// NewLibrary makes a library. It is an error to give two releases of a quarter.
func NewLibrary(releases ...*Release) (*Library, error) {
	all, err := shelf.Sort(releases)
	if err != nil {
		return nil, err
	}
	return &Library{all}, nil
}

// On returns the release of the quarter of a date of service. The error wraps
// [medcode.ErrDate].
func (l *Library) On(date medcode.Date) (*Release, error) {
	return shelf.On(l.releases, "HCPCS", date)
}

// Releases yields the releases, the earliest first.
func (l *Library) Releases() iter.Seq[*Release] { return slices.Values(l.releases) }

// Gaps returns the days between the first release and the last for which none
// holds.
func (l *Library) Gaps() []medcode.Period { return shelf.Gaps(l.releases) }

// Through returns the last day that l knows; open is true where a release holds
// without end.
func (l *Library) Through() (last medcode.Date, open bool) { return shelf.Through(l.releases) }

// With returns a library that has those releases, too, each in place of one that
// begins on the same day.
func (l *Library) With(releases ...*Release) (*Library, error) {
	return NewLibrary(shelf.With(l.releases, releases)...)
}

// WithTree is [Library.With] for the releases of a tree of folders: every folder
// that holds files, zips as published among them, is a quarter. Folders without
// files of HCPCS are passed over; in a tree without any the error wraps
// [medcode.ErrNoFile]. A program opens its releases together with those that
// are embedded so:
//
//	l, err := hcpcsdata.Library().WithTree(os.DirFS("releases/hcpcs"), medcode.ReadOptions{})
func (l *Library) WithTree(fsys fs.FS, opts medcode.ReadOptions) (*Library, error) {
	return shelf.WithTree(fsys, opts, ReadWith, l.With)
}
