package corpus_test

import (
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/hcpcs/opps"
	"github.com/medcode/medcode/internal/corpus"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/claimtest"
	"github.com/medcode/medcode/rules/ioce"
)

// outpatientChanges are what the notation can't say of a record, by its edit.
var outpatientChanges = []spoiled{
	{"ioce.edit-020", "outpatient 2025-03-10 70y bill:0131 | K62.5 | | 0750/45378", func(c *rules.Claim) {
		c.Lines = append(c.Lines, rules.Line{Revenue: "0750", Code: "45385", Units: 1, Charge: 100_00})
	}},
	{"ioce.edit-023", "outpatient 2025-03-10 70y bill:0131 | K62.5 | | 0750/45378", func(c *rules.Claim) { c.Lines[0].From = c.Through.AddDays(1) }},
	{"ioce.edit-082", "outpatient 2025-03-10 70y bill:0131 | K62.5 | | 0750/45378 0278/C9898", func(c *rules.Claim) { c.Lines[1].Charge = 2_00 }},
	{"ioce.edit-117", "outpatient 2025-03-10 70y bill:0131 | K62.5 | | 0260/96365 0636/J9271*200", func(c *rules.Claim) { c.Lines[1].Charge = 50 }},
}

// TestOutpatient: every edit of the I/OCE that is judged falls on a record that is
// wrong by it, and on none that is correct.
func TestOutpatient(t *testing.T) {
	addenda, flags := os.DirFS("testdata/outpatient/addenda"), os.DirFS("testdata/outpatient/tables")
	r, err := opps.Read(addenda)
	require.NoError(t, err)
	require.Empty(t, r.Diagnostics())
	tables, err := opps.ReadTables(flags)
	require.NoError(t, err)
	require.Empty(t, tables.Diagnostics())
	library, err := opps.NewLibrary(r)
	require.NoError(t, err)
	editor, err := ioce.New(ioce.Options{OPPS: library, Tables: tables})
	require.NoError(t, err)
	reg, err := rules.New(ioce.Pack(editor))
	require.NoError(t, err)
	fired := map[string]bool{}
	judge := func(c *rules.Claim) (found []string) {
		for _, f := range reg.Findings(c) {
			found = append(found, f.Rule)
			fired[f.Rule] = true
		}
		slices.Sort(found)
		return slices.Compact(found)
	}
	charged := func(c *rules.Claim) *rules.Claim {
		for i := range c.Lines {
			c.Lines[i].Charge = 100_00
			if c.Lines[i].Code == "C9898" {
				c.Lines[i].Charge = 1_00
			}
		}
		return c
	}
	all, err := corpus.Outpatient()
	require.NoError(t, err)
	for _, r := range all {
		found := judge(charged(r.Claim))
		if len(r.Want) == 0 {
			assert.Empty(t, found, r.Line)
		}
		for _, want := range r.Want {
			assert.Contains(t, found, want.Rule, r.Line)
		}
	}
	for _, s := range outpatientChanges {
		c := charged(claimtest.MustParse(s.line))
		assert.NotContains(t, judge(c), s.rule, s.line)
		s.change(c)
		assert.Contains(t, judge(c), s.rule, s.line)
	}
	for rule := range reg.Rules() {
		assert.True(t, fired[rule.ID], "%s has fired nowhere", rule.ID)
	}
}
