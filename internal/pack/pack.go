// Package pack is the form in which compiled code sets are embedded: parts that
// are deflated one by one, so that a question inflates only what it is about.
//
// A pack is a mark, the check sum of what follows it, the number of parts, for
// each its size deflated and inflated, and the parts. Numbers are as those of
// encoding/binary's Uvarint. The same parts always make the same bytes.
package pack

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"strings"

	"github.com/medcode/medcode"
)

const (
	markLen   = 8       // of the mark that says what a pack holds
	mostTable = 1 << 16 // bytes of the table of parts
)

// Join deflates parts and makes a pack of them. The mark has 8 bytes.
func Join(mark string, parts [][]byte) []byte { return JoinPlain(mark, parts, -1) }

// JoinPlain is Join with one part that is not made smaller, so that it takes no
// time to inflate.
func JoinPlain(mark string, parts [][]byte, plain int) []byte {
	var body []byte
	var packed [][]byte
	body = binary.AppendUvarint(body, uint64(len(parts)))
	for i, p := range parts {
		level := flate.BestCompression
		if i == plain {
			level = flate.NoCompression
		}
		z := deflate(p, level)
		packed = append(packed, z)
		body = binary.AppendUvarint(body, uint64(len(z)))
		body = binary.AppendUvarint(body, uint64(len(p)))
	}
	body = append(body, bytes.Join(packed, nil)...)
	out := append([]byte(mark[:markLen]), 0, 0, 0, 0)
	binary.BigEndian.PutUint32(out[markLen:], crc32.ChecksumIEEE(body))
	return append(out, body...)
}

func deflate(p []byte, level int) []byte {
	var b bytes.Buffer
	w, _ := flate.NewWriter(&b, level) // the level is a good one
	w.Write(p)                         // a Buffer takes all
	w.Close()
	return b.Bytes()
}

// A Pack is an opened pack. It doesn't change.
type Pack struct {
	data  []byte // of the parts; not to be changed
	parts []part
}

type part struct{ from, to, size int }

// Open reads the table of parts. Data that isn't a pack with that mark, or was
// damaged, is an error, which wraps [medcode.ErrSyntax] or [medcode.ErrLayout].
func Open(mark string, data []byte) (*Pack, error) {
	const head = markLen + 4
	if len(data) < head || string(data[:markLen]) != mark {
		return nil, fmt.Errorf("not a compiled set of the kind %q: %w", mark, medcode.ErrLayout)
	}
	body := data[head:]
	if crc32.ChecksumIEEE(body) != binary.BigEndian.Uint32(data[markLen:]) {
		return nil, fmt.Errorf("a compiled set that was damaged: its check sum differs: %w", medcode.ErrSyntax)
	}
	r := Reader{s: string(body[:min(len(body), mostTable)])}
	p := &Pack{parts: make([]part, r.Len(2))}
	at := 0
	for i := range p.parts {
		n := r.Int()
		p.parts[i] = part{at, at + n, r.Int()}
		at += n
	}
	p.data = body[r.at:]
	if r.err || at != len(p.data) {
		return nil, fmt.Errorf("a compiled set whose table of parts is wrong: %w", medcode.ErrSyntax)
	}
	return p, nil
}

// Len returns the number of parts.
func (p *Pack) Len() int { return len(p.parts) }

// Part inflates a part; a part that isn't there or can't be inflated is empty.
func (p *Pack) Part(i int) *Reader {
	if i < 0 || i >= len(p.parts) {
		return &Reader{}
	}
	at := p.parts[i]
	if at.size > 1200*(at.to-at.from)+64 { // flate can't do better
		return &Reader{err: true}
	}
	var text strings.Builder
	text.Grow(at.size)
	z := flate.NewReader(bytes.NewReader(p.data[at.from:at.to]))
	if n, err := io.Copy(&text, io.LimitReader(z, int64(at.size))); err != nil || n != int64(at.size) {
		return &Reader{err: true}
	}
	return &Reader{s: text.String()}
}

// A Writer makes a part.
type Writer struct{ b []byte }

// Bytes returns what was written.
func (w *Writer) Bytes() []byte { return w.b }

// Int writes a number of 0 or more.
func (w *Writer) Int(n int) { w.Uint(uint64(n)) }

// Uint writes a number.
func (w *Writer) Uint(n uint64) { w.b = binary.AppendUvarint(w.b, n) }

// Byte writes a byte.
func (w *Writer) Byte(c byte) { w.b = append(w.b, c) }

// Bool writes a byte of 0 or 1.
func (w *Writer) Bool(is bool) {
	c := byte(0)
	if is {
		c = 1
	}
	w.Byte(c)
}

// String writes a text and its length.
func (w *Writer) String(s string) {
	w.Int(len(s))
	w.b = append(w.b, s...)
}

// Part writes what another writer has, and its length.
func (w *Writer) Part(o *Writer) { w.String(string(o.b)) }

// A Reader reads a part. Behind its end, and after anything malformed, all is
// zero, and Err says so. Texts share the memory of the part.
type Reader struct {
	s   string
	at  int
	err bool
}

// Err reports whether something was malformed.
func (r *Reader) Err() bool { return r.err }

// At returns how many bytes were read.
func (r *Reader) At() int { return r.at }

// Done reports whether all was read.
func (r *Reader) Done() bool { return r.at == len(r.s) }

func (r *Reader) left() int { return len(r.s) - r.at }

func (r *Reader) fail() { r.at, r.err = len(r.s), true }

// Uint reads a number.
func (r *Reader) Uint() uint64 {
	if r.at < len(r.s) && r.s[r.at] < 0x80 { // most are short
		r.at++
		return uint64(r.s[r.at-1])
	}
	return r.long()
}

func (r *Reader) long() (n uint64) {
	for i := r.at; i < len(r.s) && i < r.at+binary.MaxVarintLen64; i++ {
		c := r.s[i]
		n |= uint64(c&0x7f) << (7 * (i - r.at))
		if c < 0x80 {
			r.at = i + 1
			return n
		}
	}
	r.fail()
	return 0
}

// Int reads a number of 0 to 2^31-1.
func (r *Reader) Int() int {
	n := r.Uint()
	if n > 1<<31-1 {
		r.fail()
		return 0
	}
	return int(n)
}

// Len reads the number of things that follow, each of at least size bytes.
func (r *Reader) Len(size int) int {
	n := r.Int()
	if n*size > r.left() {
		r.fail()
		return 0
	}
	return n
}

// Byte reads a byte.
func (r *Reader) Byte() byte {
	if r.at == len(r.s) {
		r.fail()
		return 0
	}
	c := r.s[r.at]
	r.at++
	return c
}

// Bool reads a byte of 0 or 1.
func (r *Reader) Bool() bool { return r.Byte() != 0 }

// String reads a text.
func (r *Reader) String() string { return r.Text(r.Len(1)) }

// Text reads n bytes as a text.
func (r *Reader) Text(n int) string {
	if n > r.left() {
		r.fail()
		return ""
	}
	r.at += n
	return r.s[r.at-n : r.at]
}

// Part reads what Writer.Part wrote.
func (r *Reader) Part() *Reader { return &Reader{s: r.String(), err: r.err} }

// Rest reads what is left as a text.
func (r *Reader) Rest() string { return r.Text(r.left()) }
