package ipps

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"testing"
	"testing/fstest"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/cm/cmdata"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/icd10/pcs/pcsdata"
	"github.com/stretchr/testify/require"
)

// mulDiv against arithmetic without bounds.
func TestMulDiv(t *testing.T) {
	for _, c := range [][3]int64{{1, 1, 2}, {-1, 1, 2}, {3, 5, 4}, {math.MaxInt64, 1, 1}, {math.MaxInt64, 999, 1000}, {123456789, 987654321, 10}, {7, 0, 3}, {-5, -5, 3}, {1 << 40, 1 << 40, 1 << 30}} {
		n := new(big.Int).Mul(big.NewInt(c[0]), big.NewInt(c[1]))
		twice := new(big.Int).Add(new(big.Int).Abs(n).Lsh(new(big.Int).Abs(n), 1), big.NewInt(c[2]))
		want := twice.Div(twice, big.NewInt(2*c[2])).Int64() * int64(n.Sign())
		require.Equal(t, want, mulDiv(c[0], c[1], c[2]), c)
	}
	require.Equal(t, int64(math.MaxInt64), mulDiv(math.MaxInt64, 4, 2), "what doesn't fit is the largest")
	require.Equal(t, int64(-math.MaxInt64), mulDiv(math.MinInt64, math.MaxInt64, 3))
}

func TestNanos(t *testing.T) {
	b, err := json.Marshal([]Nanos{1, -1_500_000_000, 41248_678673804})
	require.NoError(t, err)
	require.Equal(t, "[0.000000001,-1.500000000,41248.678673804]", string(b))
	var n []Nanos
	require.NoError(t, json.Unmarshal(b, &n))
	require.Equal(t, []Nanos{1, -1_500_000_000, 41248_678673804}, n)
	require.Error(t, json.Unmarshal([]byte(`["x"]`), &n))
	require.Equal(t, medcode.Cents(-1), Nanos(-5_000_000).Cents())
	require.Equal(t, 1.5, Nanos(1_500_000_000).Dollars())
	require.Equal(t, "1.000000000", Nanos(nano).String())
}

func TestReturnCode(t *testing.T) {
	require.Equal(t, "14 paid in full for its days", PaidFullDays.String())
	require.Contains(t, (PaidPostAcute + NearOutlier).String(), "42 paid as a post-acute transfer, by the day; an outlier at the latest if")
	require.Equal(t, "99", ReturnCode(99).String())
	require.True(t, PaidFullDays.Paid())
	require.False(t, RefusedDRG.Paid())
	b, err := json.Marshal(PaidInFull)
	require.NoError(t, err)
	require.Equal(t, `"00"`, string(b))
}

func TestPayRefuses(t *testing.T) {
	r := release2026(t)
	good := Hospital{WageIndex: 0.9, OperatingCCR: 0.3, CapitalCCR: 0.02}
	for _, c := range []struct {
		want ReturnCode
		bad  func(*Hospital, *Stay)
	}{
		{RefusedArea, func(h *Hospital, s *Stay) { h.WageIndex = 0 }},
		{RefusedWaiver, func(h *Hospital, s *Stay) { h.Waiver = true }},
		{RefusedWaiver, func(h *Hospital, s *Stay) { h.PuertoRico, h.HACReduction = true, true }},
		{RefusedPrograms, func(h *Hospital, s *Stay) { h.PuertoRico, h.Readmissions = true, 0.99 }},
		{RefusedVBP, func(h *Hospital, s *Stay) { h.PuertoRico, h.ValueBasedPurchasing = true, 1.01 }},
		{RefusedVBP, func(h *Hospital, s *Stay) { h.Update, h.ValueBasedPurchasing = NoQuality, 1.01 }},
		{RefusedReserveDays, func(h *Hospital, s *Stay) { s.ReserveDays = 61 }},
		{RefusedCoveredDays, func(h *Hospital, s *Stay) { s.ReserveDays = 4 }},
		{RefusedCoveredDays, func(h *Hospital, s *Stay) { s.UncoveredDays = 3 }},
		{RefusedUncovered, func(h *Hospital, s *Stay) { s.UncoveredDays, s.Charges = 1, 900_000_00 }},
	} {
		h, s := good, Stay{Days: 3}
		c.bad(&h, &s)
		for _, pay := range []func() (Payment, error){
			func() (Payment, error) { return r.Pay(470, h, s) }, func() (Payment, error) { return r.PayExact(470, h, s) },
		} {
			_, err := pay()
			var refused *RefusedError
			require.ErrorAs(t, err, &refused)
			require.Equal(t, c.want, refused.Code)
		}
	}
	_, err := r.PayExact(9, good, Stay{Days: 3})
	require.ErrorIs(t, err, ErrNoWeight)
	own := good
	own.Type, own.HospitalSpecificRate = SoleCommunity, 10_000_00
	_, err = r.Pay(470, own, Stay{Days: 3})
	require.ErrorIs(t, err, ErrNoRate, "the update of 2026 is not known")
	_, err = r.PayExact(470, own, Stay{Days: 3})
	require.ErrorIs(t, err, ErrNoRate)
	_, err = r.Pay(18, good, Stay{Days: 3, Conditions: []string{"ZB"}})
	require.ErrorIs(t, err, ErrNoRate, "nor the part in a trial")
	p, err := r.Pay(470, good, Stay{Days: 3, Conditions: []string{"ZB"}})
	require.NoError(t, err, "which other DRGs don't need")
	require.Equal(t, PaidFullDays, p.Code)
}

