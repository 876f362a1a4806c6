package main

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/gem"
	"github.com/medcode/medcode/internal/official"
)

// What is embedded is what the published files give today, byte for byte, and
// says what they say.
func TestReproducible(t *testing.T) {
	dir := filepath.Join(official.Path(t, "releases"), "gem", "2018")
	data, err := compile(dir)
	require.NoError(t, err)
	want, err := os.ReadFile("../gem.bin")
	require.NoError(t, err)
	require.True(t, string(data) == string(want), "gem.bin differs: run go generate in icd10/gem/gemdata")

	r, err := gem.Read(os.DirFS(dir))
	require.NoError(t, err)
	d, err := gem.Decode(data)
	require.NoError(t, err)
	require.Equal(t, r.Provenance(), d.Provenance())
	require.Equal(t, r.Diagnoses.File(), d.Diagnoses.File())
	same(t, r.Diagnoses, d.Diagnoses)
	same(t, r.DiagnosesBack, d.DiagnosesBack)
	same(t, r.Procedures, d.Procedures)
	same(t, r.ProceduresBack, d.ProceduresBack)
}

func same[S gem.Code[S], T gem.Code[T]](t *testing.T, want, got *gem.Map[S, T]) {
	t.Helper()
	require.Equal(t, want.Len(), got.Len())
	require.Equal(t, want.Rows(), got.Rows())
	for c, e := range want.All() {
		other, _ := got.Lookup(c)
		require.True(t, reflect.DeepEqual(e, other), c.String())
	}
}

func TestErrors(t *testing.T) {
	_, err := compile(t.TempDir())
	require.ErrorIs(t, err, medcode.ErrNoFile)
	require.Error(t, run(t.TempDir(), "x"))
}
