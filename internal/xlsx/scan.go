package xlsx

import (
	"bytes"
	"fmt"
	"strconv"
	"unicode/utf8"

	"github.com/medcode/medcode"
)

// A token is what a scanner meets.
type token uint8

const (
	eof token = iota
	start
	end
	text
)

// A scanner splits a part of a workbook into elements and text. Workbooks use
// little of XML, and their sheets are large: this does in one pass over the
// bytes, without allocation, what encoding/xml takes ten times as long for.
// Namespace prefixes are dropped; a document type, which could declare
// entities, is refused.
type scanner struct {
	data  []byte
	pos   int
	depth int
	open  [][]byte // names of the open elements

	name   []byte // local name of the element last begun or ended
	attrs  []byte // its attributes, raw
	text   []byte // text last met, raw unless cdata
	cdata  bool
	closes bool // the element last begun was <empty/>: its end comes next
}

func newScanner(data []byte, depth int) *scanner {
	return &scanner{data: bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), depth: depth}
}

// is reports whether the element last met has that local name.
func (s *scanner) is(name string) bool { return string(s.name) == name }

// next returns the next token.
func (s *scanner) next() (token, error) {
	if s.closes {
		s.closes = false
		return end, nil
	}
	for s.pos < len(s.data) {
		rest := s.data[s.pos:]
		if rest[0] != '<' {
			n := bytes.IndexByte(rest, '<')
			if n < 0 {
				n = len(rest)
			}
			s.text, s.cdata = rest[:n], false
			s.pos += n
			if len(s.open) == 0 {
				if len(bytes.TrimSpace(s.text)) > 0 {
					return eof, s.errorf("text outside the document")
				}
				continue
			}
			return text, nil
		}
		switch {
		case bytes.HasPrefix(rest, []byte("</")):
			return s.endTag(rest)
		case bytes.HasPrefix(rest, []byte("<?")):
			if err := s.skip(rest, "?>"); err != nil {
				return eof, err
			}
		case bytes.HasPrefix(rest, []byte("<!--")):
			if err := s.skip(rest, "-->"); err != nil {
				return eof, err
			}
		case bytes.HasPrefix(rest, []byte("<![CDATA[")):
			if err := s.skip(rest, "]]>"); err != nil {
				return eof, err
			}
			s.text, s.cdata = rest[len("<![CDATA["):s.pos-(len(s.data)-len(rest))-len("]]>")], true
			return text, nil
		case bytes.HasPrefix(rest, []byte("<!")):
			return eof, s.errorf("a document type")
		default:
			return s.startTag(rest)
		}
	}
	if len(s.open) > 0 {
		return eof, s.errorf("it ends inside element %s", s.open[len(s.open)-1])
	}
	return eof, nil
}

func (s *scanner) errorf(format string, args ...any) error {
	return fmt.Errorf("XML: "+format+": %w", append(args, medcode.ErrSyntax)...)
}

// skip moves behind the next occurrence of mark.
func (s *scanner) skip(rest []byte, mark string) error {
	n := bytes.Index(rest, []byte(mark))
	if n < 0 {
		return s.errorf("no %s", mark)
	}
	s.pos += n + len(mark)
	return nil
}

func (s *scanner) startTag(rest []byte) (token, error) {
	n := 1
	for quote := byte(0); ; n++ {
		if n == len(rest) {
			return eof, s.errorf("an element without its >")
		}
		c := rest[n]
		if quote != 0 {
			if c == quote {
				quote = 0
			}
			continue
		}
		if c == '"' || c == '\'' {
			quote = c
		} else if c == '>' {
			break
		} else if c == '<' {
			return eof, s.errorf("< in an element")
		}
	}
	tag := rest[1:n]
	s.pos += n + 1
	if s.closes = len(tag) > 0 && tag[len(tag)-1] == '/'; s.closes {
		tag = tag[:len(tag)-1]
	}
	name := tag
	if i := bytes.IndexAny(tag, " \t\r\n"); i >= 0 {
		name, s.attrs = tag[:i], tag[i:]
	} else {
		s.attrs = nil
	}
	if len(name) == 0 {
		return eof, s.errorf("an element without a name")
	}
	s.name = local(name)
	if s.closes {
		return start, nil
	}
	if len(s.open) == s.depth {
		return eof, fmt.Errorf("XML: elements nested over %d deep: %w", s.depth, medcode.ErrLimit)
	}
	s.open = append(s.open, name)
	return start, nil
}

