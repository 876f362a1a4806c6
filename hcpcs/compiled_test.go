package hcpcs_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
)

// What is compiled answers as what was read does.
func TestCompiled(t *testing.T) {
	first, second := read(t, january), read(t, april)
	l, err := hcpcs.NewLibrary(first, second)
	require.NoError(t, err)
	data, err := l.MarshalBinary()
	require.NoError(t, err)
	decoded, err := hcpcs.Decode(data)
	require.NoError(t, err)
	again, err := decoded.MarshalBinary()
	require.NoError(t, err)
	require.Equal(t, data, again)
	for _, r := range []*hcpcs.Release{first, second} {
		d, err := decoded.On(r.Provenance().Effective.From)
		require.NoError(t, err)
		require.Equal(t, r.String(), d.String())
		require.Equal(t, r.Provenance(), d.Provenance())
		require.Empty(t, hcpcs.Diff(r, d))
		for c, rec := range r.All() {
			got, ok := d.Lookup(c)
			require.True(t, ok)
			require.Equal(t, rec, got)
			require.Equal(t, r.IsNotOtherwiseClassified(c), d.IsNotOtherwiseClassified(c))
			require.Equal(t, r.Note(rec.Note), d.Note(rec.Note))
			require.Equal(t, r.Check(c, medcode.NewDate(2025, 2, 1)), d.Check(c, medcode.NewDate(2025, 2, 1)))
		}
	}
	for _, n := range []int{0, 5, 11, 20, len(data) / 2, len(data) - 1} {
		_, err := hcpcs.Decode(data[:n])
		require.Error(t, err)
	}
}
