package stayfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/medcode/medcode"
)

// errOpenList is a file that ends within its JSON.
var errOpenList = fmt.Errorf("the file ends within its JSON: %w", medcode.ErrSyntax)

// objects gives JSON that is a list of stays, or stays over several lines each, as
// JSON Lines: each stay on one line, that of the file on which it begins or, where
// several begin on one, a later one.
type objects struct {
	src io.Reader
	buf []byte
	in  []byte // of buf, read and not looked at
	out []byte // made and not handed out
	err error  // that ended the reading

	list            bool // within the list
	depth           int  // of brackets within a stay
	quoted, escaped bool
	text            bool // the line that is being made has something
	line, made      int  // of the file, and of what is made
}

// isObjects reports whether a file, by its first line, is such JSON.
func isObjects(first string) bool { return first != "" && (first[0] == '[' || first == "{") }

func (o *objects) Read(p []byte) (int, error) {
	for len(o.out) == 0 {
		if len(o.in) == 0 {
			if o.err != nil {
				return 0, o.err
			}
			o.fill()
		}
		for ; len(o.in) > 0 && len(o.out) < len(p); o.in = o.in[1:] {
			o.next(o.in[0])
		}
	}
	n := copy(p, o.out)
	o.out = o.out[n:]
	return n, nil
}

func (o *objects) fill() {
	if o.buf == nil {
		o.buf = make([]byte, 64<<10)
	}
	n, err := o.src.Read(o.buf)
	o.in = o.buf[:n]
	if o.err = err; errors.Is(err, io.EOF) && (o.list || o.depth > 0 || o.quoted) {
		o.err = errOpenList
	}
}

// next takes a byte.
func (o *objects) next(b byte) {
	if b == '\n' {
		o.line++
	}
	if o.quoted {
		o.put(b)
		o.quoted = o.escaped || b != '"'
		o.escaped = b == '\\' && !o.escaped
		return
	}
	outside := o.depth == 0
	switch b {
	case '"':
		o.quoted = true
	case '\n', '\r', '\t', ' ':
		if !outside {
			b = ' '
		} else if b == '\n' && !o.list {
			o.end()
			return
		} else if !o.text {
			return
		}
	case '[':
		if outside && !o.list && !o.text {
			o.list = true
			return
		}
		o.depth++
	case '{':
		o.depth++
	case ']', '}':
		if outside && b == ']' && o.list {
			o.end()
			o.list = false
			return
		}
		if o.depth--; o.depth <= 0 {
			o.depth = 0
			o.put(b)
			if b == '}' {
				o.end()
			}
			return
		}
	case ',':
		if outside && o.list {
			o.end()
			return
		}
	}
	o.put(b)
}

// put adds to the line that is being made, which begins at that of the file.
func (o *objects) put(b byte) {
	if !o.text {
		if n := o.line - o.made; n > 0 {
			o.out = append(o.out, bytes.Repeat([]byte{'\n'}, n)...)
			o.made = o.line
		}
		o.text = true
	}
	if b == '\n' { // in a string, where there is none
		b = ' '
	}
	o.out = append(o.out, b)
}

func (o *objects) end() {
	if o.text {
		o.out = append(o.out, '\n')
		o.made++
		o.text = false
	}
}
