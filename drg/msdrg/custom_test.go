package msdrg

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
)

// Most versions began as is the custom; those that didn't are named here.
func TestCustom(t *testing.T) {
	apart := map[string]bool{"37.2": true, "38.1": true}
	for v, day := range begins {
		require.Equal(t, !apart[v], custom(v) == medcode.MustParseDate(day), v)
	}
	require.Equal(t, medcode.MustParseDate("2026-10-01"), custom("44"))
	require.Equal(t, medcode.MustParseDate("2027-04-01"), custom("44.1"))
	require.Equal(t, 2028, fiscalYear("45"))
}
