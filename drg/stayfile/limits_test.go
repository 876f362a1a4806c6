package stayfile_test

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg/stayfile"
)

// TestLimits holds each limit to its edge.
func TestLimits(t *testing.T) {
	line := func(codes int) string {
		return `{"id":"1","age":60,"sex":"M","status":1,"diagnoses":[` + strings.TrimSuffix(strings.Repeat(`"I10",`, codes), ",") + `]}`
	}
	for _, test := range []struct {
		name   string
		limits medcode.Limits
		text   string
		limit  string
	}{
		{"codes at the default", medcode.Limits{}, line(1000), ""},
		{"codes over the default", medcode.Limits{}, line(1001), "ClaimCodes"},
		{"codes at a limit", medcode.Limits{ClaimCodes: 3}, line(3), ""},
		{"codes over a limit", medcode.Limits{ClaimCodes: 3}, line(4), "ClaimCodes"},
		{"codes without a limit", medcode.Limits{ClaimCodes: math.MaxInt, LineBytes: math.MaxInt}, line(300_000), ""},
		{"a line at a limit", medcode.Limits{LineBytes: len(line(2))}, line(2), ""},
		{"a line over a limit", medcode.Limits{LineBytes: len(line(2)) - 1}, line(2), "LineBytes"},
		{"a line over the default", medcode.Limits{}, line(300_000), "LineBytes"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r, err := stayfile.NewReaderWith(strings.NewReader(test.text+"\n"+line(1)+"\n"), "s.jsonl", stayfile.Options{Limits: test.limits})
			require.NoError(t, err)
			good, limit := 0, ""
			for _, err := range r.All() {
				var le *medcode.LimitError
				if err == nil {
					good++
				} else {
					require.ErrorAs(t, err, &le)
					require.ErrorContains(t, err, "s.jsonl:1:")
					require.ErrorContains(t, err, "raise Limits."+le.Limit)
					require.Less(t, len(err.Error()), 300)
					limit = le.Limit
				}
			}
			require.Equal(t, test.limit, limit)
			want := 2
			if limit != "" {
				want = 1
			}
			require.Equal(t, want, good)
		})
	}
}
