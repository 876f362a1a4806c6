package claimfile

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/medcode/medcode"
)

// isaWidths are the positions of the separators of elements in an ISA segment,
// whose last is its last character but two, the component separator, and the
// segment terminator (X12.5).
var isaWidths = [16]int{3, 6, 17, 20, 31, 34, 50, 53, 69, 76, 81, 83, 89, 99, 101, 103}

// separators reads them from the ISA segment, leaving it to be read. They are
// found by counting, since there are files whose fields have not the widths they
// must have, and files wrapped at a width.
func (x *interchange) separators() error {
	var text string
	for {
		text = strings.TrimLeft(x.read[x.done:], blanks+"\x00\x1a")
		x.done = len(x.read) - len(text)
		if len(text) >= 1024 {
			break
		}
		if !x.fill() {
			break
		}
	}
	switch {
	case text == "" && errors.Is(x.ended, io.EOF):
		return io.EOF
	case text == "":
		return x.ended
	case !strings.EqualFold(text[:min(3, len(text))], "ISA"):
		return x.noInterchange(text)
	}
	seen, width, odd := 0, 3, ""
	i := 3
	for at(text, i) == '\r' || at(text, i) == '\n' {
		i++
	}
	x.element = at(text, i)
	for ; i < len(text) && seen < 16; i++ {
		switch c := text[i]; {
		case c == '\r' || c == '\n':
			continue
		case c == x.element:
			if odd == "" && width != isaWidths[seen] {
				odd = fmt.Sprintf("ISA%02d has not its fixed width", seen)
			}
			seen++
		case i > 400:
			seen = 17
		}
		width++
	}
	if seen != 16 || isAlphanumeric(x.element) {
		return fmt.Errorf("want an ISA segment of 16 elements: %w", medcode.ErrSyntax)
	}
	next := func() byte {
		for ; i < len(text); i++ {
			if c := text[i]; c != '\r' && c != '\n' {
				i++
				return c
			}
		}
		return 0
	}
	behind := i
	x.component = next()
	if isAlphanumeric(x.component) || x.component == '~' { // it is missing, and what was read stands behind it
		i, x.component, odd = behind, ':', "ISA16, the component separator, is missing"
	}
	behind = i
	x.segment = next()
	if breaks := text[behind:max(behind, i-1)]; breaks != "" && (isAlphanumeric(x.segment) || x.segment == 0) {
		x.segment = breaks[0]
		if breaks[0] == '\r' && strings.IndexByte(breaks, '\n') >= 0 {
			x.segment = '\n'
		}
	}
	x.repetition = 0
	if fields := strings.Split(unwrap.Replace(text[:i]), string(x.element)); len(fields) > 11 && len(fields[11]) == 1 && !isAlphanumeric(fields[11][0]) {
		x.repetition = fields[11][0]
	}
	if x.segment == 0 || isAlphanumeric(x.segment) || x.element == x.segment || x.element == x.component || x.segment == x.component {
		return fmt.Errorf("the ISA segment names no separators: %w", medcode.ErrSyntax)
	}
	x.classify()
	if odd != "" {
		return x.lost("", "%s; it is read by its separators", odd)
	}
	return nil
}

// noInterchange reads a transaction without an ISA segment by the usual separators.
func (x *interchange) noInterchange(text string) error {
	if !isX12([]byte(text[:min(len(text), 16)])) {
		return fmt.Errorf("want an ISA segment: %w", medcode.ErrSyntax)
	}
	x.element, x.component, x.segment, x.repetition = text[2], ':', '~', '^'
	if strings.IndexByte(text, '~') < 0 {
		x.segment = '\n'
		if strings.IndexByte(text, '\n') < 0 {
			x.segment = '\r'
		}
	}
	x.classify()
	return x.lost("", "no ISA segment stands before %s; it is read with the separators %q, %q and %q", text[:2], x.element, x.component, x.segment)
}

func at(s string, i int) byte {
	if i < len(s) {
		return s[i]
	}
	return 0
}

// otherComponent finds claims whose components another character separates than
// the one that ISA16 names.
func (x *interchange) otherComponent(s *segment) error {
	facility := s.at(5)
	if strings.IndexByte(facility, x.component) >= 0 || len(facility) < 4 || facility[3] != 'A' && facility[3] != 'B' || isAlphanumeric(facility[2]) || facility[2] == ' ' {
		return nil
	}
	said := x.component
	x.component, s.component = facility[2], facility[2]
	return x.lost("", "ISA16 says that %q separates components, and %q does", said, x.component)
}
