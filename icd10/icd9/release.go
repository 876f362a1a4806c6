package icd9

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/intake"
	"github.com/medcode/medcode/internal/orderfile"
	"github.com/medcode/medcode/internal/shelf"
	"github.com/medcode/medcode/internal/source"
	"github.com/medcode/medcode/internal/xlsx"
	"golang.org/x/text/encoding/charmap"
)

// A Release is the codes of one year of ICD-9-CM. It doesn't change, and any
// number of goroutines may use it.
type Release struct {
	// Diagnoses and Procedures are the codes of volumes 1 and 3; empty, never
	// nil, where their files were not there.
	Diagnoses  *List[Volume1]
	Procedures *List[Volume3]

	prov  medcode.Provenance
	diags []medcode.Diagnostic
}

// Provenance says where r comes from and for which dates of discharge or
// service it holds.
func (r *Release) Provenance() medcode.Provenance { return r.prov }

// String names the release for people: its system, name, period and size.
func (r *Release) String() string {
	return fmt.Sprintf("%v: %d diagnoses, %d procedures", r.prov, r.Diagnoses.Len(), r.Procedures.Len())
}

// Diagnostics returns the defects found in the files.
func (r *Release) Diagnostics() []medcode.Diagnostic { return slices.Clone(r.diags) }

// Read reads a release from the files as CMS published them, in any
// arrangement of folders and zips: the text files of long and short titles of
// diagnoses and procedures, and the workbooks of the same.
func Read(fsys fs.FS) (*Release, error) { return ReadWith(fsys, medcode.ReadOptions{}) }

// ReadWith is Read with limits and progress.
func ReadWith(fsys fs.FS, opts medcode.ReadOptions) (*Release, error) {
	b := &releaseReader{limits: opts.Limits.WithDefaults()}
	in, err := intake.Read(fsys, opts, "ICD-9-CM", b.take)
	if err != nil {
		return nil, err
	}
	r := &Release{prov: medcode.Provenance{System: "ICD-9-CM", Files: in.Files}}
	b.diags = append(in.Diagnostics, b.diags...)
	r.Diagnoses, r.Procedures = merge(b, b.dx), merge(b, b.pr)
	r.date(b)
	r.diags = b.diags
	return r, nil
}

// date finds the version in the names of files, which alone have it:
// CMS32_DESC_LONG_DX.txt, V28LONG.txt. Version 32 holds for fiscal year 2015.
func (r *Release) date(b *releaseReader) {
	for _, f := range r.prov.Files {
		if n := versionIn(strings.ToUpper(f.Name)); n > 0 {
			r.prov.Release = strconv.Itoa(n)
			r.prov.Effective = medcode.Period{From: medcode.NewDate(n+1982, 10, 1), To: medcode.NewDate(n+1983, 9, 30)}
			return
		}
	}
	b.report("", medcode.KindReleaseUnknown, "", "no file name says the version; the release holds for every date")
}

// versionIn returns the two digits behind CMS or V in s, or 0.
func versionIn(s string) int {
	for _, mark := range []string{"CMS", "V"} {
		for rest := s; ; {
			_, after, ok := strings.Cut(rest, mark)
			if !ok {
				break
			}
			rest = after
			digits := len(rest) - len(strings.TrimLeft(rest, "0123456789"))
			if n, err := strconv.Atoi(rest[:digits]); digits == 2 && err == nil {
				return n
			}
		}
	}
	return 0
}

// A part is what one file gives of a volume: codes with one or both titles.
type part[V Volume] struct {
	file    string
	entries []Entry[V]
	format  format
	has     [2]bool // short, long
}

// A format is how a text file was written.
type format struct {
	read bool
	cp   bool // Windows-1252
	ends source.Ends
}

const (
	short = 0
	long  = 1
)

// shortWidth is the most characters of a short title.
const shortWidth = 24

type releaseReader struct {
	limits medcode.Limits
	diags  []medcode.Diagnostic
	dx     []part[Volume1]
	pr     []part[Volume3]
}

