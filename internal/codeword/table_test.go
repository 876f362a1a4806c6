package codeword_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/internal/codeword"
)

// TestTable holds the table against a map.
func TestTable(t *testing.T) {
	var none codeword.Table
	_, ok := none.Find(codeword.Pack("A00"))
	require.False(t, ok)
	rnd := rand.New(rand.NewPCG(1, 2))
	word := func() codeword.Word {
		text := make([]byte, rnd.IntN(5))
		for i := range text {
			text[i] = "01XYZ"[rnd.IntN(5)]
		}
		return codeword.Pack(string(text))
	}
	for _, n := range []int{0, 1, 6, 7, 300} {
		table, twin := codeword.NewTable(n), map[codeword.Word]int32{}
		for i := range int32(n) {
			w := word()
			if _, there := twin[w]; !there {
				twin[w] = i
			}
			table.Add(w, i)
		}
		require.Equal(t, len(twin), table.Len())
		for range 2000 {
			w := word()
			want, there := twin[w]
			got, ok := table.Find(w)
			require.Equal(t, there, ok)
			require.Equal(t, want, got)
		}
	}
}
