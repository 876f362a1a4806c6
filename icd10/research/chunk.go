package research

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/medcode/medcode"
)

// A chunker cuts a stream of lines into pieces of whole persons. The pieces
// depend on the input alone, so that whatever comes of them does too.
type chunker struct {
	src      io.Reader
	limits   medcode.Limits
	progress medcode.Progress
	done     int64
	size     int64  // of the input, 0 when unknown
	rest     []byte // read and not yet given out
	eof      bool
	pool     sync.Pool
}

const chunkBytes = 1 << 20

// header reads the first line.
func (c *chunker) header() ([]byte, error) {
	for {
		if i := bytes.IndexByte(c.rest, '\n'); i >= 0 {
			line := c.rest[:i]
			c.rest = c.rest[i+1:]
			return bytes.TrimPrefix(bytes.TrimRight(line, "\r"), []byte("\xef\xbb\xbf")), nil
		}
		if c.eof {
			return nil, &medcode.FileError{Line: 1, Err: fmt.Errorf("no header with a line end: %w", medcode.ErrLayout)}
		}
		if len(c.rest) > c.limits.LineBytes {
			return nil, &medcode.FileError{Line: 1, Err: &medcode.LimitError{Limit: "LineBytes", Reason: fmt.Sprintf("a line of over %d bytes", c.limits.LineBytes)}}
		}
		var err error
		if c.rest, err = c.read(c.rest, len(c.rest)+chunkBytes); err != nil {
			return nil, err
		}
	}
}

// evidenceBytes is how much of the input is looked at before it is read.
const evidenceBytes = 64 << 10

// peek returns the beginning of what is left to read.
func (c *chunker) peek() ([]byte, error) {
	var err error
	if len(c.rest) < evidenceBytes {
		c.rest, err = c.read(c.rest, evidenceBytes)
	}
	return c.rest[:min(len(c.rest), evidenceBytes)], err
}

// read reads into b until it has n bytes or the input ends.
func (c *chunker) read(b []byte, n int) ([]byte, error) {
	from := len(b)
	if cap(b) < n {
		b = append(make([]byte, 0, n), b...)
	}
	for len(b) < n && !c.eof {
		k, err := c.src.Read(b[len(b):n])
		b = b[:len(b)+k]
		if errors.Is(err, io.EOF) {
			c.eof = true
		} else if err != nil {
			return b, err
		}
	}
	c.done += int64(len(b) - from)
	if c.progress != nil {
		c.progress(c.done, max(c.done, c.size))
	}
	return b, nil
}

// next returns the next piece, of whole lines, and io.EOF with the last one. It
// ends between two persons, where person tells who a line is about.
func (c *chunker) next(person func(line []byte) ([]byte, error)) ([]byte, error) {
	buf, _ := c.pool.Get().(*[]byte)
	if buf == nil {
		buf = new([]byte)
	}
	b := append((*buf)[:0], c.rest...)
	for want := max(chunkBytes, len(b)); ; want *= 2 {
		var err error
		if b, err = c.read(b, want); err != nil {
			return nil, err
		}
		if c.eof {
			c.rest = c.rest[:0]
			return b, c.longLine(b, io.EOF)
		}
		end, err := c.boundary(b, person)
		if err != nil {
			return nil, err
		}
		if end > 0 {
			c.rest = append(c.rest[:0], b[end:]...)
			return b[:end], c.longLine(b[:end], nil)
		}
		switch {
		case int64(len(b)) > c.limits.EntryBytes:
			return nil, &medcode.FileError{Err: &medcode.LimitError{Limit: "EntryBytes", Reason: fmt.Sprintf("more than %d bytes of one person", c.limits.EntryBytes)}}
		case person == nil && len(b) > c.limits.LineBytes:
			return nil, &medcode.FileError{Err: &medcode.LimitError{Limit: "LineBytes", Reason: fmt.Sprintf("a line of over %d bytes", c.limits.LineBytes)}}
		}
	}
}

// longLine returns err, or an error when a line is over the limit.
func (c *chunker) longLine(b []byte, err error) error {
	if len(b) <= c.limits.LineBytes {
		return err
	}
	n := 0
	for line := range bytes.Lines(b) {
		if n++; len(line) > c.limits.LineBytes {
			return &medcode.FileError{Line: n, Err: &medcode.LimitError{Limit: "LineBytes", Reason: fmt.Sprintf("a line of over %d bytes", c.limits.LineBytes)}}
		}
	}
	return err
}

// boundary returns where the lines of the last person in b begin, 0 when b has
// one person alone.
func (c *chunker) boundary(b []byte, person func([]byte) ([]byte, error)) (int, error) {
	end := bytes.LastIndexByte(b, '\n') + 1
	if person == nil || end == 0 {
		return end, nil
	}
	var last []byte
	for end > 0 {
		start := bytes.LastIndexByte(b[:end-1], '\n') + 1
		line := bytes.TrimRight(b[start:end], "\r\n")
		if len(line) > 0 {
			p, err := person(line)
			if err != nil {
				return 0, c.broken(b[:end], err)
			}
			if last == nil {
				last = append(make([]byte, 0, 64), p...)
			} else if !bytes.Equal(p, last) {
				return end, nil
			}
		}
		end = start
	}
	return 0, nil
}

func (c *chunker) broken(before []byte, err error) error {
	return &medcode.FileError{Line: bytes.Count(before, []byte("\n")), Err: err}
}

// recycle takes back a piece that nobody looks at any more.
func (c *chunker) recycle(b []byte) {
	if cap(b) > 0 && cap(b) <= 4*chunkBytes {
		b = b[:0]
		c.pool.Put(&b)
	}
}