func (b *releaseReader) report(file string, kind medcode.DiagnosticKind, text, message string) {
	b.diags = append(b.diags, medcode.Diagnostic{File: file, Kind: kind, Text: text, Message: message})
}

func (b *releaseReader) take(e *source.Entry) (bool, error) {
	data, err := e.Bytes()
	if err != nil {
		return false, err
	}
	switch source.Sniff(data) {
	case source.Text:
		text, err := e.Text()
		if err != nil {
			return false, err
		}
		if orderfile.IsICD10(text) {
			return false, nil // its numbers and codes stand where those of ICD-9 do
		}
		// A procedure is told from a diagnosis by the column of its title.
		if fits[Volume1](text) {
			b.diags = append(b.diags, diagnosisShape.Cut(e.Path, text)...)
			return true, readText(b, &b.dx, e.Path, text)
		}
		if fits[Volume3](text) {
			b.diags = append(b.diags, procedureShape.Cut(e.Path, text)...)
			return true, readText(b, &b.pr, e.Path, text)
		}
	case source.Zip: // a workbook, since Walk opens zips that are called so
		return b.workbook(e.Path, data)
	}
	return false, nil
}

// sniffed is how many lines fits looks at.
const sniffed = 200

// fits reports whether text is of the layout of V's files. A line in ten may be
// damaged: it is for readText to say which.
func fits[V Volume](text []byte) bool {
	lines, bad := 0, 0
	for _, line := range source.Lines(text) {
		if lines == sniffed || lines > 0 && len(line) == 0 {
			break
		}
		lines++
		if _, _, err := row[V](line); err != nil {
			bad++
		}
	}
	return bad*10 < lines || bad == 1 && lines > 3
}

var errRow = fmt.Errorf("want a code and a title in its column: %w", medcode.ErrSyntax)

// row reads a line: a code, blanks to the title's column, a title.
func row[V Volume](line []byte) (Code[V], []byte, error) {
	column := rulesOf[V]().column
	if len(line) <= column || line[column-1] != ' ' || line[column] == ' ' || line[0] == ' ' {
		return Code[V]{}, nil, errRow
	}
	c, err := parse[V](string(line[:column]))
	return c, line[column:], err
}

// readText reads a text file of one volume, of short titles if all are short.
func readText[V Volume](b *releaseReader, parts *[]part[V], name string, text []byte) error {
	p := part[V]{file: name, format: format{read: true, cp: !utf8.Valid(text), ends: source.EndsOf(text)}}
	decoder := charmap.Windows1252.NewDecoder()
	which, spelt := short, false
	for n, line := range source.Lines(text) {
		if len(line) == 0 && n > len(p.entries) && n > 1 {
			b.diags = append(b.diags, medcode.Diagnostic{File: name, Line: n, Kind: medcode.KindBlankLine, Message: "a blank line, passed over"})
			continue
		}
		if len(bytes.Trim(line, "\x1a")) == 0 && len(line) > 0 {
			b.diags = append(b.diags, medcode.Diagnostic{File: name, Line: n, Kind: medcode.KindEndOfFileMark, Message: "the DOS end-of-file mark (0x1A) was left out"})
			continue
		}
		c, title, err := row[V](line)
		if err != nil {
			var ce *medcode.CodeError
			column := 1
			if errors.As(err, &ce) {
				column += ce.Offset
			}
			return &medcode.FileError{File: name, Line: n, Column: column, Text: string(line), Err: err}
		}
		if !spelt && string(bytes.TrimRight(line[:rulesOf[V]().column], " ")) != c.Compact() {
			spelt = true
			b.diags = append(b.diags, medcode.Diagnostic{File: name, Line: n, Column: 1, Kind: medcode.KindSpelling, Text: string(line),
				Message: "a code not in capitals, without dot, from the left; it and others of the kind are read as if they were"})
		}
		if p.format.cp {
			title, _ = decoder.Bytes(title) // a charmap decodes anything
		}
		trimmed := bytes.TrimRight(title, " ")
		e := Entry[V]{Code: c, Long: string(trimmed), longBlanks: uint16(min(len(title)-len(trimmed), 1<<16-1))}
		if utf8.RuneCount(trimmed) > shortWidth {
			which = long
		}
		p.entries = append(p.entries, e)
	}
	if p.has[which] = true; which == short {
		for i := range p.entries {
			e := &p.entries[i]
			e.Short, e.shortBlanks, e.Long, e.longBlanks = e.Long, e.longBlanks, "", 0
		}
	}
	b.diags = append(b.diags, p.format.ends.Diagnostics(name, "\n")...)
	*parts = append(*parts, p)
	return nil
}

