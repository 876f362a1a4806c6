// Package orderfile reads and writes the code description files that CMS and
// CDC publish for ICD-10-CM and ICD-10-PCS in one layout: the order file (all
// headers and codes in the order of the book, numbered), the codes file (the
// valid codes alone), and the addenda of both (what changed since the year
// before).
//
// Columns, 0-based and half-open:
//
//	order    number [0:5]  code [6:13]  flag [14]  short title [16:76]  long title [77:]
//	codes    code [0:7]  title [8:]
//	addenda  action [0:13]  flag [13]  code [15:22]  short title [23:83]  long title [84:]
//	PCS addenda    action [0:13]  code [13:20]  short title [21:81]  long title [82:]
//	codes addenda  action [0:13]  code [13:20]  title [21:]
//
// The flag is 1 for a valid code and 0 for a header; ICD-10-PCS addenda have
// none, there a header is what is shorter than seven characters. Addenda end
// in a blank line and counts of headers and codes.
//
// Codes are handed out as codewords; the package of the system gives the
// function that checks their form, and makes its own code type of them.
// Reading and writing again gives the same bytes, for every official file.
package orderfile

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/codeword"
	"github.com/medcode/medcode/internal/source"
)

// A Form checks the code field of a row, without blanks, and packs it. Its
// error should be a [*medcode.CodeError].
type Form func(code []byte) (codeword.Word, error)

// A Row is one line of an order or a codes file.
type Row struct {
	Code   codeword.Word
	Number int32 // 1-based order number; in a codes file the line number
	Valid  bool  // a code, not a header
	wide   bool  // columns count characters, not bytes
	indent bool  // a blank stands before the short title
	blanks int32 // behind the last title
	Short  string
	Long   string // in a codes file the only title
}

// A Kind is one of the layouts.
type Kind uint8

// The layouts that Sniff tells apart.
const (
	Unknown Kind = iota
	Order
	Addenda    // with a flag, of ICD-10-CM
	PCSAddenda // without
	CodesAddenda
	Codes
)

var kindNames = [...]string{"unknown", "order", "addenda", "PCS addenda", "codes addenda", "codes"}

func (k Kind) String() string { return kindNames[k] }

func (k Kind) withArticle() string {
	if strings.ContainsRune("aou", rune(kindNames[k][0])) {
		return "an " + kindNames[k]
	}
	return "a " + kindNames[k]
}

// sniffed is how many rows Sniff looks at: enough to meet a code that only one
// of the systems can have.
const sniffed = 200

// Sniff tells which layout text has, by its first rows and whether their codes
// satisfy fits. A row in ten may be damaged: it is for Read to say which.
func Sniff(text []byte, fits func(code []byte) bool) Kind {
	for _, l := range layouts[Order:] {
		if l.fits(text, fits) {
			return l.kind
		}
	}
	return Unknown
}

func (l layout) fits(text []byte, fits func(code []byte) bool) bool {
	rows, bad := 0, 0
	for _, line := range source.Lines(text) {
		if rows == sniffed || rows > 0 && len(line) == 0 {
			break
		}
		rows++
		if !l.matches(line) || l.kind == Codes && isMapping(line) {
			bad++
		} else if !fits(l.codeOf(line)) {
			bad++
		}
	}
	return bad*10 < rows || bad == 1 && rows > 3
}

// A layout names the first columns of the fields of a row; 0 where it has no
// such field, since the code of a codes file is its only field in column 0.
type layout struct {
	kind                    Kind
	code, flag, short, long int
}

// In the order that Sniff tries them: a looser layout after a stricter one.
var layouts = [...]layout{
	Unknown:      {},
	Order:        {Order, 6, 14, 16, 77},
	Addenda:      {Addenda, 15, 13, 23, 84},
	PCSAddenda:   {PCSAddenda, 13, 0, 21, 82},
	CodesAddenda: {CodesAddenda, 13, 0, 0, 21},
	Codes:        {Codes, 0, 0, 0, 8},
}

// matches tells by the blanks between fields, and by what stands first.
func (l layout) matches(line []byte) bool {
	if len(line) <= l.long || line[l.long-1] != ' ' || line[l.long] == ' ' || !alphanumeric(line[l.code]) || line[l.code+7] != ' ' {
		return false
	}
	if l.short > 0 && (line[l.short-1] != ' ' || line[l.short] == ' ') {
		return false
	}
	if f := l.flagOf(line); l.flag > 0 && (f != '0' && f != '1' || line[l.flag+1] != ' ') {
		return false
	}
	switch l.kind {
	case Order:
		return number(line[:5]) >= 0 && line[5] == ' '
	case Codes:
		return alphanumeric(line[1]) && alphanumeric(line[2])
	}
	return actionOf(line) != NoAction
}

// IsICD10 reports whether text is an order file of either system, or a file of
// the General Equivalence Mappings, whose rows fit the columns of other lists.
func IsICD10(text []byte) bool {
	if layouts[Order].fits(text, func([]byte) bool { return true }) {
		return true
	}
	rows, maps := 0, 0
	for _, line := range source.Lines(text) {
		if rows == sniffed {
			break
		}
		if rows++; isMapping(line) {
			maps++
		}
	}
	return 2*maps > rows
}

