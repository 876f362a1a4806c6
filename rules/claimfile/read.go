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
	"github.com/medcode/medcode/internal/source"
	"github.com/medcode/medcode/rules"
)

// Read yields the claims of a file in any of the formats, gzip'ed or not. Name
// is the file's, for errors, which are *medcode.FileError; its Line counts the
// lines of CSV and JSON Lines, and the segments of an 837. After an error about
// one claim the next follow, and so after one about the control counts and
// numbers of an 837, which wraps [ErrControl]; an error that makes the rest unreadable is the last.
func Read(name string, r io.Reader) iter.Seq2[*rules.Claim, error] {
	return ReadWith(name, r, medcode.ReadOptions{})
}

// ReadWith is Read with options, of which LineBytes limits a line or segment
// and EntryBytes the file.
func ReadWith(name string, r io.Reader, opts medcode.ReadOptions) iter.Seq2[*rules.Claim, error] {
	opts.Limits = opts.Limits.WithDefaults()
	return func(yield func(*rules.Claim, error) bool) {
		f := &file{name: name, limits: opts.Limits, yield: yield}
		f.read(r)
	}
}

// A file is being read.
type file struct {
	name   string
	limits medcode.Limits
	yield  func(*rules.Claim, error) bool
	line   int // or segment
}

// errStop says that the caller wants no more.
var errStop = errors.New("stop")

func (f *file) read(r io.Reader) {
	in, err := f.open(r)
	if err == nil {
		head, peekErr := in.Peek(512)
		kind := source.Sniff(head)
		head = bytes.TrimLeft(head, " \t\r\n")
		switch {
		case peekErr != nil && !errors.Is(peekErr, io.EOF):
			err = peekErr
		case len(head) == 0:
		case kind == source.UTF16:
			err = fmt.Errorf("UTF-16 text; save the file as UTF-8: %w", medcode.ErrLayout)
		case kind != source.Text:
			err = fmt.Errorf("want claims as X12 837, JSON Lines or CSV, found %s: %w", kind, medcode.ErrLayout)
		case head[0] == '[':
			err = fmt.Errorf("a list in JSON; want JSON Lines, each claim an object on a line of its own: %w", medcode.ErrLayout)
		case bytes.HasPrefix(head, []byte("ISA")):
			err = f.x12(in)
		case head[0] == '{':
			err = f.jsonLines(in)
		default:
			err = f.csv(in)
		}
	}
	if err != nil && !errors.Is(err, errStop) {
		f.yield(nil, f.wrap(err, ""))
	}
}

// open takes off gzip and a byte-order mark, and limits the size.
func (f *file) open(r io.Reader) (*bufio.Reader, error) {
	if r == nil {
		return nil, fmt.Errorf("no claims to read, the io.Reader is nil: %w", medcode.ErrNoFile)
	}
	plain, err := source.Gunzip(r)
	if err != nil {
		return nil, err
	}
	in := bufio.NewReader(&limited{plain, f.limits.EntryBytes})
	if head, _ := in.Peek(3); bytes.Equal(head, []byte("\xef\xbb\xbf")) {
		in.Discard(3)
	}
	return in, nil
}

// A limited reader fails where io.LimitedReader would end.
type limited struct {
	r    io.Reader
	left int64
}

func (l *limited) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	if l.left -= int64(n); l.left < 0 {
		return 0, fmt.Errorf("a larger file than allowed: %w", medcode.ErrLimit)
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

// until reads to the next end byte, which it takes off; io.EOF at the end.
func (f *file) until(in *bufio.Reader, end byte) ([]byte, error) {
	var all []byte
	for {
		part, err := in.ReadSlice(end)
		all = append(all, part...)
		switch {
		case len(all) > f.limits.LineBytes:
			return nil, fmt.Errorf("over %d bytes in a line: %w", f.limits.LineBytes, medcode.ErrLimit)
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err == nil:
			f.line++
			return all[:len(all)-1], nil
		case errors.Is(err, io.EOF) && len(all) > 0:
			f.line++
			return all, nil
		}
		return nil, err
	}
}
