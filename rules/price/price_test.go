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
	require.Len(t, missing.Facts, 7)
	require.ErrorContains(t, err, "missing: an inpatient claim; the date of discharge")
	for _, c := range []struct{ old, new, says string }{
		{`"ccn":"010001",`, ``, "CMS certification number"},
		{`"010001"`, `"020001"`, "a record of hospital 020001"},
		{`"through":"2026-04-12"`, `"through":"2026-04-01"`, "a statement's through date that is not before the admission: 2026-04-01 is before 2026-04-10"},
		{`"admission":"2026-04-10"`, `"discharge":"2026-04-09"`, "a discharge that is not before the statement's from date: 2026-04-09 is before 2026-04-10"},
		{`"from":"2026-04-10","through":"2026-04-12"`, `"from":"2026-04-14","through":"2026-04-12"`, "a statement's through date that is not before the statement's from date: 2026-04-12 is before 2026-04-14"},
		{`"from":"2026-04-10","through":"2026-04-12"`, `"from":"2026-04-08","discharge":"2026-04-09"`, "a discharge after the admission: 2026-04-09 is before 2026-04-10"},
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

// TestUnpaid: what the claim lacks or can't be paid for is said, and nothing paid.
func TestUnpaid(t *testing.T) {
	facts := price.Facts{Hospital: &ipps.Hospital{WageIndex: 1, OperatingCCR: 0.25}}
	field := func(f, text string) string {
		return `"setting":"inpatient","unreadable":[{"place":` + f + `,"text":"` + text + `","problem":"amount \"` + text + `\": want dollars"}]`
	}
	for _, c := range []struct{ old, new, says string }{
		{`"birth":"1940-02-29",`, ``, "missing: the patient's age: neither a birth date nor an age"},
		{`1940-02-29`, `2030-01-01`, "missing: the patient's age: born on 2030-01-01, after the admission"},
		{`1940-02-29`, `1840-02-28`, "186 years are over 124"},
		{`"from":`, `"icd":"9","from":`, "diagnoses of ICD-10-CM"},
		{`"from":`, `"typeOfBill":"211","from":`, `type of bill "211"`},
		{`"from":`, `"typeOfBill":"0121","from":`, `type of bill "0121"`},
		{`"from":`, `"typeOfBill":"110","from":`, "frequency 0, asks for no payment"},
		{`"from":`, `"typeOfBill":"0115","from":`, "late charges"},
		{`"from":`, `"typeOfBill":"0118","from":`, "voids another"},
		{`"03"`, `"99"`, `patient discharge status "99"`},
		{`"03"`, `"-3"`, `patient discharge status "-3"`},
		{`A41.9`, `A41.99`, "INVALID_PDX"},
		{`A41.9`, `Y65.51`, "DX_CANNOT_BE_PDX"},
		{`"ccn":"010001"`, `"ccn":"011300"`, "a critical access hospital"},
		{`"ccn":"010001"`, `"ccn":"01S001"`, "a psychiatric unit"},
		{`"setting":"inpatient"`, field(`{"part":"line","number":1,"field":"charge"}`, "abc"), `line 1 charge, which can't be read: amount "abc"`},
		{`"nonCovered":10000.00`, `"nonCovered":170000.00`, "charges that can be: of 160000.00 more, 170000.00, are not covered"},
		{`"charge":160000.00,"nonCovered"`, `"charge":-500.00,"nonCovered"`, "charges of 0 or more: -500.00"},
	} {
		text := strings.Replace(sepsis, c.old, c.new, 1)
		require.NotEqual(t, sepsis, text, c.old)
		p, err := price.Inpatient(claim(t, text), facts)
		require.ErrorContains(t, err, c.says)
		require.Zero(t, p.Payment.Total(), c.says)
	}
	// The claim's own charge counts where the lines have none.
	none := strings.ReplaceAll(strings.ReplaceAll(sepsis, "160000.00", "0"), "10000.00", "0")
	for _, c := range []struct{ add, says string }{
		{`"charge":-500.00`, "charges of 0 or more: -500.00"},
		{`"unreadable":[{"place":{"field":"charge"},"text":"abc","problem":"amount \"abc\": want dollars"}]`, `charge, which can't be read: amount "abc"`},
	} {
		_, err := price.Inpatient(claim(t, strings.Replace(none, `"setting"`, c.add+`,"setting"`, 1)), facts)
		require.ErrorContains(t, err, c.says)
	}
}

// TestTold: what is paid and yet odd has a step.
func TestTold(t *testing.T) {
	for _, c := range []struct{ old, new, says string }{
		{`"dischargeStatus":"03"`, `"dischargeStatus":"30","typeOfBill":"0112"`, "priced as if the stay ended with it, as a last bill would be; what is paid now is replaced by the bill of the whole stay"},
		{`10000.00`, `160000.00`, "0.00: all of 160000.00 are not covered"},
		{`"0001"`, `"001"`, "150000.00"},
	} {
		p, err := price.Inpatient(claim(t, strings.Replace(sepsis, c.old, c.new, 1)), price.Facts{Hospital: &ipps.Hospital{WageIndex: 1, OperatingCCR: 4}})
		require.NoError(t, err)
		var all []string
		for _, s := range p.Steps {
			all = append(all, s.Text)
		}
		text := strings.Join(all, "\n")
		require.Contains(t, text, c.says)
		require.Contains(t, text, "4 says that costs are above charges")
	}
}
