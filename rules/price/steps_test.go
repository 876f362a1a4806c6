package price_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg/ipps"
	"github.com/medcode/medcode/rules/price"
)

// texts are the steps of a price, "name: text (citation)" each.
func texts(p *price.Price) string {
	var b strings.Builder
	for _, s := range p.Steps {
		b.WriteString(s.Name + ": " + s.Text + " (" + s.Citation + ")\n")
	}
	return b.String()
}

var byHand = &ipps.Hospital{WageIndex: 0.9, OperatingCCR: 0.25, CapitalCCR: 0.02}

// TestSteps: each step of a claim that has it.
func TestSteps(t *testing.T) {
	nextYear := func(s string) string { return strings.ReplaceAll(s, "2026-04", "2023-10") }
	for _, c := range []struct {
		old, new, says string
		change         func(string) string
	}{
		{old: `"setting"`, new: `"payer":"medicaid","setting"`, says: "payer: the claim goes to medicaid: this is what Medicare would pay"},
		{old: `"setting"`, new: `"payer":"medicare","values":[{"code":"12","amount":500.00}],"setting"`, says: "primary payer: value code 12: 500.00 was paid before Medicare"},
		{old: `"setting"`, new: `"charge":99.00,"setting"`, says: "total charge: 99.00 by the claim, of which the lines hold 160000.00"},
		{says: "weight: 1.9425, mean stay 4.8 days (IPPS FY 2026 final rule, Table 5)"},
		{change: nextYear, says: "(CMS's inpatient pricer, table of DRGs of fiscal year 2024)"},
		{change: nextYear, old: `"setting"`, new: `"procedures":[{"code":"5A1935Z"}],"setting"`, says: "new technology: 23 of the year's 32 are not looked for"},
		{old: `"J96.01"`, new: `"T81.12XA"`, says: "DRG: 871"},
		{old: `{"code":"J96.01","poa":"Y"}`, new: `{"code":"T80.0XXA","poa":"N"}`, says: "hospital-acquired conditions: without them it would be 871"},
		{change: func(s string) string { return strings.ReplaceAll(s, "2026-04", "2022-12") }, old: `"J96.01"`, new: `"U07.1"`, says: "weight of this stay: 2.3486 (CARES Act"},
	} {
		text := strings.Replace(sepsis, c.old, c.new, 1)
		if c.change != nil {
			text = c.change(text)
		}
		p, err := price.Inpatient(claim(t, text), price.Facts{Hospital: byHand})
		require.NoError(t, err, c.says)
		require.Contains(t, texts(p), c.says)
	}
}

// TestWageIndex: how a wage index came about is told.
func TestWageIndex(t *testing.T) {
	at := hospital
	at.SpecialPayment, at.SpecialWage, at.Location, at.County = "", 0, "33860", "01013"
	at.PriorWageRule, at.PriorWage = "1", 2
	p, err := price.Inpatient(claim(t, sepsis), price.Facts{Providers: ipps.NewProviders(at)})
	require.NoError(t, err)
	require.Contains(t, texts(p), "wage index: 1.9000: area 33860 ")
	require.Contains(t, texts(p), "95 percent of the year before 1.9000")
}

// TestNoWageIndex: a year without wage indexes says so.
func TestNoWageIndex(t *testing.T) {
	at := hospital
	at.SpecialPayment, at.SpecialWage, at.Effective = "", 0, medcode.MustParseDate("2022-10-01")
	_, err := price.Inpatient(claim(t, strings.ReplaceAll(sepsis, "2026-04", "2022-12")), price.Facts{Providers: ipps.NewProviders(at)})
	require.ErrorIs(t, err, ipps.ErrNoRate)
	require.ErrorContains(t, err, `wage index of area "10180" in fiscal year 2023: not known for the year; it can be given by hand`)
}

// TestRatesByHand: a year without a rate names it, and takes it.
func TestRatesByHand(t *testing.T) {
	text := strings.ReplaceAll(sepsis, "2026-04", "2022-04")
	_, err := price.Inpatient(claim(t, text), price.Facts{Hospital: byHand})
	require.ErrorIs(t, err, ipps.ErrNoRate)
	require.ErrorContains(t, err, "fiscal year 2022: ipps: capital standard federal rate")
	year, err := ipps.ForDischarge(medcode.MustParseDate("2022-04-12"))
	require.NoError(t, err)
	rates, _ := year.Rates()
	rates.Capital, rates.FixedLoss = 472_60, 30_988_00
	p, err := price.Inpatient(claim(t, text), price.Facts{Hospital: byHand, Rates: &rates})
	require.NoError(t, err)
	require.NotZero(t, p.Payment.Total())
	require.Contains(t, texts(p), "rates: given by hand: capital 472.60, fixed loss 30988.00")
}

