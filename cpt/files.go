package cpt

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/internal/heading"
	"github.com/medcode/medcode/internal/source"
)

// A Format is one of the licensed text files that are a code and a descriptor.
type Format string

// The formats.
const (
	LongTab   Format = "LONGULT" // code, tab, long descriptor
	LongFixed Format = "LONGULF" // code, 2-digit sequence, blank, 72 characters of the long descriptor
	Medium    Format = "MEDU"    // code, blank, 48 characters
	Short     Format = "SHORTU"  // code, blank, 28 characters
)

// The widths of the descriptors of the fixed formats.
const (
	longWidth   = 72
	mediumWidth = 48
	shortWidth  = 28
)

// A layout is how a file was set: what comes before its first row, the order of
// its codes, and the width that rows are filled up to with blanks.
type layout struct {
	notice []string
	order  []Code
	width  int // 0 where rows end with their text
}

// take reads one file.
func (b *builder) take(e *source.Entry) (known bool, err error) {
	data, err := e.Bytes()
	if err != nil {
		return false, err
	}
	switch kind := source.Sniff(data); kind {
	case source.Zip:
		known, err = b.workbook(e.Path, data)
	case source.Text:
		if data, err = e.Text(); err == nil {
			if known, err = b.text(e.Path, linesOf(data)); known {
				b.diags = append(b.diags, source.Unfinished(e.Path, data)...)
			}
		}
	case source.HTML:
		return false, &medcode.FileError{File: e.Path, Err: fmt.Errorf("it is %s (a licence page saved in place of the file?): %w", kind, medcode.ErrLayout)}
	}
	return known, err
}

// linesOf returns the lines of a file, decoded, without the DOS end-of-file mark.
func linesOf(data []byte) []string {
	var lines []string
	ok := utf8.Valid(data)
	for _, l := range source.Lines(data) {
		s := string(l)
		if !ok {
			// Windows-1252 decodes whatever the bytes.
			s, _ = charmap.Windows1252.NewDecoder().String(s)
		}
		if s = strings.TrimRight(s, "\x1a"); s != "" || len(l) == 0 {
			lines = append(lines, s)
		}
	}
	return lines
}

// text reads a text file, told by its first row: a heading with columns, or a
// code. What comes before is the notice.
func (b *builder) text(file string, lines []string) (bool, error) {
	for i, line := range lines {
		if i == 200 {
			break
		}
		for _, sep := range []string{"\t", "|"} {
			if h := (heading.Row{File: file, Line: i + 1, Cells: strings.Split(line, sep)}); h.Is(headings) {
				b.notice(strings.Join(lines[:i], " "))
				return true, b.table(h, lines[i+1:], sep)
			}
		}
		switch {
		case isRow(line):
			if !listsDescriptors(lines[i:]) {
				return false, nil
			}
			format, err := formatOf(line, lines[i:])
			if err != nil {
				return false, &medcode.FileError{File: file, Line: i + 1, Text: line, Err: err}
			}
			b.notice(strings.Join(lines[:i], " "))
			return true, b.descriptors(file, i, lines, format)
		case isModifierRow(line):
			if !listsModifiers(lines[i:]) {
				return false, nil
			}
			b.notice(strings.Join(lines[:i], " "))
			return true, b.readModifiers(file, i, lines)
		}
	}
	return false, nil
}

// isRow reports whether a line begins with a code and what may follow one.
func isRow(line string) bool {
	if len(line) < 7 {
		return false
	}
	_, err := Parse(line[:5])
	return err == nil && (line[5] == '\t' || line[5] == ' ' || line[5:7] == "01")
}

// listsDescriptors reports whether most rows have words behind the code, and
// none of the columns of a table: the edits of NCCI begin with a code, too.
func listsDescriptors(lines []string) bool {
	rows, good := 0, 0
	for _, line := range lines {
		if rows == 200 {
			break
		}
		if !isRow(line) {
			continue
		}
		rows++
		text := strings.TrimRight(line[6:], "\t ")
		if !strings.Contains(text, "\t") && strings.ContainsFunc(text, unicode.IsLetter) {
			good++
		}
	}
	return 2*good > rows
}

// formatOf tells the format of a file by its first row, and of the two fixed
// formats of one line by the longest.
func formatOf(line string, rest []string) (Format, error) {
	if line[5] == '\t' {
		return LongTab, nil
	}
	if line[5] != ' ' {
		return LongFixed, nil
	}
	longest := 0
	for _, l := range rest {
		longest = max(longest, len(strings.TrimRight(l, " "))-6)
	}
	switch {
	case longest <= shortWidth:
		return Short, nil
	case longest <= mediumWidth:
		return Medium, nil
	}
	return "", fmt.Errorf("codes with descriptors of up to %d characters, where medium ones have %d at most: %w", longest, mediumWidth, medcode.ErrLayout)
}

