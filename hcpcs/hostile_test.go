package hcpcs_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/internal/pack/packtest"
)

// A compiled library that says something else than it should is an error or
// answers wrongly; it doesn't panic.
func TestDecodeDamaged(t *testing.T) {
	l, err := hcpcs.NewLibrary(read(t, january))
	require.NoError(t, err)
	data, err := l.MarshalBinary()
	require.NoError(t, err)
	for damaged := range packtest.Damaged("mchcpcs1", data, 60) {
		d, err := hcpcs.Decode(damaged)
		if err != nil {
			continue
		}
		for r := range d.Releases() {
			for c := range r.All() {
				r.Check(c, medcode.Date{})
			}
			_ = r.String()
		}
	}
}

// FuzzDecode reads compiled libraries of which any bytes of any part were replaced.
func FuzzDecode(f *testing.F) {
	l, err := hcpcs.NewLibrary(read(f, january))
	require.NoError(f, err)
	data, err := l.MarshalBinary()
	require.NoError(f, err)
	f.Add(uint(0), uint(0), []byte{})
	f.Add(uint(1), uint(3), []byte{0xff, 0xff, 0xff, 0xff, 0x0f})
	f.Fuzz(func(t *testing.T, part, at uint, patch []byte) {
		d, err := hcpcs.Decode(packtest.Forged("mchcpcs1", data, part, at, patch))
		if err != nil {
			return
		}
		for r := range d.Releases() {
			for c := range r.All() {
				r.Check(c, medcode.Date{})
			}
		}
	})
}
