package manual

import (
	"strings"
	"unicode/utf8"

	"github.com/medcode/medcode"
)

// A file is the text of one file of the manual.
type file struct {
	medcode.File
	text string
}

func (f *file) line(n int) string {
	p := &parser{text: f.text}
	for p.next() {
		if int(p.n) == n {
			return p.raw
		}
	}
	return ""
}

// plain returns text with blanks and nothing in place of the no-break spaces,
// form feeds and end-of-file marks that some editors leave.
func plain(text string) string {
	// The no-break space is 0xa0 in Windows' text, and ends in it in UTF-8.
	if strings.IndexByte(text, '\f') < 0 && strings.IndexByte(text, 0x1a) < 0 && strings.IndexByte(text, 0xa0) < 0 {
		return text
	}
	text = strings.NewReplacer("\f", " ", "\x1a", "", "\u00a0", " ").Replace(text)
	if !utf8.ValidString(text) { // of Windows
		text = strings.ReplaceAll(text, "\xa0", " ")
	}
	return text
}

// A parser goes through a file line by line. The current line is consumed by
// exactly one of its methods.
type parser struct {
	m    *Manual
	file int32
	name string

	text string // what is still to be read
	n    int32  // number of the current line
	raw  string // the current line
	trim string // the current line without the blanks around it
	back bool   // next returns the current line once more
	cut  bool   // the file ends within a line
	last int32  // the last line that was a code of a list

	scratch []Item  // of items, which returns as much as it found
	ranges  []Range // behind its length, room for the ranges of index lines
}

// next goes to the next line that isn't empty.
func (p *parser) next() bool {
	if p.back {
		p.back = false
		return true
	}
	for len(p.text) > 0 {
		p.n++
		line := p.text
		if i := strings.IndexByte(p.text, '\n'); i >= 0 {
			line, p.text = p.text[:i], p.text[i+1:]
		} else {
			p.text, p.cut = "", true
		}
		p.raw = strings.TrimRight(line, "\r")
		p.trim = strings.Trim(p.raw, " \t\r")
		if p.trim != "" {
			return true
		}
	}
	return false
}

// begins reports whether the current line begins with a text, without regard to
// case.
func (p *parser) begins(with string) bool {
	_, ok := cutFold(p.trim, with)
	return ok
}

// unread makes next return the current line once more.
func (p *parser) unread() { p.back = true }

func (p *parser) place() Place { return Place{p.file, p.n} }

// item reads the current line as a code with its description:
//
//	02HA0QZ Insertion of Implantable Heart Assist System …
//	   and 02PA0RZ  Removal of …
//	30233G2* Transfusion of …
//
// A code is three to seven capitals and digits with a digit among them. The
// marks * and + follow it without a blank.
func (p *parser) item() (it Item, plus bool, rest string, ok bool) {
	s := p.trim
	if len(p.raw)-len(strings.TrimLeft(p.raw, " \t")) > 8 {
		return Item{}, false, "", false
	}
	if t, found := strings.CutPrefix(s, "and "); found {
		it.And = true
		s = strings.TrimLeft(t, " ")
	}
	n, digits := 0, 0
	for n < len(s) && (s[n] >= '0' && s[n] <= '9' || s[n] >= 'A' && s[n] <= 'Z') {
		if s[n] <= '9' {
			digits++
		}
		n++
	}
	if n < 3 || n > 7 || digits == 0 {
		return Item{}, false, "", false
	}
	it.Code, it.Line = s[:n], p.n
	rest = s[n:]
	for rest != "" && (rest[0] == '*' || rest[0] == '+') {
		if rest[0] == '*' {
			it.Star = true
		} else {
			plus = true
		}
		rest = rest[1:]
	}
	if rest != "" && rest[0] != ' ' && rest[0] != '\t' {
		return Item{}, false, "", false
	}
	return it, plus, strings.Trim(rest, " \t"), true
}

// items appends the run of codes that begins at the next line to list.
func (p *parser) items(list []Item) []Item {
	run := p.scratch[:0]
	for p.next() {
		it, _, _, ok := p.item()
		if !ok {
			p.unread()
			break
		}
		if it.And && len(list)+len(run) == 0 {
			p.odd(KindAndWithoutCode, "a cluster begins with its second code")
			it.And = false
		}
		run = append(run, it)
		p.last = p.n
	}
	p.scratch = run
	return append(list, run...)
}

// ended checks that the file wasn't cut off: its last line has an end, and a
// list that ends it a blank line behind it.
func (p *parser) ended() {
	switch {
	case p.cut:
		p.odd(medcode.KindCutShort, "the file ends within a line")
	case p.n > 0 && p.last == p.n:
		p.odd(medcode.KindCutShort, "the file ends within a list of codes")
	}
}

// fold returns s with runs of blanks and tabs as one blank.
func fold(s string) string {
	if !strings.Contains(s, "  ") && !strings.Contains(s, "\t") {
		return s
	}
	return strings.Join(strings.Fields(s), " ")
}

// isRule reports whether s is a line of a box or a double rule.
func isRule(s string) bool { return isDouble(s) || s[0] == '+' && strings.Trim(s, "+-") == "" }

// isDouble reports whether s is the double rule around the title of a part.
func isDouble(s string) bool {
	return len(s) > 10 && strings.Trim(s, ":") != "" && strings.Trim(s, "=:") == ""
}

// cells returns the cells of a box line, "| Yes | n/a | 003 |".
func cells(s string) ([]string, bool) {
	if len(s) < 2 || s[0] != '|' || s[len(s)-1] != '|' {
		return nil, false
	}
	out := strings.Split(s[1:len(s)-1], "|")
	for i := range out {
		out[i] = fold(strings.Trim(out[i], " \t"))
	}
	return out, true
}

// odd records a line that is not what it should be.
func (p *parser) odd(kind medcode.DiagnosticKind, message string) {
	p.oddAt(p.place(), p.raw, kind, message)
}

// oddAt is odd for a line before the current one.
func (p *parser) oddAt(at Place, text string, kind medcode.DiagnosticKind, message string) {
	p.m.Diagnostics = append(p.m.Diagnostics, medcode.Diagnostic{
		File: p.name, Line: int(at.Line), Kind: kind, Text: text, Message: message})
}
