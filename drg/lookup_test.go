package drg

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/internal/codeword"
)

// A table finds what was added to it and nothing else, also where slots run
// behind its end.
func TestTable(t *testing.T) {
	const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	r := rand.New(rand.NewPCG(3, 4))
	random := func() uint64 {
		b := make([]byte, 3+r.IntN(6))
		for i := range b {
			b[i] = letters[r.IntN(len(letters))]
		}
		return uint64(codeword.Pack(string(b)))
	}
	for _, n := range []int{0, 1, 7, 10, 500, 20_000} {
		table, want := newTable(n), map[uint64]uint16{}
		for len(want) < n {
			if code := random(); want[code] == 0 {
				want[code] = uint16(1 + r.IntN(1<<16-1))
				table.add(code, want[code])
			}
		}
		for code, number := range want {
			require.Equal(t, number, table.find(code))
		}
		for range 20_000 {
			code := random()
			require.Equal(t, want[code], table.find(code))
		}
		require.Zero(t, table.find(0))
	}
}

// Packed codes are as different as codes are.
func TestPackCode(t *testing.T) {
	seen := map[uint64]bool{}
	for _, c := range "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" {
		for at := range 8 {
			p := packCode(uint64(codeword.Word(0).With(at, byte(c))))
			require.Less(t, p, uint64(1)<<48)
			require.False(t, seen[p])
			seen[p] = true
		}
	}
}

// Numbers are the same for the same value, and others for others, however many.
func TestNumbers(t *testing.T) {
	s := newNumbers()
	for range 2 {
		for v := range uint64(60_000) {
			require.Equal(t, uint16(v+1), s.number(v*0x10001+7))
		}
	}
	require.False(t, s.full())
	for v := range uint64(10_000) {
		s.number(v<<40 | 1<<63)
	}
	require.True(t, s.full())
}
