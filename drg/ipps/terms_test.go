package ipps

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
)

// strewn is a hospital and a stay with parameters in, at the edge of and now
// and then out of their ranges.
func strewn(r *rand.Rand) (Hospital, Stay) {
	ratio := func(from, to float64) float64 {
		switch r.IntN(400) {
		case 0:
			return math.Nextafter(from, -1)
		case 1:
			return math.Nextafter(to, 9)
		case 2, 3, 4, 5, 6, 7, 8, 9:
			return from
		case 10, 11, 12, 13, 14, 15, 16:
			return to
		}
		return math.Round((from+r.Float64()*(to-from))*1e4) / 1e4
	}
	whole := func(from, to int64) int64 {
		switch r.IntN(400) {
		case 0:
			return from - 1
		case 1:
			return to + 1
		case 2, 3:
			return from
		case 4, 5:
			return to
		}
		return from + r.Int64N(min(to-from, 60)+1)
	}
	h := Hospital{
		WageIndex: ratio(0.1, 5), COLA: ratio(1, 2), PuertoRico: r.IntN(6) == 0, Waiver: r.IntN(20) == 0, Update: UpdateReduction(r.IntN(4)),
		Type: []ProviderType{0, 7, 14, 16, 17, 21}[r.IntN(6)], ResidentsPerBed: ratio(0, 10), ResidentsPerDay: ratio(0, 10),
		LowIncomeShare: ratio(0, 2), Beds: int(whole(0, 100_000)), Urban: r.IntN(2) == 0, IndigentCare: r.IntN(9) == 0,
		UncompensatedCare: medcode.Cents(whole(0, 100_000_00)), HACReduction: r.IntN(9) == 0,
		OperatingCCR: ratio(0, 5), CapitalCCR: ratio(0, 1), HospitalSpecificRate: medcode.Cents(whole(0, 1_000_000_00)),
		LowVolume: ratio(0, 0.25), NewHospital: r.IntN(9) == 0,
	}
	if r.IntN(3) == 0 {
		h.ValueBasedPurchasing, h.Readmissions = ratio(0.98, 2), ratio(0.97, 1)
	}
	if r.IntN(50) == 0 {
		h.COLA = []float64{ZeroCOLA, math.NaN()}[r.IntN(2)]
	}
	s := Stay{
		Days: int(whole(0, 10_000)), Destination: Destination(r.IntN(3)), Charges: medcode.Cents(whole(0, 1_000_000_000_00)),
		NoOutlier: r.IntN(9) == 0,
	}
	if s.Charges >= 0 && s.Charges < 100_000_000_00 && r.IntN(3) > 0 {
		s.Charges = medcode.Cents(r.IntN(400_000_00))
	}
	if r.IntN(9) == 0 {
		s.ReserveDays = int(whole(0, 10_000))
	}
	if r.IntN(9) == 0 {
		s.UncoveredDays, s.NewTechnology = int(whole(-10_000, 10_000)), medcode.Cents(whole(0, 10_000_000_00))
	}
	return h, s
}

func TestPricerPaysAsTheRelease(t *testing.T) {
	r := release2026(t)
	random := rand.New(rand.NewPCG(1, 2))
	paid, refused := 0, 0
	for range 60_000 {
		h, s := strewn(random)
		n := []drg.Number{18, 291, 470, 789, 871, 927, 998, 1}[random.IntN(8)]
		want, wantErr := r.Pay(n, h, s)
		p, err := r.Pricer(h)
		var got Payment
		if err == nil {
			got, err = p.Pay(n, &s)
		}
		if wantErr != nil {
			require.EqualError(t, err, wantErr.Error()) // a NaN in it equals nothing
			require.IsType(t, wantErr, err)
		} else {
			require.NoError(t, err)
		}
		require.Equal(t, want, got)
		if err == nil {
			paid++
		} else {
			refused++
		}
	}
	require.Greater(t, paid, 2_000)
	require.Greater(t, refused, 2_000)

	_, err := new(Pricer).Pay(470, &Stay{})
	require.ErrorIs(t, err, ErrRefused)
}

// What is in range is what the list of bounds lets pass.
func TestInRange(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	in, out := 0, 0
	for range 60_000 {
		h, s := strewn(random)
		for _, one := range []struct{ quick, listed bool }{{h.inRange(), checkAll(h.bounds()) == nil}, {s.inRange(), checkAll(s.bounds()) == nil}} {
			require.Equal(t, one.listed, one.quick, "%+v %+v", h, s)
			if one.quick {
				in++
			} else {
				out++
			}
		}
	}
	require.Greater(t, in, 10_000)
	require.Greater(t, out, 2_000)
}

func BenchmarkPricer(b *testing.B) {
	r := release2026(b)
	p, err := r.Pricer(Hospital{WageIndex: 1.2, ResidentsPerBed: 0.2, ResidentsPerDay: 0.2, LowIncomeShare: 0.3, Beds: 300, Urban: true, OperatingCCR: 0.3, CapitalCCR: 0.03})
	require.NoError(b, err)
	s := Stay{Days: 4, Charges: 90_000_00, Destination: PostAcuteCare}
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		if _, err := p.Pay(871, &s); err != nil {
			b.Fatal(err)
		}
		n++
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "stays/s")
}
