package claimfile

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/columns"
	"github.com/medcode/medcode/internal/source"
	"github.com/medcode/medcode/internal/xlsx"
	"github.com/medcode/medcode/rules"
)

// Read yields the claims of a file in any of the formats, gzip'ed or not. Name
// is the file's, for errors, which are *medcode.FileError; its Line counts the
// lines of text, and the segments of an 837. After an error about
// one claim the next follow, and so after one about the control counts and
// numbers of an 837, which wraps [ErrControl]; an error that makes the rest unreadable is the last.
//
// Errors quote a field that can't be read, and name the claim by its ID; they
// hold nothing else of what the file says of a patient.
func Read(name string, r io.Reader) iter.Seq2[*rules.Claim, error] {
	return NewReader(name, r, Options{}).All()
}

// ReadWith is Read with options, of which LineBytes limits a line or segment,
// ClaimLines and ClaimCodes what one claim has, and EntryBytes, unless zero, the file.
func ReadWith(name string, r io.Reader, opts medcode.ReadOptions) iter.Seq2[*rules.Claim, error] {
	return NewReader(name, r, Options{Limits: opts.Limits}).All()
}

// Options are what a [Reader] takes beside its input.
type Options struct {
	// Limits: LineBytes limits a line or segment, ClaimLines and ClaimCodes what
	// one claim has, EntryBytes the file. A file is a stream, and so of any size
	// where EntryBytes is zero.
	Limits medcode.Limits
	// HoldBytes is how much of a part is held in memory to be sorted, where the rows
	// of its claims are not in the order of their identifiers (see [NewJoin]); 256 MB
	// where zero or less.
	HoldBytes int64
	// Columns says which field a column of a CSV file holds where its name does
	// not: by the column's name, in any case, the name of a field as the
	// package's documentation has it, or "" for a column to pass over.
	Columns map[string]string
}

// A Reader reads one file of claims, in whatever format it is.
type Reader struct{ file }

// NewReader returns a reader of a file; name is for errors.
func NewReader(name string, r io.Reader, opts Options) *Reader {
	most := opts.Limits.EntryBytes
	return &Reader{file{name: name, src: r, most: most, limits: opts.Limits.WithDefaults(), mapped: opts.Columns, hold: max(opts.HoldBytes, 0)}}
}

// All yields the claims of the file, once. A claim is the caller's to keep.
func (r *Reader) All() iter.Seq2[*rules.Claim, error] {
	return func(yield func(*rules.Claim, error) bool) {
		r.yield = yield
		r.read()
	}
}

// Reuse gives a claim back, once, whose memory and that of its lists the reader may
// use for the claims that follow: a program that is done with one before it takes
// the next reads an 837 with little allocated but the text; other formats leave
// it. Neither the claim nor a part of it may be used any more, or given back
// again; strings that were taken from it stay as they are. It is to be called by
// the goroutine that ranges over All. Claims that are not given back are the
// caller's to keep.
func (r *Reader) Reuse(c *rules.Claim) {
	if c != nil && r.format == X12 {
		r.free = append(r.free, c)
	}
}

// Format returns the format that the file turned out to have, as soon as
// something was read.
func (r *Reader) Format() Format { return r.format }

// Notes returns what was chosen in reading the file, where it leaves a choice:
// how dates are written, columns that no claim has; and what is odd with its
// codes as a whole. It is complete when All has ended.
func (r *Reader) Notes() []medcode.Diagnostic { return r.notes }

// Cut reports whether the file could not be read to its end, as soon as All has
// ended: what compresses it is damaged or cut short, an 837 has no IEA, a
// line of JSON ends within a claim, the text is in none of the formats. The error that says why was the last.
func (r *Reader) Cut() bool { return r.cut }

// A file is being read.
type file struct {
	name   string
	src    io.Reader
	most   int64 // bytes of the file; 0 for no limit
	parts  []Part
	hold   int64
	limits medcode.Limits
	mapped map[string]string
	format Format
	notes  []medcode.Diagnostic
	yield  func(*rules.Claim, error) bool
	line   int // or segment
	cut    bool
	free   []*rules.Claim // given back
}

// errStop says that the caller wants no more.
var errStop = errors.New("stop")

func (f *file) read() {
	var err error
	if f.parts != nil {
		err = f.join()
	} else {
		var in *bufio.Reader
		if in, err = f.open(f.src); err == nil {
			err = f.byContent(in)
		}
	}
	if len(f.mapped) > 0 && f.format != CSV && f.format != 0 {
		f.note(medcode.KindMissingColumn, "", "the mapping of columns is for CSV, and says nothing here: the file is %s", f.format)
	}
	if err != nil && !errors.Is(err, errStop) {
		f.cut = true
		f.yield(nil, f.wrap(err, ""))
	}
}

// sniffed is how much of a file is looked at to tell its format.
const sniffed = 64 << 10

const blanks = " \t\r\n"

