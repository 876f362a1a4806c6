// Package xlsx reads the cells of Excel workbooks (Office Open XML, ECMA-376)
// as text: what a reader of release tables needs, and nothing of formulas,
// styles or drawings beyond telling dates from numbers.
package xlsx

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"path"
	"regexp"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/xmlscan"
)

// A Book is an opened workbook. It is immutable; its methods may be called by
// any number of goroutines.
type Book struct {
	name    string
	limits  medcode.Limits
	size    int64
	parts   map[string]*zip.File // by lower-case path
	sheets  []sheet
	strings []string // shared strings
	dates   []bool   // by cell style: is it a date format?
	epoch   medcode.Date
}

type sheet struct{ name, part string }

// A Row is one row of a sheet that has cells.
type Row struct {
	Number int      // 1-based, as Excel shows it
	Cells  []string // from column A on; valid until the next row, its strings for good
}

// Cell returns the text in column i, 0 being A, or "" when the row ends before.
func (r Row) Cell(i int) string {
	if i < 0 || i >= len(r.Cells) {
		return ""
	}
	return r.Cells[i]
}

// Empty reports whether every cell of r is blank.
func (r Row) Empty() bool {
	for _, c := range r.Cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

// ErrNoWorkbook is wrapped by the error of a zip that is whole and no workbook:
// a text document, say, which releases have beside their tables.
var ErrNoWorkbook = fmt.Errorf("a zip, but not a workbook: %w", medcode.ErrLayout)

// Open reads the directory, shared strings and date styles of the workbook in
// data, which must not change afterwards. name is the path that errors give.
// The limits on bytes and ratio apply to the parts inside the workbook. Errors
// are [*medcode.FileError].
func Open(name string, data []byte, limits medcode.Limits) (*Book, error) {
	b := &Book{name: name, limits: limits.WithDefaults(), size: int64(len(data)), parts: map[string]*zip.File{}}
	if bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0")) {
		return nil, b.fail(fmt.Errorf("an encrypted workbook or one of Excel before 2007, not .xlsx: %w", medcode.ErrLayout))
	}
	if !bytes.HasPrefix(data, []byte("PK")) {
		return nil, b.fail(fmt.Errorf("not a workbook (.xlsx): %w", medcode.ErrLayout))
	}
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, b.fail(fmt.Errorf("workbook: %w: %w", err, medcode.ErrSyntax))
	}
	if err := b.index(r); err != nil {
		return nil, err
	}
	return b, b.load()
}

// Sheets returns the names of the worksheets, in the order of their tabs.
func (b *Book) Sheets() []string {
	names := make([]string, len(b.sheets))
	for i, s := range b.sheets {
		names[i] = s.name
	}
	return names
}

func (b *Book) fail(err error) error {
	if fe := (*medcode.FileError)(nil); errors.As(err, &fe) {
		return err
	}
	return &medcode.FileError{File: b.name, Err: err}
}

// index notes the parts of the workbook and refuses those beyond the limits.
func (b *Book) index(r *zip.Reader) error {
	if len(r.File) > b.limits.Entries {
		return b.fail(tooMuch("Entries", "more than %d parts in a workbook", b.limits.Entries))
	}
	total := uint64(0)
	for _, f := range r.File {
		size := f.UncompressedSize64
		total += size
		name := f.Name[:min(len(f.Name), 120)]
		switch {
		case size > uint64(b.limits.EntryBytes):
			return b.fail(tooMuch("EntryBytes", "part %s: more than %d bytes", name, b.limits.EntryBytes))
		case total > uint64(b.limits.TotalBytes):
			return b.fail(tooMuch("TotalBytes", "up to part %s: more than %d bytes in all", name, b.limits.TotalBytes))
		case size > 1<<20 && size/uint64(b.limits.Ratio) > f.CompressedSize64:
			return b.fail(tooMuch("Ratio", "part %s decompresses to over %d times its size", name, b.limits.Ratio))
		}
		b.parts[strings.ToLower(strings.TrimPrefix(f.Name, "/"))] = f
	}
	return nil
}

func tooMuch(limit, format string, args ...any) error {
	return &medcode.LimitError{Limit: limit, Reason: fmt.Sprintf(format, args...)}
}

// reserve is what is made room for by what the directory says of a part, which
// need not be true.
const reserve = 32 << 20

