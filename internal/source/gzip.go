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

// Gunzip returns the content of r, decompressed where it begins as gzip does,
// within the default limits: see [GunzipWithin].
func Gunzip(r io.Reader) (io.Reader, error) { return GunzipWithin(r, medcode.Limits{}) }

// ReadAll reads r, decompressed if it is gzip, to its end, which is an error
// beyond the limits of one file.
func ReadAll(r io.Reader, limits medcode.Limits) ([]byte, error) {
	most := limits.WithDefaults().EntryBytes
	in, err := GunzipWithin(r, limits)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(atMost(in, most))
	if err == nil && int64(len(data)) > most {
		err = tooMuch("EntryBytes", "more than %d bytes", most)
	}
	return data, err
}

// Decompress returns the data of a file, decompressed if it is gzip, within limits.
func Decompress(file string, data []byte, limits medcode.Limits) ([]byte, error) {
	if !bytes.HasPrefix(data, []byte("\x1f\x8b")) {
		return data, nil
	}
	plain, err := ReadAll(bytes.NewReader(data), limits)
	if err != nil {
		return nil, &medcode.FileError{File: file, Err: err}
	}
	return plain, nil
}

// GunzipWithin is Gunzip with limits, of which Ratio applies to a stream once it
// has given 64 MiB. Errors of compressed data that is damaged wrap
// [medcode.ErrSyntax].
func GunzipWithin(r io.Reader, limits medcode.Limits) (io.Reader, error) {
	stored := &counter{r: r}
	in := bufio.NewReader(stored)
	if magic, _ := in.Peek(2); !bytes.Equal(magic, []byte("\x1f\x8b")) {
		return in, nil
	}
	z, err := gzip.NewReader(in)
	if err != nil {
		return nil, damaged(err)
	}
	return &gunzip{z: z, stored: stored, ratio: limits.WithDefaults().Ratio}, nil
}

type gunzip struct {
	z      *gzip.Reader
	stored *counter
	given  int64
	ratio  int64
}

func (g *gunzip) Read(p []byte) (int, error) {
	n, err := g.z.Read(p)
	if g.given += int64(n); g.given > ratioFree && g.given/g.ratio > g.stored.n {
		return 0, tooMuch("Ratio", "gzip data decompresses to over %d times its size", g.ratio)
	}
	if err != nil && err != io.EOF {
		err = damaged(err)
	}
	return n, err
}

// A counter counts what is read through it.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
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
