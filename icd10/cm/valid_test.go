package cm_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/cm/cmdata"
)

// TestValid: Valid is what Check answers, of codes and headers of the release and
// of the years about it, on days inside and outside of it.
func TestValid(t *testing.T) {
	var all []*cm.Release
	for r := range cmdata.Library().Releases() {
		all = append(all, r)
	}
	last := all[len(all)-1]
	days := []medcode.Date{{}, medcode.NewDate(2015, 10, 1), medcode.NewDate(2020, 4, 1), medcode.NewDate(2021, 1, 1), last.Provenance().Effective.From, last.Provenance().Effective.From.AddDays(-1), medcode.NewDate(2030, 1, 1)}
	valid := 0
	for i, r := range []*cm.Release{all[0], all[len(all)/2], last} {
		n := 0
		for code := range all[min(i+1, len(all)-1)].All() {
			if n++; n%7 != i { // a sample
				continue
			}
			for _, on := range days {
				is := r.Valid(code, on)
				require.Equal(t, r.Check(code.String(), on).Status == cm.Valid, is, "%s %s", code, on)
				if is {
					valid++
				}
			}
		}
	}
	require.Greater(t, valid, 1000)
	require.False(t, last.Valid(cm.Code{}, medcode.Date{}))
}
