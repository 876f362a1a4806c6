package drg_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/drg"
)

// FuzzWhatIf asks of any stay what a change would make of it, and holds it
// against another.
func FuzzWhatIf(f *testing.F) {
	for i := range uint64(8) {
		f.Add(i, i+1, "43.1")
		f.Add(i, i, "40")
	}
	f.Fuzz(func(t *testing.T, a, b uint64, version string) {
		get, ok := pools[version]
		if !ok {
			t.Skip("no such version")
		}
		p := get()
		one, two := p.stay(rand.New(rand.NewPCG(a, 1))), p.stay(rand.New(rand.NewPCG(b, 1)))
		before := p.g.Group(one).Final
		for _, c := range p.g.WhatIf(one, nil) {
			require.Equal(t, before, c.Before)
			require.NotEqual(t, c.Before.DRG, c.After.DRG)
			require.NotEmpty(t, c.Shows)
			require.Equal(t, c.Kind == drg.ReachSeverity, c.Index < 0)
		}
		c := p.g.Compare(one, two)
		require.Equal(t, before, c.A)
		require.Equal(t, p.g.Group(two).Final, c.B)
		for _, d := range c.Differences {
			require.Equal(t, d.Moves, d.Alone.DRG != c.A.DRG)
		}
		require.Empty(t, p.g.Compare(one, one).Differences)
	})
}
