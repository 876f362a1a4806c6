package opps

import (
	"math"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
)

// money prices what a claim came to, by the figures of 2025.
func money(t testing.TB, g *Grouper, c *Claim, h Provider, b Beneficiary) (*Result, *Payments) {
	y, err := YearOf(medcode.MustParseDate("2025-06-30"))
	require.NoError(t, err)
	r, p := new(Result), &Payments{Explain: true}
	g.Group(c, r)
	g.Price(&y, c, r, h, b, p)
	for _, s := range p.Steps {
		assert.NotEmpty(t, s.Citation, s.What)
	}
	return r, p
}

func line(code string, units int64, charge medcode.Cents, modifiers ...string) Line {
	l := Line{Code: hc(code), Units: units, Charge: charge, Revenue: 360}
	for _, m := range modifiers {
		l.Modifiers = append(l.Modifiers, hcpcs.MustParseModifier(m))
	}
	return l
}

// Amounts and units of any size give payments that stop, and sums that don't wrap.
func TestMoneyOfAnySize(t *testing.T) {
	r, err := Read(fixture())
	require.NoError(t, err)
	g, err := NewGrouper(r, Options{})
	require.NoError(t, err)
	on := medcode.MustParseDate("2031-03-01")
	for _, most := range []int64{math.MinInt64, math.MinInt64 + 1, -1, 0, 1, 1 << 53, math.MaxInt64 - 1, math.MaxInt64} {
		amount := medcode.Cents(most)
		for _, h := range []Provider{{}, {WageIndex: most, CostRatio: most}, {CostRatio: 10000, MentalCenter: true}, {WageIndex: 9000, CostRatio: 3000, Rural: true, NoQuality: true}} {
			for _, b := range []Beneficiary{{}, {Deductible: amount, Credit: amount, Pints: int(min(max(most, math.MinInt), math.MaxInt))}} {
				var lines []Line
				for range 3 {
					for _, code := range []string{"A0001", "A0002", "A0003", "A0004", "A0005", "A0006", "A0007", "A0008", "A0009", "A0010", "A0011", "A0012"} {
						lines = append(lines, line(code, most, amount))
					}
				}
				_, p := money(t, g, &Claim{TypeOfBill: 131, From: on, Through: on, Age: 70, Lines: lines}, h, b)
				for _, l := range append(p.Lines, p.Total) {
					for _, x := range []medcode.Cents{l.Payment, l.Outlier, l.Deductible, l.BloodDeductible, l.Copay, l.Credit, l.Program()} {
						assert.GreaterOrEqual(t, x, medcode.Cents(0), "%d: %+v", most, l)
					}
					assert.LessOrEqual(t, l.Payment, p.Total.Payment)
					assert.LessOrEqual(t, l.Outlier, p.Total.Outlier)
				}
			}
		}
	}
	full := LinePayment{Payment: math.MaxInt64, Outlier: math.MaxInt64}
	assert.Equal(t, medcode.Cents(math.MaxInt64), full.Program())
}

