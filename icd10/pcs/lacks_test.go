package pcs_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/pcs"
)

func TestLacking(t *testing.T) {
	period := func(from, to string) medcode.Period {
		return medcode.Period{From: medcode.MustParseDate(from), To: medcode.MustParseDate(to)}
	}
	day := medcode.MustParseDate
	r := read(t, "testdata/2025")
	y2025 := r.Dated("2025", period("2024-10-01", "2025-09-30"))
	y2026 := r.Dated("2026", period("2025-10-01", "2026-09-30"))
	april25, april26 := period("2025-04-01", "2025-09-30"), period("2026-04-01", "2026-09-30")
	all, err := pcs.NewLibrary(y2025, y2026)
	require.NoError(t, err)
	_, lacks := all.Lacks(day("2026-05-05"))
	require.False(t, lacks)

	l := all.Lacking(april26, april25, april25)
	data, err := l.MarshalBinary()
	require.NoError(t, err)
	decoded, err := pcs.Decode(data)
	require.NoError(t, err)
	for _, l := range []*pcs.Library{l, decoded} {
		last, open := l.Through()
		require.Equal(t, "2026-03-31", last.String())
		require.False(t, open)
		require.Equal(t, []medcode.Period{april25}, l.Gaps())
		for d, want := range map[string]medcode.Period{"2025-03-31": {}, "2025-04-01": april25, "2025-10-01": {}, "2026-09-30": april26, "2026-10-01": {}} {
			update, lacks := l.Lacks(day(d))
			require.Equal(t, want, update, d)
			require.Equal(t, want != medcode.Period{}, lacks, d)
		}
		v, err := l.Check("ZZZZZZZ", day("2026-05-05"))
		require.NoError(t, err)
		require.Equal(t, april26, v.Lacks)
		require.Contains(t, v.String(), "not judged, since the update of 2026-04-01 is not at hand")
		v, err = l.Check("ZZZZZZI", day("2026-05-05"))
		require.NoError(t, err)
		require.Zero(t, v.Lacks, "what no release can have is judged")
	}
	_, open := all.Through()
	require.False(t, open)
	require.Empty(t, all.Gaps())

	// A release that begins with the update ends it; a later one shortens it.
	full, err := l.With(r.Dated("2026-04", april26))
	require.NoError(t, err)
	last, _ := full.Through()
	require.Equal(t, april26.To, last)
	_, lacks = full.Lacks(day("2026-05-05"))
	require.False(t, lacks)
	late, err := l.With(r.Dated("2026-06", period("2026-06-01", "2026-09-30")))
	require.NoError(t, err)
	require.Equal(t, []medcode.Period{april25, period("2026-04-01", "2026-05-31")}, late.Gaps())
	next, err := l.With(r.Dated("2027", period("2026-10-01", "2027-09-30")))
	require.NoError(t, err)
	require.Equal(t, []medcode.Period{april25, april26}, next.Gaps())

	// Where no release holds nothing is lacking of it.
	old, err := pcs.NewLibrary(y2025)
	require.NoError(t, err)
	old = old.Lacking(april26)
	last, _ = old.Through()
	require.Equal(t, "2025-09-30", last.String())
	_, lacks = old.Lacks(day("2026-05-05"))
	require.False(t, lacks)

	// An update without end.
	endless, err := pcs.NewLibrary(r.Dated("2026", medcode.Period{From: day("2025-10-01")}))
	require.NoError(t, err)
	last, open = endless.Lacking(medcode.Period{From: day("2026-04-01")}).Through()
	require.Equal(t, "2026-03-31", last.String())
	require.False(t, open)
	_, open = endless.Lacking(april26).Through()
	require.True(t, open)
}
