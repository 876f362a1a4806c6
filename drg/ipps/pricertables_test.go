package ipps

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
)

// Tables as CMS's pricer has them, with made-up facts: the newer kind.
var pricer2026 = map[string]string{
	"drgstable-2026.csv": "diagnosticRelatedGroup,effectiveDate,weight,geometricMeanLengthOfStay,lowVolumeDrg,arithmeticMeanLengthOfStay,postAcuteCare,specialPaymentPostAcuteCare,description\n" +
		"001,20251001,28.1683,28.5,,38.5,,,HEART TRANSPLANT\n280,20251001,1.6,4.4,,5.5,Y,Y,MI\n",
	"ratex-2026.csv": "tableNumber,scope,largeUrban,regLabor,regNLabor\n" +
		"tab1,nat,1,04478.09,2146.30\ntab2,nat,1,4000.00,2000.00\ntab3,nat,1,4107.12,2517.27\ntab9,nat,1,4478.09,2146.30\ntab1,nat,2,1,1\ntab77,nat,1,1,1\n",
	"newtech-costs-2026.csv": "name,amount,adjustmentFactor\nTWICE,100.00,0.65\nUNCLEAR,200.00,0.75\n",
	"claim-codes-2026.csv":   "name,code,codeType\nTWICE,XW03372,PROC\nTWICE2,XW04372,PROC\nTWICE,U07.1,DIAG\nUNCLEAR,XW13325,PROC\nUNCLEAR2,A41.9,DIAG\n",
	"cbsa-wage-index-2026.csv": "cbsa,size,effectiveDate,geographicWageIndex,reclassifiedWageIndex,imputedFloorWageIndex,name\n" +
		"01,,20251001,0.7393,0.7393,0.0000,ALABAMA\n10180,L,20251001,0.7000,0.7100,0.0000,ABILENE\n",
	"outmigration-2026.csv": "county,adjustmentFactor,startDate\n01013,0.0065,20251001\n",
}

func folder(files map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

func TestPricerTables(t *testing.T) {
	r, err := ReadPricer(folder(pricer2026), 2026)
	require.NoError(t, err)
	w, ok := r.Lookup(280)
	require.True(t, ok)
	require.True(t, w.PostAcute && w.SpecialPay)
	require.Equal(t, "1.6000", w.Relative.String())
	rates, ok := r.Rates()
	require.True(t, ok)
	require.Equal(t, StandardizedAmount{4478_09, 2146_30}, rates.HighWage[FullUpdate])
	require.Equal(t, StandardizedAmount{4107_12, 2517_27}, rates.LowWage[FullUpdate])
	require.Equal(t, StandardizedAmount{4478_09, 2146_30}, rates.PuertoRico[FullUpdate])

	// The floor of a state is its rural index.
	p := Provider{CCN: "010001", Location: "10180", County: "01013"}
	index, err := r.Areas().Of(&p)
	require.NoError(t, err)
	require.InDelta(t, 0.7393, index.Value, 1e-9)
	require.InDelta(t, 0.0065, index.Commuting, 1e-9)
	p.WageIndexRule, p.Reclassified = "Y", "10180" // reclassified: no commuting
	index, err = r.Areas().Of(&p)
	require.NoError(t, err)
	require.InDelta(t, 0.71, index.Index, 1e-9)
	require.Zero(t, index.Commuting)

	var needs [][]CodeGroup
	for _, x := range r.Technologies().List() {
		needs = append(needs, x.Needs)
	}
	require.Equal(t, [][]CodeGroup{{
		{Procedures: []pcs.Code{pcs.MustParse("XW03372")}},
		{Procedures: []pcs.Code{pcs.MustParse("XW04372")}},
		{Diagnoses: []cm.Code{cm.MustParse("U07.1")}},
	}, nil}, needs)
}

// The older kind, and what is wrong in either.
func TestPricerTablesOfOldYears(t *testing.T) {
	old := map[string]string{
		"drg2021.tsv":       "drg\trelative_weight\tgeometric_mean_los\tarithmetic_mean_los\tpost_acute\tspecial_pay\n001\t28.9651\t30.2\t39.2\tN\tY\n",
		"rates2021.tsv":     "item\tvalue\noperating labor, full, wage index > 1\t4071.57\noperating nonlabor, full, wage index > 1\t1889.74\noperating labor, neither, wage index <= 1\t3600\ncapital federal rate\t466.21\nfixed loss\t29064\n",
		"newtech2021.tsv":   "technology\tprocedures\tand_procedures\tmost_paid\tpart\nAndexxa\tXW03372 XW04372\t\t18281.25\t0.65\n",
		"wageindex2021.tsv": "cbsa\tsize\twage_index\treclassified_wage_index\trural_floor_wage_index\n01\t\t0.6671\t0.6671\t0.6671\n",
	}
	r, err := ReadPricer(folder(old), 2021)
	require.NoError(t, err)
	rates, _ := r.Rates()
	require.Equal(t, StandardizedAmount{4071_57, 1889_74}, rates.HighWage[FullUpdate])
	require.Equal(t, medcode.Cents(3600_00), rates.LowWage[NoQuality|NoEHR].Labor)
	require.Equal(t, medcode.Cents(466_21), rates.Capital)
	require.Equal(t, medcode.Cents(29064_00), rates.FixedLoss)
	// What the pricer has no index for: the quartile raises a low one.
	index, err := r.Areas().Of(&Provider{CCN: "010001", Location: "01"})
	require.NoError(t, err)
	require.InDelta(t, 0.7570, index.Value, 1e-9) // (0.6671 + 0.8469) / 2

	for name, bad := range map[string]string{
		"drg2021.tsv":       "drg\trelative_weight\tgeometric_mean_los\tarithmetic_mean_los\tpost_acute\tspecial_pay\n001\tx\t30.2\t39.2\tN\tY\n",
		"rates2021.tsv":     "item\tvalue\noperating labor, some, wage index > 1\t4071.57\n",
		"newtech2021.tsv":   "technology\tprocedures\tand_procedures\tmost_paid\tpart\nA\t!\t\t1\t0.65\n",
		"wageindex2021.tsv": "cbsa\tsize\twage_index\treclassified_wage_index\trural_floor_wage_index\n01\t\tone\t0.6671\t0.6671\n",
	} {
		good := old[name]
		old[name] = bad
		_, err := ReadPricer(folder(old), 2021)
		var file *medcode.FileError
		require.ErrorAs(t, err, &file, name)
		require.Equal(t, name, file.File)
		require.Equal(t, 2, file.Line, name)
		old[name] = good
	}
	old["other-2021.tsv"] = old["drg2021.tsv"] + "\n"
	_, err = ReadPricer(folder(old), 2021)
	require.ErrorIs(t, err, medcode.ErrLayout)
	_, err = ReadPricer(folder(old), 2022)
	require.Error(t, err)
}

// The pricer's tables have no categories: burns, of which 90 percent of the excess is
// paid, are told by their DRGs, else by MDC 22.
func TestBurns(t *testing.T) {
	for n, want := range map[drg.Number]bool{926: false, 927: true, 928: true, 929: true, 930: false, 933: true, 934: true, 935: true, 936: false} {
		require.Equal(t, want, isBurn(&Weights{DRG: n}), n)
	}
	require.True(t, isBurn(&Weights{DRG: 1, MDC: "22"}))
	require.False(t, isBurn(&Weights{DRG: 927, MDC: "01"}))
}
