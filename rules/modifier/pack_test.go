package modifier_test

import (
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/hcpcs/mpfs"
	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/claimtest"
	"github.com/medcode/medcode/rules/modifier"
)

// TestWithout: without a fee schedule nothing is judged, and told.
func TestWithout(t *testing.T) {
	reg, err := rules.New(modifier.Pack(modifier.Options{}))
	require.NoError(t, err)
	found, undecided := reg.Check(claimtest.MustParse("professional | I10 | | 20610-25-RT>1"))
	require.Empty(t, found)
	require.Len(t, undecided, 2)
}

// TestTherapyCodes: every code that is taken as therapy whoever furnishes it is
// one of those that the fee schedule reduces as therapy services.
func TestTherapyCodes(t *testing.T) {
	f, err := mpfs.Read(os.DirFS(official.Path(t, "releases/mpfs/2025-10")))
	require.NoError(t, err)
	reg, err := rules.New(modifier.Pack(modifier.Options{}))
	require.NoError(t, err)
	n := 0
	for i := 92000; i < 98000; i++ {
		text := strconv.Itoa(i)
		if len(reg.Findings(claimtest.MustParse("professional medicare | M54.50 | | "+text+">1"))) == 0 {
			continue
		}
		n++
		code, err := hcpcs.Parse(text)
		require.NoError(t, err)
		row, ok := f.Lookup(code, hcpcs.Modifier{})
		require.True(t, ok, text)
		require.EqualValues(t, "5", row.Multiple, text)
	}
	require.Equal(t, 46, n)
}

// TestSamePhysician: a visit is held against an operation of the same physician,
// or of one of the same group and specialty.
func TestSamePhysician(t *testing.T) {
	f, err := mpfs.Read(os.DirFS(official.Path(t, "releases/mpfs/2025-10")))
	require.NoError(t, err)
	fees, err := mpfs.NewLibrary(f)
	require.NoError(t, err)
	reg, err := rules.New(modifier.Pack(modifier.Options{Fees: fees}))
	require.NoError(t, err)
	for _, c := range []struct {
		npi, specialty, taxonomy [2]string
		found                    int
	}{
		{[2]string{}, [2]string{}, [2]string{}, 1},
		{[2]string{"1", "1"}, [2]string{"20", "11"}, [2]string{}, 1},
		{[2]string{"1", "2"}, [2]string{"20", "20"}, [2]string{}, 1},
		{[2]string{"1", "2"}, [2]string{"20", "11"}, [2]string{"207X00000X", "207X00000X"}, 0},
		{[2]string{"1", "2"}, [2]string{}, [2]string{"207X00000X", "207X00000X"}, 1},
		{[2]string{"1", "2"}, [2]string{}, [2]string{"207X00000X", "207R00000X"}, 0},
		{[2]string{"1", "2"}, [2]string{}, [2]string{}, 0},
	} {
		claim := claimtest.MustParse("professional 2025-11-03 | M17.11 | | 99214-25>1 27447-RT>1")
		for i := range claim.Lines {
			l := &claim.Lines[i]
			l.RenderingNPI, l.Specialty, l.RenderingTaxonomy = c.npi[i], c.specialty[i], c.taxonomy[i]
		}
		assert.Len(t, reg.Findings(claim), c.found, "%v", c)
	}
}
