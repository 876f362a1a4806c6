package intake

import (
	"bytes"
	"fmt"
	"regexp"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/source"
)

// A Shape is what every official text of a kind has in common at its end.
type Shape struct {
	Fewest int            // lines that any of them had
	Last   *regexp.Regexp // matches the last line with a letter or digit, or nil
}

// Whole looks whether a text is the whole of a published file, as far as that
// can be known: its last line has an end, and it ends as all files of the kind
// do. What is doubtful is a diagnostic, of the kind "unfinished" or
// "cut-short". (That a text has a NUL is an error where it is read.)
func (s Shape) Whole(file string, text []byte) []medcode.Diagnostic {
	return append(source.Unfinished(file, text), s.Cut(file, text)...)
}

// Cut is Whole without the look at the last line's end. What has less than a
// hundredth of the lines is taken for an extract, which its maker knows to be
// one.
func (s Shape) Cut(file string, text []byte) []medcode.Diagnostic {
	rows := bytes.Count(text, []byte{'\n'})
	switch last := lastLine(text); {
	case rows*100 < s.Fewest:
	case s.Last != nil && !s.Last.Match(last):
		return []medcode.Diagnostic{{File: file, Line: rows, Kind: medcode.KindCutShort, Text: string(last[:min(len(last), 40)]),
			Message: "no official file of the kind ends in such a row; the file may be cut short"}}
	case rows < s.Fewest:
		return []medcode.Diagnostic{{File: file, Line: rows, Kind: medcode.KindCutShort,
			Message: fmt.Sprintf("%d lines, and no official file of the kind had fewer than %d; the file may be cut short", rows, s.Fewest)}}
	}
	return nil
}

var character = regexp.MustCompile(`[A-Za-z0-9]`)

// lastLine returns the last line that has a letter or digit.
func lastLine(text []byte) []byte {
	for len(text) > 0 {
		at := bytes.LastIndexByte(text, '\n') + 1
		if line := text[at:]; character.Match(line) {
			return line
		}
		text = text[:max(at-1, 0)]
	}
	return nil
}
