package svg

import (
	"encoding/xml"
	"io"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// texts returns the texts that a drawing shows, and fails unless it is XML.
func texts(t *testing.T, svg string) []string {
	var shown []string
	in := ""
	for d := xml.NewDecoder(strings.NewReader(svg)); ; {
		tok, err := d.Token()
		if err == io.EOF {
			return shown
		}
		require.NoError(t, err)
		switch tok := tok.(type) {
		case xml.StartElement:
			in = tok.Name.Local
			for _, a := range tok.Attr {
				require.NotContains(t, a.Value, "NaN")
				require.NotContains(t, a.Value, "Inf")
				if a.Name.Local == "width" || a.Name.Local == "height" {
					require.False(t, strings.HasPrefix(a.Value, "-"), a.Value)
				}
			}
		case xml.CharData:
			if in == "text" {
				shown = append(shown, string(tok))
			}
		}
	}
}

func TestBars(t *testing.T) {
	s := string(Bars("a <title>", 100, []Bar{{"R&D", "10", "tip", 10}, {"none", "0", "", 0}}))
	require.Equal(t, []string{"R&D", "10", "none", "0"}, texts(t, s))
	require.Contains(t, s, `aria-label="a &lt;title&gt;"`)
	require.Contains(t, s, `width="550.0"`, "the longest bar takes the room there is")
	require.Equal(t, []string{"a", "0"}, texts(t, string(Bars("", 100, []Bar{{"a", "0", "", 0}}))))
	require.Empty(t, texts(t, string(Bars("", 100, nil))))
}

func TestStacks(t *testing.T) {
	s := string(Stacks("", 160, []Stack{{"x", "n 4", []Part{{0.25, "a", ""}, {0.745, "b", ""}, {0.005, "c", ""}}}}))
	require.Equal(t, []string{"x", "25 %", "74 %", "n 4"}, texts(t, s), "a share is left out where there is no room")
	require.Contains(t, s, `x="287.5"`)
}

func TestLines(t *testing.T) {
	s := string(Lines("", []string{"Jan", "Feb", "Mar", "Apr"}, 2, []Series{
		{"all", "one", []float64{1, 1.5, math.NaN(), 2}},
		{"some", "two", []float64{math.NaN(), math.NaN(), math.NaN(), math.NaN()}},
	}))
	require.Equal(t, []string{"1.00", "1.50", "2.00", "Jan", "Feb", "Mar", "Apr", "1.00", "1.50", "2.00", "all"}, texts(t, s))
	require.Equal(t, 1, strings.Count(s, "series one"), "no line over a gap")
	flat := string(Lines("", []string{"Jan"}, 1, []Series{{"all", "one", []float64{1.7}}}))
	require.Contains(t, texts(t, flat), "1.7")
	require.Len(t, texts(t, string(Lines("", nil, 1, nil))), 3, "an axis with nothing on it")
}

func TestStep(t *testing.T) {
	for v, want := range map[float64]float64{0: 0.1, -1: 0.1, 0.1: 0.1, 0.13: 0.2, 0.3: 0.5, 0.7: 1, 3: 5, 60: 100} {
		require.InDelta(t, want, stepOf(v), 1e-9, "%v", v)
	}
}
