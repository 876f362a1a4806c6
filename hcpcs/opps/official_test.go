package opps

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/internal/source"
)

func officialRelease(t testing.TB) *Release {
	fsys, err := source.Open(official.Path(t, "releases/opps/2025"))
	require.NoError(t, err)
	start := time.Now()
	r, err := Read(fsys)
	require.NoError(t, err)
	t.Log(time.Since(start))
	return r
}

func TestOfficial2025(t *testing.T) {
	r := officialRelease(t)
	t.Log(r, r.Counts(), r.Diagnostics())
}
