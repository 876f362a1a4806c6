package stayfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/columns"
	"github.com/medcode/medcode/internal/source"
	"github.com/medcode/medcode/internal/xlsx"
)

// ErrRest says that a file can't be read to its end: it is cut off or damaged,
// and the stays from that line on are lost.
var ErrRest = errors.New("the file can't be read from here on, what follows is lost")

// A Reader reads a file of stays.
//
// All yields them one after another. For several goroutines, Next hands out the
// file in blocks of whole lines, and a Decoder for each goroutine takes the
// stays from them.
type Reader struct {
	file   string
	src    io.Reader
	buf    []byte
	n      int   // bytes of buf that are read and not handed out
	line   int   // the number of the first line of these
	err    error // that ended the reading
	format Format
	layout layout
	limits medcode.Limits

	columns map[string]string // fields by names of columns, as the caller says
	order   columns.Order     // of dates
	notes   []string

	mu       sync.Mutex
	decoders []*Decoder
}

// A Block is a run of whole lines of a file.
type Block struct {
	Line int    // the number of its first line
	Text string // the lines with their ends

	long bool // a line over the limit, whose text is left out
}

// blockSize is the size of a block, about a thousand stays.
const blockSize = 256 << 10

// Options are what a reader takes beside its input.
type Options struct {
	// Columns says which field a column of a table holds where its name does not:
	// by the column's name, in any case, the name of a field, or "" for a column to
	// pass over.
	Columns map[string]string
	// Limits: LineBytes limits a line, ClaimCodes the diagnoses and the procedures
	// of a stay, Ratio what gzip decompresses to.
	Limits medcode.Limits
}

// NewReader returns a reader of the file that src gives, after it has read the
// first lines and found the format. The name is for errors. An error about the
// format wraps [medcode.ErrLayout].
func NewReader(src io.Reader, name string) (*Reader, error) {
	return NewReaderWith(src, name, Options{})
}

// NewReaderWith is NewReader with options.
func NewReaderWith(src io.Reader, name string, opts Options) (*Reader, error) {
	r := &Reader{file: name, line: 1, columns: opts.Columns, limits: opts.Limits.WithDefaults()}
	plain, err := source.GunzipWithin(src, opts.Limits)
	if err != nil {
		return nil, r.failed(0, "", err)
	}
	plain, others, err := xlsx.Text(name, plain, opts.Limits)
	if err != nil {
		return nil, err
	}
	if len(others) > 0 {
		r.notes = append(r.notes, fmt.Sprintf("the first sheet with rows is read, not %s", strings.Join(others, ", ")))
	}
	r.src = columns.Decoded(plain)
	r.buf = make([]byte, blockSize)
	r.fill()
	if r.n == 0 && r.err != io.EOF {
		return nil, r.readError()
	}
	if err := r.open(); err != nil {
		return nil, err
	}
	return r, nil
}

