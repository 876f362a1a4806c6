package source_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/source"
)

// outline writes the elements of a document as name(…), texts in quotes.
func outline(x *source.XMLReader, b *strings.Builder) error {
	return x.Each(func(n source.Node) error {
		if n.Name == "" {
			b.WriteString(`"` + source.Squeeze(n.Text) + `" `)
			return nil
		}
		b.WriteString(n.Name)
		if v := n.Attr("v"); v != "" {
			b.WriteString("=" + v)
		}
		switch n.Name {
		case "text":
			s, err := x.Text()
			b.WriteString("`" + s + "` ")
			return err
		case "skip":
			b.WriteString("… ")
			return nil
		}
		b.WriteString("( ")
		err := outline(x, b)
		b.WriteString(") ")
		return err
	})
}

func outlined(t *testing.T, data string, limits medcode.Limits) (string, error) {
	x, err := one(t, data, limits).XML()
	if err != nil {
		return "", err
	}
	var b strings.Builder
	err = outline(x, &b)
	return strings.TrimSpace(b.String()), err
}

func TestXML(t *testing.T) {
	utf16, err := unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String("<?xml version='1.0' encoding='UTF-16'?><a>Ménière</a>")
	require.NoError(t, err)
	cp1252, err := charmap.Windows1252.NewEncoder().String("<?xml version='1.0' encoding='Windows-1252'?><a>Ménière’s</a>")
	require.NoError(t, err)
	latin1, err := charmap.ISO8859_1.NewEncoder().String("<?xml version='1.0' encoding='ISO-8859-1'?><a>Ménière</a>")
	require.NoError(t, err)
	for _, c := range []struct{ name, data, want string }{
		{"nested", `<a><b v="1"/><c>x<d/> y </c></a>`, `a( b=1( ) c( "x" d( ) "y" ) )`},
		{"text of all inside", "<a><text> one\r\n\t two <b>three</b>  four</text></a>", "a( text`one two three four` )"},
		{"empty text", "<a><text/></a>", "a( text`` )"},
		{"what is not read is passed over", "<a><skip><b><c>z</c></b></skip><d/></a>", "a( skip… d( ) )"},
		{"comments, instructions, CDATA", "<?x y?><!-- c --><a><!-- c --><![CDATA[<&>]]></a>", `a( "<&>" )`},
		{"own entities", "<a>&lt;&amp;&gt;&#233;&quot;&apos;</a>", `a( "<&>é"'" )`},
		{"namespaces", `<x:a xmlns:x="urn:x"><x:b x:v="2"/></x:a>`, "a( b=2( ) )"},
		{"document type", "<!DOCTYPE a SYSTEM 'a.dtd'><a/>", "a( )"},
		{"byte-order mark", "\xef\xbb\xbf<a/>", "a( )"},
		{"UTF-16", utf16, `a( "Ménière" )`},
		{"cp1252", cp1252, `a( "Ménière’s" )`},
		{"Latin 1", latin1, `a( "Ménière" )`},
		{"ASCII", "<?xml version='1.0' encoding='us-ascii'?><a/>", "a( )"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := outlined(t, c.data, medcode.Limits{})
			require.NoError(t, err)
			require.Equal(t, c.want, got)
		})
	}
}

func TestBadXML(t *testing.T) {
	laughs := "<!DOCTYPE a [<!ENTITY x 'ha'><!ENTITY y '&x;&x;'>]>\n<a>&y;</a>"
	for _, c := range []struct {
		name, data string
		limits     medcode.Limits
		is         error
		line       int
		says       string
	}{
		{"truncated", "<a>\n<b>", medcode.Limits{}, medcode.ErrSyntax, 2, "ends inside element"},
		{"truncated in text", "<a>\n<text>half", medcode.Limits{}, medcode.ErrSyntax, 2, "ends inside element"},
		{"truncated in what is passed over", "<a>\n<skip><b>", medcode.Limits{}, medcode.ErrSyntax, 2, "ends inside element"},
		{"crossed", "<a>\n\n<b></a></b>", medcode.Limits{}, medcode.ErrSyntax, 3, "</a> closes no element"},
		{"10,000 deep", strings.Repeat("<a>", 10_000), medcode.Limits{}, medcode.ErrLimit, 1, "nested more than 256 deep"},
		{"deep", "<a><b><c/></b></a>", medcode.Limits{XMLDepth: 2}, medcode.ErrLimit, 1, "nested more than 2 deep"},
		{"deep in what is passed over", "<a>\n<skip><b/></skip></a>", medcode.Limits{XMLDepth: 2}, medcode.ErrLimit, 2, "nested"},
		{"deep in text", "<a>\n<text><b/></text></a>", medcode.Limits{XMLDepth: 2}, medcode.ErrLimit, 2, "nested"},
		{"entities declared", laughs, medcode.Limits{}, medcode.ErrLayout, 1, "declarations"},
		{"entity unknown", "<a>\n&eacute;</a>", medcode.Limits{}, medcode.ErrSyntax, 2, "entity"},
		{"not UTF-8", "<a>\nMeni\xe8re</a>", medcode.Limits{}, medcode.ErrSyntax, 2, "UTF-8"},
		{"unknown encoding", "<?xml version='1.0' encoding='EBCDIC-1'?><a/>", medcode.Limits{}, medcode.ErrLayout, 0, "EBCDIC-1"},
		{"not XML", "A000 Cholera", medcode.Limits{}, medcode.ErrLayout, 0, "want XML, found text"},
		{"HTML", "<!doctype html>", medcode.Limits{}, medcode.ErrLayout, 0, "an HTML page"},
		{"too big", "<a/>", medcode.Limits{EntryBytes: 2}, medcode.ErrLimit, 0, "more than 2 bytes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := outlined(t, c.data, c.limits)
			var fe *medcode.FileError
			require.ErrorAs(t, err, &fe)
			require.ErrorIs(t, err, c.is)
			require.Equal(t, "a.txt", fe.File)
			require.Equal(t, c.line, fe.Line)
			require.ErrorContains(t, err, c.says)
		})
	}
}

func TestXMLPlaces(t *testing.T) {
	x, err := one(t, "<a>\n <b/>\n</a>", medcode.Limits{}).XML()
	require.NoError(t, err)
	require.NoError(t, x.Each(func(n source.Node) error {
		return x.Each(func(n source.Node) error {
			require.Equal(t, 2, n.Line)
			require.Empty(t, n.Attr("none"))
			require.Equal(t, medcode.Diagnostic{File: "a.txt", Line: 2, Column: 6, Kind: "k", Text: "t", Message: "m"}, x.Diagnostic("k", "t", "m"))
			require.EqualError(t, x.Errorf("t", "odd: %w", medcode.ErrLayout), `a.txt:2:6: odd: unknown layout: "t"`)
			return nil
		})
	}))
}

func TestSqueeze(t *testing.T) {
	for s, want := range map[string]string{"": "", " a ": "a", "a  b": "a b", "a\nb": "a b", "a b c": "a b c", "\t\r\n": ""} {
		require.Equal(t, want, source.Squeeze(s))
	}
}

func FuzzXML(f *testing.F) {
	f.Add("<a><b v='1'>x</b><text>y<c/></text><skip><d/></skip></a>")
	f.Add("\xff\xfe<\x00a\x00/\x00>\x00")
	f.Add("<!DOCTYPE a [<!ENTITY x 'ha'>]><a>&x;</a>")
	f.Fuzz(func(t *testing.T, data string) {
		_, err := outlined(t, data, medcode.Limits{})
		if err != nil {
			var fe *medcode.FileError
			require.ErrorAs(t, err, &fe)
		}
	})
}
