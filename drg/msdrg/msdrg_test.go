package msdrg_test

import (
	"os"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/msdrg"
)

func TestForDischarge(t *testing.T) {
	tests := []struct {
		day, version string
		err          error
	}{
		{"2018-09-30", "", medcode.ErrDate},
		{"2018-10-01", "36", nil},
		{"2019-09-30", "36", nil},
		{"2019-10-01", "", medcode.ErrNoFile}, // 37
		{"2020-07-31", "", medcode.ErrNoFile}, // 37.1
		{"2020-08-01", "37.2", nil},
		{"2020-09-30", "37.2", nil},
		{"2020-10-01", "", medcode.ErrNoFile}, // 38
		{"2020-12-31", "", medcode.ErrNoFile},
		{"2021-01-01", "38.1", nil},
		{"2021-09-30", "38.1", nil},
		{"2021-10-01", "", medcode.ErrNoFile}, // 39
		{"2022-03-31", "", medcode.ErrNoFile},
		{"2022-04-01", "39.1", nil},
		{"2022-09-30", "39.1", nil},
		{"2022-10-01", "40", nil},
		{"2023-03-31", "40", nil},
		{"2023-04-01", "", medcode.ErrNoFile}, // 40.1
		{"2023-09-30", "", medcode.ErrNoFile},
		{"2023-10-01", "41", nil},
		{"2024-03-31", "41", nil},
		{"2024-04-01", "41.1", nil},
		{"2024-09-30", "41.1", nil},
		{"2024-10-01", "42", nil},
		{"2025-03-31", "42", nil},
		{"2025-04-01", "42.1", nil},
		{"2025-09-30", "42.1", nil},
		{"2025-10-01", "43", nil},
		{"2026-03-31", "43", nil},
		{"2026-04-01", "43.1", nil},
		{"2026-09-30", "43.1", nil},
		{"2026-10-01", "", medcode.ErrDate},
	}
	for _, tt := range tests {
		g, err := msdrg.ForDischarge(medcode.MustParseDate(tt.day))
		if tt.err != nil {
			require.ErrorIs(t, err, tt.err, tt.day)
			continue
		}
		require.NoError(t, err, tt.day)
		require.Equal(t, tt.version, g.Version(), tt.day)
	}
	_, err := msdrg.ForDischarge(medcode.Date{})
	require.ErrorIs(t, err, medcode.ErrDate)
}

// Every day from the first version to the last belongs to exactly one.
func TestVersionsFollowOneAnother(t *testing.T) {
	all := msdrg.Versions()
	for i := 1; i < len(all); i++ {
		require.Equal(t, all[i-1].Effective.To.AddDays(1), all[i].Effective.From, "%s begins the day after %s", all[i].Version, all[i-1].Version)
	}
	all[0].Version = "changed"
	require.Equal(t, "36", msdrg.Versions()[0].Version, "the caller has a copy")
}

func TestVersion(t *testing.T) {
	for version, want := range map[string]string{"43.1": "43.1", "40": "40", "40.0": "40", "36.0": "36"} {
		g, err := msdrg.Version(version)
		require.NoError(t, err)
		require.Equal(t, want, g.Version())
	}
	for _, version := range []string{"", ".0", "37", "38.0", "43.1.0", "44", "v40", "40 "} {
		_, err := msdrg.Version(version)
		if version == "43.1.0" {
			require.NoError(t, err)
			continue
		}
		require.ErrorIs(t, err, medcode.ErrNoFile, "%q", version)
	}
	_, err := msdrg.Version("37.1")
	require.EqualError(t, err, `MS-DRG version "37.1" is not embedded, only [36 37.2 38.1 39.1 40 41 41.1 42 42.1 43 43.1]; compile it from its manual with drg.Compile: file missing`)
}

func TestLatest(t *testing.T) {
	g, err := msdrg.Latest()
	require.NoError(t, err)
	require.Equal(t, "43.1", g.Version())
	title, ok := g.Title(291)
	require.True(t, ok)
	require.Equal(t, "Heart Failure and Shock with MCC", title)
}

// However many ask at the same time, a version is decoded once.
func TestDecodedOnce(t *testing.T) {
	var got [8]*drg.Grouper
	var wg sync.WaitGroup
	for i := range got {
		wg.Go(func() { got[i], _ = msdrg.Version("42") })
	}
	wg.Wait()
	for _, g := range got {
		require.NotNil(t, g)
		require.Same(t, got[0], g)
	}
}

func TestEveryVersionIsThere(t *testing.T) {
	for _, r := range msdrg.Versions() {
		g, err := msdrg.Version(r.Version)
		info, statErr := os.Stat("tables/v" + r.Version + ".bin")
		if !r.Embedded {
			require.ErrorIs(t, err, medcode.ErrNoFile)
			require.ErrorIs(t, statErr, os.ErrNotExist, "%s has tables: say so in releases", r.Version)
			continue
		}
		require.NoError(t, err)
		require.Equal(t, r.Version, g.Version())
		require.Less(t, info.Size(), int64(600<<10))
		require.Len(t, g.Source(), 64)
		require.Greater(t, len(g.DRGs()), 750)
	}
}
