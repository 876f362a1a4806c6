package drg_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/msdrg"
)

func period(from, to string) medcode.Period {
	return medcode.Period{From: medcode.MustParseDate(from), To: medcode.MustParseDate(to)}
}

func TestEffectivePeriod(t *testing.T) {
	for version, want := range map[string]medcode.Period{
		"36":   period("2018-10-01", "2019-09-30"),
		"37.2": period("2020-08-01", "2020-09-30"),
		"38":   period("2020-10-01", "2020-12-31"),
		"40.0": period("2022-10-01", "2023-03-31"),
		"43.1": period("2026-04-01", "2026-09-30"),
		"44":   period("2026-10-01", "2027-09-30"),
		"44.1": period("2027-04-01", "2027-09-30"),
		"35":   period("2017-10-01", "2018-09-30"),
		"":     {}, "x": {}, "43.x": {}, "12": {}, "-43": {}, "99999": {},
	} {
		require.Equal(t, want, drg.EffectivePeriod(version), version)
	}
}

// A grouper that is compiled stands beside the embedded ones.
func TestLibrary(t *testing.T) {
	fixture := fixtureGrouper(t) // version 99
	embedded := msdrg.Library()
	lib := embedded.With(fixture, nil)
	day := fixture.Effective().From
	require.Equal(t, medcode.MustParseDate("2081-10-01"), day)

	g, err := lib.On(day)
	require.NoError(t, err)
	require.Same(t, fixture, g)
	g, err = lib.Version("99.0")
	require.NoError(t, err)
	require.Same(t, fixture, g)
	g, err = lib.Latest()
	require.NoError(t, err)
	require.Same(t, fixture, g)
	g, err = lib.On(medcode.MustParseDate("2025-11-15"))
	require.NoError(t, err)
	require.Equal(t, "43", g.Version())

	_, err = embedded.On(day)
	require.ErrorIs(t, err, medcode.ErrDate, "the library that was added to is as it was")
	_, err = embedded.Version("99")
	require.ErrorIs(t, err, medcode.ErrNoFile)
	require.Len(t, lib.Editions(), len(embedded.Editions())+1)

	n := 0
	for g, err := range lib.All() {
		require.NoError(t, err)
		require.NotEqual(t, medcode.Period{}, g.Effective())
		if n++; n == 2 {
			break
		}
	}
	require.Equal(t, 2, n)
}

func TestLibraryDays(t *testing.T) {
	lib := msdrg.Library()
	var days []string
	for _, p := range lib.Gaps() {
		days = append(days, p.String())
		_, err := lib.On(p.From)
		require.ErrorIs(t, err, medcode.ErrNoFile, p)
	}
	require.Equal(t, []string{"2019-10-01 to 2020-07-31", "2020-10-01 to 2020-12-31", "2021-10-01 to 2022-03-31", "2023-04-01 to 2023-09-30"}, days)
	last, open := lib.Through()
	require.False(t, open)
	require.Equal(t, "2026-09-30", last.String())
}

// A version that is added takes the place of the one there.
func TestLibraryReplaces(t *testing.T) {
	a, b := fixtureGrouper(t), fixtureGrouper(t)
	lib, err := drg.NewLibrary(a)
	require.NoError(t, err)
	g, err := lib.With(b).Latest()
	require.NoError(t, err)
	require.Same(t, b, g)
	g, err = lib.Latest()
	require.NoError(t, err)
	require.Same(t, a, g)
}

func TestLibraryErrors(t *testing.T) {
	g := fixtureGrouper(t)
	_, err := drg.NewLibrary(g, g)
	require.ErrorIs(t, err, medcode.ErrLayout)
	_, err = drg.NewLibrary(g, nil)
	require.ErrorIs(t, err, medcode.ErrNoFile)
	_, err = (&drg.Library{}).Latest()
	require.ErrorIs(t, err, medcode.ErrNoFile)
	_, err = (&drg.Library{}).On(medcode.Date{})
	require.ErrorIs(t, err, medcode.ErrDate)
	_, err = msdrg.Library().On(medcode.MustParseDate("2023-04-01"))
	require.EqualError(t, err, "MS-DRG version \"40.1\" is not embedded, whose Definitions Manual was not at hand (discharges from 2023-04-01 to 2023-09-30); compile it with drg.Compile and add it to the library: file missing")
}