func (s *scanner) endTag(rest []byte) (token, error) {
	n := bytes.IndexByte(rest, '>')
	if n < 0 {
		return eof, s.errorf("an element without its >")
	}
	name := bytes.TrimRight(rest[2:n], " \t\r\n")
	if len(s.open) == 0 || !bytes.Equal(s.open[len(s.open)-1], name) {
		return eof, s.errorf("</%s> closes no element", name)
	}
	s.open = s.open[:len(s.open)-1]
	s.pos += n + 1
	s.name = local(name)
	return end, nil
}

func local(name []byte) []byte { return name[bytes.IndexByte(name, ':')+1:] }

// rawAttr returns the value of the attribute with that local name as it is
// written, or nil.
func (s *scanner) rawAttr(name string) []byte {
	for a := s.attrs; ; {
		eq := bytes.IndexByte(a, '=')
		if eq < 0 {
			return nil
		}
		key := bytes.TrimSpace(a[:eq])
		a = bytes.TrimLeft(a[eq+1:], " \t\r\n")
		if len(a) == 0 {
			return nil
		}
		n := bytes.IndexByte(a[1:], a[0])
		if n < 0 {
			return nil
		}
		if string(local(key)) == name {
			return a[1 : n+1]
		}
		a = a[n+2:]
	}
}

// attr returns the value of an attribute, or "". A reference in it that is not
// one stands as written.
func (s *scanner) attr(name string) string {
	raw := s.rawAttr(name)
	if v, err := unescape(nil, raw); err == nil {
		return string(v)
	}
	return string(raw)
}

// appendText appends the text last met to dst, its references resolved.
func (s *scanner) appendText(dst []byte) ([]byte, error) {
	if !utf8.Valid(s.text) {
		return dst, s.errorf("text that is not UTF-8")
	}
	if s.cdata {
		return append(dst, s.text...), nil
	}
	return unescape(dst, s.text)
}

// unescape resolves XML references and Excel's own _x000D_ in raw.
func unescape(dst, raw []byte) ([]byte, error) {
	for {
		n := bytes.IndexAny(raw, "&_\r")
		if n < 0 {
			return append(dst, raw...), nil
		}
		dst, raw = append(dst, raw[:n]...), raw[n:]
		switch raw[0] {
		case '\r': // XML reads CR LF and CR as LF
			dst = append(dst, '\n')
			raw = bytes.TrimPrefix(raw[1:], []byte("\n"))
		case '_':
			if r, ok := excelEscape(raw); ok {
				dst, raw = utf8.AppendRune(dst, r), raw[len("_x000D_"):]
			} else {
				dst, raw = append(dst, '_'), raw[1:]
			}
		default:
			semi := bytes.IndexByte(raw, ';')
			r, ok := reference(raw[1:max(semi, 1)])
			if !ok {
				return dst, fmt.Errorf("XML: reference %q: %w", raw[:min(len(raw), 12)], medcode.ErrSyntax)
			}
			dst, raw = utf8.AppendRune(dst, r), raw[semi+1:]
		}
	}
}

// excelEscape reads the _xHHHH_ that stands for a character XML can't hold.
func excelEscape(b []byte) (rune, bool) {
	if len(b) < 7 || b[1] != 'x' || b[6] != '_' {
		return 0, false
	}
	v, err := strconv.ParseUint(string(b[2:6]), 16, 16)
	return rune(v), err == nil
}

func reference(name []byte) (rune, bool) {
	switch string(name) {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	digits, ok := bytes.CutPrefix(name, []byte("#"))
	base := 10
	if hex, is := bytes.CutPrefix(digits, []byte("x")); is {
		digits, base = hex, 16
	}
	v, err := strconv.ParseUint(string(digits), base, 32)
	return rune(v), ok && err == nil && utf8.ValidRune(rune(v))
}
