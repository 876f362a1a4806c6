package codes_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/hcpcs/mpfs"
	"github.com/medcode/medcode/icd10/cm/cmdata"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/claimtest"
	"github.com/medcode/medcode/rules/codes"
)

func options(t *testing.T) codes.Options {
	o := codes.Options{CM: cmdata.Library()}
	var px []*pcs.Release
	for _, year := range []string{"2020", "2025", "2026"} {
		r, err := pcs.Read(os.DirFS(official.Path(t, "releases/icd10pcs/"+year)))
		require.NoError(t, err)
		px = append(px, r)
	}
	var err error
	o.PCS, err = pcs.NewLibrary(px...)
	require.NoError(t, err)
	h, err := hcpcs.Read(os.DirFS(official.Path(t, "releases/hcpcs/2025-01")))
	require.NoError(t, err)
	o.HCPCS, err = hcpcs.NewLibrary(h)
	require.NoError(t, err)
	f, err := mpfs.Read(os.DirFS(official.Path(t, "releases/mpfs/2025-10")))
	require.NoError(t, err)
	o.Fees, err = mpfs.NewLibrary(f)
	require.NoError(t, err)
	return o
}

// TestSamples holds the samples of every rule against it.
func TestSamples(t *testing.T) {
	reg, err := rules.New(codes.Pack(options(t)))
	require.NoError(t, err)
	status := func(id, text string) rules.Outcome {
		for _, o := range reg.Outcomes(claimtest.MustParse(text)) {
			if o.Rule.ID == id {
				return o
			}
		}
		t.Fatal(id)
		return rules.Outcome{}
	}
	for rule := range reg.Rules() {
		for _, text := range rule.Fails {
			o := status(rule.ID, text)
			assert.Equal(t, rules.Found, o.Status, "%s: %s: %s", rule.ID, text, o.Reason)
		}
		require.NotEmpty(t, rule.Passes, rule.ID)
		for _, text := range rule.Passes {
			o := status(rule.ID, text)
			assert.NotEqual(t, rules.Found, o.Status, "%s: %s: %v", rule.ID, text, o.Findings)
		}
	}
}
