package msdrg_test

import (
	"cmp"
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

Made by ` + "`go generate ./drg/msdrg`" + ` (` + "`go test ./drg/msdrg -run TestSync -update`" + ` makes this file alone); the test fails if it
is not so. "Text" is the SHA-256 that Grouper.Source gives: of the SHA-256 of the manual's files one after another.
"Agreement" is of the final DRG and of all columns with CMS's own grouper, as drg/AGREEMENT.md has it.

Republished: the text is not as CMS printed it. A republication took out sentences (what qualifies as bilateral or
multiple joint procedures, "combination of codes in the next four lists", the newborn sentence of DRG 794), put in blank
lines and indents, and gave DRGs 456-458 headings of its own (EXTENSIVE FUSION PART A1 to B2).
A test puts the sentences and headings back and gets the same tables (drg/msdrg/gen, TestRestored).

| version | discharges | text as | manual (SHA-256 of the zip) | text | agreement: DRG, all | errata in force |
|---|---|---|---|---|---|---|
`

const syncErrata = `
## Deliberate divergences from the manuals

Where a version does not do what its manual prints, for CMS's grouper does not either, or for the manual contradicts
itself: the errata named above. Beyond these, what is known to differ from CMS's grouper is in drg/AGREEMENT.md.

| erratum | the manual | says | the grouper | versions |
|---|---|---|---|---|
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
	agreed := agreements(t)
	var errata []logic.Erratum
	in := map[string][]string{} // versions by erratum
	for _, r := range msdrg.Versions() {
		if !r.Embedded {
			fmt.Fprintf(&b, "| %s | %s to %s | – | not at hand: not embedded | – | – | – |\n", r.Version, r.Effective.From, r.Effective.To)
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
			if in[e.Name] == nil {
				errata = append(errata, e)
			}
			in[e.Name] = append(in[e.Name], r.Version)
		}
		name := "msdrg-definitions-manual-v" + r.Version + ".zip"
		zip, err := os.ReadFile(official.Path(t, "releases/msdrg/"+name))
		require.NoError(t, err)
		as := "published"
		if republished[r.Version] {
			as = "republished"
		}
		fmt.Fprintf(&b, "| %s | %s to %s | %s | %s %x | %s | %s | %s |\n", r.Version, r.Effective.From, r.Effective.To, as, name, sha256.Sum256(zip), g.Source(), cmp.Or(agreed[r.Version], "no vectors"), strings.Join(names, ", "))
	}
	b.WriteString(syncErrata)
	for _, e := range errata {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", e.Name, cell(e.Manual), cell(e.Says), cell(e.Reference), strings.Join(in[e.Name], ", "))
	}
	if *update {
		require.NoError(t, os.WriteFile("SYNC.md", []byte(b.String()), 0o644))
	}
	have, err := os.ReadFile("SYNC.md")
	require.NoError(t, err)
	require.True(t, string(have) == b.String(), "drg/msdrg/SYNC.md is not so any more: go test ./drg/msdrg -run TestSync -update")
}

// cell is a text as a cell of a table.
func cell(s string) string { return strings.ReplaceAll(s, "|", `\|`) }

// agreements returns by version how AGREEMENT.md says that it agrees.
func agreements(t *testing.T) map[string]string {
	text, err := os.ReadFile("../AGREEMENT.md")
	require.NoError(t, err)
	rows := map[string][]string{}
	for line := range strings.Lines(string(text)) {
		if cells := strings.Split(line, "|"); len(cells) > 3 && rows[strings.TrimSpace(cells[1])] == nil {
			rows[strings.TrimSpace(cells[1])] = cells[2 : len(cells)-1]
		}
	}
	out := map[string]string{}
	for i, version := range rows["equal to the reference"] {
		out[strings.TrimPrefix(strings.TrimSpace(version), "v")] = strings.TrimSpace(rows["final DRG"][i]) + ", " + strings.TrimSpace(rows["all columns"][i])
	}
	require.NotEmpty(t, out)
	return out
}
