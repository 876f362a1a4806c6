package mce_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/icd10/pcs/pcsdata"
	"github.com/medcode/medcode/rules/mce"
)

// The procedures that the editor has in a quarter are those of the embedded
// ICD-10-PCS, but for the updates that it says it lacks, and for the codes of
// January 1, 2021, which it has since October.
func TestEmbeddedProcedures(t *testing.T) {
	l, editor := pcsdata.Library(), mce.Default()
	all := map[pcs.Code]bool{}
	for _, code := range []string{"02HM3YZ", "0F9D80E", "0TXB4Z7"} { // of April 2026
		all[pcs.MustParse(code)] = true
	}
	for r := range l.Releases() {
		for code := range r.All() {
			all[code] = true
		}
	}
	early := medcode.Period{From: medcode.MustParseDate("2020-10-01"), To: medcode.MustParseDate("2020-12-31")}
	// A day of each release and of each update that is lacking.
	for _, day := range []string{"2016-01-05", "2017-01-05", "2018-01-05", "2019-01-05", "2020-01-05", "2020-08-05", "2020-11-05", "2021-01-05",
		"2022-01-05", "2022-05-05", "2023-01-05", "2023-05-05", "2024-01-05", "2024-05-05", "2025-01-05", "2025-05-05", "2026-01-05", "2026-05-05"} {
		on := medcode.MustParseDate(day)
		r, err := l.On(on)
		require.NoError(t, err)
		less, more := 0, 0
		for code := range all {
			_, is := editor.Lookup(mce.ICD10Procedures, code.String(), on)
			switch has := r.Contains(code); {
			case is && !has:
				less++
			case has && !is:
				more++
			}
		}
		_, lacks := l.Lacks(on)
		require.Equal(t, lacks, less > 0, "%s: %d codes are the editor's only", day, less)
		require.True(t, lacks || early.Contains(on) || more == 0, "%s: %d codes are not the editor's", day, more)
	}
}
