package source

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"

	"github.com/medcode/medcode"
)

// Gunzip returns the content of r, decompressed where it begins as gzip does.
// Errors of compressed data that is damaged wrap [medcode.ErrSyntax].
func Gunzip(r io.Reader) (io.Reader, error) {
	in := bufio.NewReader(r)
	if magic, _ := in.Peek(2); !bytes.Equal(magic, []byte("\x1f\x8b")) {
		return in, nil
	}
	z, err := gzip.NewReader(in)
	if err != nil {
		return nil, damaged(err)
	}
	return gunzip{z}, nil
}

type gunzip struct{ z *gzip.Reader }

func (g gunzip) Read(p []byte) (int, error) {
	n, err := g.z.Read(p)
	if err != nil && err != io.EOF {
		err = damaged(err)
	}
	return n, err
}

func damaged(err error) error {
	var corrupt flate.CorruptInputError
	for _, cause := range []error{gzip.ErrHeader, gzip.ErrChecksum, io.ErrUnexpectedEOF, io.EOF} {
		if errors.Is(err, cause) || errors.As(err, &corrupt) {
			return fmt.Errorf("gzip data damaged or cut short: %w: %w", err, medcode.ErrSyntax)
		}
	}
	return fmt.Errorf("reading gzip data: %w", err)
}
