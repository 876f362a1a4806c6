package gem_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/icd10/gem"
	"github.com/medcode/medcode/internal/pack/packtest"
)

// Compiled mappings that say something else than they should are an error or
// answer wrongly; they don't panic.
func TestDecodeDamaged(t *testing.T) {
	r, err := gem.Read(os.DirFS("testdata"))
	require.NoError(t, err)
	data, err := r.MarshalBinary()
	require.NoError(t, err)
	for damaged := range packtest.Damaged("mc-gem 1", data, 300) {
		d, err := gem.Decode(damaged)
		if err != nil {
			continue
		}
		walk(d.Diagnoses)
		walk(d.DiagnosesBack)
		walk(d.Procedures)
		walk(d.ProceduresBack)
	}
}

func walk[S gem.Code[S], T gem.Code[T]](m *gem.Map[S, T]) {
	for _, e := range m.All() {
		for c := range e.Targets() {
			for range m.Sources(c) {
			}
		}
		e.CountAlternatives()
	}
}

// FuzzDecode reads compiled mappings of which any bytes of any part were replaced.
func FuzzDecode(f *testing.F) {
	r, err := gem.Read(os.DirFS("testdata"))
	require.NoError(f, err)
	data, err := r.MarshalBinary()
	require.NoError(f, err)
	f.Add(uint(0), uint(0), []byte{})
	f.Add(uint(1), uint(3), []byte{0xff, 0xff, 0xff, 0xff, 0x0f})
	f.Fuzz(func(t *testing.T, part, at uint, patch []byte) {
		d, err := gem.Decode(packtest.Forged("mc-gem 1", data, part, at, patch))
		if err != nil {
			return
		}
		walk(d.Diagnoses)
		walk(d.DiagnosesBack)
		walk(d.Procedures)
		walk(d.ProceduresBack)
	})
}
