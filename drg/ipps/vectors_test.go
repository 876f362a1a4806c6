package ipps_test

import (
	"flag"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg/ipps"
	"github.com/medcode/medcode/internal/ippsvector"
	"github.com/medcode/medcode/internal/official"
)

// vectorYears are the fiscal years of the reference vectors.
var vectorYears = []int{2014, 2015, 2017, 2018, 2019, 2020, 2021}

func readVectors(t testing.TB, year int) (claims []*ippsvector.Claim, answers []map[string]string) {
	t.Helper()
	name := fmt.Sprintf("vectors/ipps/ipps%d", year)
	f, err := os.Open(official.Path(t, name+".claims.tsv.gz"))
	require.NoError(t, err)
	defer f.Close()
	r, err := ippsvector.NewReader(f.Name(), f)
	require.NoError(t, err)
	for {
		c, err := r.Read()
		if err == io.EOF {
			break
		}
		require.NoError(t, err)
		claims = append(claims, c)
	}
	g, err := os.Open(official.Path(t, name+".answers.tsv.gz"))
	require.NoError(t, err)
	defer g.Close()
	answers, err = ippsvector.ReadAnswers(g.Name(), g)
	require.NoError(t, err)
	require.Len(t, answers, len(claims))
	return claims, answers
}

var update = flag.Bool("update", false, "write AGREEMENT.md anew")

// Every component of every stay, and the return code, is what CMS's pricer
// answers, to the cent; so are the steps that lead there. PayExact is near.
func TestAgreesWithPricer(t *testing.T) {
	official.Path(t, "vectors/ipps")
	columns := slices.Concat([]string{"return_code", "total"}, ippsvector.Amounts, ippsvector.Steps)
	var table strings.Builder
	for _, year := range vectorYears {
		claims, answers := readVectors(t, year)
		release, err := ipps.ForDischarge(claims[0].Stay.Discharge)
		if year < 2021 { // the claims have all that is known of those years
			require.ErrorIs(t, err, medcode.ErrDate)
			release = nil
		}
		differs := map[string]int{}
		equal, near := 0, 0
		var exact []float64 // distances of the totals
		for i, c := range claims {
			h, p, err := c.Pay(release)
			got, err2 := c.Answer(h, p, err)
			require.NoError(t, err2)
			require.Equal(t, answers[i]["id"], c.ID)
			same := true
			for _, column := range columns {
				if want := answers[i][column]; !ippsvector.Same(got[column], want) {
					differs[column]++
					if !slices.Contains(ippsvector.Steps, column) {
						same = false
						t.Errorf("%s (%s): %s is %s, want %s", c.ID, c.Kind, column, got[column], want)
					}
				}
			}
			if same {
				equal++
			}
			if err == nil {
				x, err := c.PayExact(release)
				require.NoError(t, err, c.ID)
				exact = append(exact, math.Abs((x.Total() - p.Total()).Dollars()))
				if x.Code == p.Code {
					near++
				}
			}
		}
		slices.Sort(exact)
		require.Less(t, exact[len(exact)*99/100], 5.0, "the exact value is the same but for rounding")
		require.Greater(t, near, len(exact)*99/100)
		fmt.Fprintf(&table, "| %d | %d | %d | %d | %.2f | %.2f | %.2f |\n", year, len(claims), equal, sum(differs), exact[len(exact)/2], exact[len(exact)*99/100], exact[len(exact)-1])
		for _, column := range slices.Sorted(maps.Keys(differs)) {
			t.Logf("%d: %s differs in %d", year, column, differs[column])
		}
	}
	t.Logf("\n%s", table.String())
	doc := agreementHead + table.String() + agreementTail
	if *update {
		require.NoError(t, os.WriteFile("AGREEMENT.md", []byte(doc), 0o644))
	}
	have, err := os.ReadFile("AGREEMENT.md")
	require.NoError(t, err)
	require.True(t, string(have) == doc, "AGREEMENT.md is not what the test finds: go test ./drg/ipps -run TestAgreesWithPricer -update")
}

func sum(m map[string]int) (n int) {
	for _, v := range m {
		n += v
	}
	return n
}

const agreementHead = `# Agreement with CMS's inpatient pricer

What ipps.Pay gives for the reference stays, against the answers of CMS's own
program, run as a black box over made-up hospitals. This file is made by
` + "`go test ./drg/ipps -run TestAgreesWithPricer -update`" + `, and the test fails when a
single amount or return code differs.

"Equal" are stays with the return code, the total and all 18 amounts equal to the
cent. "Steps" are columns of steps on the way (weights, fractions, thresholds in
nine decimals, ratios, days) that differ, over all stays. The last three are how far
the total of PayExact, which follows the regulation and rounds once, is from the
pricer's, in dollars: median, 99th percentile, most.

| fiscal year | stays | equal | steps | exact, median | 99th | most |
|---|---|---|---|---|---|---|
`

