package claimfile_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/claimfile"
)

// sample reads an official sample, with the diagnostics that are no claims.
func sample(t testing.TB, name string) []*rules.Claim {
	path := official.Path(t, "claims/"+name)
	return read(t, path)
}

// same removes from both what only one of the two forms says.
func same(rif, fhir *rules.Claim) {
	if fhir.Admitting == "" && rif.Admitting != "" && len(fhir.Diagnoses) > len(rif.Diagnoses) {
		// Blue Button's sample of a SNF claim lists the admitting diagnosis, which comes first, as another one.
		fhir.Diagnoses = slices.DeleteFunc(fhir.Diagnoses, func(d rules.Diagnosis) bool { return d.Code == rif.Admitting })
		fhir.Admitting = rif.Admitting
	}
	for _, c := range []*rules.Claim{rif, fhir} {
		if rif.Setting == rules.Professional && fhir.BillingNPI == "" { // which version 1 leaves out
			c.BillingNPI = ""
		}
		if rif.OriginalReference == "" || fhir.OriginalReference == "" { // version 2 of Blue Button leaves it out
			c.OriginalReference = ""
		}
		c.RenderingTaxonomy = "" // which Blue Button adds from the register of NPIs
		for i := range c.Lines {
			c.Lines[i].RenderingTaxonomy = ""
		}
	}
}

// TestSameClaim: CMS's samples of its Beneficiary FHIR Data are the same claims as
// RIF and as FHIR, and equal field by field.
func TestSameClaim(t *testing.T) {
	for fhir, rif := range map[string]string{
		"bfd-v2/eobReadInpatient.json":                "sample-a-inpatient.txt",
		"bfd-v2/eobReadOutpatient.json":               "sample-a-outpatient.txt",
		"bfd-v2/eobReadSnf.json":                      "sample-a-snf.txt",
		"bfd-v2/eobReadHha.json":                      "sample-a-hha.txt",
		"bfd-v2/eobReadHospice.json":                  "sample-a-hospice.txt",
		"bfd-v2/eobReadCarrier.json":                  "sample-a-bcarrier.txt",
		"bfd-v2/eobReadCarrierWithMultipleLines.json": "sample-a-bcarrier-multiple-lines.txt",
		"bfd-v2/eobReadDme.json":                      "sample-a-dme.txt",
		"bfd-v1/eobReadInpatient.json":                "sample-a-inpatient.txt",
		"bfd-v1/eobReadOutpatient.json":               "sample-a-outpatient.txt",
		"bfd-v1/eobReadCarrier.json":                  "sample-a-bcarrier.txt",
	} {
		t.Run(fhir, func(t *testing.T) {
			a, b := sample(t, "rif/bfd/"+rif), sample(t, "fhir/"+fhir)
			require.Len(t, a, 1)
			require.Len(t, b, 1)
			require.Empty(t, a[0].Unreadable)
			require.Empty(t, b[0].Unreadable)
			same(a[0], b[0])
			want, err := json.MarshalIndent(a[0], "", " ")
			require.NoError(t, err)
			got, err := json.MarshalIndent(b[0], "", " ")
			require.NoError(t, err)
			require.Equal(t, string(want), string(got))
		})
	}
}

// TestEverySample: all files of claims are read, with as many claims as a count
// of their text gives.
func TestEverySample(t *testing.T) {
	root := official.Path(t, "claims")
	total := 0
	require.NoError(t, filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.Contains(path, "dictionary") {
			return err
		}
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		want := 0 // counted in the text
		switch text := string(data); {
		case strings.Contains(path, "/837/"):
			want = strings.Count(text, "~CLM*") + strings.Count(text, "~\nCLM*")
		case strings.HasSuffix(path, ".json"):
			want = strings.Count(text, `"resourceType":"ExplanationOfBenefit"`) + strings.Count(text, `"resourceType": "ExplanationOfBenefit"`) + strings.Count(text, `"resourceType" : "ExplanationOfBenefit"`)
		default:
			ids := map[string]bool{}
			for i, row := range strings.Split(strings.TrimSpace(text), "\n") {
				if i > 0 {
					ids[strings.Split(row, "|")[2]] = true
				}
			}
			want = len(ids)
		}
		got := 0
		f, err := os.Open(path)
		require.NoError(t, err)
		defer f.Close()
		for c, err := range claimfile.Read(path, f) {
			if errors.Is(err, claimfile.ErrControl) {
				continue
			}
			require.NoError(t, err)
			require.NotZero(t, c.Setting, path)
			require.NotEmpty(t, c.ID, path)
			require.NotEmpty(t, c.Diagnoses, path)
			require.NotEmpty(t, c.Lines, path)
			if !strings.HasSuffix(path, "four-character-drg-code.txt") {
				require.Empty(t, c.Unreadable, path)
			}
			got++
		}
		require.Equal(t, want, got, path)
		total += got
		return nil
	}))
	t.Log(total, "claims")
}
