package price_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/ipps"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/price"
)

const sepsis = `{"id":"A","setting":"inpatient","patient":{"birth":"1940-02-29","sex":"F"},"from":"2026-04-10","through":"2026-04-12",
"admission":"2026-04-10","dischargeStatus":"03","diagnoses":[{"code":"A41.9","poa":"Y"},{"code":"J96.01","poa":"Y"}],"ccn":"010001",
"lines":[{"revenue":"0120","units":2,"charge":160000.00,"nonCovered":10000.00},{"revenue":"0001","charge":160000.00,"units":0}],"drg":"871"}`

func claim(t testing.TB, text string) *rules.Claim {
	t.Helper()
	c := &rules.Claim{}
	require.NoError(t, json.Unmarshal([]byte(text), c))
	return c
}

var hospital = ipps.Provider{CCN: "010001", Effective: medcode.MustParseDate("2025-10-01"), VBPFlag: "N", HRRFlag: "0", QualityFlag: "1",
	CapitalPayCode: "B", Location: "10180", SpecialPayment: "1", SpecialWage: 0.9, OperatingCCR: 0.25, CapitalCCR: 0.02}

// The same stay as of package ipps' example, from its claim.
func TestInpatient(t *testing.T) {
	p, err := price.Inpatient(claim(t, sepsis), price.Facts{Providers: ipps.NewProviders(hospital)})
	require.NoError(t, err)
	require.Equal(t, drg.Number(871), p.Group.DRG)
	require.Equal(t, medcode.Cents(150_000_00), p.Paid.Charges)
	require.Equal(t, ipps.PostAcuteCare, p.Paid.Destination)
	require.Equal(t, "15121.55", p.Payment.Total().String())
	var names []string
	for _, s := range p.Steps {
		names = append(names, s.Name)
		require.NotEmpty(t, s.Text)
	}
	require.Equal(t, "DRG, length of stay, covered charges, destination, hospital, wage index, weight, transfer, cost and threshold, operating payment, "+
		"operating outlier, capital payment, capital outlier, total", strings.Join(names, ", "))
	require.Equal(t, 0.9, p.WageIndex.Value)

	years, err := ipps.Embedded()
	require.NoError(t, err)
	again, err := price.Inpatient(claim(t, sepsis), price.Facts{CCN: "010001", Years: years, Providers: ipps.NewProviders(hospital)})
	require.NoError(t, err)
	require.Equal(t, p.Payment, again.Payment)
	byHand, err := price.Inpatient(claim(t, sepsis), price.Facts{Hospital: &ipps.Hospital{WageIndex: 0.9, Urban: true, OperatingCCR: 0.25, CapitalCCR: 0.02}})
	require.NoError(t, err)
	require.Equal(t, p.Payment, byHand.Payment)
}

// What a claim says changes what the payment looks at.
func TestClaimSays(t *testing.T) {
	facts := price.Facts{Providers: ipps.NewProviders(hospital)}
	for _, c := range []struct {
		name, old, new string
		check          func(*price.Price)
	}{
		{"another hospital", `"03"`, `"02"`, func(p *price.Price) { require.Equal(t, ipps.AcuteCare, p.Paid.Destination) }},
		{"home health that is late", `"03"`, `"06","conditions":["43"]`, func(p *price.Price) { require.Equal(t, ipps.Elsewhere, p.Paid.Destination) }},
		{"home health", `"03"`, `"06"`, func(p *price.Price) { require.Equal(t, ipps.PostAcuteCare, p.Paid.Destination) }},
		{"home", `"03"`, `"01"`, func(p *price.Price) { require.Equal(t, ipps.NoTransfer, p.Payment.TransferRule) }},
		{"no outlier", `"03"`, `"03","conditions":["66"]`, func(p *price.Price) { require.Zero(t, p.Payment.Amount(ipps.OperatingOutlier)) }},
		{"days that aren't covered", `"03"`, `"01","values":[{"code":"80","amount":1.00}]`, func(p *price.Price) { require.Equal(t, 1, p.Paid.UncoveredDays) }},
		{"counted the other way", `"03"`, `"01","values":[{"code":"81","amount":1.00},{"code":"83","amount":1.00}]`, func(p *price.Price) {
			require.Equal(t, 1, p.Paid.UncoveredDays)
			require.Equal(t, 1, p.Paid.ReserveDays)
		}},
		{"another DRG billed", `"871"`, `"872"`, func(p *price.Price) { require.Equal(t, drg.Number(871), p.Group.DRG) }},
	} {
		text := strings.Replace(sepsis, c.old, c.new, 1)
		if strings.Contains(c.new, "values") { // an outlier with uncovered days has no price
			text = strings.ReplaceAll(text, "160000.00", "16000.00")
		}
		p, err := price.Inpatient(claim(t, text), facts)
		require.NoError(t, err, c.name)
		c.check(p)
	}
	none := strings.ReplaceAll(strings.ReplaceAll(sepsis, "160000.00", "0"), "10000.00", "0")
	p, err := price.Inpatient(claim(t, none), facts)
	require.NoError(t, err)
	require.Zero(t, p.Payment.OperatingCost)
}

func TestNoPrice(t *testing.T) {
	facts := price.Facts{Providers: ipps.NewProviders(hospital)}
	_, err := price.Inpatient(&rules.Claim{Setting: rules.Outpatient}, price.Facts{})
	var missing *price.MissingError
	require.ErrorAs(t, err, &missing)
	require.Len(t, missing.Facts, 6)
	require.ErrorContains(t, err, "missing: an inpatient claim; the date of discharge")
	for _, c := range []struct{ old, new, says string }{
		{`"ccn":"010001",`, ``, "CMS certification number"},
		{`"010001"`, `"020001"`, "a record of hospital 020001"},
		{`"through":"2026-04-12"`, `"through":"2026-04-01"`, "a discharge after the admission"},
		{`"through":"2026-04-12"`, `"through":"2036-04-12"`, "no release holds"},
	} {
		_, err := price.Inpatient(claim(t, strings.Replace(sepsis, c.old, c.new, 1)), facts)
		require.ErrorContains(t, err, c.says)
	}
	bad := hospital
	bad.SpecialPayment, bad.Location = "", "99999"
	p, err := price.Inpatient(claim(t, sepsis), price.Facts{Providers: ipps.NewProviders(bad)})
	require.ErrorIs(t, err, ipps.ErrRefused)
	require.NotEmpty(t, p.Steps, "what was found until then")
}
