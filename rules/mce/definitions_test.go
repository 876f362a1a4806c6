package mce_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/rules/mce"
)

// TestDefinitionsAgree holds the manual against the table of the same version.
func TestDefinitionsAgree(t *testing.T) {
	d, err := mce.ReadDefinitions(os.DirFS(official.Path(t, "releases/mce/v43.1")))
	require.NoError(t, err)
	require.Equal(t, "43.1", d.Provenance().Release)
	require.Empty(t, d.Diagnostics())
	for _, l := range d.Lists() {
		t.Log(l.Edit, l.Part, l.Heading, l.Line, len(l.Codes))
	}
	for _, l := range d.Changes() {
		t.Log(l.Edit, l.Part, l.Heading, l.Line, len(l.Codes))
	}
	require.Empty(t, d.Compare(readRelease(t)))
	require.Empty(t, d.Compare(mce.Default()))
}
