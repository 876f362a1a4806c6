package svg_test

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/medcode/medcode/examples/internal/svg"
)

// FuzzCharts: any text and numbers make well-formed XML, in which no text is an
// element.
func FuzzCharts(f *testing.F) {
	f.Add("title", "<script>alert(1)</script>", "a\"b&c", 1.5, -2.0, 3)
	f.Add("", "\x00\xff]]>", "'", 1e308, -1e308, -1)
	f.Fuzz(func(t *testing.T, title, label, tip string, a, b float64, decimals int) {
		decimals &= 7
		charts := []string{
			string(svg.Bars(title, 120, []svg.Bar{{Label: label, Shown: tip, Tip: tip, Amount: a}, {Label: tip, Amount: b}})),
			string(svg.Lines(title, []string{label, tip}, decimals, []svg.Series{{Name: label, Class: "a", Values: []float64{a, b}}})),
			string(svg.Stacks(title, 120, []svg.Stack{{Label: label, Shown: tip, Parts: []svg.Part{{Share: 0.5, Class: "a", Tip: tip}}}})),
		}
		for _, chart := range charts {
			for d := xml.NewDecoder(strings.NewReader(plain(chart))); ; {
				token, err := d.Token()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatalf("%v in %s", err, chart)
				}
				if e, ok := token.(xml.StartElement); ok && e.Name.Local == "script" {
					t.Fatal(chart)
				}
			}
		}
	})
}

// plain leaves out what XML has no way to write, and HTML passes over.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0xfffe || r == 0xffff {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "?"))
}
