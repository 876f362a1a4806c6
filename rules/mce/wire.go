package mce

import (
	"encoding/binary"
	"fmt"

	"github.com/medcode/medcode"
)

// A wire reads one message of the Protocol Buffers wire format: a run of
// fields, each a tag (field number and wire type) and a value. It reads the two
// wire types that mce.bin has, varints and bytes, and skips fixed-width ones.
type wire struct {
	data []byte
	at   int // offset of data in the file

	field int
	kind  wireKind
	value uint64 // of a varint
	bytes []byte // of a bytes field
	start int    // offset of bytes in the file
}

type wireKind uint8

const (
	varint  wireKind = 0
	fixed64 wireKind = 1
	lengthy wireKind = 2
	fixed32 wireKind = 5
)

// next reads a field; it returns false at the end of the message.
func (w *wire) next() (bool, error) {
	if len(w.data) == 0 {
		return false, nil
	}
	tag, err := w.varint()
	if err != nil {
		return false, err
	}
	w.field, w.kind = int(tag>>3), wireKind(tag&7)
	if tag>>3 == 0 || tag>>3 > 1<<29-1 {
		return false, w.errorf("field number %d", tag>>3)
	}
	switch w.kind {
	case varint:
		w.value, err = w.varint()
	case lengthy:
		var n uint64
		if n, err = w.varint(); err == nil {
			err = w.take(n)
		}
	case fixed64:
		err = w.take(8)
	case fixed32:
		err = w.take(4)
	default:
		err = w.errorf("wire type %d", w.kind)
	}
	return err == nil, err
}

// message returns a reader of the message in the bytes field just read.
func (w *wire) message() wire { return wire{data: w.bytes, at: w.start} }

func (w *wire) varint() (uint64, error) {
	v, n := binary.Uvarint(w.data)
	if n <= 0 {
		return 0, w.errorf("a number that does not end")
	}
	w.skip(n)
	return v, nil
}

func (w *wire) take(n uint64) error {
	if n > uint64(len(w.data)) {
		return w.errorf("a field of %d bytes where %d are left", n, len(w.data))
	}
	w.bytes, w.start = w.data[:n], w.at
	w.skip(int(n))
	return nil
}

func (w *wire) skip(n int) { w.data, w.at = w.data[n:], w.at+n }

func (w *wire) errorf(format string, args ...any) error {
	return fmt.Errorf("byte %d: %s: %w", w.at, fmt.Sprintf(format, args...), medcode.ErrSyntax)
}
