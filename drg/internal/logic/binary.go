package logic

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/medcode/medcode/internal/codeword"
)

// The binary form of a grouper: a mark, the SHA-256 of what follows, and the
// logic, compressed. The same logic always gives the same bytes.
const BinaryMark = "medcode drg 2\n"

// maxBinary bounds what Decode unpacks; the logic of a version is about 2 MB.
const MaxBinary = 64 << 20

// ErrFormat is what Decode returns, wrapped, for data that is not the binary
// form of a grouper, or damaged.
var ErrFormat = errors.New("not a compiled grouper of this version of medcode, or damaged")

// Encode returns the compiled form of l.
func Encode(l *Logic) ([]byte, error) {
	var plain bytes.Buffer
	c := &coder{w: &plain}
	c.logic(l)
	var packed bytes.Buffer
	z, err := flate.NewWriter(&packed, flate.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(plain.Bytes()); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(packed.Bytes())
	return slices.Concat([]byte(BinaryMark), sum[:], packed.Bytes()), nil
}

// Decode returns the logic that data is the compiled form of. The error wraps
// [ErrFormat].
func Decode(data []byte) (*Logic, error) {
	body, ok := bytes.CutPrefix(data, []byte(BinaryMark))
	if !ok || len(body) < sha256.Size {
		return nil, ErrFormat
	}
	sum, packed := body[:sha256.Size], body[sha256.Size:]
	if got := sha256.Sum256(packed); !bytes.Equal(got[:], sum) {
		return nil, fmt.Errorf("the checksum differs: %w", ErrFormat)
	}
	var plain bytes.Buffer
	plain.Grow(9 * len(packed)) // a little more than the tables come to
	if _, err := plain.ReadFrom(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), MaxBinary)); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	l := &Logic{}
	c := &coder{r: plain.Bytes()}
	c.logic(l)
	if c.err == nil && c.left() > 0 {
		c.fail("bytes behind the end")
	}
	if c.err == nil {
		c.check(l)
	}
	if c.err != nil {
		return nil, c.err
	}
	return l, nil
}

// A coder writes the parts of a logic to w, or, without w, reads them from r.
// Each of its methods does both, so that the two can't differ.
type coder struct {
	w   *bytes.Buffer
	r   []byte
	at  int // how much of r is read
	err error

	bare bool // without places, sources and findings
}

func (c *coder) left() int { return len(c.r) - c.at }

func (c *coder) fail(what string) {
	if c.err == nil {
		c.err = fmt.Errorf("%s: %w", what, ErrFormat)
	}
}

type integer interface {
	~int | ~uint8 | ~uint16 | ~uint32 | ~int32
}

func number[T integer](c *coder, p *T) {
	if c.w != nil {
		c.w.Write(binary.AppendUvarint(nil, uint64(*p)))
		return
	}
	if c.at < len(c.r) && c.r[c.at] < 0x80 && c.err == nil { // most are short
		*p = T(c.r[c.at])
		c.at++
		return
	}
	v, n := binary.Uvarint(c.r[c.at:])
	if c.err != nil || n <= 0 || uint64(T(v)) != v {
		c.fail("a number is cut off or too large")
		return
	}
	*p = T(v)
	c.at += n
}

func (c *coder) flag(p *bool) {
	v := uint8(0)
	if *p {
		v = 1
	}
	number(c, &v)
	*p = v != 0
}

func (c *coder) text(p *string) {
	n := len(*p)
	number(c, &n)
	if c.w != nil {
		c.w.WriteString(*p)
	} else if n > c.left() {
		c.fail("a text is cut off")
	} else {
		*p = string(c.r[c.at : c.at+n])
		c.at += n
	}
}

// each codes the length of a slice and then its elements.
func each[T any](c *coder, p *[]T, f func(*T)) {
	n := len(*p)
	number(c, &n)
	if c.w == nil {
		if n > c.left() { // an element takes a byte at least
			c.fail("a list is longer than the data")
		}
		if c.err != nil {
			return
		}
		*p = make([]T, n)
	}
	for i := range *p {
		f(&(*p)[i])
	}
}

// column codes one field of all elements of a slice whose length is known.
func column[T any](s []T, f func(*T)) {
	for i := range s {
		f(&s[i])
	}
}

func numbers[T integer](c *coder, p *[]T) { each(c, p, func(v *T) { number(c, v) }) }

// rising codes numbers in order as their differences.
func rising[T integer](c *coder, p *[]T) {
	last := T(0)
	each(c, p, func(v *T) {
		d := *v - last
		number(c, &d)
		*v = last + d
		last = *v
	})
}

// codes codes the codes of n elements: how much of the one before they share,
// how long the rest is, and the rest.
func (c *coder) codes(n int, code func(i int) *uint64) {
	last := codeword.Word(0)
	for i := range n {
		p := code(i)
		if c.w != nil {
			w := codeword.Word(*p)
			shared := 0
			for shared < 7 && w.At(shared) == last.At(shared) {
				shared++
			}
			rest := w << (8 * shared)
			c.w.WriteByte(byte(shared<<4 | rest.Len()))
			c.w.Write(rest.Append(nil))
			last = w
			continue
		}
		if c.left() == 0 {
			c.fail("codes are cut off")
			return
		}
		shared, rest := int(c.r[c.at]>>4), int(c.r[c.at]&15)
		if shared+rest > 8 || rest >= c.left() {
			c.fail("a code is too long")
			return
		}
		w := last.First(shared)
		for k := range rest {
			w = w.With(shared+k, c.r[c.at+1+k])
		}
		c.at += 1 + rest
		*p, last = uint64(w), w
	}
}

func (c *coder) wordList(p *[]uint64) {
	n := len(*p)
	number(c, &n)
	if c.w == nil {
		if n > c.left() {
			c.fail("a list is longer than the data")
			return
		}
		*p = make([]uint64, n)
	}
	c.codes(n, func(i int) *uint64 { return &(*p)[i] })
}

func (c *coder) place(p *Place) {
	if c.bare {
		return
	}
	number(c, &p.File)
	number(c, &p.Line)
}