// isMapping reports whether a line is of a file of mappings: 19 characters,
// the last five of them flags.
func isMapping(line []byte) bool {
	return len(line) == 19 && line[13] == ' ' && number(line[14:]) >= 0
}

func (l layout) codeOf(line []byte) []byte {
	return bytes.TrimRight(line[l.code:l.code+7], " ")
}

func (l layout) flagOf(line []byte) byte {
	if l.flag == 0 {
		return 0
	}
	return line[l.flag]
}

func alphanumeric(c byte) bool {
	return codeword.IsDigit(c) || codeword.IsUpper(codeword.Upper(c))
}

// number returns the value of a field of digits, or -1.
func number(field []byte) int {
	n := 0
	for _, c := range field {
		if !codeword.IsDigit(c) {
			return -1
		}
		n = n*10 + int(c-'0')
	}
	return n
}

// A File is an order or a codes file.
type File struct {
	Kind        Kind
	Rows        []Row
	Diagnostics []medcode.Diagnostic
	ends        source.Ends
	trailer     string // blank lines at the end
}

// Read reads an order or a codes file, which Sniff has recognised. The name is
// for errors. A row that has not the file's layout is an error; a doubtful one
// a diagnostic. Whether a code occurs twice is for the caller to look at.
func Read(name string, text []byte, kind Kind, form Form) (*File, error) {
	if kind != Order && kind != Codes {
		return nil, &medcode.FileError{File: name, Err: fmt.Errorf("not an order or codes file: %w", medcode.ErrLayout)}
	}
	f := &File{Kind: kind}
	r := newReader(name, text, layouts[kind], form)
	f.Rows = make([]Row, 0, len(text)/80+1)
	for n, line := range source.Lines(text) {
		if (len(line) == 0 || line[0] == '\x1a') && strings.Trim(r.text[r.pos:], " \t\r\n\x1a") == "" {
			f.trailer = r.text[r.pos:]
			if strings.Contains(f.trailer, "\x1a") {
				r.report(n, 1, medcode.KindEndOfFileMark, "", "the DOS end-of-file mark (0x1A) was left out")
			}
			break
		}
		row, err := r.row(n, line)
		if err != nil {
			return nil, err
		}
		if kind == Order {
			row.Number, row.Valid = int32(number(line[:5])), line[14] == '1'
			if len(f.Rows) > 0 && row.Number != f.Rows[len(f.Rows)-1].Number+1 {
				r.report(n, 1, medcode.KindOrderNumber, string(line[:5]), "order numbers should rise by one; a row may be missing")
			}
		} else {
			row.Number, row.Valid = int32(n), true
		}
		f.Rows = append(f.Rows, row)
	}
	if len(f.Rows) == 0 {
		return nil, &medcode.FileError{File: name, Err: fmt.Errorf("no rows: %w", medcode.ErrLayout)}
	}
	compact(f.Rows, func(w *Row) (*string, *string) { return &w.Short, &w.Long })
	f.ends = source.EndsOf(bytes.TrimRight(text, "\x1a"))
	f.Diagnostics = append(r.diags, f.ends.Diagnostics(name, "\r\n")...)
	return f, nil
}

// AppendText appends the file to b as its publisher wrote it.
func (f *File) AppendText(b []byte) []byte {
	w := writer{b: b, layout: layouts[f.Kind], ends: f.ends}
	for i := range f.Rows {
		row := &f.Rows[i]
		w.line()
		if f.Kind == Order {
			w.b = fmt.Appendf(w.b, "%05d", row.Number)
			w.field(6, row.Code)
			w.pad(14)
			w.b = append(w.b, '0'+bit(row.Valid))
		} else {
			w.field(0, row.Code)
		}
		w.titles(row.Short, row.Long, row.indent, int(row.blanks), row.wide)
	}
	return w.finish(f.trailer)
}

func bit(b bool) byte {
	if b {
		return 1
	}
	return 0
}

// A reader holds what the rows of a file have in common.
type reader struct {
	name   string
	text   string // all of it: titles are first cut from here
	pos    int    // of the current line in text
	layout layout
	form   Form
	diags  []medcode.Diagnostic
}

func newReader(name string, text []byte, l layout, form Form) *reader {
	return &reader{name: name, text: string(text), layout: l, form: form}
}

func (r *reader) report(line, column int, kind medcode.DiagnosticKind, text, message string) {
	r.diags = append(r.diags, medcode.Diagnostic{File: r.name, Line: line, Column: column, Kind: kind, Text: text, Message: message})
}