// TestMoney groups and prices by the fixture, which runs anywhere.
func TestMoney(t *testing.T) {
	r, err := Read(fixture())
	require.NoError(t, err)
	g, err := NewGrouper(r, Options{Bilateral: func(c hcpcs.Code) byte {
		if c == hc("A0004") {
			return '1'
		}
		return '0'
	}})
	require.NoError(t, err)
	on := medcode.MustParseDate("2031-03-01")
	claim := func(lines ...Line) *Claim {
		return &Claim{TypeOfBill: 131, From: on, Through: on, Age: 70, Lines: lines}
	}

	// Two procedures and a drug with what is packaged; a wage index of 0.9.
	c := claim(line("A0003", 1, 2000_00), line("A0004", 1, 500_00, "50"), line("A0001", 1, 100_00), line("A0002", 2, 50_00), line("A0007", 100, 300_00), line("A0011", 1, 90_00))
	res, p := money(t, g, c, Provider{WageIndex: 9000}, Beneficiary{Deductible: 257_00})
	assert.Equal(t, []uint8{2, 9, 1, 1, 1, 1}, []uint8{res.Lines[0].Discount, res.Lines[1].Discount, res.Lines[2].Discount, res.Lines[3].Discount, res.Lines[4].Discount, res.Lines[5].Discount})
	assert.Equal(t, medcode.Cents(940_00), p.Lines[0].Payment)
	assert.Equal(t, medcode.Cents(188_00), p.Lines[1].Payment)
	assert.Equal(t, medcode.Cents(123_50), p.Lines[4].Payment)
	assert.True(t, res.Lines[3].Packaged)
	assert.Equal(t, PackagedSTV, res.Lines[5].Why)
	assert.Equal(t, medcode.Cents(257_00), p.Total.Deductible)
	assert.Equal(t, p.Total.Payment-p.Total.Deductible-p.Total.Copay, p.Total.Program())
	assert.True(t, res.Lines[0].Paid())
	assert.False(t, res.Lines[2].Paid())

	// A comprehensive service with its complexity, and an outlier.
	c = claim(line("A0006", 1, 0), line("A0005", 1, 200_000_00), line("A0003", 1, 100_000_00))
	res, p = money(t, g, c, Provider{CostRatio: 3000}, Beneficiary{})
	assert.Equal(t, APC(5004), res.Lines[1].APC)
	assert.Equal(t, ComplexityAdjusted, res.Lines[1].Why)
	assert.Equal(t, int16(0), res.Lines[1].Other)
	assert.Equal(t, medcode.Cents(20000_00), p.Lines[1].Payment)
	assert.Equal(t, medcode.Cents(1676_00), p.Lines[1].Copay)
	assert.Equal(t, medcode.Cents((90000_00-35000_00)/2), p.Lines[1].Outlier)

	// Imaging of one family.
	res, p = money(t, g, claim(line("A0008", 1, 0), line("A0009", 1, 0)), Provider{}, Beneficiary{})
	assert.Equal(t, APC(8004), res.Lines[0].APC)
	assert.Equal(t, medcode.Cents(150_00), p.Total.Payment)

	// Terminated with a device; device credit.
	res, p = money(t, g, claim(line("A0005", 1, 0, "73")), Provider{}, Beneficiary{})
	assert.Equal(t, uint8(3), res.Lines[0].Discount)
	assert.Equal(t, medcode.Cents((10000_00-3386_00)/2), p.Lines[0].Payment)
	c = claim(line("A0005", 1, 0))
	c.Conditions = []Condition{{'4', '9'}}
	_, p = money(t, g, c, Provider{}, Beneficiary{Credit: 5000_00})
	assert.Equal(t, medcode.Cents(3386_00), p.Lines[0].Credit)
	assert.Equal(t, medcode.Cents(6614_00), p.Lines[0].Payment)

	// What the hospital is.
	_, p = money(t, g, claim(line("A0003", 1, 0)), Provider{Rural: true, NoQuality: true, RuralEmergency: true}, Beneficiary{})
	assert.Equal(t, medcode.Cents(1102_73), p.Lines[0].Payment) // 980.60 × 1.071 = 1050.22; × 1.05
	assert.Equal(t, medcode.Cents(210_04), p.Lines[0].Copay)    // of 1050.22, 42 CFR 419.92(a)(2)
	_, p = money(t, g, claim(line("A0003", 1, 0, "PN")), Provider{Rural: true}, Beneficiary{})
	assert.Equal(t, medcode.Cents(400_00), p.Lines[0].Payment)

	// Inpatient only, and a line without a code.
	res, _ = money(t, g, claim(line("A0010", 1, 0), line("A0003", 1, 0), Line{Revenue: 250, Units: 1}), Provider{}, Beneficiary{})
	assert.True(t, res.Edits.Has(18) && res.Edits.Has(49))
	assert.Equal(t, WholeSuspended, res.Disposition)
	assert.False(t, res.Edits.IsZero())
	// Old and malformed codes.
	res, _ = money(t, g, claim(line("A0012", 1, 0), Line{Malformed: true, Units: 1}, line("A0003", 1, 0)), Provider{}, Beneficiary{})
	assert.Equal(t, []Status{W, W, T}, []Status{res.Lines[0].Status, res.Lines[1].Status, res.Lines[2].Status})
	// Bills that aren't paid, dates out of range, nothing at all.
	for _, c := range []*Claim{{TypeOfBill: 831, Lines: []Line{line("A0003", 1, 0)}}, {TypeOfBill: 711, Lines: []Line{line("A0003", 1, 0)}},
		{TypeOfBill: 131, From: on, Through: on, Lines: []Line{{Code: hc("A0003"), Date: on.AddDays(1)}}}, {TypeOfBill: 121, Conditions: []Condition{{'4', '1'}}, Lines: []Line{line("A0003", 1, 0)}}} {
		res, _ = money(t, g, c, Provider{}, Beneficiary{})
		assert.True(t, res.NotProcessed)
	}
	money(t, g, &Claim{}, Provider{}, Beneficiary{})
	_, err = YearOf(on)
	assert.ErrorIs(t, err, medcode.ErrDate)
	_, err = NewGrouper(new(Release), Options{})
	assert.ErrorIs(t, err, medcode.ErrNoFile)
	assert.Same(t, r, g.Release())
	assert.Nil(t, g.Tables())
}

