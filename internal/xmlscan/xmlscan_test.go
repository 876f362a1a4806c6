package xmlscan_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/xmlscan"
)

// events writes what a scanner meets, a line each; texts that follow one
// another are one.
func events(data string, depth int) (string, error) {
	s := xmlscan.New([]byte(data), depth)
	var out, text strings.Builder
	for {
		tok, err := s.Next()
		if err != nil {
			return "", err
		}
		if tok == xmlscan.Text {
			b, err := s.AppendText(nil)
			if err != nil {
				return "", err
			}
			text.Write(b)
			continue
		}
		if text.Len() > 0 {
			fmt.Fprintf(&out, "%q\n", text.String())
			text.Reset()
		}
		switch tok {
		case xmlscan.Start:
			fmt.Fprintf(&out, "<%s a=%q %d\n", s.Name(), s.Attrs().Get("a"), s.Depth())
		case xmlscan.End:
			fmt.Fprintf(&out, ">%s %d\n", s.Name(), s.Depth())
		case xmlscan.EOF:
			return out.String(), nil
		}
	}
}

// slow does the same with encoding/xml.
func slow(data string) (string, error) {
	d := xml.NewDecoder(strings.NewReader(strings.TrimPrefix(data, "\xef\xbb\xbf")))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	var out, text strings.Builder
	flush := func() {
		if text.Len() > 0 {
			fmt.Fprintf(&out, "%q\n", text.String())
			text.Reset()
		}
	}
	depth := 0
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return out.String(), nil
		}
		if err != nil {
			return "", err
		}
		switch t := tok.(type) {
		case xml.StartElement:
			flush()
			depth++
			a := ""
			for _, attr := range t.Attr {
				if attr.Name.Local == "a" {
					a = attr.Value
					break
				}
			}
			fmt.Fprintf(&out, "<%s a=%q %d\n", t.Name.Local, a, depth)
		case xml.EndElement:
			flush()
			depth--
			fmt.Fprintf(&out, ">%s %d\n", t.Name.Local, depth)
		case xml.CharData:
			if depth > 0 {
				text.Write(t)
			} else if len(bytes.TrimSpace(t)) > 0 {
				return "", errors.New("text outside of the document")
			}
		case xml.Directive:
			if bytes.IndexByte(t, '[') >= 0 {
				return "", errors.New("declarations")
			}
		}
	}
}

var documents = []string{
	`<a/>`,
	`<a a="1">x<b a='2'/>y</a>`,
	"\xef\xbb\xbf<?xml version='1.0'?>\r\n<!DOCTYPE a SYSTEM \"x\">\n<a>one\r\ntwo\rthree<!-- c --><![CDATA[<&\r]]>&lt;&#x41;&#66;&amp;&quot;&apos;&gt;</a>\n",
	`<x:a xmlns:x="urn:x" x:a="3"><x:b a = "q&amp;r" ></x:b ></x:a>`,
	"<a b=\"1>2\" a='\"'>é</a>",
	"<a><b><c><d/></c></b></a><e/>",
	`<é.1-_>ü</é.1-_>`,
}

// On what both read, the scanner and encoding/xml agree.
func TestAgainstEncodingXML(t *testing.T) {
	for _, d := range documents {
		want, err := slow(d)
		require.NoError(t, err, d)
		got, err := events(d, 100)
		require.NoError(t, err, d)
		require.Equal(t, want, got, d)
	}
}

func TestErrors(t *testing.T) {
	for doc, want := range map[string]struct {
		is   error
		says string
	}{
		"<a>":                   {medcode.ErrSyntax, "ends inside element a"},
		"<a></b>":               {medcode.ErrSyntax, "</b> closes no element"},
		"</a>":                  {medcode.ErrSyntax, "closes no element"},
		"<a></a":                {medcode.ErrSyntax, "without its >"},
		"<a":                    {medcode.ErrSyntax, "without its >"},
		"<a b='>":               {medcode.ErrSyntax, "attribute without its '"},
		"<a <b>":                {medcode.ErrSyntax, "< in an element"},
		"< a>":                  {medcode.ErrSyntax, "without a name"},
		"<>":                    {medcode.ErrSyntax, "without a name"},
		"<1a/>":                 {medcode.ErrSyntax, "no name"},
		"<\x00a/>":              {medcode.ErrSyntax, "no name"},
		"<!-- ":                 {medcode.ErrSyntax, "no -->"},
		"<?xml ":                {medcode.ErrSyntax, "no ?>"},
		"<!DOCTYPE a":           {medcode.ErrSyntax, "no >"},
		"<a><![CDATA[x":         {medcode.ErrSyntax, "no ]]>"},
		"<!DOCTYPE a [<!ENTITY": {medcode.ErrSyntax, "no >"},
		"<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>": {medcode.ErrLayout, "declarations"},
		"<!DOCTYPE a <b>><a/>":                     {medcode.ErrLayout, "declarations"},
		"<!DOCTYPE a \"x>\"><a/>":                  {medcode.ErrLayout, "declarations"},
		"<!><a/>":                                  {medcode.ErrSyntax, "without a name"},
		"<a><!X></a>":                              {medcode.ErrSyntax, "inside of element a"},
		"<a>&e;</a>":                               {medcode.ErrSyntax, `"&e;"`},
		"<a>&</a>":                                 {medcode.ErrSyntax, "entity or reference"},
		"<a>&#xD800;</a>":                          {medcode.ErrSyntax, "reference"},
		"<a>&#;</a>":                               {medcode.ErrSyntax, "reference"},
		"<a>\xff</a>":                              {medcode.ErrSyntax, "UTF-8"},
		"x<a/>":                                    {medcode.ErrSyntax, "outside"},
		"<a/>x":                                    {medcode.ErrSyntax, "outside"},
		"<a><b><c><d/></c></b></a>":                {medcode.ErrLimit, "more than 3 deep"},
	} {
		_, err := events(doc, 3)
		require.ErrorIs(t, err, want.is, doc)
		require.ErrorContains(t, err, want.says, doc)
	}
	got, err := events("<a><b><c/></b></a>", 3)
	require.NoError(t, err)
	require.NotEmpty(t, got)
}

