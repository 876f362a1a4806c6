package guideline

import (
	"math/rand/v2"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/rules"
)

// TestLong compares the ways of long claims with those of usual ones, which look
// through the claim for each question.
func TestLong(t *testing.T) {
	release, err := cm.Read(os.DirFS("testdata/icd10cm"))
	require.NoError(t, err)
	lib, err := cm.NewLibrary(release.Dated("2026", icd10))
	require.NoError(t, err)
	reg, err := rules.New(Pack(Options{CM: lib}))
	require.NoError(t, err)
	var all []cm.Entry
	for _, e := range release.All() {
		all = append(all, e)
	}
	usual := many
	defer func() { many = usual }()
	rnd, count := rand.New(rand.NewPCG(5, 6)), 0
	for range 3_000 {
		c := &rules.Claim{Setting: rules.Inpatient, Discharge: medcode.MustParseDate("2026-04-15")}
		for _, code := range randomClaim(rnd, release, all) {
			c.Diagnoses = append(c.Diagnoses, rules.Diagnosis{Code: code.Compact()})
		}
		many = usual
		want := reg.Findings(c)
		many = 0
		require.Equal(t, want, reg.Findings(c))
		count += len(want)
	}
	require.Greater(t, count, 3_000)
}
