package pcs_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/internal/pack/packtest"
)

// A compiled library that says something else than it should is an error or
// answers wrongly; it doesn't panic.
func TestDecodeDamaged(t *testing.T) {
	l, err := pcs.NewLibrary(read(t, "testdata/2025"))
	require.NoError(t, err)
	data, err := l.MarshalBinary()
	require.NoError(t, err)
	for damaged := range packtest.Damaged("mc-pcs 2", data, 300) {
		d, err := pcs.Decode(damaged)
		if err != nil {
			continue
		}
		for r := range d.Releases() {
			for c := range r.All() {
				r.Words(c)
			}
			r.Check("0DTJ4Z9")
			r.Search("appendix", 3)
			r.Term("Appendectomy")
			r.Definitions()
			r.Headers()
			r.AppendOrderFile(nil)
		}
	}
}

// FuzzDecode reads compiled libraries of which any bytes of any part were replaced.
func FuzzDecode(f *testing.F) {
	l, err := pcs.NewLibrary(read(f, "testdata/2025"))
	require.NoError(f, err)
	data, err := l.MarshalBinary()
	require.NoError(f, err)
	f.Add(uint(0), uint(0), []byte{})
	f.Add(uint(1), uint(3), []byte{0xff, 0xff, 0xff, 0xff, 0x0f})
	f.Fuzz(func(t *testing.T, part, at uint, patch []byte) {
		d, err := pcs.Decode(packtest.Forged("mc-pcs 2", data, part, at, patch))
		if err != nil {
			return
		}
		for r := range d.Releases() {
			for c := range r.All() {
				r.Words(c)
			}
			r.Check("0DTJ4Z9")
			r.Search("appendix", 3)
			r.Term("Appendectomy")
			r.Definitions()
			r.Headers()
		}
	})
}
