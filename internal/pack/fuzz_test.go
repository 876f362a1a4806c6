package pack_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/internal/pack"
	"github.com/medcode/medcode/internal/pack/packtest"
)

// FuzzOpen: bytes of any kind are an error or parts, and a part is read to its end or
// is an error; what was joined is found again.
func FuzzOpen(f *testing.F) {
	const mark = "mcFUZZ 1"
	whole := pack.Join(mark, [][]byte{[]byte("one"), nil, []byte("three three three three")})
	f.Add(whole, uint(0), uint(0))
	f.Add(whole[:20], uint(1), uint(1))
	f.Add([]byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), uint(2), uint(2))
	f.Fuzz(func(t *testing.T, data []byte, part, at uint) {
		for _, b := range [][]byte{data, append([]byte(mark), data...), packtest.Forged(mark, whole, part, at, data)} {
			p, err := pack.Open(mark, b)
			if err != nil {
				continue
			}
			for i := -1; i <= p.Len(); i++ {
				r := p.Part(i)
				r.Int()
				_ = r.Rest()
			}
		}
		p, err := pack.Open(mark, pack.Join(mark, [][]byte{data, data}))
		require.NoError(t, err)
		require.Equal(t, string(data), p.Part(1).Rest())
	})
}
