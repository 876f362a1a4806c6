package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/icd9"
	"github.com/medcode/medcode/internal/official"
)

// What is embedded is what the published files give today, byte for byte, and
// says what they say.
func TestReproducible(t *testing.T) {
	dir := filepath.Join(official.Path(t, "releases"), "icd9cm", "v32")
	data, err := compile(dir)
	require.NoError(t, err)
	want, err := os.ReadFile("../icd9.bin")
	require.NoError(t, err)
	require.True(t, string(data) == string(want), "icd9.bin differs: run go generate in icd10/icd9/icd9data")

	r, err := icd9.Read(os.DirFS(dir))
	require.NoError(t, err)
	l, err := icd9.Decode(data)
	require.NoError(t, err)
	d, err := l.On(medcode.NewDate(2015, 9, 30))
	require.NoError(t, err)
	require.Equal(t, r.Provenance(), d.Provenance())
	same(t, r.Diagnoses, d.Diagnoses)
	same(t, r.Procedures, d.Procedures)
}

func same[V icd9.Volume](t *testing.T, want, got *icd9.List[V]) {
	t.Helper()
	var codes [2][]icd9.Code[V]
	for c, e := range want.All() {
		codes[0] = append(codes[0], c)
		other, _ := got.Lookup(c)
		require.True(t, e.Long == other.Long && e.Short == other.Short, c)
	}
	for c := range got.All() {
		codes[1] = append(codes[1], c)
	}
	require.True(t, slices.Equal(codes[0], codes[1]))
}

func TestErrors(t *testing.T) {
	_, err := compile(t.TempDir())
	require.ErrorIs(t, err, medcode.ErrNoFile)
	require.Error(t, run(t.TempDir(), "x"))
}
