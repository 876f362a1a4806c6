package source

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/medcode/medcode"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// An XMLReader reads the elements of one file. A reader of a format is a function per
// element that calls Each with a switch over the names of what is inside:
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
	file  string
	dec   *xml.Decoder
	depth int
	most  int
}

// A Node is the start of an element or, when Name is empty, a run of text
// between elements that is not blank.
type Node struct {
	Name  string // without its namespace
	Text  string // of a run of text, as it stands
	Line  int    // 1-based, where the node ends its first tag
	attrs []xml.Attr
}

// Attr returns the value of the attribute of that name, "" when there is none.
func (n Node) Attr(name string) string {
	for _, a := range n.attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// XML returns a reader of e, which must be XML in UTF-8, UTF-16 with its
// byte-order mark, or the ISO 8859-1 or Windows-1252 that its first line declares.
func (e *Entry) XML() (*XMLReader, error) {
	data, err := e.Bytes()
	if err != nil {
		return nil, err
	}
	if k := Sniff(data); k == UTF16 {
		data, err = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(data)
		if err != nil {
			return nil, &medcode.FileError{File: e.Path, Err: fmt.Errorf("decoding UTF-16: %w", err)}
		}
	} else if k != XML {
		return nil, &medcode.FileError{File: e.Path, Err: fmt.Errorf("want XML, found %s: %w", k, medcode.ErrLayout)}
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	x := &XMLReader{file: e.Path, dec: xml.NewDecoder(bytes.NewReader(data)), most: e.w.opts.Limits.XMLDepth}
	x.dec.CharsetReader = charset
	return x, nil
}

func charset(label string, r io.Reader) (io.Reader, error) {
	var enc encoding.Encoding
	switch strings.ToLower(label) {
	case "utf-16", "us-ascii", "ascii": // UTF-16 is decoded before; ASCII is UTF-8
		return r, nil
	case "iso-8859-1", "latin1":
		enc = charmap.ISO8859_1
	case "windows-1252", "cp1252":
		enc = charmap.Windows1252
	default:
		return nil, fmt.Errorf("encoding %q: %w", label, medcode.ErrLayout)
	}
	return enc.NewDecoder().Reader(r), nil
}

// Errorf returns an error at the place where x stands; the format should wrap
// a sentinel of package medcode.
func (x *XMLReader) Errorf(text, format string, a ...any) error {
	line, column := x.dec.InputPos()
	return &medcode.FileError{File: x.file, Line: line, Column: column, Text: text, Err: fmt.Errorf(format, a...)}
}

// Diagnostic returns a diagnostic at the place where x stands.
func (x *XMLReader) Diagnostic(kind, text, message string) medcode.Diagnostic {
	line, column := x.dec.InputPos()
	return medcode.Diagnostic{File: x.file, Line: line, Column: column, Kind: kind, Text: text, Message: message}
}

// Each calls fn for every node directly inside the element that x stands in,
// or for the root element, until that element ends. What fn leaves unread of
// an element is passed over.
func (x *XMLReader) Each(fn func(Node) error) error {
	inside := x.depth
	for {
		tok, err := x.token()
		if err != nil {
			return err
		}
		n := Node{}
		switch t := tok.(type) {
		case nil:
			return nil // the end of the file, at depth 0
		case xml.EndElement:
			return nil
		case xml.StartElement:
			n.Name, n.attrs = t.Name.Local, t.Attr
		case xml.CharData:
			if len(bytes.TrimSpace(t)) == 0 {
				continue
			}
			n.Text = string(t)
		}
		n.Line, _ = x.dec.InputPos()
		if err := fn(n); err != nil {
			return err
		}
		for x.depth > inside {
			if _, err := x.token(); err != nil {
				return err
			}
		}
	}
}

// Text reads to the end of the element that x stands in and returns the text
// in it and in the elements inside, runs of white space as one blank.
func (x *XMLReader) Text() (string, error) {
	inside := x.depth
	var first string
	var more []byte
	for runs := 0; ; {
		tok, err := x.token()
		if err != nil {
			return "", err
		}
		switch t := tok.(type) {
		case xml.CharData:
			if runs++; runs == 1 {
				first = string(t)
				continue
			}
			more = append(more, t...)
		case xml.EndElement:
			if x.depth < inside {
				return Squeeze(first + string(more)), nil
			}
		}
	}
}

// Squeeze returns s without white space around it, and each run of it inside
// as one blank.
func Squeeze(s string) string {
	s = strings.TrimSpace(s)
	blank := false // the byte before was one
	for i := range len(s) {
		c := s[i]
		if c == '\n' || c == '\t' || c == '\r' || c == ' ' && blank {
			return strings.Join(strings.Fields(s), " ")
		}
		blank = c == ' '
	}
	return s
}

// token returns the next start, end or text, and nil at the end of the file.
func (x *XMLReader) token() (xml.Token, error) {
	for {
		tok, err := x.dec.Token()
		if err == io.EOF {
			return nil, nil
		}
		if err != nil {
			return nil, x.syntax(err)
		}
		switch t := tok.(type) {
		case xml.StartElement:
			if x.depth++; x.depth > x.most {
				return nil, x.Errorf("<"+t.Name.Local+">", "elements nested more than %d deep: %w", x.most, medcode.ErrLimit)
			}
		case xml.EndElement:
			x.depth--
		case xml.Directive:
			if bytes.IndexByte(t, '[') >= 0 {
				return nil, x.Errorf(string(t), "declarations inside the document: %w", medcode.ErrLayout)
			}
			continue
		case xml.CharData:
		default:
			continue
		}
		return tok, nil
	}
}

func (x *XMLReader) syntax(err error) error {
	if errors.Is(err, medcode.ErrLayout) {
		return x.Errorf("", "%w", err)
	}
	var s *xml.SyntaxError
	if errors.As(err, &s) {
		return x.Errorf("", "%s: %w", s.Msg, medcode.ErrSyntax)
	}
	return x.Errorf("", "%w: %w", medcode.ErrSyntax, err)
}