// open finds the format of the file by its first line with text.
func (r *Reader) open() error {
	switch kind := source.Sniff(r.buf[:r.n]); {
	case kind != source.Text:
		return r.failed(0, "", fmt.Errorf("want stays as CSV, JSON Lines, TSV or a workbook (.xlsx), found %s: %w", kind, medcode.ErrLayout))
	case len(bytes.TrimSpace(r.buf[:r.n])) == 0 && r.err == io.EOF:
		return r.failed(0, "", fmt.Errorf("want stays as CSV, JSON Lines, TSV or a workbook (.xlsx), found blank lines: %w", medcode.ErrLayout))
	}
	r.skip(len(r.buf[:r.n]) - len(bytes.TrimPrefix(r.buf[:r.n], []byte("\xef\xbb\xbf"))))
	if endsWithCR(r.buf[:r.n]) {
		r.src = endings{r.src}
		lineFeeds(r.buf[:r.n])
	}
	r.skipBlank()
	end := bytes.IndexByte(r.buf[:r.n], '\n')
	if end < 0 && r.err != nil && r.err != io.EOF {
		return r.readError()
	}
	first, _, _ := strings.Cut(string(r.buf[:r.n]), "\n")
	first = strings.TrimRight(first, "\r")
	switch {
	case strings.HasPrefix(first, "ISA"):
		return r.failed(r.line, "", fmt.Errorf("an X12 interchange, as claims are sent; want stays as CSV, JSON Lines or TSV: %w", medcode.ErrLayout))
	case isObjects(strings.TrimSpace(first)):
		r.format = JSONLines
		r.relist()
		return nil
	case strings.HasPrefix(strings.TrimSpace(first), "{"), strings.TrimSpace(first) == "null": // of JSON, and no stay
		r.format = JSONLines
		return nil
	case !isHeader(first) && r.titles():
		first, _, _ = strings.Cut(string(r.buf[:r.n]), "\n")
		first = strings.TrimRight(first, "\r")
		end = bytes.IndexByte(r.buf[:r.n], '\n')
	case !isHeader(first) && strings.IndexByte(first, '\t') >= 0:
		r.format = TSV
		r.layout = layout{columns: claimColumns, separator: '\t'}
		return nil
	}
	var err error
	if r.layout, err = readHeader(first, r.columns); err == nil && end < 0 && r.err == nil {
		err = &medcode.LimitError{Reason: fmt.Sprintf("a header of over %d bytes", len(r.buf))}
	}
	if err != nil {
		return r.failed(r.line, "", err) // a file without header begins with a stay
	}
	for _, from := range slices.Sorted(maps.Keys(r.columns)) {
		if !slices.ContainsFunc(r.layout.names, func(name string) bool { return strings.EqualFold(strings.TrimSpace(from), strings.TrimSpace(name)) }) {
			r.notes = append(r.notes, fmt.Sprintf("the mapping of columns names %q, which the file lacks", from))
		}
	}
	r.skipLine()
	r.evidence(r.buf[:min(r.n, 64<<10)])
	return nil
}

// relist has what is read so far, and what follows, as JSON Lines.
func (r *Reader) relist() {
	begin := io.Reader(bytes.NewReader(bytes.Clone(r.buf[:r.n])))
	if r.err == nil {
		begin = io.MultiReader(begin, r.src)
	}
	end := r.err
	if end == nil {
		end = io.EOF
	}
	r.src, r.n, r.err = &objects{src: &endingWith{begin, end}, line: r.line, made: r.line}, 0, nil
	r.fill()
}

// endingWith gives an error in the place of io.EOF.
type endingWith struct {
	io.Reader
	err error
}

func (e *endingWith) Read(p []byte) (int, error) {
	n, err := e.Reader.Read(p)
	if err == io.EOF {
		err = e.err
	}
	return n, err
}

// titles skips the lines before the header of a table, if a line behind the first
// ones is one: it names a stay's fields.
func (r *Reader) titles() bool {
	lines := strings.SplitN(string(r.buf[:min(r.n, 64<<10)]), "\n", columns.MostTitles+1)
	for i, line := range lines[:min(len(lines), columns.MostTitles)] {
		if line = strings.TrimRight(line, "\r"); i == 0 || !isHeader(line) {
			continue
		}
		if _, err := readHeader(line, r.columns); err != nil {
			continue
		}
		for range i {
			r.skipLine()
		}
		r.notes = append(r.notes, fmt.Sprintf("the header is line %d; what stands before it is passed over", r.line))
		return true
	}
	return false
}

// skipBlank skips the blank lines at the front.
func (r *Reader) skipBlank() {
	for {
		text := r.buf[:r.n]
		blank := r.n - len(bytes.TrimLeft(text, " \t\r\n"))
		last := bytes.LastIndexByte(text[:blank], '\n') + 1
		r.line += bytes.Count(text[:last], []byte{'\n'})
		r.skip(last)
		if blank < len(text) || r.err != nil || r.n == len(r.buf) {
			return
		}
		r.fill()
	}
}

