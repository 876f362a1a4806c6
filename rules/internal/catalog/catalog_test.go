package catalog_test

import (
	"bytes"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/internal/catalog"
)

// TestCatalog holds CATALOG.md against the rules.
func TestCatalog(t *testing.T) {
	reg, err := rules.New(catalog.Packs()...)
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, rules.WriteCatalog(&b, reg))
	have, err := os.ReadFile("../../CATALOG.md")
	require.NoError(t, err)
	require.True(t, bytes.Equal(b.Bytes(), have), "CATALOG.md is not what the rules say: go generate ./rules")
	for rule := range reg.Rules() {
		require.Regexp(t, `\.$`, rule.Says, rule.ID)
	}
}
