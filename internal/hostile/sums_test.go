package hostile_test

import (
	"math"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg/ipps"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/hcpcs/mpfs"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/price"
	"github.com/medcode/medcode/rules/screen"
)

// ends are amounts and counts where a sum or product wraps.
var ends = []int64{math.MinInt64, math.MinInt64 + 1, -1, 0, 1, 99_999, 1 << 53, math.MaxInt64/2 + 1, math.MaxInt64 - 1, math.MaxInt64}

// TestSumsOfFees: a line of any units, charge and time of the physician fee schedule is
// paid nothing below zero, and no more than is charged where there is a charge.
func TestSumsOfFees(t *testing.T) {
	r, err := mpfs.Read(os.DirFS("../../hcpcs/mpfs/testdata/2025-10"))
	require.NoError(t, err)
	at := mpfs.Locality{MAC: "1", Work: 1000, PE: 1000, MP: 1000, Anesthesia: 2000, AnesthesiaQualifying: 2100}
	priced := 0
	for code := range r.All() {
		for _, n := range ends {
			for _, modifier := range []string{"", "50", "51", "62", "80", "AA", "AD", "QK"} {
				l := mpfs.Line{Code: code, Units: int(n), Charge: medcode.Cents(n), BaseUnits: int(n), Minutes: int(n)}
				if modifier != "" {
					l.Modifiers[0] = hcpcs.MustParseModifier(modifier)
				}
				free := l
				free.Charge = 0
				for i, p := range r.Payments([]mpfs.Line{l, free, l}, at, mpfs.Facility) {
					require.GreaterOrEqual(t, p.Amount, medcode.Cents(0), "%v %s %d", code, modifier, n)
					if p.Outcome == mpfs.Priced {
						priced++
						if i != 1 && l.Charge > 0 {
							require.LessOrEqual(t, p.Amount, l.Charge)
						}
					}
				}
			}
		}
	}
	require.Greater(t, priced, 100)
}

// TestSumsOfClaims: screens and prices of claims of any charges and units.
func TestSumsOfClaims(t *testing.T) {
	on := medcode.NewDate(2026, 3, 2)
	for _, n := range ends {
		s := screen.NewScreener(screen.Options{MinCases: 1, MinPeers: 1})
		for i := range 40 {
			npi := []string{"1234567893", "1245319599", "1003000126"}[i%3]
			l := rules.Line{Code: "99215", Units: float64(n), Charge: medcode.Cents(n), From: on, Modifiers: []string{"25"}, RenderingNPI: npi}
			s.Add(&rules.Claim{ID: string(rune('A' + i)), Setting: rules.Professional, BillingNPI: npi, From: on, Through: on, Patient: rules.Patient{ID: "P"}, Charge: medcode.Cents(n), Lines: []rules.Line{l, l, l}})
		}
		for _, lead := range s.Report().Leads {
			if n >= 0 {
				require.GreaterOrEqual(t, lead.Exposure, medcode.Cents(0), "%d: %+v", n, lead)
			}
			require.False(t, math.IsNaN(lead.Score), "%+v", lead)
		}

		stay := &rules.Claim{ID: "A", Setting: rules.Inpatient, TypeOfBill: "0111", From: on, Through: on.AddDays(4), Admission: on, DischargeStatus: "01", Patient: rules.Patient{Birth: medcode.NewDate(1950, 1, 1), Sex: medcode.Female},
			Diagnoses: []rules.Diagnosis{{Code: "A41.9", POA: "Y"}}, Charge: medcode.Cents(n)}
		for range 3 {
			stay.Lines = append(stay.Lines, rules.Line{Revenue: "0120", Units: float64(n), Charge: medcode.Cents(n)})
		}
		h := &ipps.Hospital{WageIndex: 0.9, OperatingCCR: 0.25, CapitalCCR: 0.02}
		p, err := price.Inpatient(stay, price.Facts{Hospital: h})
		if err != nil {
			require.NotEmpty(t, err.Error())
			continue
		}
		require.Positive(t, p.Payment.Total(), "%d", n)
		for c, m := range p.Payment.All() {
			require.GreaterOrEqual(t, m, medcode.Cents(0), "%d %v", n, c)
		}
		require.NotZero(t, p.Group.DRG)
	}
}