// descriptors reads a file of codes and descriptors, whose rows begin at line
// index first.
func (b *builder) descriptors(file string, first int, lines []string, format Format) error {
	p := layout{notice: lines[:first]}
	var last Code
	for i, line := range lines[first:] {
		n := first + i + 1
		if strings.TrimSpace(line) == "" {
			continue
		}
		fail := func(err error) error { return &medcode.FileError{File: file, Line: n, Text: line, Err: err} }
		if len(line) < 7 {
			return fail(fmt.Errorf("want a code and a descriptor: %w", medcode.ErrSyntax))
		}
		c, err := Parse(line[:5])
		if err != nil {
			return fail(err)
		}
		e, text := b.at(c), strings.TrimSpace(line[6:])
		if len(strings.TrimRight(line, " ")) < len(line) {
			p.width = len(line)
		}
		switch format {
		case LongTab:
			b.put(&e.Long, text, "long descriptor", file, n)
		case Medium:
			b.put(&e.Medium, text, "medium descriptor", file, n)
		case Short:
			b.put(&e.Short, text, "short descriptor", file, n)
		case LongFixed:
			text = strings.TrimSpace(line[7:])
			if line[5:7] != "01" {
				if last != c {
					b.diag(medcode.Diagnostic{File: file, Line: n, Kind: medcode.KindOrphanContinuation, Text: line[:7], Message: "a continuation that doesn't follow the first line of its code was left out"})
					continue
				}
				e.Long += " " + text
				continue
			}
			b.put(&e.Long, text, "long descriptor", file, n)
		}
		p.order, last = append(p.order, c), c
	}
	b.files[format] = p
	return nil
}

// WriteText writes one of the text files that the release was read from. It
// comes back byte for byte with lines ended by CR LF. It is an error to ask for
// a format that was not read.
func (r *Release) WriteText(w io.Writer, format Format) error {
	p, ok := r.files[format]
	if !ok {
		return fmt.Errorf("cpt: %s was not read: %w", format, medcode.ErrNoFile)
	}
	buf := bufio.NewWriter(w)
	line := func(s string) {
		fmt.Fprintf(buf, "%-*s\r\n", p.width, s)
	}
	for _, l := range p.notice {
		buf.WriteString(l + "\r\n")
	}
	for _, c := range p.order {
		e, _ := r.Lookup(c)
		switch format {
		case LongTab:
			line(c.String() + "\t" + e.Long)
		case Medium:
			line(c.String() + " " + e.Medium)
		case Short:
			line(c.String() + " " + e.Short)
		case LongFixed:
			for i, part := range wrap(e.Long, longWidth) {
				line(fmt.Sprintf("%s%02d %s", c, i+1, part))
			}
		}
	}
	return buf.Flush()
}

// wrap breaks text at blanks into lines of at most width characters.
func wrap(text string, width int) []string {
	var lines []string
	for len(text) > width {
		i := strings.LastIndexByte(text[:width+1], ' ')
		if i <= 0 {
			break
		}
		lines, text = append(lines, text[:i]), text[i+1:]
	}
	return append(lines, text)
}

// isModifierRow reports whether a line begins with a modifier and text.
func isModifierRow(line string) bool {
	if len(line) < 4 || line[2] != ' ' && line[2] != '\t' {
		return false
	}
	m, err := hcpcs.ParseModifier(line[:2])
	return err == nil && (m.Level() == hcpcs.LevelI || line[0] < 'a' && line[1] >= '0' && line[1] <= '9')
}

// listsModifiers reports whether the lines that aren't indented are rows of
// modifiers, few of them twice: other tables have a short number first, too.
func listsModifiers(lines []string) bool {
	seen := map[string]bool{}
	rows := 0
	for _, line := range lines {
		if strings.TrimSpace(line) == "" || line[0] == ' ' || line[0] == '\t' {
			continue
		}
		if rows++; isModifierRow(line) {
			seen[line[:2]] = true
		}
	}
	return 4*len(seen) > rows
}

// readModifiers reads the file of modifiers: a modifier and its text, which goes
// on in lines that begin with a blank.
func (b *builder) readModifiers(file string, first int, lines []string) error {
	for i, line := range lines[first:] {
		text := strings.TrimSpace(line)
		switch {
		case text == "":
		case line[0] == ' ' || line[0] == '\t':
			if n := len(b.modifiers); n > 0 {
				b.modifiers[n-1].Text += " " + text
			}
		default:
			m, err := hcpcs.ParseModifier(line[:min(2, len(line))])
			if err != nil || len(line) < 4 {
				return &medcode.FileError{File: file, Line: first + i + 1, Text: line, Err: fmt.Errorf("want a modifier and its text: %w", medcode.ErrSyntax)}
			}
			b.modifiers = append(b.modifiers, ModifierEntry{m, strings.TrimSpace(line[3:])})
		}
	}
	return nil
}
