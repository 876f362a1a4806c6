package drg_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/drg/msdrg"
)

// A procedure that its cluster takes away is not said to be missing.
func TestExplainClusterMember(t *testing.T) {
	g, err := msdrg.Version("43.1")
	require.NoError(t, err)
	e := g.Explain(claim(t, "E10649 | 0SP90EZ 0SRR019"))
	require.Contains(t, e.String(), "0SRR019 does not count by itself, 0SP90EZ and 0SRR019 count together")
}
