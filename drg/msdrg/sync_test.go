package msdrg_test

import (
	"crypto/sha256"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/drg/internal/logic"
	"github.com/medcode/medcode/drg/msdrg"
	"github.com/medcode/medcode/internal/official"
)

const syncHead = `# What the embedded tables were made from

Made by ` + "`go test ./drg/msdrg -run TestSync -update`" + `; the test fails if it is not so. How the versions agree with
CMS's own grouper is in drg/AGREEMENT.md, what each erratum says in drg/internal/compile/errata.txt. "Text" is the SHA-256
that Grouper.Source gives: of the SHA-256 of the manual's files one after another.

Republished: the text is not as CMS printed it. A republication took out sentences (what qualifies as bilateral or
multiple joint procedures, "combination of codes in the next four lists", the newborn sentence of DRG 794), put in blank
lines and indents, and gave DRGs 456-458 headings of its own (EXTENSIVE FUSION PART A1 to B2).

| version | discharges | text as | manual (SHA-256 of the zip) | text | errata in force |
|---|---|---|---|---|---|
`

// republished are the versions whose text is not as CMS printed it.
var republished = map[string]bool{"37.2": true, "38.1": true, "39.1": true, "40": true}

// SYNC.md says what each embedded table was made from.
func TestSync(t *testing.T) {
	official.Path(t, "releases/msdrg")
	if testing.Short() {
		t.Skip("reads the official manuals")
	}
	var b strings.Builder
	b.WriteString(syncHead)
	for _, r := range msdrg.Versions() {
		if !r.Embedded {
			fmt.Fprintf(&b, "| %s | %s to %s | – | not at hand: not embedded | – | – |\n", r.Version, r.Effective.From, r.Effective.To)
			continue
		}
		g, err := msdrg.Version(r.Version)
		require.NoError(t, err)
		data, err := g.MarshalBinary()
		require.NoError(t, err)
		l, err := logic.Decode(data)
		require.NoError(t, err)
		var names []string
		for _, e := range l.Errata {
			names = append(names, e.Name)
		}
		name := "msdrg-definitions-manual-v" + r.Version + ".zip"
		zip, err := os.ReadFile(official.Path(t, "releases/msdrg/"+name))
		require.NoError(t, err)
		as := "published"
		if republished[r.Version] {
			as = "republished"
		}
		fmt.Fprintf(&b, "| %s | %s to %s | %s | %s %x | %s | %s |\n", r.Version, r.Effective.From, r.Effective.To, as, name, sha256.Sum256(zip), g.Source(), strings.Join(names, ", "))
	}
	if *update {
		require.NoError(t, os.WriteFile("SYNC.md", []byte(b.String()), 0o644))
	}
	have, err := os.ReadFile("SYNC.md")
	require.NoError(t, err)
	require.True(t, string(have) == b.String(), "drg/msdrg/SYNC.md is not so any more: go test ./drg/msdrg -run TestSync -update")
}
