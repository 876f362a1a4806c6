package hcpcs_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/internal/official"
)

// R6 of findings/releases.md: a line of the disclaimer of 2019 is no modifier.
func TestFindingOf2019(t *testing.T) {
	r, err := hcpcs.Read(os.DirFS(official.Path(t, "findings/inputs/releases/h19")))
	require.NoError(t, err)
	require.Equal(t, 6, r.Counts()["modifiers"]) // the rows below the disclaimer
	require.Contains(t, r.Notice(), "convey endorsement of any particular brand")
	for _, d := range r.Diagnostics() {
		require.Equal(t, "no-break-space", string(d.Kind), d.String())
	}
}
