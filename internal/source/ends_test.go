package source

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEnds(t *testing.T) {
	for text, want := range map[string]struct {
		ends  Ends
		kinds []string
	}{
		"":                  {Ends{}, nil},
		"a":                 {Ends{Open: true, lines: 1}, []string{"unfinished"}},
		"a\r\nb\r\n":        {Ends{Mark: "\r\n", lines: 2}, nil},
		"a\r":               {Ends{Open: true, rest: "\r", lines: 1}, []string{"unfinished"}},
		"a\nb":              {Ends{Mark: "\n", Open: true, lines: 2}, []string{"line-end", "unfinished"}},
		"a\r\r\n\r\r\nb\n":  {Ends{Mark: "\r\r\n", other: 3, lines: 3}, []string{"line-end", "line-end"}},
		"\r\na\n\n\nb\r\nc": {Ends{Mark: "\r\n", other: 2, lines: 6, Open: true}, []string{"line-end", "unfinished"}},
	} {
		got := EndsOf([]byte(text))
		require.Equal(t, want.ends, got, "%q", text)
		var kinds []string
		for _, d := range got.Diagnostics("f", "\r\n") {
			kinds = append(kinds, string(d.Kind))
		}
		require.Equal(t, want.kinds, kinds, "%q", text)
	}
}

func TestUnfinished(t *testing.T) {
	for text, line := range map[string]int{"": 0, "a\n": 0, "a\r\n\x1a": 0, "a": 1, "a\nb\x1a": 2, "a\rb\r": 1} {
		got := Unfinished("f", []byte(text))
		require.Equal(t, line > 0, len(got) == 1, "%q", text)
		for _, d := range got {
			require.Equal(t, line, d.Line, "%q", text)
			require.Equal(t, "unfinished", string(d.Kind))
		}
	}
}

func TestAppendEnds(t *testing.T) {
	for text, want := range map[string]string{"": "a|b|", "a": "a|b", "a\nb\n": "a\nb\n", "a\r\nb\r": "a\r\nb\r"} {
		e := EndsOf([]byte(text))
		b := e.Append([]byte("a"), false, "|")
		require.Equal(t, want, string(e.Append(append(b, 'b'), true, "|")), "%q", text)
	}
}
