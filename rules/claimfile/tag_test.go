package claimfile

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestTags: each identifier has its tag, and others have none.
func TestTags(t *testing.T) {
	for i, name := range strings.Fields(tagNames) {
		require.Equal(t, tag(i+1), tagOf(name+"*1", len(name)), name)
	}
	for _, name := range strings.Fields(idleTags) {
		require.Equal(t, tagIdle, tagOf(name, len(name)), name)
	}
	for name, want := range map[string]tag{"ISA": tagISA, "IEA": tagIEA, "TA1": tagTA1, "N4": tagN4, "SV3": tagSV3, "TOO": tagTOO} {
		require.Equal(t, want, tagOf(name, len(name)), name)
	}
	seen := 0
	for a := range 128 {
		for b := range 128 {
			for c := range 128 {
				if tagOf(string([]byte{byte(a), byte(b), byte(c)}), 3) != 0 && c != 0 {
					seen++
				}
			}
			if tagOf(string([]byte{byte(a), byte(b)}), 2) != 0 && a > 0 {
				seen++
			}
		}
	}
	require.Equal(t, len(strings.Fields(tagNames+" "+idleTags)), seen)
	require.Zero(t, tagOf("CLM", 1))
	require.Zero(t, tagOf("CLMX", 4))
	require.Zero(t, tagOf("CL", 3))
}
