package opps_test

import (
	"fmt"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs/opps"
	"github.com/medcode/medcode/internal/corpus"
	"github.com/medcode/medcode/rules/ioce"
)

// diagnoses are the edits that the grouper leaves to package ioce.
var diagnoses = []uint8{1, 2, 5, 25, 86}

// TestRecords groups and prices the outpatient records of the corpus: the edits
// that are to be found fall, every line has its reason, and the totals are the sums
// of the lines.
func TestRecords(t *testing.T) {
	r, err := opps.Read(os.DirFS("../../internal/corpus/testdata/outpatient/addenda"))
	require.NoError(t, err)
	tables, err := opps.ReadTables(os.DirFS("../../internal/corpus/testdata/outpatient/tables"))
	require.NoError(t, err)
	with, err := opps.NewGrouper(r, opps.Options{Tables: tables})
	require.NoError(t, err)
	without, err := opps.NewGrouper(r, opps.Options{})
	require.NoError(t, err)
	records, err := corpus.Outpatient()
	require.NoError(t, err)
	year, err := opps.YearOf(medcode.MustParseDate("2025-03-10"))
	require.NoError(t, err)
	for _, record := range records {
		for i := range record.Claim.Lines {
			record.Claim.Lines[i].Charge = 100_00
		}
		var c opps.Claim
		ioce.Convert(&c, record.Claim)
		for _, g := range []*opps.Grouper{with, without} {
			var res opps.Result
			p := opps.Payments{Explain: true}
			g.Group(&c, &res)
			for _, h := range []opps.Provider{{}, {WageIndex: 11000, CostRatio: 9000, MentalCenter: c.TypeOfBill/10 == 76, RuralEmergency: true}} {
				g.Price(&year, &c, &res, h, opps.Beneficiary{Deductible: 257_00, Pints: 3}, &p)
				var sum medcode.Cents
				for i := range res.Lines {
					assert.NotEmpty(t, res.Lines[i].Why.String(), record.Line)
					l := p.Lines[i]
					assert.LessOrEqual(t, l.Deductible+l.BloodDeductible+l.Copay, l.Payment, record.Line)
					sum += l.Program()
				}
				assert.Equal(t, p.Total.Program(), sum, record.Line)
			}
			if g == without {
				continue
			}
			if len(record.Want) == 0 {
				assert.Empty(t, slices.Collect(res.Edits.All()), record.Line)
				assert.Equal(t, opps.Clean, res.Disposition, record.Line)
			}
			for _, want := range record.Want {
				var n uint8
				_, err := fmt.Sscanf(want.Rule, "ioce.edit-%d", &n)
				require.NoError(t, err)
				assert.True(t, res.Edits.Has(n) || slices.Contains(diagnoses, n), record.Line)
			}
		}
	}
}
