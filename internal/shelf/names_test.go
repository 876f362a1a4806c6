package shelf_test

import (
	"io/fs"
	"iter"
	"os"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg/ipps"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/hcpcs/dmepos"
	"github.com/medcode/medcode/hcpcs/hcpcsdata"
	"github.com/medcode/medcode/hcpcs/mpfs"
	"github.com/medcode/medcode/hcpcs/opps"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/cm/cmdata"
	"github.com/medcode/medcode/icd10/icd9"
	"github.com/medcode/medcode/icd10/icd9/icd9data"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/icd10/pcs/pcsdata"
	"github.com/medcode/medcode/internal/shelf"
	"github.com/medcode/medcode/rules/ncci"
)

// A library of releases has the same names in every package.
type library[R shelf.Release, L any] interface {
	On(medcode.Date) (R, error)
	Releases() iter.Seq[R]
	Gaps() []medcode.Period
	Through() (medcode.Date, bool)
	With(...R) (L, error)
	WithTree(fs.FS, medcode.ReadOptions) (L, error)
}

var (
	_ library[*cm.Release, *cm.Library]         = (*cm.Library)(nil)
	_ library[*pcs.Release, *pcs.Library]       = (*pcs.Library)(nil)
	_ library[*icd9.Release, *icd9.Library]     = (*icd9.Library)(nil)
	_ library[*hcpcs.Release, *hcpcs.Library]   = (*hcpcs.Library)(nil)
	_ library[*mpfs.Release, *mpfs.Library]     = (*mpfs.Library)(nil)
	_ library[*dmepos.Release, *dmepos.Library] = (*dmepos.Library)(nil)
	_ library[*opps.Release, *opps.Library]     = (*opps.Library)(nil)
	_ library[*ncci.Release, *ncci.Library]     = (*ncci.Library)(nil)
	_ library[*ipps.Release, *ipps.Library]     = (*ipps.Library)(nil)
)

func TestNames(t *testing.T) {
	same(t, cmdata.Library(), "../../icd10/cm/testdata", 2)
	same(t, pcsdata.Library(), "../../icd10/pcs/testdata", -1)
	same(t, icd9data.Library(), "../../icd10/icd9/testdata", -1)
	same(t, hcpcsdata.Library(), "../../hcpcs/testdata", -1)
	fees, err := mpfs.NewLibrary()
	require.NoError(t, err)
	same(t, fees, "../../hcpcs/mpfs/testdata/2025-10", 1)
	schedules, err := dmepos.NewLibrary()
	require.NoError(t, err)
	same(t, schedules, "../../hcpcs/dmepos/testdata", 1)
	payment, err := ipps.Embedded()
	require.NoError(t, err)
	same(t, payment, "../../drg/ipps/testdata/fy2012", 1)
	edits, err := ncci.NewLibrary()
	require.NoError(t, err)
	same(t, edits, "../../rules/ncci/testdata/2026Q2", 1)
}

// same opens a tree beside what a library has, which stays as it is; more is how
// many releases are added, -1 where those of the tree may stand in place of others.
func same[R shelf.Release, L library[R, L]](t *testing.T, l L, dir string, more int) {
	t.Helper()
	had := len(slices.Collect(l.Releases()))
	both, err := l.WithTree(os.DirFS(dir), medcode.ReadOptions{})
	require.NoError(t, err, dir)
	has := slices.Collect(both.Releases())
	require.GreaterOrEqual(t, len(has), had)
	if more >= 0 {
		require.Len(t, has, had+more, dir)
	}
	require.Len(t, slices.Collect(l.Releases()), had)
	for _, r := range has {
		found, err := both.On(r.Provenance().Effective.From)
		require.NoError(t, err)
		require.Equal(t, r.Provenance().Release, found.Provenance().Release)
	}
	last, open := both.Through()
	require.True(t, open || !last.IsZero())
	again, err := both.With(has...)
	require.NoError(t, err)
	require.Len(t, slices.Collect(again.Releases()), len(has))
	require.Equal(t, both.Gaps(), again.Gaps())
	var none R
	_, err = both.With(none)
	require.ErrorIs(t, err, medcode.ErrNoFile)
	_, err = both.WithTree(os.DirFS("no such folder"), medcode.ReadOptions{})
	require.Error(t, err)
	_, err = both.WithTree(fstest.MapFS{"2026/letter.txt": {Data: []byte("Dear Sirs,\n")}}, medcode.ReadOptions{})
	require.ErrorIs(t, err, medcode.ErrNoFile, "a tree without a release is none that was opened")
}
