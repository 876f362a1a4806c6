package source

import (
	"bytes"
	"fmt"

	"github.com/medcode/medcode"
)

// Ends is how the lines of a text end, for writing them the same way.
type Ends struct {
	Mark  string // of the first line: "\r\n", "\n"; empty when no line has an end
	Open  bool   // the last line has none
	rest  string // CRs behind an open last line
	other int    // the first line that ends otherwise; 0 for none
	lines int
}

// EndsOf looks at all line ends of text.
func EndsOf(text []byte) Ends {
	var e Ends
	for len(text) > 0 {
		e.lines++
		i := bytes.IndexByte(text, '\n')
		if i < 0 {
			e.Open = true
			e.rest = string(text[len(bytes.TrimRight(text, "\r")):])
			break
		}
		mark := text[i : i+1]
		for i > 0 && text[i-1] == '\r' {
			i--
			mark = text[i : i+len(mark)+1]
		}
		text = text[i+len(mark):]
		switch {
		case e.lines == 1:
			e.Mark = string(mark)
		case e.other == 0 && string(mark) != e.Mark:
			e.other = e.lines
		}
	}
	return e
}

// Append ends a line in b, or the last line, in the way of e, and where e knows
// no way in that of the mark or.
func (e Ends) Append(b []byte, last bool, or string) []byte {
	switch {
	case last && e.Open:
		return append(b, e.rest...)
	case e.Mark == "":
		return append(b, or...)
	}
	return append(b, e.Mark...)
}

// Diagnostics reports what is not as it was published: another end than
// want, different ends, a last line without end.
func (e Ends) Diagnostics(file, want string) []medcode.Diagnostic {
	var diags []medcode.Diagnostic
	if e.Mark != want && e.Mark != "" {
		diags = append(diags, medcode.Diagnostic{File: file, Line: 1, Kind: medcode.KindLineEnd, Text: e.Mark,
			Message: fmt.Sprintf("lines end in %q, in the published file in %q", e.Mark, want)})
	}
	if e.other > 0 {
		diags = append(diags, medcode.Diagnostic{File: file, Line: e.other, Kind: medcode.KindLineEnd, Message: "lines end in different ways"})
	}
	if e.Open {
		diags = append(diags, unfinished(file, e.lines))
	}
	return diags
}

// Unfinished reports a last line without end, for files whose line ends don't
// matter otherwise. A DOS end-of-file mark (0x1A) is no line.
func Unfinished(file string, text []byte) []medcode.Diagnostic {
	text = bytes.TrimRight(text, "\x1a")
	if len(text) == 0 || text[len(text)-1] == '\n' {
		return nil
	}
	return []medcode.Diagnostic{unfinished(file, bytes.Count(text, []byte{'\n'})+1)}
}

func unfinished(file string, line int) medcode.Diagnostic {
	return medcode.Diagnostic{File: file, Line: line, Kind: medcode.KindUnfinished, Message: "the last line has no end; the file may be cut short"}
}
