package pcs_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/pcs"
)

// What is compiled answers as what was read does.
func TestCompiled(t *testing.T) {
	full := read(t, "testdata/2025")
	less, _ := full.Apply([]pcs.Change{})
	changed := full.Diff(less)
	require.Empty(t, changed)
	earlier := less.Dated("2020", medcode.Period{From: medcode.NewDate(2019, 10, 1), To: medcode.NewDate(2020, 9, 30)})
	l, err := pcs.NewLibrary(full, earlier)
	require.NoError(t, err)
	data, err := l.MarshalBinary()
	require.NoError(t, err)
	decoded, err := pcs.Decode(data)
	require.NoError(t, err)
	again, err := decoded.MarshalBinary()
	require.NoError(t, err)
	require.Equal(t, data, again)

	all := slices.Collect(decoded.Releases())
	require.Len(t, all, 2)
	i := 0
	for r := range l.Releases() {
		d := all[i]
		i++
		require.Equal(t, r.String(), d.String())
		require.Equal(t, r.Provenance(), d.Provenance())
		require.Equal(t, r.Parts(), d.Parts())
		require.Equal(t, string(r.AppendOrderFile(nil)), string(d.AppendOrderFile(nil)))
		require.Equal(t, r.Index(), d.Index())
		require.Equal(t, r.Definitions(), d.Definitions())
		require.Equal(t, r.Aggregates(), d.Aggregates())
		require.Empty(t, r.Diff(d))
		for id, table := range r.Tables() {
			other, ok := d.Table(id)
			require.True(t, ok)
			require.Equal(t, table, other)
		}
		for c := range r.All() {
			require.True(t, d.Contains(c))
			words, ok := r.Words(c)
			others, okToo := d.Words(c)
			require.Equal(t, words, others)
			require.Equal(t, ok, okToo)
		}
		for _, s := range []string{"0DT", "0DTJ4ZZ", "0DTJ4Z9", "99", ""} {
			require.Equal(t, r.Check(s), d.Check(s))
		}
		require.Equal(t, r.Search("appendix", 5), d.Search("appendix", 5))
	}
}

func TestDecodeErrors(t *testing.T) {
	l, err := pcs.NewLibrary(read(t, "testdata/2025"))
	require.NoError(t, err)
	data, err := l.MarshalBinary()
	require.NoError(t, err)
	for _, n := range []int{0, 5, 11, 20, len(data) / 2, len(data) - 1} {
		_, err := pcs.Decode(data[:n])
		require.Error(t, err)
	}
	_, err = pcs.Decode([]byte("something else altogether"))
	require.ErrorIs(t, err, medcode.ErrLayout)
}