func TestAttrs(t *testing.T) {
	s := xmlscan.New([]byte(`<a one="1" x:two = '2 &amp; 3' bad="&x;" open>`), 9)
	_, err := s.Next()
	require.NoError(t, err)
	a := s.Attrs()
	require.Equal(t, "1", a.Get("one"))
	require.Equal(t, "2 & 3", a.Get("two"))
	require.Equal(t, "2 &amp; 3", string(a.Raw("two")))
	require.Equal(t, "&x;", a.Get("bad"))
	require.Empty(t, a.Get("open"))
	require.Nil(t, a.Raw("none"))
	require.Nil(t, xmlscan.Attrs("x=").Raw("x"))
	require.Nil(t, xmlscan.Attrs(`x="1`).Raw("x"))
	require.Nil(t, xmlscan.Attrs(nil).Raw("x"))
}

func TestPlaces(t *testing.T) {
	s := xmlscan.New([]byte("<a>\n <b/>\n</a>"), 9)
	for _, want := range [][3]int{{1, 4, 3}, {2, 2, 5}, {2, 6, 9}, {2, 6, 9}, {3, 1, 10}, {3, 5, 14}} {
		_, err := s.Next()
		require.NoError(t, err)
		require.Equal(t, want, [3]int{s.Line(), s.Column(), s.Offset()})
	}
	require.True(t, s.Is("a"))
	require.False(t, s.Is("b"))
}

func TestIsBlank(t *testing.T) {
	s := xmlscan.New([]byte("<a> \n<b/>x</a>"), 9)
	var got []bool
	for {
		tok, err := s.Next()
		require.NoError(t, err)
		if tok == xmlscan.EOF {
			break
		}
		if tok == xmlscan.Text {
			got = append(got, s.IsBlank())
		}
	}
	require.Equal(t, []bool{true, false}, got)
}

func TestAllocs(t *testing.T) {
	doc := []byte(strings.Repeat("<a x='1'>text &amp; more</a>", 50))
	doc = []byte("<r>" + string(doc) + "</r>")
	buf := make([]byte, 0, 64)
	require.LessOrEqual(t, testing.AllocsPerRun(10, func() {
		s := xmlscan.New(doc, 9)
		for {
			tok, err := s.Next()
			if err != nil || tok == xmlscan.EOF {
				break
			}
			if tok == xmlscan.Text {
				buf, _ = s.AppendText(buf[:0])
			}
		}
	}), 4.0, "the scanner and its stack")
}

// Whatever encoding/xml reads, the scanner reads the same.
func FuzzScanner(f *testing.F) {
	for _, d := range documents {
		f.Add(d)
	}
	f.Fuzz(func(t *testing.T, data string) {
		got, err := events(data, 1000)
		if err != nil && !errors.Is(err, medcode.ErrSyntax) && !errors.Is(err, medcode.ErrLayout) && !errors.Is(err, medcode.ErrLimit) {
			t.Fatal(err)
		}
		want, slowErr := slow(data)
		if slowErr != nil {
			return
		}
		if err != nil && strings.Contains(err.Error(), "declaration") {
			return // encoding/xml takes them anywhere, and with more of them inside
		}
		if err != nil && !errors.Is(err, medcode.ErrLimit) && !strings.Contains(err.Error(), "name") && !strings.Contains(err.Error(), "outside") {
			t.Fatalf("encoding/xml reads it, the scanner says %v", err)
		}
		if err == nil && got != want {
			t.Fatalf("got\n%s\nwant\n%s", got, want)
		}
	})
}

func BenchmarkScanner(b *testing.B) {
	doc := []byte("<r>" + strings.Repeat("<diag>\r\n  <name>A00.0</name>\r\n  <desc>Cholera due to Vibrio cholerae 01</desc>\r\n</diag>\r\n", 10_000) + "</r>")
	b.SetBytes(int64(len(doc)))
	for b.Loop() {
		s := xmlscan.New(doc, 9)
		for {
			tok, err := s.Next()
			if err != nil {
				b.Fatal(err)
			}
			if tok == xmlscan.EOF {
				break
			}
		}
	}
}

func BenchmarkEncodingXML(b *testing.B) {
	doc := []byte("<r>" + strings.Repeat("<diag>\r\n  <name>A00.0</name>\r\n  <desc>Cholera due to Vibrio cholerae 01</desc>\r\n</diag>\r\n", 10_000) + "</r>")
	b.SetBytes(int64(len(doc)))
	for b.Loop() {
		d := xml.NewDecoder(bytes.NewReader(doc))
		for {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil {
				b.Fatal(err)
			}
		}
	}
}