// Notes returns what was chosen in reading the file, where it leaves a choice.
func (r *Reader) Notes() []string { return slices.Clone(r.notes) }

// evidence looks at the first lines for the order of day and month.
func (r *Reader) evidence(text []byte) {
	var e columns.Evidence
	lines := bytes.Split(text, []byte{'\n'})
	if r.err == nil && len(lines) > 1 { // the last is cut, perhaps
		lines = lines[:len(lines)-1]
	}
	for _, line := range lines {
		for _, cell := range bytes.Split(line, []byte{r.layout.separator}) {
			if len(cell) <= 24 && len(cell) >= 6 && bytes.IndexAny(cell, "/.-") > 0 && (cell[0] <= '9' || cell[0] == ' ') {
				e.Add(strings.Trim(string(cell), "\" \r"))
			}
		}
	}
	r.order = e.Order()
	if told := e.Told(); told != "" {
		r.notes = append(r.notes, told)
	}
}

// endsWithCR reports whether the first line of text ends with CR and no LF.
func endsWithCR(text []byte) bool {
	text = bytes.TrimLeft(text, "\r\n")
	i := bytes.IndexAny(text, "\r\n")
	if i < 0 {
		return false
	}
	rest := bytes.TrimLeft(text[i:], "\r")
	return len(rest) > 0 && rest[0] != '\n'
}

// endings gives each CR as LF. One that stands before an LF makes a blank line.
type endings struct{ io.Reader }

func (e endings) Read(b []byte) (int, error) {
	n, err := e.Reader.Read(b)
	lineFeeds(b[:n])
	return n, err
}

func lineFeeds(b []byte) {
	for i := range b {
		if b[i] == '\r' {
			b[i] = '\n'
		}
	}
}

// Format returns the format of the file.
func (r *Reader) Format() Format { return r.format }