// TestBloodMoney divides the rate between product and processing, and takes the
// blood deductible.
func TestBloodMoney(t *testing.T) {
	g := &Grouper{release: new(Release)}
	g.rates[9500] = 200_000
	r := &Result{Lines: []LineResult{{Status: R, APC: 9500, Discount: 1, Units: 4, Adjustment: flagBloodProduct, Method: '0'}, {Status: R, APC: 9500, Discount: 1, Units: 4, Adjustment: flagBloodProcessing, Method: '0'},
		{Status: H, APC: 2000, Discount: 1, Units: 1}}}
	c := &Claim{Lines: []Line{line("P9016", 4, 900_00), line("P9016", 4, 300_00), line("C1600", 1, 1000_00)}}
	y, _ := YearOf(medcode.MustParseDate("2025-06-30"))
	var p Payments
	g.Price(&y, c, r, Provider{CostRatio: 2500}, Beneficiary{Pints: 3}, &p)
	assert.Equal(t, medcode.Cents(600_00), p.Lines[0].Payment)
	assert.Equal(t, medcode.Cents(200_00), p.Lines[1].Payment)
	assert.Equal(t, medcode.Cents(450_00), p.Lines[0].BloodDeductible)
	assert.Equal(t, medcode.Cents(250_00), p.Lines[2].Payment)
	assert.Zero(t, p.Lines[2].Copay)
}

func TestTables(t *testing.T) {
	files := fstest.MapFS{
		"flags.tsv": {Data: []byte("code\tflag\tvalue\nA0003\tlo_age\t9\nA0003\thi_age\t\nA0003\tdate_approved\t20200101\nA0004\tdate_terminated\t20261231\nA0004\tnothing\t\n")},
		"rev.tsv":   {Data: []byte("revenue\tstatus_indicator\tbypass_e48\n0250\tN\tTrue\n")},
		"mods.tsv":  {Data: []byte("modifier\tdate_activated\tncci\tnon_discount\n59\t20200101\tTrue\tFalse\n")},
		"pairs.tsv": {Data: []byte("column1\tcolumn2\tmodifier\nA0004\tA0003\t1\nA0003\tA0004\t0\n")},
		"add.tsv":   {Data: []byte("addon\ttype\tprimary\nA0003\t1\tA0004\nA0001\t2\t\n\n")},
		"other.tsv": {Data: []byte("a\tb\n")},
	}
	x, err := ReadTables(files)
	require.NoError(t, err)
	assert.Equal(t, map[string]int{"codes": 2, "revenue codes": 1, "modifiers": 1, "PTP pairs": 2, "add-on codes": 1}, x.Counts())
	require.Len(t, x.Diagnostics(), 2) // other.tsv, and a flag
	m, ok := x.Modifier(hcpcs.MustParseModifier("59"))
	assert.True(t, ok && m.NCCI && !m.Activated.IsZero())
	modifier, ok := x.Pair(hc("A0004"), hc("A0003"), medcode.Date{})
	assert.True(t, modifier && ok)
	_, ok = x.Pair(hc("A0001"), hc("A0003"), medcode.Date{})
	assert.False(t, ok)
	for name, bad := range map[string][3]string{
		"code": {"flags.tsv", "A0003\tlo", "?\tlo"}, "age": {"flags.tsv", "\t9", "\told"}, "date": {"flags.tsv", "20200101", "2020"},
		"revenue": {"rev.tsv", "0250", "x"}, "status": {"rev.tsv", "\tN\t", "\tQQ\t"}, "modifier": {"mods.tsv", "59", "5"}, "activated": {"mods.tsv", "20200101", "20209901"},
		"pair": {"pairs.tsv", "A0004\tA0003", "A0004\t"}, "column 1": {"pairs.tsv", "A0004\tA0003", "\tA0003"}, "add-on": {"add.tsv", "A0003", "x"}, "primary": {"add.tsv", "A0004", "x"},
	} {
		one := fstest.MapFS{bad[0]: {Data: []byte(strings.Replace(string(files[bad[0]].Data), bad[1], bad[2], 1))}}
		_, err := ReadTables(one)
		require.ErrorIs(t, err, medcode.ErrSyntax, name)
	}
	_, err = ReadTables(fstest.MapFS{"x": {Data: []byte("x")}})
	assert.ErrorIs(t, err, medcode.ErrNoFile)
	_, err = ReadTables(fstest.MapFS{"x.gz": {Data: []byte("\x1f\x8bxx")}})
	assert.Error(t, err)
}

