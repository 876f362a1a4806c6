package drg_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/msdrg"
)

// What the published manuals have, and every kind of it has a rule.
func TestDiagnostics(t *testing.T) {
	most := map[string]int{"B-index-only": 8, "B-logic-only": 4, "B-not-assigned": 7, "C-column-lacks": 2, "E1-logic-only": 7, "E1-star": 3}
	for _, r := range msdrg.Versions() {
		if !r.Embedded {
			continue
		}
		kinds := map[string]int{}
		for _, d := range version(t, r.Version).Diagnostics() {
			require.NotEmpty(t, d.File)
			require.Positive(t, d.Line)
			kinds[string(d.Kind)]++
		}
		for kind, n := range kinds {
			require.LessOrEqual(t, n, most[kind], "%s in version %s", kind, r.Version)
		}
	}
	require.Empty(t, (&drg.Grouper{}).Diagnostics())

	// Of a manual that is none of those, every table is to be read.
	found := map[string]int{}
	for _, d := range fixtureGrouper(t).Diagnostics() {
		found[string(d.Kind)]++
	}
	require.Greater(t, found["new-form"], 60)
}

// An explanation takes its errata from the table that it explains.
func TestErrataTravel(t *testing.T) {
	data, err := version(t, "43").MarshalBinary()
	require.NoError(t, err)
	g, err := drg.Decode(data)
	require.NoError(t, err)
	e := g.Explain(claim(t, "I4720 | 0JH608Z 02H63KZ"))
	require.Len(t, e.Errata, 1)
	require.Equal(t, "stray-catheterization", e.Errata[0].Name)
	require.Contains(t, e.Errata[0].Says, "CARDIAC CATHETERIZATION is listed")
}