// Ignored returns the names of columns and keys that are no field of a stay, as
// far as the file has been read. No decoder may be at work.
func (r *Reader) Ignored() []string {
	names := slices.Clone(r.layout.ignored)
	for _, d := range r.decoders {
		for _, name := range d.ignored {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// Next returns the next block. The error is io.EOF at the end of the file.
// After another error, which wraps [ErrRest], there is nothing more to read; all
// whole lines before it have been returned.
func (r *Reader) Next() (Block, error) {
	if r.src == nil { // the zero Reader
		return Block{}, io.EOF
	}
	for {
		r.fill()
		if i := bytes.LastIndexByte(r.buf[:r.n], '\n'); i >= 0 {
			return r.block(i + 1), nil
		}
		switch {
		case r.n >= r.limits.LineBytes:
			return r.longLine(), nil
		case r.err == io.EOF && r.n > 0:
			return r.block(r.n), nil
		case r.err != nil:
			return Block{}, r.readError()
		}
		r.buf = append(r.buf, make([]byte, len(r.buf))...)
	}
}

// block hands out the first n bytes of the buffer.
func (r *Reader) block(n int) Block {
	b := Block{Line: r.line, Text: string(r.buf[:n])}
	r.line += bytes.Count(r.buf[:n], []byte{'\n'})
	r.skip(n)
	return b
}

// longLine hands out the beginning of a line over the limit and skips the rest.
func (r *Reader) longLine() Block {
	b := Block{Line: r.line, long: true}
	for bytes.IndexByte(r.buf[:r.n], '\n') < 0 && r.err == nil {
		r.n = 0
		r.fill()
	}
	r.skipLine()
	return b
}

// fill reads until the buffer is full or nothing is left.
func (r *Reader) fill() {
	for r.n < len(r.buf) && r.err == nil {
		var n int
		n, r.err = r.src.Read(r.buf[r.n:])
		r.n += n
	}
}

// skipLine skips the line at the front of the buffer, or what there is of it.
func (r *Reader) skipLine() {
	end := bytes.IndexByte(r.buf[:r.n], '\n')
	if end < 0 {
		end = r.n - 1
	}
	r.skip(end + 1)
	r.line++
}

func (r *Reader) skip(n int) { r.n = copy(r.buf, r.buf[n:r.n]) }

func (r *Reader) readError() error {
	if r.err == io.EOF {
		return io.EOF
	}
	return r.failed(r.line, "", fmt.Errorf("%w: %w", ErrRest, r.err))
}

func (r *Reader) long() error {
	return &medcode.LimitError{Limit: "LineBytes", Reason: fmt.Sprintf("a line of over %d bytes", r.limits.LineBytes)}
}

func (r *Reader) failed(line int, text string, err error) error {
	return &medcode.FileError{File: r.file, Line: line, Text: text, Err: err}
}

// All yields the stays of the file, and for a line that is none, or where the
// file can't be read on ([ErrRest]), an error. The record is valid until the next one.
func (r *Reader) All() iter.Seq2[*Record, error] {
	return func(yield func(*Record, error) bool) {
		d := r.Decoder()
		for {
			b, err := r.Next()
			if err == io.EOF {
				return
			}
			if err != nil {
				yield(nil, err)
				return
			}
			for rec, err := range d.Stays(b) {
				if !yield(rec, err) {
					return
				}
			}
		}
	}
}

// A Decoder takes stays from the blocks of a file. Each goroutine has its own.
type Decoder struct {
	r    *Reader
	rec  Record
	wide []wide // by number of the columns

	json  cursor
	have  fieldSet  // the keys of the object
	list  field     // the list that is being read
	entry [2]string // the code of an element, and its POA or date
	given [2]bool   // which of them the element has

	keys    map[string]field // of the keys seen
	ignored []string         // those that are no field

	versionText, versionSeen string // the last version read
}

// Decoder returns a new decoder.
func (r *Reader) Decoder() *Decoder {
	d := &Decoder{r: r, wide: make([]wide, r.layout.widest), keys: map[string]field{}}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.decoders = append(r.decoders, d)
	return d
}

// Stays yields the stays of a block, and for a line that is none an error, a
// [*medcode.FileError]. Lines without text are passed over. The record is valid
// until the next one; its ID shares memory with the block.
func (d *Decoder) Stays(b Block) iter.Seq2[*Record, error] {
	return func(yield func(*Record, error) bool) {
		if b.long {
			err := d.r.long()
			yield(nil, d.r.failed(b.Line, "", err))
			return
		}
		n := b.Line
		for line := range strings.SplitSeq(b.Text, "\n") {
			line = strings.TrimRight(line, "\r")
			if strings.TrimSpace(line) != "" {
				rec, err := d.bounded(line, n)
				if err != nil && d.r.layout.noRow(line) != "" { // the header again, totals
					err, rec = nil, nil
				}
				if (rec != nil || err != nil) && !yield(rec, err) {
					return
				}
			}
			n++
		}
	}
}

// bounded decodes a line that is within the limit.
func (d *Decoder) bounded(line string, n int) (*Record, error) {
	if len(line) > d.r.limits.LineBytes {
		return nil, d.r.failed(n, "", d.r.long())
	}
	return d.decode(line, n)
}

func (d *Decoder) decode(line string, n int) (*Record, error) {
	r := &d.rec
	dx, px, malformed := r.Diagnoses[:0], r.Procedures[:0], r.Malformed[:0]
	*r = Record{Line: n, Malformed: malformed}
	r.Diagnoses, r.Procedures = dx, px
	var column int
	var text string
	var err error
	if d.r.format == JSONLines {
		column, text, err = d.object(line)
	} else {
		column, text, err = d.table(line)
	}
	if err != nil {
		return nil, &medcode.FileError{File: d.r.file, Line: n, Column: column, Text: text, Err: err}
	}
	return r, nil
}