// TestOtherHospitals: numbers of providers that this system doesn't pay.
func TestOtherHospitals(t *testing.T) {
	for ccn, says := range map[string]string{
		"01T001": "a rehabilitation unit", "01U001": "a swing-bed unit", "01M300": "a psychiatric unit", "012001": "a long-term care hospital",
		"013026": "a rehabilitation hospital", "013301": "a children's hospital", "014001": "a psychiatric hospital",
		"015001": "no short-term hospital", "010000": "no short-term hospital",
	} {
		_, err := price.Inpatient(claim(t, sepsis), price.Facts{Hospital: byHand, CCN: ccn})
		var unpaid *price.UnpaidError
		require.ErrorAs(t, err, &unpaid, ccn)
		require.Contains(t, unpaid.Reason, says)
	}
	for _, ccn := range []string{"010001", "010879", "01A001", "1"} { // one that can't be read is none of those
		_, err := price.Inpatient(claim(t, sepsis), price.Facts{Hospital: byHand, CCN: ccn})
		require.NoError(t, err, ccn)
	}
}

// TestAdvantage: a bill for a member of a Medicare Advantage plan has no price.
func TestAdvantage(t *testing.T) {
	_, err := price.Inpatient(claim(t, strings.Replace(sepsis, `"setting"`, `"conditions":["04"],"setting"`, 1)), price.Facts{Hospital: byHand})
	require.ErrorContains(t, err, "Medicare Advantage")
}

// TestUnreadable: a field that can't be read is missing where a price needs it.
func TestUnreadable(t *testing.T) {
	for place, drop := range map[string]string{
		`{"field":"discharge"}`:              "",
		`{"field":"through"}`:                `,"through":"2026-04-12"`,
		`{"field":"admission"}`:              `"admission":"2026-04-10",`,
		`{"field":"from"}`:                   "",
		`{"field":"values[1]"}`:              "",
		`{"part":"patient","field":"birth"}`: `"birth":"1940-02-29",`,
		`{"field":"memo"}`:                   "",
	} {
		text := strings.Replace(sepsis, drop, "", 1)
		if drop == "" && strings.Contains(place, "from") {
			text = strings.NewReplacer(`"admission":"2026-04-10",`, "", `"from":"2026-04-10",`, "").Replace(sepsis)
		}
		text = strings.Replace(text, `"setting"`, `"unreadable":[{"place":`+place+`,"text":"x","problem":"no date"}],"setting"`, 1)
		_, err := price.Inpatient(claim(t, text), price.Facts{Hospital: byHand})
		if strings.Contains(place, "memo") {
			require.NoError(t, err)
			continue
		}
		require.ErrorContains(t, err, "which can't be read: no date", place)
	}
}

// TestNoDischarge: the first day of a stay is no date of discharge.
func TestNoDischarge(t *testing.T) {
	_, err := price.Inpatient(claim(t, strings.Replace(sepsis, `"through":"2026-04-12",`, "", 1)), price.Facts{Hospital: byHand})
	require.ErrorContains(t, err, "missing: the date of discharge")
}

// TestOutlierWords: without ratios nothing is said of outliers, and of an outlier
// that was paid not that it might be one.
func TestOutlierWords(t *testing.T) {
	for _, c := range []struct {
		h            ipps.Hospital
		charges      string
		says, silent []string
	}{
		{ipps.Hospital{WageIndex: 0.9}, "160000.00", []string{"outlier: not judged: the hospital's cost-to-charge ratios are missing", "(return code 42 paid as a post-acute transfer, by the day)"}, []string{"threshold", "were 0.2 higher"}},
		{*byHand, "160000.00", []string{"cost and threshold: operating", "operating outlier: ", "(return code 42 paid as a post-acute transfer, by the day, with outlier)"}, []string{"not judged", "missing", "were 0.2 higher"}},
		{*byHand, "80000.00", []string{"an outlier at the latest if the operating ratio were 0.2 higher)"}, []string{"operating outlier", "missing"}},
		{ipps.Hospital{WageIndex: 0.9, OperatingCCR: 0.25}, "160000.00", []string{"that of capital is missing: the capital cost counts as 0", "with outlier)"}, []string{"not judged"}},
		{ipps.Hospital{WageIndex: 0.9, CapitalCCR: 0.02}, "160000.00", []string{"the operating one is missing: the operating cost counts as 0"}, []string{"were 0.2 higher"}},
		{*byHand, "12000.00", []string{"(return code 12 paid as a post-acute transfer, by the day)"}, []string{"missing"}},
	} {
		p, err := price.Inpatient(claim(t, strings.ReplaceAll(sepsis, "160000.00", c.charges)), price.Facts{Hospital: &c.h})
		require.NoError(t, err)
		for _, says := range c.says {
			require.Contains(t, texts(p), says)
		}
		for _, silent := range c.silent {
			require.NotContains(t, texts(p), silent, c.charges)
		}
	}
}
