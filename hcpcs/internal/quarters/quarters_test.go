package quarters_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs/internal/quarters"
)

type release medcode.Period

func (r release) Provenance() medcode.Provenance {
	return medcode.Provenance{Effective: medcode.Period(r)}
}

func TestNames(t *testing.T) {
	for _, c := range [][4]string{
		{"2025", "JAN", "2025-01", "2025-01-01 to 2025-03-31"}, {"25", "apr", "2025-04", "2025-04-01 to 2025-06-30"},
		{"2024", "Jul", "2024-07", "2024-07-01 to 2024-09-30"}, {"25", "D", "2025-10", "2025-10-01 to 2025-12-31"}, {"25", "a", "2025-01", "2025-01-01 to 2025-03-31"},
	} {
		name, period := quarters.Named(c[0], c[1])
		require.Equal(t, c[2], name)
		require.Equal(t, c[3], period.String())
	}
	name, period := quarters.Of(medcode.MustParseDate("2024-02-29"))
	require.Equal(t, "2024-01 2024-01-01 to 2024-03-31", name+" "+period.String())
}

func TestSet(t *testing.T) {
	_, q1 := quarters.Named("2025", "JAN")
	_, q3 := quarters.Named("2025", "JUL")
	s, err := quarters.New([]release{release(q3), release(q1)})
	require.NoError(t, err)
	for on, want := range map[string]medcode.Period{"2025-01-01": q1, "2025-03-31": q1, "2025-09-30": q3} {
		got, err := s.On("test", medcode.MustParseDate(on))
		require.NoError(t, err)
		require.Equal(t, release(want), got)
	}
	for _, on := range []string{"2025-04-01", "2024-12-31"} {
		_, err := s.On("test", medcode.MustParseDate(on))
		require.ErrorIs(t, err, medcode.ErrDate)
		require.ErrorContains(t, err, "test on "+on)
	}
	var order []medcode.Period
	for p := range s.All() {
		order = append(order, p)
	}
	require.Equal(t, []medcode.Period{q1, q3}, order)
	for range s.All() {
		break
	}
	_, err = quarters.New([]release{release(q1), release(q1)})
	require.ErrorIs(t, err, medcode.ErrLayout)
}
