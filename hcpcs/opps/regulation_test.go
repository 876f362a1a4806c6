package opps

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
)

// TestRegulation follows the paragraphs of 42 CFR part 419 with amounts that were
// worked by hand from the fixture's rates. The regulation and the final rule have
// examples of their own in the preamble alone, which was not at hand.
func TestRegulation(t *testing.T) {
	files := fixture()
	files["2031 A.txt"].Data = append(files["2031 A.txt"].Data, "5691\tLevel 1 Drug Administration\tS\t1\t$300.00\t.\t$60.00\t\t\t\t\r\n0702\tOther drug\tK\t\t$100.00\t.\t$20.00\t\t\t\t\r\n"...)
	files["2031 B.txt"].Data = append(files["2031 B.txt"].Data, "A0014\tInfusion\t\tS\t5691\t1\t$300.00\t.\t$60.00\t\t\t\t\r\nA0015\tOther drug\t\tK\t0702\t\t$100.00\t.\t$20.00\t\t\t\t\r\n"...)
	r, err := Read(files)
	require.NoError(t, err)
	g, err := NewGrouper(r, Options{})
	require.NoError(t, err)
	on := medcode.MustParseDate("2031-03-01")
	claim := func(lines ...Line) *Claim {
		return &Claim{TypeOfBill: 131, From: on, Through: on.AddDays(1), Age: 70, Lines: lines}
	}
	tomorrow := line("A0015", 60, 0)
	tomorrow.Date = on.AddDays(1)
	for _, c := range []struct {
		section string
		claim   *Claim
		h       Provider
		b       Beneficiary
		want    []LinePayment // payment, deductible, copayment and outlier of each line
	}{
		// $1,000 × (0.6 × 1.25 + 0.4) = $1,150; 20 % is the patient's.
		{"419.43(c), 419.41(c)(1): wage index on the labor share", claim(line("A0003", 1, 0)), Provider{WageIndex: 12500}, Beneficiary{}, []LinePayment{{Payment: 1150_00, Copay: 230_00}}},
		// ($1,150 − $250) × 20 %.
		{"419.41(c)(2)-(4): the deductible before the copayment", claim(line("A0003", 1, 0)), Provider{WageIndex: 12500}, Beneficiary{Deductible: 250_00}, []LinePayment{{Payment: 1150_00, Deductible: 250_00, Copay: 180_00}}},
		// 20 % of $10,000 is more than the deductible of a stay.
		{"419.41(c)(4)(i): the cap of an APC", claim(line("A0005", 1, 0)), Provider{}, Beneficiary{}, []LinePayment{{Payment: 10000_00, Copay: 1676_00}}},
		// $60 + 20 % of $6,000 + $2,000: $1,260 and no more, the last drug yields.
		{"419.41(c)(4)(i)(A), (B): the day's drugs and their administration", claim(line("A0014", 1, 0), line("A0015", 60, 0), line("A0015", 25, 0), tomorrow), Provider{}, Beneficiary{},
			[]LinePayment{{Payment: 300_00, Copay: 60_00}, {Payment: 6000_00, Copay: 1200_00}, {Payment: 2500_00, Copay: 416_00}, {Payment: 6000_00, Copay: 1200_00}}},
		// Cost 0.5 × $40,000 = $20,000 > 1.75 × $1,000 and > $1,000 + $7,175: half of $18,250.
		{"419.43(d)(1): outlier", claim(line("A0003", 1, 40000_00)), Provider{CostRatio: 5000}, Beneficiary{}, []LinePayment{{Payment: 1000_00, Copay: 200_00, Outlier: 9125_00}}},
		// Cost $8,000 is over the multiple, but not over the payment and $7,175.
		{"419.43(d)(1)(ii): below the fixed amount", claim(line("A0003", 1, 16000_00)), Provider{CostRatio: 5000}, Beneficiary{}, []LinePayment{{Payment: 1000_00, Copay: 200_00}}},
		// $1,000 × 0.9806; a drug is not reduced.
		{"419.43(h): quality data not reported", claim(line("A0003", 1, 0), line("A0015", 1, 0)), Provider{NoQuality: true}, Beneficiary{}, []LinePayment{{Payment: 980_60, Copay: 196_12}, {Payment: 100_00, Copay: 20_00}}},
		// $1,000 × 1.071; a drug is not raised.
		{"419.43(g): rural sole community hospital", claim(line("A0003", 1, 0), line("A0015", 1, 0)), Provider{Rural: true}, Beneficiary{}, []LinePayment{{Payment: 1071_00, Copay: 214_20}, {Payment: 100_00, Copay: 20_00}}},
		// The full amount of the one, half of the other.
		{"419.44(a): multiple procedures", claim(line("A0004", 1, 0), line("A0003", 1, 0)), Provider{}, Beneficiary{}, []LinePayment{{Payment: 100_00, Copay: 20_00}, {Payment: 1000_00, Copay: 200_00}}},
		{"419.44(b): terminated before anesthesia", claim(line("A0003", 1, 0, "73")), Provider{}, Beneficiary{}, []LinePayment{{Payment: 500_00, Copay: 100_00}}},
		{"419.44(b): terminated after it", claim(line("A0003", 1, 0, "74")), Provider{}, Beneficiary{}, []LinePayment{{Payment: 1000_00, Copay: 200_00}}},
		// 1.05 × $1,000, but 20 % of $1,000; a drug is a covered service too.
		{"419.92(a)(1), (2): rural emergency hospital", claim(line("A0003", 1, 0), line("A0015", 1, 0)), Provider{RuralEmergency: true}, Beneficiary{}, []LinePayment{{Payment: 1050_00, Copay: 200_00}, {Payment: 105_00, Copay: 20_00}}},
	} {
		_, p := money(t, g, c.claim, c.h, c.b)
		for i, want := range c.want {
			got := p.Lines[i]
			assert.Equal(t, want, LinePayment{Payment: got.Payment, Deductible: got.Deductible, Copay: got.Copay, Outlier: got.Outlier}, "%s: line %d", c.section, i+1)
		}
	}
}
