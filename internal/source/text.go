package source

import (
	"bytes"
	"fmt"
	"iter"

	"github.com/medcode/medcode"
)

// Text returns the content of e when it is text a line reader can take, without
// its byte-order mark, and otherwise an error that says what it is.
func (e *Entry) Text() ([]byte, error) {
	data, err := e.Bytes()
	if err != nil {
		return nil, err
	}
	if k := Sniff(data); k != Text {
		return nil, &medcode.FileError{File: e.Path, Err: fmt.Errorf("want text, found %s: %w", k, medcode.ErrLayout)}
	}
	if at := bytes.IndexByte(data, 0); at >= 0 {
		return nil, &medcode.FileError{File: e.Path, Line: bytes.Count(data[:at], []byte{'\n'}) + 1, Column: at - bytes.LastIndexByte(data[:at], '\n'),
			Err: fmt.Errorf("a NUL byte, which text has none of; the file is damaged: %w", medcode.ErrSyntax)}
	}
	most := e.w.opts.Limits.LineBytes
	for n, line := range Lines(data) {
		if len(line) > most {
			return nil, &medcode.FileError{File: e.Path, Line: n, Text: string(line[:min(len(line), 80)]), Err: tooMuch("LineBytes", "a line of over %d bytes", most)}
		}
	}
	return bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), nil
}

// Lines yields the lines of text with their 1-based numbers, without their
// ends: LF, CR LF, or the CR CR LF that occurs in some official files.
func Lines(text []byte) iter.Seq2[int, []byte] {
	return func(yield func(int, []byte) bool) {
		for n := 1; len(text) > 0; n++ {
			line := text
			if i := bytes.IndexByte(text, '\n'); i >= 0 {
				line, text = text[:i], text[i+1:]
			} else {
				text = nil
			}
			for len(line) > 0 && line[len(line)-1] == '\r' {
				line = line[:len(line)-1]
			}
			if !yield(n, line) {
				return
			}
		}
	}
}
