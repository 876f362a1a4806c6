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
	if err := CheckText(e.Path, data, e.w.opts.Limits); err != nil {
		return nil, err
	}
	return bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), nil
}

// CheckText refuses a NUL in a text, and a line of more than LineBytes. Lines end
// in CR alone where there is no LF, as those of old Macs do.
func CheckText(file string, text []byte, limits medcode.Limits) error {
	if at := bytes.IndexByte(text, 0); at >= 0 {
		return &medcode.FileError{File: file, Line: bytes.Count(text[:at], []byte{'\n'}) + 1, Column: at - bytes.LastIndexByte(text[:at], '\n'),
			Err: fmt.Errorf("a NUL byte, which text has none of; the file is damaged: %w", medcode.ErrSyntax)}
	}
	most, end := limits.WithDefaults().LineBytes, byte('\n')
	if len(text) > most && bytes.IndexByte(text, end) < 0 {
		end = '\r'
	}
	for n := 1; len(text) > most; n++ {
		i := bytes.IndexByte(text, end)
		line := text
		if i >= 0 {
			line = text[:i]
		}
		if line = bytes.TrimRight(line, "\r"); len(line) > most {
			return &medcode.FileError{File: file, Line: n, Text: string(line[:min(len(line), 80)]), Err: tooMuch("LineBytes", "a line of over %d bytes", most)}
		}
		if i < 0 {
			break
		}
		text = text[i+1:]
	}
	return nil
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
