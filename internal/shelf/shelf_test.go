package shelf_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/shelf"
)

type release struct{ prov medcode.Provenance }

func (r release) Provenance() medcode.Provenance { return r.prov }

func of(name, from, to string) release {
	p := medcode.Period{From: medcode.MustParseDate(from), To: medcode.MustParseDate(to)}
	return release{medcode.Provenance{System: "S", Release: name, Effective: p}}
}

func TestShelf(t *testing.T) {
	october := of("2025", "2024-10-01", "2025-09-30")
	april := of("2025-04", "2025-04-01", "2025-09-30")
	next := of("2026", "2025-10-01", "2026-09-30")
	all, err := shelf.Sort([]release{next, april, october})
	require.NoError(t, err)
	require.Equal(t, []release{october, april, next}, all)
	for date, want := range map[string]string{
		"2024-10-01": "2025", "2025-03-31": "2025", "2025-04-01": "2025-04", "2025-09-30": "2025-04", "2025-10-01": "2026",
	} {
		r, err := shelf.On(all, "S", medcode.MustParseDate(date))
		require.NoError(t, err)
		require.Equal(t, want, r.prov.Release, date)
	}
	_, err = shelf.On(all, "S", medcode.MustParseDate("2026-10-01"))
	require.ErrorIs(t, err, medcode.ErrDate)
	require.EqualError(t, err, "S on 2026-10-01: "+medcode.ErrDate.Error())
	_, err = shelf.On([]release{}, "S", medcode.Date{})
	require.ErrorIs(t, err, medcode.ErrDate)

	_, err = shelf.Sort([]*release{&october, nil})
	require.ErrorIs(t, err, medcode.ErrNoFile)
	require.ErrorContains(t, err, "release 2 of 2 is nil")
	_, err = shelf.Sort([]release{october, of("other", "2024-10-01", "2025-01-01")})
	require.ErrorIs(t, err, medcode.ErrLayout)
	require.ErrorContains(t, err, `S releases "2025" and "other" both begin on "2024-10-01"`)
}