// workbook reads the workbook of both titles, known by its first row: DIAGNOSIS
// CODE or PROCEDURE CODE, LONG DESCRIPTION, SHORT DESCRIPTION.
func (b *releaseReader) workbook(name string, data []byte) (bool, error) {
	book, err := xlsx.Open(name, data, b.limits)
	if err != nil {
		b.report(name, medcode.KindUnreadFile, "", "not read: a zip, but no workbook: "+err.Error())
		return false, nil
	}
	for r, err := range book.Rows("") {
		if err != nil {
			return false, err
		}
		switch strings.ToUpper(strings.TrimSpace(r.Cell(0))) {
		case "DIAGNOSIS CODE":
			return true, readWorkbook(&b.dx, name, book)
		case "PROCEDURE CODE":
			return true, readWorkbook(&b.pr, name, book)
		}
		break
	}
	return false, nil
}

func readWorkbook[V Volume](parts *[]part[V], name string, book *xlsx.Book) error {
	p := part[V]{file: name, has: [2]bool{true, true}}
	columns := [2]int{-1, -1}
	for r, err := range book.Rows("") {
		if err != nil {
			return err
		}
		if columns[long] < 0 {
			for i, title := range r.Cells {
				switch {
				case strings.HasPrefix(strings.ToUpper(title), "SHORT"):
					columns[short] = i
				case strings.HasPrefix(strings.ToUpper(title), "LONG"):
					columns[long] = i
				}
			}
			if columns[short] < 0 || columns[long] < 0 {
				return &medcode.FileError{File: name, Line: r.Number, Text: strings.Join(r.Cells, " | "),
					Err: fmt.Errorf("want columns of long and short descriptions: %w", medcode.ErrLayout)}
			}
			continue
		}
		if r.Empty() {
			continue
		}
		c, err := parse[V](r.Cell(0))
		if err != nil {
			return &medcode.FileError{File: name, Line: r.Number, Text: r.Cell(0), Err: err}
		}
		p.entries = append(p.entries, Entry[V]{Code: c, Short: strings.TrimSpace(r.Cell(columns[short])), Long: strings.TrimSpace(r.Cell(columns[long]))})
	}
	*parts = append(*parts, p)
	return nil
}

// merge makes one list of the parts of a volume. Titles of text files stand
// before those of workbooks; whatever differs is reported.
func merge[V Volume](b *releaseReader, parts []part[V]) *List[V] {
	l := &List[V]{}
	slices.SortStableFunc(parts, func(x, y part[V]) int { return rank(x) - rank(y) })
	for i, p := range parts {
		if i == 0 {
			l.entries = slices.Clone(p.entries)
			for _, c := range l.set() {
				b.report(p.file, medcode.KindDuplicateCode, c.Compact(), "a code occurs twice; the first stands")
			}
		} else {
			l.add(b, p)
		}
		for which, has := range p.has {
			if has && p.format.read {
				l.files[which] = p.format
			}
		}
	}
	return l
}

// rank orders parts: long titles, short titles, workbooks.
func rank[V Volume](p part[V]) int {
	switch {
	case !p.format.read:
		return 2
	case p.has[long]:
		return 0
	}
	return 1
}

