package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/internal/official"
)

// What is embedded is what the published files give today, byte for byte, and
// says what they say.
func TestReproducible(t *testing.T) {
	if testing.Short() {
		t.Skip("a long pass over official files")
	}
	releases, err := readAll(filepath.Join(official.Path(t, "releases"), "icd10cm"))
	require.NoError(t, err)
	data, err := compile(releases)
	require.NoError(t, err)
	want, err := os.ReadFile("../cm.bin")
	require.NoError(t, err)
	require.True(t, string(data) == string(want), "cm.bin differs: run go generate in icd10/cm/cmdata")

	l, err := cm.Decode(data)
	require.NoError(t, err)
	decoded := slices.Collect(l.Releases())
	require.Len(t, decoded, len(releases))
	for i, r := range releases {
		d := decoded[i]
		require.Equal(t, r.Provenance(), d.Provenance())
		require.Equal(t, r.Headers(), d.Headers())
		for c, e := range r.All() {
			other, ok := d.Lookup(c)
			require.True(t, ok && e.Title() == other.Title() && e.LongTitle() == other.LongTitle() && e.ShortTitle() == other.ShortTitle() &&
				e.Billable() == other.Billable() && e.POAExempt() == other.POAExempt() && e.Kind() == other.Kind(), "%s in %v", e.Name(), r)
			above, _ := e.Parent()
			otherAbove, _ := other.Parent()
			require.True(t, above.Name() == otherAbove.Name(), "%s in %v: below %v, not %v", e.Name(), r, above, otherAbove)
			require.Equal(t, slices.Collect(texts(e)), slices.Collect(texts(other)))
		}
	}
}

func texts(e cm.Entry) func(func(string) bool) {
	return func(yield func(string) bool) {
		for n := range e.Notes() {
			if !yield(n.Kind.String() + n.Text) {
				return
			}
		}
	}
}

func TestErrors(t *testing.T) {
	_, err := readAll(t.TempDir())
	require.ErrorIs(t, err, os.ErrNotExist)
	_, err = edition{}.without([]byte("no zip"))
	require.Error(t, err)
}
