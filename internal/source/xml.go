package source

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/xmlscan"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// An XMLReader reads the elements of one file. A reader of a format is a
// function per element that calls Each with a switch over the names of what is
// inside:
//
//	x, err := e.XML()
//	...
//	err = x.Each(func(n source.Node) error { // the root element
//		switch n.Name {
//		case "version":
//			version, err = x.Text()
//		...
//
// Errors are [*medcode.FileError] with line and column. Entities other than the
// five of XML itself, and elements nested beyond the limit, are errors.
type XMLReader struct {
	file string
	scan *xmlscan.Scanner
	text []byte // reused
	name string // of the last element, to save making it anew
}

// A Node is the start of an element or, when Name is empty, a run of text
// between elements that is not blank.
type Node struct {
	Name string // without its namespace
	Text string // of a run of text, as it stands
	Line int    // 1-based, where the node ends its first tag

	attrs xmlscan.Attrs
}

// Attr returns the value of the attribute of that name, "" when there is none.
func (n Node) Attr(name string) string { return n.attrs.Get(name) }

// XML returns a reader of e, which must be XML in UTF-8, UTF-16 with its
// byte-order mark, or the ISO 8859-1 or Windows-1252 that its first line declares.
func (e *Entry) XML() (*XMLReader, error) {
	data, err := e.Bytes()
	if err != nil {
		return nil, err
	}
	switch k := Sniff(data); k {
	case UTF16:
		data, err = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(data)
	case XML:
		data, err = decoded(data)
	default:
		err = fmt.Errorf("want XML, found %s: %w", k, medcode.ErrLayout)
	}
	if err != nil {
		return nil, &medcode.FileError{File: e.Path, Err: err}
	}
	return &XMLReader{file: e.Path, scan: xmlscan.New(data, e.w.opts.Limits.XMLDepth)}, nil
}

// declared finds the encoding in the first line of a document.
var declared = regexp.MustCompile(`^(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)["']`)

func decoded(data []byte) ([]byte, error) {
	m := declared.FindSubmatch(data[:min(len(data), 1024)])
	if m == nil {
		return data, nil
	}
	var enc *charmap.Charmap
	switch strings.ToLower(string(m[1])) {
	case "utf-8", "utf8", "us-ascii", "ascii":
		return data, nil
	case "iso-8859-1", "latin1":
		enc = charmap.ISO8859_1
	case "windows-1252", "cp1252":
		enc = charmap.Windows1252
	default:
		return nil, fmt.Errorf("encoding %q: %w", m[1], medcode.ErrLayout)
	}
	return enc.NewDecoder().Bytes(data)
}

// Errorf returns an error at the place where x stands; the format should wrap
// a sentinel of package medcode.
func (x *XMLReader) Errorf(text, format string, a ...any) error {
	line, column := x.scan.Line(), x.scan.Column()
	return &medcode.FileError{File: x.file, Line: line, Column: column, Text: text, Err: fmt.Errorf(format, a...)}
}

// Diagnostic returns a diagnostic at the place where x stands.
func (x *XMLReader) Diagnostic(kind medcode.DiagnosticKind, text, message string) medcode.Diagnostic {
	line, column := x.scan.Line(), x.scan.Column()
	return medcode.Diagnostic{File: x.file, Line: line, Column: column, Kind: kind, Text: text, Message: message}
}

// next returns the next token, its error with the place.
func (x *XMLReader) next() (xmlscan.Token, error) {
	tok, err := x.scan.Next()
	if err != nil {
		err = x.Errorf("", "%w", err)
	}
	return tok, err
}

// Each calls fn for every node directly inside the element that x stands in,
// or for the root element, until that element ends. What fn leaves unread of
// an element is passed over.
func (x *XMLReader) Each(fn func(Node) error) error {
	inside := x.scan.Depth()
	for {
		tok, err := x.next()
		if err != nil {
			return err
		}
		n := Node{Line: x.scan.Line()}
		switch tok {
		case xmlscan.EOF, xmlscan.End:
			return nil
		case xmlscan.Start:
			if !x.scan.Is(x.name) {
				x.name = string(x.scan.Name())
			}
			n.Name, n.attrs = x.name, x.scan.Attrs()
		case xmlscan.Text:
			if x.scan.IsBlank() {
				continue
			}
			if x.text, err = x.scan.AppendText(x.text[:0]); err != nil {
				return x.Errorf("", "%w", err)
			}
			n.Text = string(x.text)
		}
		if err := fn(n); err != nil {
			return err
		}
		for x.scan.Depth() > inside {
			if _, err := x.next(); err != nil {
				return err
			}
		}
	}
}

// Text reads to the end of the element that x stands in and returns the text
// in it and in the elements inside, runs of white space as one blank.
func (x *XMLReader) Text() (string, error) {
	inside := x.scan.Depth()
	x.text = x.text[:0]
	for {
		tok, err := x.next()
		if err != nil {
			return "", err
		}
		if tok == xmlscan.Text {
			if x.text, err = x.scan.AppendText(x.text); err != nil {
				return "", x.Errorf("", "%w", err)
			}
		}
		if x.scan.Depth() < inside {
			return string(squeeze(x.text)), nil
		}
	}
}

// Squeeze returns s without white space around it, and each run of it inside
// as one blank.
func Squeeze(s string) string { return string(squeeze([]byte(s))) }

// squeeze works in place.
func squeeze(b []byte) []byte {
	b = bytes.TrimSpace(b)
	to, blank := 0, false
	for _, c := range b {
		if c == '\n' || c == '\t' || c == '\r' || c == ' ' {
			if blank {
				continue
			}
			blank, c = true, ' '
		} else {
			blank = false
		}
		b[to] = c
		to++
	}
	return b[:to]
}
