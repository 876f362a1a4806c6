package drg

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/internal/codeword"
)

// A table finds what it was made of and nothing else: codes of every length, such
// as begin others, and all that are one character off.
func TestTable(t *testing.T) {
	const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	r := rand.New(rand.NewPCG(3, 4))
	few := letters
	random := func() string {
		b := make([]byte, 1+r.IntN(7))
		for i := range b {
			b[i] = few[r.IntN(len(few))]
		}
		return string(b)
	}
	for _, n := range []int{0, 1, 7, 10, 500, 20_000} {
		for _, few = range []string{letters, letters[8:12], letters[:9]} {
			for _, kinds := range []int{2, 70, 1 << 16} {
				want := map[uint64]uint16{}
				for range n {
					want[uint64(codeword.Pack(random()))] = uint16(1 + r.IntN(kinds-1))
				}
				codes := slices.Sorted(maps.Keys(want))
				numbers := make([]uint16, len(codes))
				for i, c := range codes {
					numbers[i] = want[c]
				}
				table := newTable(codes, numbers, kinds)
				for code, number := range want {
					require.Equal(t, number, table.find(code))
					other := uint64(codeword.Word(code).With(r.IntN(7), letters[r.IntN(len(letters))]))
					require.Equal(t, want[other], table.find(other), "%q %q", codeword.Word(code), codeword.Word(other))
					require.Equal(t, want[code&^0xffff], table.find(code&^0xffff))
				}
				for range 1000 {
					code := uint64(codeword.Pack(random()))
					require.Equal(t, want[code], table.find(code), "%q of %q", codeword.Word(code), codes)
				}
				require.Zero(t, table.find(0))
			}
		}
	}
}

// What is no code is left out, and doesn't show up as one that is.
func TestTableOfNoCodes(t *testing.T) {
	words := []uint64{1, 0xff, 0x4100000000000041, 0x4141000000000041, 0x4141410000000041, 0x4141414141414141, 0xffffffffffffffff}
	for _, s := range []string{"!00", "A!0", "A0!", "A00", "A00!", "A00P", "A00p", "A0000000", "a00", "\x80\x80\x80"} {
		words = append(words, uint64(codeword.Pack(s)))
	}
	slices.Sort(words)
	numbers := make([]uint16, len(words))
	for i := range words {
		numbers[i] = uint16(1 + i)
	}
	table := newTable(words, numbers, 1+len(words))
	for i, w := range words {
		if s := codeword.Word(w).String(); s == "A00" || s == "A00P" {
			require.Equal(t, numbers[i], table.find(w))
		}
	}
	for _, s := range []string{"A", "AA", "AAA", "AAAA", "AAAAAAA", "A0", "A000000", "A001", "A01", "Z00", "P00", "PPP"} {
		require.Zero(t, table.find(uint64(codeword.Pack(s))), s)
	}
}

// Packed characters are as different as characters are.
func TestPackCode(t *testing.T) {
	for at := range 8 {
		seen := map[uint64]bool{0: true}
		for _, c := range "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" {
			p := packCode(uint64(codeword.Word(0).With(at, byte(c))))
			require.Zero(t, p&^(0x3f<<(56-8*at)))
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
