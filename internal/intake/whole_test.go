package intake_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/internal/intake"
)

func TestWhole(t *testing.T) {
	shape := intake.Shape{Fewest: 1000, Last: regexp.MustCompile(`^Z`)}
	for _, c := range []struct {
		text  string
		kinds []string
	}{
		{strings.Repeat("x\r\n", 1000) + "Z9\r\n", nil},
		{strings.Repeat("x\r\n", 1000) + "Z9\r\n,,\r\n\x1a", nil},
		{strings.Repeat("x\r\n", 1000) + "Z9", []string{"unfinished"}},
		{strings.Repeat("x\r\n", 1000), []string{"cut-short"}},
		{strings.Repeat("Z\r\n", 999), []string{"cut-short"}},
		{strings.Repeat("x\r\n", 999) + "x", []string{"unfinished", "cut-short"}},
		{strings.Repeat("x\n", 9), nil},
		{"", nil},
	} {
		var kinds []string
		for _, d := range shape.Whole("a.txt", []byte(c.text)) {
			kinds = append(kinds, string(d.Kind))
		}
		require.Equal(t, c.kinds, kinds)
	}
}
