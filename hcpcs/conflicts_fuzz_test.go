package hcpcs_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/hcpcs"
)

func FuzzConflicts(f *testing.F) {
	f.Add("50RTLT59XE59")
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		var list []hcpcs.Modifier
		for i := 0; i+2 <= len(text) && len(list) < 30; i += 2 {
			if m, err := hcpcs.ParseModifier(text[i : i+2]); err == nil {
				list = append(list, m)
			}
		}
		found := hcpcs.Conflicts(list...)
		require.LessOrEqual(t, len(found), len(list)*len(list))
		if len(list) < 2 {
			require.Empty(t, found)
		}
	})
}
