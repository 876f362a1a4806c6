package opps

import (
	"compress/gzip"
	"io"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/internal/source"
)

// TestPriceOracle holds 4,000 line payments that were computed by the rules of
// CMS's pricer. A few differ by a cent, where the pricer cuts the factor of the
// discount formula off, and for New Technology APCs below 1501, from which the
// reduction for quality data is taken there though 42 CFR 419.43(h) excepts them.
func TestPriceOracle(t *testing.T) {
	fsys, err := source.Open(official.Path(t, "releases/opps/pricer"))
	require.NoError(t, err)
	pricer, err := ReadPricer(fsys)
	require.NoError(t, err)
	f, err := os.Open(official.Path(t, "opps/oracle/price.tsv.gz"))
	require.NoError(t, err)
	defer f.Close()
	z, err := gzip.NewReader(f)
	require.NoError(t, err)
	data, err := io.ReadAll(z)
	require.NoError(t, err)
	year, err := YearOf(medcode.MustParseDate("2025-01-01"))
	require.NoError(t, err)
	lines := strings.Split(strings.TrimSpace(string(data)), "\n")
	head := strings.Split(lines[0], "\t")
	n, equal, cent, outliers := 0, 0, 0, 0
	g := &Grouper{release: new(Release)}
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, cell := range strings.Split(line, "\t") {
			row[head[i]] = cell
		}
		number := func(name string, places int) int64 {
			v, err := fixed(row[name], places)
			require.NoError(t, err, line)
			return v
		}
		apc, err := ParseAPC(row["apc"])
		require.NoError(t, err)
		status, err := ParseStatus(row["status"])
		require.NoError(t, err)
		rate, ok := pricer.Rate(apc, medcode.MustParseDate("2025-03-01"))
		require.True(t, ok, line)
		g.rates[apc] = int64(rate.Rate) * 10
		flag, _ := strconv.Atoi(row["paf"])
		bill, _ := strconv.Atoi(row["tob"])
		r := &Result{Lines: []LineResult{{Status: status, APC: apc, Discount: uint8(number("discount_formula", 0)), Method: row["pmf"][0], Adjustment: uint8(flag), Units: number("units", 0)}}}
		c := &Claim{TypeOfBill: uint16(bill), Lines: []Line{{Units: number("units", 0), Charge: medcode.Cents(number("charge", 2))}}}
		var p Payments
		g.Price(&year, c, r, Provider{WageIndex: number("wage_index", 4), CostRatio: number("ccr", 4), Rural: row["rural_sch"] == "Y", NoQuality: row["quality_met"] == "N"}, Beneficiary{}, &p)
		n++
		want := medcode.Cents(number("payment", 2))
		switch diff := p.Lines[0].Payment - want; {
		case diff == 0:
			equal++
		case diff == 1 || diff == -1:
			cent++
		default:
			assert.True(t, newTechnology(apc) && row["quality_met"] == "N", "%v: %v, want %v", row, p.Lines[0].Payment, want)
		}
		if p.Lines[0].Outlier == medcode.Cents(number("outlier", 2)) {
			outliers++
		}
	}
	t.Logf("%d of %d payments equal, %d by a cent; %d outliers equal", equal, n, cent, outliers)
	assert.GreaterOrEqual(t, equal, n*995/1000)
	assert.Greater(t, outliers, n*995/1000)
}
