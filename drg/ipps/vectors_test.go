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
	columns := slices.Concat([]string{"return_code"}, ippsvector.Amounts, ippsvector.Steps)
	var table strings.Builder
	paid, agree := map[string]int{}, map[string]int{} // stays by component: in which it isn't 0, and equal
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
				want := answers[i][column]
				if !ippsvector.Same(want, "0") {
					paid[column]++
				}
				if ippsvector.Same(got[column], want) {
					agree[column]++
				} else {
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
	table.WriteString(componentsHead)
	for _, column := range columns[:1+len(ippsvector.Amounts)] {
		fmt.Fprintf(&table, "| %s | %d | %d |\n", column, paid[column], agree[column])
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

const componentsHead = `
By component, over all years: the stays in which it isn't 0, and those in which it is
equal.

| column | not 0 | equal |
|---|---|---|
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
- Rural referral centers and Medicare-dependent hospitals have no cap on the share
  adjustment, whatever their beds and place: so the Act, 1886(d)(5)(F)(xiv). The
  regulation frees from the cap rural referral centers of more than 100 beds alone
  (412.106(d)(2)(ii)(A)), and Medicare-dependent hospitals of 100 beds or fewer
  ((d)(2)(iv)(D)).
- In a special-pay transfer the fixed loss is multiplied by the part of the payment,
  half and half of the days over the mean stay. By the letter of 412.80(b)(2) it is
  divided by the mean stay and multiplied by 0.5 and half of the days and 1.
- A case is an outlier by the sum of its costs. By the letter of 412.312(c) capital's
  is paid where both costs exceed the threshold.
- The part of a hospital-specific rate is compared stay by stay. By 412.92(d)(1) it is
  the rate that yields most over the cost reporting period: settled later.
- e in the capital formulas is 2.7183; in 412.320(b) and 412.322(b) the base of
  natural logarithms.

## What was read

The sections of 42 CFR 412 that the code cites were read in the annual edition of
2015, word by word, unless the table says otherwise.

| section | what it says that the code does |
|---|---|
| 412.4(a) to (c) | discharges; transfers to acute care, critical access hospitals among it; to post-acute care, hospices since fiscal year 2019 (in a later copy) |
| 412.4(f)(1), (3), (6) with (f)(2) | twice the per diem for the first day; MS-DRG 789 in full; special pay half at once |
| 412.60(b) | weights, in the edition of 2004. The cap of a tenth is younger: known from CMS's attachments of fiscal years 2023 to 2025, which name its budget neutrality factor, and from both weights of Table 5 |
| 412.64(d)(2), (3) | the update without quality data less a fourth; without electronic records less three fourths |
| 412.64(g), (h)(1) to (6), (i), (m) | federal rate; wage index, 62 percent where that pays more, imputed floor; commuting; frontier floor |
| 412.64(h)(7) | the floor of 95 percent: younger; known from notices about the final rule of fiscal year 2023 |
| 412.73(c)(16), (e), (f); 412.75(d); 412.79(d) | updates of hospital-specific rates since fiscal year 2010, times the weight. 412.77 and 412.78 by their mention in 412.92(d)(1) |
| 412.80(a)(3), (b), (c) | threshold: payment with teaching, share and new technology and a fixed amount by area; transfers; published each year |
| 412.84(g), (i), (k), (l) | costs by ratios; their ceiling of three standard deviations; 80 percent above the threshold, operating and capital apart; burns 90 |
| 412.85 | younger; its 17 percent in 2021 from a notice about that year's rule and the reference stays |
| 412.87, 412.88(a) | the lesser part of the technology's cost and of the excess. 412.88 as before its amendment of 2019, when the part was 50 percent; 65 and 75 are in CMS's tables |
| 412.89, 412.104, 412.113 | replaced devices, dialysis, pass-through: not priced |
| 412.92(d)(1); 412.108(c)(2)(iii) | hospital-specific rates: the whole difference; 75 percent |
| 412.101(b), (c) | low volume, at most 25 percent |
| 412.105(c), (d) | teaching: 1.35 × ((1 + ratio)^0.405 - 1) since 2008 |
| 412.106(a) to (h) | share: 15 percent, 2.5 + 0.65, above 20.2 percent 5.88 + 0.825, caps of 12, 35 percent; a fourth is paid; uncompensated care by interim payments |
| 412.152, 412.154(b), (c) | readmissions: of the wage-adjusted payment with new technology; at least 0.97 |
| 412.162(b), (c) | value-based purchasing: of the same amount |
| 412.172(b) | hospital-acquired conditions: 99 percent, after both |
| 412.304(c)(2) | a new hospital's capital is 85 percent of its costs for two years |
| 412.308, 412.312(a), (c) | capital: rate × weight × area × (1 + share + teaching) × cost of living |
| 412.316(a), (c) | wage index to the 0.6848; 0.3152 of the cost of living (as of 2026) |
| 412.320(a), (b) | share on capital: urban, 100 beds, 0.2025; by 412.106(c)(2) deemed |
| 412.322(a), (b) | teaching on capital: 0.2822, at most 1.5 |
| 412.23, 412.25; 412.230 to 412.280; 412.150, 412.160 to 412.167, 412.170; 413.70 | by their titles alone |
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