// add fills what l lacks from p, and reports what differs.
func (l *List[V]) add(b *releaseReader, p part[V]) {
	seen := make(map[Code[V]]bool, len(p.entries))
	places := make(map[Code[V]]int, len(l.entries))
	for i := range l.entries {
		places[l.entries[i].Code] = i
	}
	for _, e := range p.entries {
		i, ok := places[e.Code]
		switch {
		case seen[e.Code]:
			b.report(p.file, medcode.KindDuplicateCode, e.Code.Compact(), "a code occurs twice; the first stands")
			continue
		case !ok:
			b.report(p.file, medcode.KindCodesDiffer, e.Code.Compact(), "a code that the other file of the volume lacks")
			places[e.Code] = len(l.entries)
			l.entries = append(l.entries, e)
		default:
			have := &l.entries[i]
			if p.has[short] && have.Short == "" {
				have.Short, have.shortBlanks = e.Short, e.shortBlanks
			}
			if p.has[long] && have.Long == "" {
				have.Long, have.longBlanks = e.Long, e.longBlanks
			}
			if p.has[short] && have.Short != e.Short || p.has[long] && have.Long != e.Long {
				b.report(p.file, medcode.KindTitlesDiffer, e.Code.Compact(), "the title differs from that of the other file of the volume, which stands")
			}
		}
		seen[e.Code] = true
	}
	l.set()
	for _, e := range l.entries {
		if !seen[e.Code] {
			b.report(p.file, medcode.KindCodesDiffer, e.Code.Compact(), "a code of the other file of the volume is missing")
		}
	}
}

// AppendShort appends the file of short titles to b, as CMS wrote it: byte for
// byte the one that l was read from, where there was one.
func (l *List[V]) AppendShort(b []byte) []byte {
	return l.appendFile(b, l.files[short], func(e *Entry[V]) (string, uint16) { return e.Short, e.shortBlanks })
}

// AppendLong appends the file of long titles to b.
func (l *List[V]) AppendLong(b []byte) []byte {
	f := l.files[long]
	if !f.read {
		f.cp = true
	}
	return l.appendFile(b, f, func(e *Entry[V]) (string, uint16) { return e.Long, e.longBlanks })
}

func (l *List[V]) appendFile(b []byte, f format, title func(*Entry[V]) (string, uint16)) []byte {
	column := rulesOf[V]().column
	encoder := charmap.Windows1252.NewEncoder()
	first := true
	for i := range l.entries {
		e := &l.entries[i]
		text, blanks := title(e)
		if text == "" {
			continue
		}
		if !first {
			b = f.ends.Append(b, false, "\n")
		}
		first = false
		if f.cp {
			if s, err := encoder.String(text); err == nil {
				text = s
			}
		}
		b = e.Code.AppendCompact(b)
		for range column - e.Code.Len() {
			b = append(b, ' ')
		}
		b = append(b, text...)
		for range blanks {
			b = append(b, ' ')
		}
	}
	if first {
		return b
	}
	return f.ends.Append(b, true, "\n")
}

// A Library holds releases and picks the one for a date.
type Library struct{ releases []*Release }

// NewLibrary returns a library of releases, in any order. Two that begin on
// the same day are an error.
func NewLibrary(releases ...*Release) (*Library, error) {
	all, err := shelf.Sort(releases)
	if err != nil {
		return nil, err
	}
	return &Library{all}, nil
}

// On returns the release that holds on a date: of discharge for inpatients, of
// service for others. The error wraps [medcode.ErrDate].
func (l *Library) On(date medcode.Date) (*Release, error) {
	return shelf.On(l.releases, "ICD-9-CM", date)
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
// that holds files, zips as published among them, is a release. Folders without
// files of ICD-9-CM are passed over; in a tree without any the error wraps
// [medcode.ErrNoFile].
func (l *Library) WithTree(fsys fs.FS, opts medcode.ReadOptions) (*Library, error) {
	return shelf.WithTree(fsys, opts, ReadWith, l.With)
}

// The lists since version 23 end so.
var (
	diagnosisShape = intake.Shape{Fewest: 13_000, Last: regexp.MustCompile(`^V(8|91)`)}
	procedureShape = intake.Shape{Fewest: 3_500, Last: regexp.MustCompile(`^99`)}
)