func TestTechnologies(t *testing.T) {
	one, two, dx := pcs.MustParse("0W1G3J6"), pcs.MustParse("0JH80YZ"), cm.MustParse("D57.1")
	list := []Technology{
		{Name: "both", Most: 1000_00, Part: 65, Needs: []CodeGroup{{Procedures: []pcs.Code{one}}, {Procedures: []pcs.Code{two}}}},
		{Name: "with diagnosis", Most: 50_00, Part: 75, Needs: []CodeGroup{{Procedures: []pcs.Code{one}}, {Diagnoses: []cm.Code{dx}}}},
		{Name: "never", Most: 50_00, Part: 75},
	}
	x, err := NewTechnologies(list)
	require.NoError(t, err)
	require.Equal(t, list, x.List())
	for _, c := range []struct {
		s    Stay
		want medcode.Cents
	}{
		{Stay{}, 0}, {Stay{Procedures: []pcs.Code{one}}, 0}, {Stay{Procedures: []pcs.Code{one, two}}, 65_00},
		{Stay{Procedures: []pcs.Code{one}, Diagnoses: []cm.Code{dx}}, 50_00},
		{Stay{Procedures: []pcs.Code{one, two}, Diagnoses: []cm.Code{dx}}, 100_00}, // no more than the excess
	} {
		require.Equal(t, c.want, x.addOn(&c.s, 100*nano))
		require.Zero(t, x.addOn(&c.s, 0))
	}
	var none *Technologies
	require.Nil(t, none.List())
	require.Zero(t, none.addOn(&Stay{Procedures: []pcs.Code{one}}, nano))
	_, err = NewTechnologies(make([]Technology, 129))
	require.ErrorIs(t, err, medcode.ErrLimit)
	_, err = NewTechnologies([]Technology{{Needs: make([]CodeGroup, 9)}})
	require.ErrorIs(t, err, medcode.ErrLimit)

	// Of 2026: names whose diagnoses the table doesn't combine have no codes.
	year := release2026(t).Technologies()
	require.Len(t, year.List(), 54)
	for _, x := range year.List() {
		switch x.Name {
		case "XACDURO", "ZEVTERAH", "AVEIRH", "RECELL":
			require.Empty(t, x.Needs, x.Name)
		case "CASGEVY", "ALFAPUMP", "WISECRT":
			require.Len(t, x.Needs, 2, x.Name)
		}
	}
}

