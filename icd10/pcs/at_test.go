package pcs_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/icd10/pcs"
)

func TestAtOutOfRange(t *testing.T) {
	c, err := pcs.Parse("0DTJ4ZZ")
	require.NoError(t, err)
	assert.Equal(t, pcs.Char('0'), c.At(1))
	assert.Equal(t, pcs.Char('Z'), c.At(7))
	for _, i := range []int{math.MinInt, -1, 0, 8, 9, math.MaxInt} {
		assert.Zero(t, c.At(i))
	}
}