const agreementTail = `
Two columns that pay nothing, ehr_saving and standard_value, are not worked out.
The steps that differ: the thresholds that the pricer leaves standing beside a
refusal, and one update that a refused hospital type never uses.

## Where the pricer rounds

Half up, after each of these:

| what | decimals |
|---|---|
| part of a transfer: (days + 1) / geometric mean; special pay: half and half of the days over the mean, rounded once | 4 |
| weight × part (until fiscal year 2015 and in special pay by the days, not by the rounded part) | 4 |
| geographic adjustment factor; cost of living on capital | 4; 3 |
| both adjustments for teaching; both for poor patients before the quarter | 9; 4 |
| operating amount in full, then × part | 9, 9 |
| capital rate × geographic factor; × cost of living × weight × part | 2; 9 |
| teaching and poor patients, of the cents of the operating or capital amount | 2 |
| value-based purchasing and readmissions, of the cents of operating, new technology and COVID-19 add-on | 2 |
| fixed loss × part; its division by the cost-to-charge ratios; the area's share | 2; 9; 9 |
| thresholds, costs, and the hospital-specific amount | 9 |
| outliers, add-ons, low volume, reduction for hospital-acquired conditions | 2 |

The labor-related share of the fixed loss is 0.62, or for a wage index above 1 that
of the year to three decimals; e, in both capital formulas, is 2.7183.

## Where the pricer and the regulation part

The pricer is followed.

- Rural sole community and essential access hospitals (types 16 and 21) have the cap
  of 12 percent on the share adjustment with 500 beds and more too. The Act,
  1886(d)(5)(F)(iv), names such a hospital in two paragraphs.
- The hospital-specific rate of a transfer is compared in full with a federal amount
  by the day (42 CFR 412.92(d), 412.108(c)); the outlier counts as federal.
- The cost that a new technology must exceed has uncompensated care in it, beside
  operating payment, teaching and poor patients (42 CFR 412.88(a)); the add-ons of
  several technologies are no more than the excess cost together.
- The 20 percent of COVID-19 raise the weight of operating payments alone; the part
  of the weight in a trial lowers that of capital too.
- In a transfer without outlier (condition 66) the fixed loss is not lowered.
- A cost-of-living factor of 0 in Alaska or Hawaii is taken as 0 (ZeroCOLA).
- Low volume is of all payments but value-based purchasing, readmissions and the
  reduction for hospital-acquired conditions, capital and outliers included.
- Hospitals of the Indian Health Service have in 2021 a wage index of 1.4448, in
  Alaska 1.9343, whatever their area.
- Of a stay in a state with a waiver nothing is paid, but its capital amounts stand.
`

// The embedded weights, rates and wage indexes of 2021 are those that the pricer
// used.
func TestFactsOf2021(t *testing.T) {
	claims, answers := readVectors(t, 2021)
	release, err := ipps.ForDischarge(medcode.MustParseDate("2021-01-15"))
	require.NoError(t, err)
	rates, _ := release.Rates()
	areas := 0
	for i, c := range claims {
		if w, ok := release.Lookup(c.Weights.DRG); c.InTable {
			require.True(t, ok)
			require.Equal(t, c.Weights, w)
			require.Equal(t, c.Rates.Capital, rates.Capital)
			require.Equal(t, c.Rates.FixedLoss, rates.FixedLoss)
		}
		if answers[i]["return_code"] >= "50" && answers[i]["return_code"] != "52" {
			continue
		}
		w, err := release.Areas().Of(&c.Provider)
		if answers[i]["return_code"] == "52" {
			require.Error(t, err, c.ID)
			continue
		}
		require.NoError(t, err, c.ID)
		if c.Provider.County == "00000" || c.Provider.WageIndexRule != "" { // no table of commuting is at hand for 2021
			require.InDelta(t, c.WageIndex, w.Value, 1e-9, "%s: %+v", c.ID, w)
			if !w.Special {
				areas++
			}
		}
		if !w.Special {
			require.Equal(t, c.Urban, release.Areas().Urban(&c.Provider), c.ID)
		}
		h := ipps.Hospital{WageIndex: c.WageIndex}
		if c.Provider.QualityFlag != "1" {
			h.Update |= ipps.NoQuality
		}
		if c.Provider.EHRFlag == "Y" {
			h.Update |= ipps.NoEHR
		}
		all := rates.LowWage
		if h.WageIndex > 1 {
			all = rates.HighWage
		}
		require.Equal(t, c.Rates.LowWage[0], all[h.Update], c.ID)
	}
	require.Greater(t, areas, 400)
}
