package research_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/medcode/medcode/icd10/research"
)

// A place that no measure or category has is none.
func TestPlacesOutOfRange(t *testing.T) {
	for _, i := range []int{math.MinInt, -1, 64, math.MaxInt} {
		assert.False(t, research.MeasureSet(math.MaxUint64).Has(i))
	}
	assert.Zero(t, new(research.CCSR).Category(0))
	assert.Zero(t, new(research.CCSR).Category(math.MaxUint16))
}
