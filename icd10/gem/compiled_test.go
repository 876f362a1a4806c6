package gem_test

import (
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/gem"
)

// What is compiled answers as what was read does.
func TestCompiled(t *testing.T) {
	r, err := gem.Read(os.DirFS("testdata"))
	require.NoError(t, err)
	data, err := r.MarshalBinary()
	require.NoError(t, err)
	d, err := gem.Decode(data)
	require.NoError(t, err)
	again, err := d.MarshalBinary()
	require.NoError(t, err)
	require.Equal(t, data, again)
	require.Equal(t, r.String(), d.String())
	sameMap(t, r.Diagnoses, d.Diagnoses)
	sameMap(t, r.DiagnosesBack, d.DiagnosesBack)
	sameMap(t, r.Procedures, d.Procedures)
	sameMap(t, r.ProceduresBack, d.ProceduresBack)

	for _, n := range []int{0, 5, 11, 20, len(data) / 2, len(data) - 1} {
		_, err := gem.Decode(data[:n])
		require.Error(t, err)
	}
	_, err = gem.Decode([]byte("something else altogether"))
	require.ErrorIs(t, err, medcode.ErrLayout)
}

func sameMap[S gem.Code[S], T gem.Code[T]](t *testing.T, want, got *gem.Map[S, T]) {
	t.Helper()
	require.Equal(t, want.Len(), got.Len())
	require.Equal(t, want.Rows(), got.Rows())
	require.Equal(t, want.File(), got.File())
	for c, e := range want.All() {
		other, ok := got.Lookup(c)
		require.True(t, ok)
		require.Equal(t, e.Scenarios(), other.Scenarios())
		require.Equal(t, e.NoMap(), other.NoMap())
		for target := range e.Targets() {
			require.Equal(t, slices.Collect(want.Sources(target)), slices.Collect(got.Sources(target)))
		}
	}
}