func TestReadPricer(t *testing.T) {
	drgs := "diagnosticRelatedGroup,effectiveDate,weight,geometricMeanLengthOfStay,lowVolumeDrg,arithmeticMeanLengthOfStay,postAcuteCare,specialPaymentPostAcuteCare,description\n" +
		"002,20251001,2.5,3.4,,4.0,Y,,B\n001,20251001,1.5,2.0,,2.5,Y,Y,A\n"
	r, err := ReadPricer(fstest.MapFS{
		"drgstable-2030.csv": {Data: []byte(drgs)}, "drgstable-2031.csv": {Data: []byte("x")}, "guide_2030.pdf": {Data: []byte("%PDF-1.4")}, "notes.txt": {Data: []byte("x")},
		"rates2030.tsv": {Data: []byte("item\tvalue\ncapital federal rate\t500.00\nfixed loss\t40000\noperating labor, full, wage index > 1\t4000.00\noperating nonlabor, neither, wage index <= 1\t2000\n")},
	}, 2030)
	require.NoError(t, err)
	require.Equal(t, 2, r.Len())
	w, _ := r.Lookup(1)
	require.Equal(t, Weights{DRG: 1, Relative: 15000, Uncapped: 15000, GeometricMean: 20, ArithmeticMean: 25, PostAcute: true, SpecialPay: true}, w)
	rates, _ := r.Rates()
	require.Equal(t, medcode.Cents(4000_00), rates.HighWage[FullUpdate].Labor)
	require.Equal(t, medcode.Cents(2000_00), rates.LowWage[NoQuality|NoEHR].NonLabor)
	require.Nil(t, r.Areas())
	for want, files := range map[error]map[string]string{
		medcode.ErrNoFile: {"drgstable-2029.csv": drgs},
		medcode.ErrLayout: {"a2030.csv": drgs, "b2030.csv": drgs + "\n"},
		medcode.ErrSyntax: {"a2030.csv": drgs + "001,20251001,1.5,2.0,,2.5,Y,Y,A\n"},
	} {
		fsys := fstest.MapFS{}
		for name, text := range files {
			fsys[name] = &fstest.MapFile{Data: []byte(text)}
		}
		_, err := ReadPricer(fsys, 2030)
		require.ErrorIs(t, err, want)
	}
	for _, bad := range []string{"003,20251001,much,2.0,,2.5,Y,Y,A\n", "003,20251001,1,2.0,,2.5,?,Y,A\n", "003,2025\n"} {
		_, err := ReadPricer(fstest.MapFS{"a2030.csv": {Data: []byte(drgs + bad)}}, 2030)
		require.ErrorIs(t, err, medcode.ErrSyntax, bad)
	}
	_, err = ReadPricer(fstest.MapFS{"a2030.csv": {Data: []byte(drgs)}, "rates2030.tsv": {Data: []byte("item\tvalue\noperating labor, some, wage index > 1\t4000.00\n")}}, 2030)
	require.ErrorIs(t, err, medcode.ErrLayout)
}

// Every year has what its tables have.
func TestEmbeddedYears(t *testing.T) {
	l, err := Embedded()
	require.NoError(t, err)
	n := 0
	for r := range l.Releases() {
		year := r.FiscalYear()
		n++
		rates, ok := r.Rates()
		require.True(t, ok)
		for i := range rates.HighWage {
			require.NotZero(t, rates.HighWage[i].Labor, year)
			require.InDelta(t, 0.62, rates.LowWage[i].LaborShare(), 1e-4, year)
		}
		require.Equal(t, year >= 2023 || year == 2021, rates.FixedLoss > 0, year)
		require.Equal(t, year != 2022, rates.Capital > 0, year)
		require.Equal(t, year != 2022, r.Technologies() != nil, year)
		require.Equal(t, year == 2021 || year == 2026, r.Areas() != nil, year)
		require.Greater(t, r.Len(), 760, year)
	}
	require.Equal(t, 6, n)
}

// The codes of a year's new technologies are codes of that year, those taken from
// a later year's table too.
func TestTechnologyCodes(t *testing.T) {
	l, err := Embedded()
	require.NoError(t, err)
	known := map[int]int{}
	for r := range l.Releases() {
		year := r.FiscalYear()
		day := medcode.MustParseDate(fmt.Sprintf("%d-10-01", year-1))
		procedures, err := pcsdata.Library().On(day)
		require.NoError(t, err)
		diagnoses, err := cmdata.Library().On(day)
		require.NoError(t, err)
		for _, x := range r.Technologies().List() {
			if len(x.Needs) > 0 {
				known[year]++
			}
			for _, g := range x.Needs {
				for _, c := range g.Procedures {
					_, ok := procedures.Lookup(c)
					require.True(t, ok, "%d: %s: %v", year, x.Name, c)
				}
				for _, c := range g.Diagnoses {
					_, ok := diagnoses.Lookup(c)
					require.True(t, ok, "%d: %s: %v", year, x.Name, c)
				}
			}
		}
	}
	require.Equal(t, map[int]int{2021: 24, 2024: 9, 2025: 22, 2026: 48}, known)
}
