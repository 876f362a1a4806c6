package gem_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/gem"
	"github.com/medcode/medcode/icd10/icd9"
)

// FuzzTranslate translates any record both ways.
func FuzzTranslate(f *testing.F) {
	r := fixture(f)
	f.Add("250.60 414.01 357.2 411.1 365.70 999.9")
	f.Add("E11.40 I25.110 E08.42")
	f.Fuzz(func(t *testing.T, text string) {
		var old []icd9.Diagnosis
		var now []cm.Code
		for _, word := range strings.Fields(text) {
			if c, err := icd9.ParseDiagnosis(word); err == nil {
				old = append(old, c)
			}
			if c, err := cm.Parse(word); err == nil {
				now = append(now, c)
			}
		}
		forward := gem.Translate(old, r.Diagnoses, r.DiagnosesBack)
		require.LessOrEqual(t, len(forward.Codes), len(old))
		for _, c := range forward.Clusters {
			require.Greater(t, len(c.Sources), 1)
		}
		back := gem.Translate(now, r.DiagnosesBack, r.Diagnoses)
		require.LessOrEqual(t, len(back.Codes), len(now))
		gem.Translate(old, r.Diagnoses, nil)
	})
}