func TestPricer(t *testing.T) {
	files := fstest.MapFS{
		"apc.csv":   {Data: []byte("apc,statusIndicator,effectiveDate,paymentRate,nationalCoinsurance,minimumCoinsurance\n05001,T,20250101,001000.00,00000.00,00200.00\n05001,T,20250401,001100.00,00000.00,00220.00\n")},
		"wage.csv":  {Data: []byte("cbsa,effectiveDate,geographicWageIndex,reclassifiedWageIndex,imputedFloorWageIndex,name\n01,20250101,0.7579,0.7600,0.0000,ALABAMA\n")},
		"blood.csv": {Data: []byte("hcpcsCode,rank\nP9056,1\n")},
		"readme":    {Data: []byte("words\n")},
	}
	p, err := ReadPricer(files)
	require.NoError(t, err)
	assert.Equal(t, map[string]int{"rates": 1, "areas": 1, "blood ranks": 1}, p.Counts())
	require.Len(t, p.Diagnostics(), 1)
	assert.Equal(t, medcode.KindUnreadFile, p.Diagnostics()[0].Kind)
	assert.Len(t, p.Provenance().Files, 3)
	r, ok := p.Rate(5001, medcode.MustParseDate("2025-03-31"))
	assert.True(t, ok)
	assert.Equal(t, medcode.Cents(1000_00), r.Rate)
	_, ok = p.Rate(5001, medcode.MustParseDate("2024-03-31"))
	assert.False(t, ok)
	w, ok := p.Wage("01", medcode.MustParseDate("2025-03-31"))
	assert.True(t, ok)
	assert.Equal(t, int64(7600), w.Reclassified)
	_, ok = p.Wage("02", medcode.MustParseDate("2025-03-31"))
	assert.False(t, ok)
	for name, bad := range map[string][3]string{"apc": {"apc.csv", "05001", "x"}, "status": {"apc.csv", ",T,", ",?,"}, "date": {"apc.csv", "20250101", "x"}, "rate": {"apc.csv", "001000.00", "x"},
		"wage": {"wage.csv", "0.7579", "x"}, "wage date": {"wage.csv", "20250101", "x"}, "rank": {"blood.csv", ",1", ",x"}} {
		_, err := ReadPricer(fstest.MapFS{bad[0]: {Data: []byte(strings.Replace(string(files[bad[0]].Data), bad[1], bad[2], 1))}})
		require.ErrorIs(t, err, medcode.ErrSyntax, name)
	}
	_, err = ReadPricer(fstest.MapFS{})
	assert.ErrorIs(t, err, medcode.ErrNoFile)
}

// A line of fewer than 0 units isn't paid, holds its claim from being clean and
// bears on no other line.
func TestNegativeUnits(t *testing.T) {
	r, err := Read(fixture())
	require.NoError(t, err)
	g, err := NewGrouper(r, Options{})
	require.NoError(t, err)
	on := medcode.MustParseDate("2031-03-01")
	codes := []string{"A0001", "A0002", "A0003", "A0004", "A0005", "A0006", "A0007", "A0008", "A0009", "A0010", "A0011", "A0012", "Z9999"}
	judge := func(lines ...Line) (*Result, *Payments) {
		return money(t, g, &Claim{TypeOfBill: 131, From: on, Through: on, Age: 70, Lines: lines}, Provider{WageIndex: 10000, CostRatio: 3000}, Beneficiary{})
	}
	paid := 0
	for _, code := range codes {
		if _, p := judge(line(code, 1, 500_00)); p.Total.Payment > 0 {
			paid++
		}
		for _, units := range []int64{-1, -200, math.MinInt64} {
			bad := line(code, units, 500_00)
			res, p := judge(bad)
			assert.Equal(t, InvalidUnits, res.Lines[0].Why, code)
			assert.NotEqual(t, Clean, res.Disposition, code)
			assert.False(t, p.Lines[0].Priced, code)
			assert.Zero(t, p.Total, code)
			assert.Zero(t, res.Lines[0].Units, code)
			for _, other := range codes {
				alone, price := judge(line(other, 2, 500_00))
				both, prices := judge(line(other, 2, 500_00), bad)
				assert.Equal(t, alone.Lines[0], both.Lines[0], "%s beside %s", other, code)
				assert.Equal(t, price.Total, prices.Total, "%s beside %s", other, code)
			}
		}
	}
	assert.NotZero(t, paid, "codes that are paid by the unit")
}
