package corpus_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/hcpcs/opps"
	"github.com/medcode/medcode/internal/corpus"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/ioce"
)

// TestOutpatient: no edit of the I/OCE falls on a correct record. What falls on
// wrong ones are the samples of its rules.
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
	all, err := corpus.Outpatient()
	require.NoError(t, err)
	require.NotEmpty(t, all)
	for _, r := range all {
		for i := range r.Claim.Lines {
			r.Claim.Lines[i].Charge = 100_00
		}
		assert.Empty(t, reg.Findings(r.Claim), r.Line)
	}
}
