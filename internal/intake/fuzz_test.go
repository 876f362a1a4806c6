package intake_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/intake"
)

// FuzzDating dates files by any names and texts.
func FuzzDating(f *testing.F) {
	f.Add("FY 2026", "tabular-April-2025.zip\nPOAexemptCodesApr22.txt", "2025-04", int32(19_000), true)
	f.Add("99999999999 1 20", "\x00", "Effective-04-01-2022", int32(-1<<31), false)
	f.Fuzz(func(t *testing.T, years, names, more string, day int32, updates bool) {
		begins := medcode.NewDate(1970, 1, 1).AddDays(int(day % 100_000))
		release, effective, diags := intake.Dating(intake.Evidence{Years: []string{years, more}, Names: strings.Split(names, "\n"), Begins: []medcode.Date{begins}, Updates: updates})
		if release != "" && !effective.From.IsZero() && !effective.To.IsZero() {
			require.False(t, effective.To.Before(effective.From), release)
		}
		for _, d := range diags {
			require.NotEmpty(t, d.Message)
		}
		for _, y := range intake.Years(years) {
			require.Len(t, y, 4)
		}
	})
}
