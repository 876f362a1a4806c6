package slope_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/internal/slope"
)

var sum int

func loops(times func(n int) int) func(n int) func() {
	return func(n int) func() {
		return func() {
			for i := range times(n) {
				sum += i ^ sum
			}
		}
	}
}

func TestLinear(t *testing.T) {
	require.Empty(t, slope.Linear(loops(func(n int) int { return 2_000 * n })))
	require.NotEmpty(t, slope.Linear(loops(func(n int) int { return n * n })))
}