// part returns the content of a part, which must have the size its directory
// entry says: index has checked only that.
func (b *Book) part(name string) ([]byte, error) {
	f := b.parts[strings.ToLower(name)]
	if f == nil {
		return nil, b.fail(fmt.Errorf("workbook without part %s: %w", name, medcode.ErrLayout))
	}
	r, err := f.Open()
	if err != nil {
		return nil, b.fail(fmt.Errorf("part %s: %w: %w", name, err, medcode.ErrSyntax))
	}
	defer r.Close()
	size := int64(f.UncompressedSize64)
	buf := bytes.NewBuffer(make([]byte, 0, min(size, reserve)+bytes.MinRead))
	n, err := buf.ReadFrom(io.LimitReader(r, size+1))
	switch {
	case err != nil:
		return nil, b.fail(fmt.Errorf("part %s: %w: %w", name, err, medcode.ErrSyntax))
	case n > size:
		return nil, b.fail(fmt.Errorf("part %s is larger than the %d bytes it says: %w", name, size, medcode.ErrSyntax))
	}
	return buf.Bytes(), nil
}

// load follows the relationships from the package to the workbook, its sheets,
// shared strings and styles.
func (b *Book) load() error {
	if b.parts["_rels/.rels"] == nil {
		return b.fail(ErrNoWorkbook)
	}
	root, err := b.relations("_rels/.rels", "")
	if err != nil {
		return err
	}
	book, ok := first(root, "/officeDocument")
	if !ok {
		return b.fail(ErrNoWorkbook)
	}
	main, err := b.part(book.target)
	if err != nil {
		return err
	}
	if !isWorkbook.Match(main[:min(len(main), 4096)]) {
		return b.fail(ErrNoWorkbook)
	}
	dir, file := path.Split(book.target)
	rels, err := b.relations(dir+"_rels/"+file+".rels", dir)
	if err != nil {
		return err
	}
	if err := b.readWorkbook(book.target, rels); err != nil {
		return err
	}
	if r, ok := first(rels, "/sharedStrings"); ok {
		if err := b.readStrings(r.target); err != nil {
			return err
		}
	}
	if r, ok := first(rels, "/styles"); ok {
		return b.readStyles(r.target)
	}
	return nil
}

// isWorkbook finds the root element of a workbook.
var isWorkbook = regexp.MustCompile(`<(?:\w+:)?workbook\b`)

type relation struct{ id, kind, target string }

func first(rels []relation, kind string) (relation, bool) {
	for _, r := range rels {
		if strings.HasSuffix(r.kind, kind) {
			return r, true
		}
	}
	return relation{}, false
}

// relations reads a relationships part, whose targets are relative to dir.
func (b *Book) relations(part, dir string) ([]relation, error) {
	var rels []relation
	err := b.each(part, func(s *xmlscan.Scanner, tok xmlscan.Token) error {
		if tok == xmlscan.Start && s.Is("Relationship") {
			r := relation{id: s.Attrs().Get("Id"), kind: s.Attrs().Get("Type"), target: s.Attrs().Get("Target")}
			if abs, ok := strings.CutPrefix(r.target, "/"); ok {
				r.target = abs
			} else {
				r.target = path.Join(dir, r.target)
			}
			rels = append(rels, r)
		}
		return nil
	})
	return rels, err
}

func (b *Book) readWorkbook(part string, rels []relation) error {
	b.epoch = medcode.NewDate(1899, 12, 30) // day 60 of 1900 never was, hence not the 31st
	worksheets := make(map[string]string, len(rels))
	for _, r := range rels {
		if strings.HasSuffix(r.kind, "/worksheet") {
			worksheets[r.id] = r.target
		}
	}
	listed := map[string]bool{}
	err := b.each(part, func(s *xmlscan.Scanner, tok xmlscan.Token) error {
		switch {
		case tok != xmlscan.Start:
		case s.Is("workbookPr") && truth(s.Attrs().Get("date1904")):
			b.epoch = medcode.NewDate(1904, 1, 1)
		case s.Is("sheet"):
			target, ok := worksheets[s.Attrs().Get("id")]
			if !ok {
				return nil
			}
			if listed[target] {
				return fmt.Errorf("two worksheets with one part, %s: %w", target, medcode.ErrSyntax)
			}
			listed[target] = true
			b.sheets = append(b.sheets, sheet{s.Attrs().Get("name"), target})
		}
		return nil
	})
	if err == nil && len(b.sheets) == 0 {
		err = b.fail(fmt.Errorf("workbook without worksheets: %w", medcode.ErrLayout))
	}
	return err
}

func truth(s string) bool { return s == "1" || s == "true" }

// readStrings reads the table of shared strings into one block of memory.
func (b *Book) readStrings(part string) error {
	var arena []byte
	var ends []int
	var text texts
	err := b.each(part, func(s *xmlscan.Scanner, tok xmlscan.Token) error {
		var err error
		arena, err = text.add(arena, s, tok)
		if err == nil && tok == xmlscan.End && s.Is("si") {
			from := 0
			if len(ends) > 0 {
				from = ends[len(ends)-1]
			}
			err = checkCell(arena[from:])
			ends = append(ends, len(arena))
		}
		return err
	})
	if err != nil {
		return err
	}
	all, from := string(arena), 0
	b.strings = make([]string, len(ends))
	for i, to := range ends {
		b.strings[i], from = all[from:to], to
	}
	return nil
}

