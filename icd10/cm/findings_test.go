package cm_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/internal/official"
)

// What was found when the files of other years were read, by the numbers of the
// report (findings/releases.md). R4 and R6 are tests of hcpcs/mpfs and hcpcs, R8
// and R9 of examples/internal/recognise.
func TestFindingsOfOtherYears(t *testing.T) {
	read := func(folder string) *cm.Release {
		t.Helper()
		r, err := cm.Read(os.DirFS(official.Path(t, folder)))
		require.NoError(t, err, folder)
		return r
	}
	kinds := func(r *cm.Release) map[string]int {
		all := map[string]int{}
		for _, d := range r.Diagnostics() {
			all[string(d.Kind)]++
		}
		return all
	}

	// R1: H54.512A is printed below H54.511, and told.
	r := read("findings/inputs/releases/tab")
	e, ok := r.Lookup(cm.MustParse("H54.512A"))
	require.True(t, ok)
	require.NotEmpty(t, e.Title())
	require.Equal(t, 1, kinds(r)["misplaced-code"])
	above, _ := e.Parent()
	require.Equal(t, "H54.51", above.Name())

	// R2: headers of 2016 have a short title that begins with a blank.
	r = read("findings/inputs/releases/ord")
	require.Equal(t, 1, kinds(r)["spelling"])
	_, ok = r.Lookup(cm.MustParse("T46.4X"))
	require.True(t, ok)

	// R5: the header cell "OrdFY25" is no code.
	r = read("findings/inputs/releases/poa")
	require.True(t, r.Parts().POAExempt)
	require.Equal(t, "2025", r.Provenance().Release)
	_, err := cm.Parse("OrdFY25")
	require.Error(t, err)
	_, err = cm.Parse("NOP.CS")
	require.Error(t, err)

	// R3: which days the files hold for.
	for folder, from := range map[string]string{
		"2016": "2015-10-01", "2018": "2017-10-01", "2019": "2018-10-01", "2020": "2019-10-01", "2021": "2020-10-01", "2021-01": "2021-01-01", "2022": "2021-10-01",
		"2022-04": "2022-04-01", "2023-04": "2023-04-01", "2024-04": "2024-04-01", "2025": "2024-10-01", "2026": "2025-10-01",
	} {
		require.Equal(t, from, read("releases/icd10cm/"+folder).Provenance().Effective.From.String(), folder)
	}
}

// R7: an update answers with what did not change.
func TestFindingOfUpdate(t *testing.T) {
	l, err := cm.NewLibrary(release(t, "2026"), release(t, "2026-04"))
	require.NoError(t, err)
	on := medcode.MustParseDate("2026-05-06")
	exempt, known := l.POAExempt(cm.MustParse("J96.01"), on)
	require.True(t, known)
	require.False(t, exempt)
	exempt, known = l.POAExempt(cm.MustParse("Z79.4"), on)
	require.True(t, known && exempt)
	v, err := l.Check("T40.4X1A", on)
	require.NoError(t, err)
	require.NotEqual(t, cm.Valid, v.Status)
	require.Contains(t, v.Suggest, cm.MustParse("T40.411A"))
}
