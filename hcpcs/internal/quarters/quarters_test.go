package quarters_test

import (
	"testing"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs/internal/quarters"
	"github.com/stretchr/testify/require"
)

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
