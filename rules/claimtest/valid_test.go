package claimtest_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/claim"
	"github.com/medcode/medcode/rules/claimfile"
	"github.com/medcode/medcode/rules/claimtest"
)

// TestValid: no rule of well-formed claims finds anything, each change is found
// by one, and the claims are written and read back in every format.
func TestValid(t *testing.T) {
	reg, err := rules.New(claim.Pack())
	require.NoError(t, err)
	for _, made := range []func() *rules.Claim{claimtest.Inpatient, claimtest.Outpatient, claimtest.Professional} {
		found, _ := reg.Check(made())
		require.Empty(t, found)
		for _, wrong := range []func(*rules.Claim){
			func(c *rules.Claim) { c.BillingNPI = "1234567890" },
			func(c *rules.Claim) { c.Diagnoses[0].Code = "x" },
			func(c *rules.Claim) { c.Charge++ },
			func(c *rules.Claim) { c.From = c.From.AddDays(10_000) },
		} {
			found, _ := reg.Check(claimtest.With(made(), wrong))
			require.NotEmpty(t, found)
		}
		for _, format := range []claimfile.Format{claimfile.X12, claimfile.CSV, claimfile.JSONLines} {
			var b bytes.Buffer
			w, err := claimfile.NewWriter(&b, format)
			require.NoError(t, err)
			require.NoError(t, w.Write(made()))
			require.NoError(t, w.Close())
			n := 0
			for c, err := range claimfile.Read("f", &b) {
				require.NoError(t, err)
				require.Equal(t, made(), c)
				n++
			}
			require.Equal(t, 1, n)
		}
	}
}
