package claimtest_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/rules/claimtest"
)

func FuzzParse(f *testing.F) {
	f.Add("inpatient F 12days 5d 2026-03-02 exempt | P07.30:Y P22.0 | 5A1955Z:2026-03-01 0BH17EZ | 0120*5")
	f.Add("professional commercial pos:11 freq:7 | M25.561 | | 0450/73562-RT-59*2.5@2026-01-14>1,2 73562")
	f.Add("9223372036854775807y 99999999999999999999d 0000-00-00 | : | : | /-*@>")
	f.Fuzz(func(t *testing.T, line string) {
		c, err := claimtest.Parse(line)
		require.Equal(t, err == nil, c != nil)
		if err != nil {
			require.True(t, strings.HasPrefix(err.Error(), "claimtest: "), "%v", err)
		}
	})
}
