package medcode_test

import (
	"math"
	"math/big"
	"testing"

	"github.com/medcode/medcode"
	"github.com/stretchr/testify/assert"
)

func TestCentsAddSub(t *testing.T) {
	all := []medcode.Cents{math.MinInt64, math.MinInt64 + 1, math.MinInt64 / 2, -100, -1, 0, 1, 100, math.MaxInt64 / 2, math.MaxInt64 - 1, math.MaxInt64}
	clamp := func(x *big.Int) medcode.Cents {
		switch {
		case x.IsInt64():
			return medcode.Cents(x.Int64())
		case x.Sign() < 0:
			return math.MinInt64
		}
		return math.MaxInt64
	}
	for _, a := range all {
		for _, b := range all {
			x, y := big.NewInt(int64(a)), big.NewInt(int64(b))
			assert.Equal(t, clamp(new(big.Int).Add(x, y)), a.Add(b), "%d + %d", a, b)
			assert.Equal(t, clamp(new(big.Int).Sub(x, y)), a.Sub(b), "%d - %d", a, b)
		}
	}
}

// Limits below zero are no limits that anyone means.
func TestLimitsBelowZero(t *testing.T) {
	l := medcode.Limits{EntryBytes: -1, TotalBytes: -1, Ratio: -1, Entries: -1, Nesting: -1, NameBytes: -1, NameDepth: -1, LineBytes: -1, XMLDepth: -1, ClaimLines: -1, ClaimCodes: -1}
	assert.Equal(t, medcode.Limits{}.WithDefaults(), l.WithDefaults())
}