// texts gathers the t elements of a string item, rich text runs joined,
// phonetic guides (rPh) left out.
type texts struct{ inT, inPhonetic bool }

func (t *texts) add(dst []byte, s *xmlscan.Scanner, tok xmlscan.Token) ([]byte, error) {
	switch {
	case tok == xmlscan.Text && t.inT && !t.inPhonetic:
		return appendText(dst, s)
	case tok == xmlscan.Text:
	case s.Is("t"):
		t.inT = tok == xmlscan.Start
	case s.Is("rPh"):
		t.inPhonetic = tok == xmlscan.Start
	}
	return dst, nil
}

// readStyles learns which cell formats show a number as a date.
func (b *Book) readStyles(part string) error {
	custom := map[string]bool{}
	inCells := false
	return b.each(part, func(s *xmlscan.Scanner, tok xmlscan.Token) error {
		switch {
		case tok == xmlscan.Text:
		case s.Is("cellXfs"):
			inCells = tok == xmlscan.Start
		case tok == xmlscan.End:
		case s.Is("numFmt"):
			custom[s.Attrs().Get("numFmtId")] = isDateFormat(s.Attrs().Get("formatCode"))
		case s.Is("xf") && inCells:
			id := s.Attrs().Get("numFmtId")
			is, known := custom[id]
			b.dates = append(b.dates, is || !known && builtinDates[id])
		}
		return nil
	})
}

// builtinDates are the implied number formats with a day in them, ECMA-376
// part 1, section 18.8.30.
var builtinDates = map[string]bool{
	"14": true, "15": true, "16": true, "17": true, "22": true, "27": true, "28": true, "29": true,
	"30": true, "31": true, "36": true, "50": true, "51": true, "52": true, "53": true, "54": true,
	"57": true, "58": true,
}

// isDateFormat reports whether a format code shows a year or a day: it has a y
// or d outside quotes, brackets and escapes.
func isDateFormat(code string) bool {
	for i := 0; i < len(code); i++ {
		switch code[i] {
		case '"':
			i += max(0, strings.IndexByte(code[i+1:], '"')) + 1
		case '[':
			i += max(0, strings.IndexByte(code[i+1:], ']')) + 1
		case '\\', '_', '*':
			i++
		case 'y', 'Y', 'd', 'D':
			return true
		}
	}
	return false
}

// each scans a part and calls fn for every token.
func (b *Book) each(part string, fn func(*xmlscan.Scanner, xmlscan.Token) error) error {
	data, err := b.part(part)
	if err != nil {
		return err
	}
	s := xmlscan.New(data, b.limits.XMLDepth)
	for {
		tok, err := s.Next()
		if err == nil && tok != xmlscan.EOF {
			err = fn(s, tok)
		}
		if err != nil {
			return b.fail(fmt.Errorf("part %s, byte %d: %w", part, s.Offset(), err))
		}
		if tok == xmlscan.EOF {
			return nil
		}
	}
}

// find returns the sheet of that name, ignoring case; the first for "".
func (b *Book) find(name string) (sheet, error) {
	for _, s := range b.sheets {
		if name == "" || strings.EqualFold(s.name, name) {
			return s, nil
		}
	}
	return sheet{}, b.fail(fmt.Errorf("no sheet %q, only %q: %w", name, b.Sheets(), medcode.ErrLayout))
}

// Rows yields the rows of the sheet of that name (the first one for "") that
// have cells, in order. A cell is text: numbers as written shortest ("2017",
// "0.5"), days of a date format as "2026-04-01", with the time behind a blank
// when there is one, booleans as TRUE and FALSE. A failure ends the rows with
// a [*medcode.FileError] whose line is the row's number.
func (b *Book) Rows(name string) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		sh, err := b.find(name)
		if err != nil {
			yield(Row{}, err)
			return
		}
		data, err := b.part(sh.part)
		if err != nil {
			yield(Row{}, err)
			return
		}
		r := &rowReader{book: b, s: xmlscan.New(data, b.limits.XMLDepth)}
		for {
			more, err := r.next()
			if err != nil {
				yield(Row{}, &medcode.FileError{File: b.name + "!" + sh.name, Line: r.row.Number, Err: err})
				return
			}
			if !more || !yield(r.row, nil) {
				return
			}
		}
	}
}

// Errorf is the error of a cell.
func (r Row) Errorf(file string, column int, format string, a ...any) error {
	return &medcode.FileError{File: file, Line: r.Number, Column: column + 1, Text: r.Cell(column), Err: fmt.Errorf(format, a...)}
}