// row reads the code and the titles of a line.
func (r *reader) row(n int, line []byte) (Row, error) {
	start := r.pos
	r.next(len(line))
	l := r.layout
	whole := r.text[start : start+len(line)]
	places := [...]int{l.short, l.long - 1, l.long}
	narrow, fits := line, l.matches(line)
	var row Row
	if !fits && isWide(line) {
		narrow, row.wide = narrowed(line, places[:]), true
		fits = l.matches(narrow)
	}
	if !fits && l.short > 0 && len(narrow) > l.short+1 && narrow[l.short] == ' ' {
		indented := bytes.Clone(narrow)
		indented[l.short] = narrow[l.short+1] // two header rows of 2012 to 2016: "T464X   0  angiotensin…"
		fits, row.indent = l.matches(indented), true
	}
	if !fits {
		return Row{}, r.fail(n, 1, line, fmt.Errorf("not a row of %s file, which has the code in column %d and its title in column %d: %w", l.kind.withArticle(), l.code+1, l.long+1, medcode.ErrSyntax))
	}
	var err error
	if row.Code, err = r.code(n, narrow); err != nil {
		return Row{}, err
	}
	long := strings.TrimRight(whole[places[2]:], " ")
	row.blanks = int32(len(whole) - places[2] - len(long))
	row.Long = r.title(n, l.long, long)
	if l.short > 0 {
		short := strings.TrimRight(whole[places[0]:places[1]], " ")
		if row.indent {
			r.report(n, l.short+1, medcode.KindSpelling, short, "the short title begins with a blank, which was left out")
			short = short[1:]
		}
		row.Short = r.title(n, l.short, short)
	}
	return row, nil
}

// isWide reports whether a line is UTF-8 with characters of several bytes: its
// columns may count characters.
func isWide(line []byte) bool {
	return utf8.Valid(line) && utf8.RuneCount(line) < len(line)
}

// narrowed returns a line with one byte for each character, and turns columns
// of characters into those of bytes.
func narrowed(line []byte, columns []int) []byte {
	var narrow []byte
	var places []int
	for i, c := range string(line) {
		if c >= utf8.RuneSelf {
			c = '?'
		}
		narrow, places = append(narrow, byte(c)), append(places, i)
	}
	for i, column := range columns {
		columns[i] = places[min(column, len(places)-1)]
	}
	return narrow
}

func (r *reader) code(n int, line []byte) (codeword.Word, error) {
	at := r.layout.code
	w, err := r.form(r.layout.codeOf(line))
	if err != nil {
		var ce *medcode.CodeError
		if errors.As(err, &ce) {
			at += ce.Offset
		}
		return 0, r.fail(n, at+1, line, err)
	}
	return w, nil
}

func (r *reader) fail(n, column int, line []byte, err error) error {
	return &medcode.FileError{File: r.name, Line: n, Column: column, Text: string(line), Err: err}
}

// title returns s as UTF-8: the official files are ASCII, but a copy may have
// been through another program.
func (r *reader) title(n, column int, s string) string {
	if utf8.ValidString(s) {
		return s
	}
	r.report(n, column+1, medcode.KindEncoding, s, "a title is not UTF-8; read as Windows-1252")
	t, _ := charmap.Windows1252.NewDecoder().String(s) // a charmap decodes anything
	return t
}

// next steps over a line of that length and its end.
func (r *reader) next(length int) {
	r.pos += length
	if i := strings.IndexByte(r.text[r.pos:], '\n'); i >= 0 {
		r.pos += i + 1
	} else {
		r.pos = len(r.text)
	}
}

// A writer builds rows of one layout.
type writer struct {
	b      []byte
	start  int // of the current line in b
	lines  int
	layout layout
	ends   source.Ends
}

func (w *writer) line() {
	if w.lines > 0 {
		w.b = w.ends.Append(w.b, false, "\r\n")
	}
	w.lines++
	w.start = len(w.b)
}

func (w *writer) pad(column int) {
	for len(w.b)-w.start < column {
		w.b = append(w.b, ' ')
	}
}

func (w *writer) field(column int, code codeword.Word) {
	w.pad(column)
	w.b = code.Append(w.b)
}

func (w *writer) titles(short, long string, indent bool, blanks int, wide bool) {
	column := w.layout.long
	if wide {
		column += len(short) - utf8.RuneCountInString(short)
	}
	if w.layout.short > 0 {
		w.pad(w.layout.short + int(bit(indent)))
		w.b = append(w.b, short...)
	}
	w.pad(column)
	w.b = append(w.b, long...)
	for range blanks {
		w.b = append(w.b, ' ')
	}
}

func (w *writer) finish(trailer string) []byte {
	if w.lines > 0 {
		w.b = w.ends.Append(w.b, trailer == "", "\r\n")
	}
	return append(w.b, trailer...)
}

// compact moves the titles of rows, which are parts of the whole file's text,
// into one string of just their size, each pair of equal titles once.
func compact[T any](rows []T, titles func(*T) (short, long *string)) {
	size := 0
	for i := range rows {
		short, long := titles(&rows[i])
		if size += len(*long); *short != *long {
			size += len(*short)
		}
	}
	var b strings.Builder
	b.Grow(size)
	keep := func(s string) string {
		b.WriteString(s)
		return b.String()[b.Len()-len(s):]
	}
	for i := range rows {
		short, long := titles(&rows[i])
		same := *short == *long
		if *long = keep(*long); same {
			*short = *long
		} else {
			*short = keep(*short)
		}
	}
}
