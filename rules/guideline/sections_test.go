package guideline

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/rules"
)

// TestSections: every section that a rule cites is one of the Guidelines of FY 2026,
// the only edition whose text is at hand.
func TestSections(t *testing.T) {
	text, err := os.ReadFile("testdata/sections-2026.txt")
	require.NoError(t, err)
	sections := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		sections["Section "+strings.TrimSpace(line)] = true
	}
	n := 0
	for _, r := range Pack(Options{}).Rules {
		for _, c := range r.Citations {
			if c.Document == rules.GuidelinesCM {
				n++
				assert.True(t, sections[c.Section], "%s cites %s", r.ID, c.Section)
			}
		}
	}
	require.Greater(t, n, 100)
}
