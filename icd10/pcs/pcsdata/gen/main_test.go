package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/internal/official"
)

// What is embedded is what the published files give today, byte for byte, and
// says what they say.
func TestReproducible(t *testing.T) {
	if testing.Short() {
		t.Skip("a long pass over official files")
	}
	releases, err := readAll(filepath.Join(official.Path(t, "releases"), "icd10pcs"))
	require.NoError(t, err)
	data, err := compile(releases)
	require.NoError(t, err)
	want, err := os.ReadFile("../pcs.bin")
	require.NoError(t, err)
	require.True(t, string(data) == string(want), "pcs.bin differs: run go generate in icd10/pcs/pcsdata")

	l, err := pcs.Decode(data)
	require.NoError(t, err)
	decoded := slices.Collect(l.Releases())
	require.Len(t, decoded, len(releases))
	for i, r := range releases {
		d := decoded[i]
		require.Equal(t, r.Provenance(), d.Provenance())
		for c, e := range r.All() {
			other, ok := d.Lookup(c)
			require.True(t, ok && e == other, "%v: %v", e, r)
		}
		for table, h := range r.Headers() {
			other, ok := d.Header(table)
			require.True(t, ok && h == other, "%v: %v", h, r)
		}
		require.Equal(t, r.Index(), d.Index())
		require.Equal(t, r.Definitions(), d.Definitions())
		require.Equal(t, r.Aggregates(), d.Aggregates())
		for id, table := range r.Tables() {
			other, _ := d.Table(id)
			require.Equal(t, table, other)
		}
	}
}

func TestErrors(t *testing.T) {
	_, err := readAll(t.TempDir())
	require.Error(t, err)
	_, err = undo(&pcs.Release{})
	require.ErrorContains(t, err, "0 addenda")
	empty := new(pcs.Release)
	update := empty.Dated("2022-04", medcode.Period{})
	require.ErrorContains(t, complete([]*pcs.Release{update, empty}), "2022-04: of the late codes [XW023X7 XW023Y7] 0 are new")
	require.NoError(t, complete([]*pcs.Release{empty, update}))
}