// open takes off gzip, a byte-order mark and blanks in front, and limits the size.
func (f *file) open(r io.Reader) (*bufio.Reader, error) {
	if r == nil {
		return nil, fmt.Errorf("no claims to read, the io.Reader is nil: %w", medcode.ErrNoFile)
	}
	plain, err := source.GunzipWithin(r, f.limits)
	if err != nil {
		return nil, err
	}
	if f.most > 0 {
		plain = &limited{plain, f.most}
	}
	plain, others, err := xlsx.Text(f.name, plain, f.limits)
	if err != nil {
		return nil, err
	}
	if len(others) > 0 {
		f.note(medcode.KindUnusedFile, strings.Join(others, ", "), "the first sheet with rows is read, and no other")
	}
	in := bufio.NewReaderSize(columns.Decoded(plain), sniffed)
	for {
		head, err := in.Peek(1)
		switch {
		case errors.Is(err, io.EOF):
			return in, nil
		case err != nil:
			return nil, err
		case strings.IndexByte(blanks, head[0]) < 0:
			return in, nil
		}
		if head[0] == '\n' {
			f.line++
		}
		_, _ = in.Discard(1)
	}
}

// A limited reader fails where io.LimitedReader would end.
type limited struct {
	r    io.Reader
	left int64
}

func (l *limited) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	if l.left -= int64(n); l.left < 0 {
		return 0, &medcode.LimitError{Limit: "EntryBytes", Reason: "a file of more bytes than allowed"}
	}
	return n, err
}

// wrap makes a FileError of err unless it is one.
func (f *file) wrap(err error, text string) error {
	var fe *medcode.FileError
	if errors.As(err, &fe) {
		return err
	}
	return &medcode.FileError{File: f.name, Line: f.line, Text: text, Err: err}
}

// note takes down what was chosen in reading the file.
func (f *file) note(kind medcode.DiagnosticKind, text, format string, args ...any) {
	f.notes = append(f.notes, medcode.Diagnostic{File: f.name, Line: f.line, Kind: kind, Text: text, Message: fmt.Sprintf(format, args...)})
}

// unreadable adds to list what is wrong with a field, unless err is nil.
func unreadable(list *[]rules.Unreadable, at rules.Place, text string, err error) {
	if err != nil {
		problem := strings.TrimSuffix(err.Error(), ": "+medcode.ErrSyntax.Error())
		*list = append(*list, rules.Unreadable{Place: at, Text: text, Problem: problem})
	}
}

// give hands a claim, or what is wrong with it, to the caller. The error names
// the claim where there is one.
func (f *file) give(c *rules.Claim, err error, text string) error {
	if err == nil && c != nil {
		err = f.within(c)
	}
	if err != nil {
		err = f.wrap(err, text)
		if fe := (*medcode.FileError)(nil); c != nil && c.ID != "" && errors.As(err, &fe) {
			fe.Err = fmt.Errorf("claim %q: %w", c.ID, fe.Err)
		}
		c = nil
	}
	if !f.yield(c, err) {
		return errStop
	}
	return nil
}

// within holds a claim against the limits.
func (f *file) within(c *rules.Claim) error {
	if n := len(c.Lines); n > f.limits.ClaimLines {
		return over("ClaimLines", "more than %d service lines", f.limits.ClaimLines)
	}
	if max(len(c.Diagnoses), len(c.Procedures), len(c.Reasons), len(c.Conditions), len(c.Occurrences), len(c.Spans), len(c.Values), len(c.Remarks)) > f.limits.ClaimCodes {
		return over("ClaimCodes", "more than %d codes of a kind", f.limits.ClaimCodes)
	}
	if len(c.Unreadable) > f.limits.ClaimCodes {
		return over("ClaimCodes", "more than %d unreadable fields", f.limits.ClaimCodes)
	}
	return nil
}

// over says that there is more than a limit allows.
func over(limit, format string, most int) error {
	return &medcode.LimitError{Limit: limit, Reason: fmt.Sprintf(format, most)}
}

// errLong is a line over the limit, which was skipped.
var errLong error = &medcode.LimitError{Limit: "LineBytes", Reason: "a line over the limit"}

// until reads to the next end byte, which it takes off; io.EOF at the end. What
// it returns is valid until the next call. Of a line over the limit it returns
// errLong, and is then behind it.
func (f *file) until(in *bufio.Reader, end byte, room *[]byte, most int) ([]byte, error) {
	part, err := in.ReadSlice(end)
	if err == nil && len(part) <= most {
		f.line++
		return part[:len(part)-1], nil
	}
	all := append((*room)[:0], part...)
	for errors.Is(err, bufio.ErrBufferFull) && len(all) <= most {
		part, err = in.ReadSlice(end)
		all = append(all, part...)
	}
	*room = all
	long := len(all) > most
	for errors.Is(err, bufio.ErrBufferFull) {
		_, err = in.ReadSlice(end)
	}
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return nil, err
	case err != nil && len(all) == 0:
		return nil, io.EOF
	}
	f.line++
	if long {
		return nil, errLong
	}
	return bytes.TrimSuffix(all, []byte{end}), nil
}
