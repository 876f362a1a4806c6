package pack_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/pack"
)

const mark = "testing1"

func TestRoundTrip(t *testing.T) {
	prov := medcode.Provenance{System: "S", Release: "2026", Effective: medcode.Period{From: medcode.NewDate(2025, 10, 1)},
		Files: []medcode.File{{Name: "a!b", Size: 7, SHA256: "00ff"}}}
	var w, inner pack.Writer
	inner.String("inside")
	w.Int(300)
	w.Uint(1 << 40)
	w.Byte(7)
	w.Bool(true)
	w.Bool(false)
	w.String("text")
	w.Part(&inner)
	w.Date(medcode.Date{})
	w.Date(medcode.NewDate(1, 1, 1))
	w.Date(medcode.NewDate(2026, 4, 1))
	w.Provenance(prov)
	data := pack.Join(mark, [][]byte{w.Bytes(), nil, make([]byte, 100_000)})
	require.Equal(t, data, pack.Join(mark, [][]byte{w.Bytes(), nil, make([]byte, 100_000)}))
	require.Less(t, len(data), 400)

	p, err := pack.Open(mark, data)
	require.NoError(t, err)
	require.Equal(t, 3, p.Len())
	r := p.Part(0)
	require.Equal(t, 300, r.Int())
	require.Equal(t, uint64(1)<<40, r.Uint())
	require.EqualValues(t, 7, r.Byte())
	require.True(t, r.Bool())
	require.False(t, r.Bool())
	require.Equal(t, "text", r.String())
	require.Equal(t, "inside", r.Part().String())
	require.True(t, r.Date().IsZero())
	require.Equal(t, medcode.NewDate(1, 1, 1), r.Date())
	require.Equal(t, medcode.NewDate(2026, 4, 1), r.Date())
	require.Equal(t, prov, r.Provenance())
	require.True(t, r.Done())
	require.False(t, r.Err())
	require.True(t, p.Part(1).Done())
	require.Len(t, p.Part(2).Text(100_000), 100_000)
}

func TestMalformed(t *testing.T) {
	data := pack.Join(mark, [][]byte{[]byte("abc")})
	for n := range data {
		_, err := pack.Open(mark, data[:n])
		require.Error(t, err)
		damaged := append([]byte(nil), data...)
		damaged[n] ^= 0x40
		_, err = pack.Open(mark, damaged)
		require.Error(t, err)
	}
	_, err := pack.Open("another1", data)
	require.ErrorIs(t, err, medcode.ErrLayout)

	p, err := pack.Open(mark, data)
	require.NoError(t, err)
	for _, i := range []int{-1, 1} {
		r := p.Part(i)
		require.Zero(t, r.Byte())
		require.True(t, r.Err())
	}
	for _, read := range []func(*pack.Reader){
		func(r *pack.Reader) { r.Text(4) },
		func(r *pack.Reader) { _ = r.String() }, // of 97 bytes
		func(r *pack.Reader) { r.Len(2) },
		func(r *pack.Reader) { r.Text(3); r.Uint() },
		func(r *pack.Reader) { r.Text(3); r.Byte() },
		func(r *pack.Reader) { r.Part() },
	} {
		r := p.Part(0)
		read(r)
		require.True(t, r.Err())
		require.True(t, r.Done())
		require.Zero(t, r.Int())
	}
	big, err := pack.Open(mark, pack.Join(mark, [][]byte{{0xff, 0xff, 0xff, 0xff, 0xff, 1}}))
	require.NoError(t, err)
	r := big.Part(0)
	require.Zero(t, r.Int())
	require.True(t, r.Err())
}
