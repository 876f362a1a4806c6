package ipps

import "github.com/medcode/medcode"

// Rates are the dollar amounts of a fiscal year that weights multiply: tables
// 1A to 1E of the final rule, and the fixed loss.
type Rates struct {
	// The operating standardized amounts by what the hospital reports, for a
	// wage index above 1 (Table 1A) and one of 1 or less (1B), which differ in
	// the labor-related share, and for Puerto Rico (1C).
	HighWage   [4]StandardizedAmount `json:"highWage"`
	LowWage    [4]StandardizedAmount `json:"lowWage"`
	PuertoRico [4]StandardizedAmount `json:"puertoRico"`

	// Capital is the capital standard federal rate (Table 1D).
	Capital medcode.Cents `json:"capital"`

	// LongTerm are the standard rates of long-term care hospitals, full and
	// reduced for those that don't report quality data (Table 1E). They pay no
	// stay in an acute care hospital.
	LongTerm [2]medcode.Cents `json:"longTerm"`

	// FixedLoss is by how much the cost of a case must exceed what it is paid to
	// be an outlier (42 CFR 412.80(a)(3), (c)). It stands in the final rule's addendum
	// and in none of the tables: zero in a release read from files.
	FixedLoss medcode.Cents `json:"fixedLoss"`

	// HospitalSpecific multiplies the hospital-specific rate of the
	// provider-specific file, by what the hospital reports: the updates since the
	// year of the rate, in hundred-thousandths (42 CFR 412.73(c)(16), and by it
	// 412.75(d), 412.77(e), 412.78(e) and 412.79(d)). It stands in no table: zero where
	// it is not known.
	HospitalSpecific [4]int64 `json:"hospitalSpecific"`

	// Trial is the part of the weight of DRG 018 that is paid where the product
	// cost the hospital nothing, in hundredths (42 CFR 412.85(b)); zero where it is
	// not known.
	Trial int64 `json:"trial"`

	// Days says that a transfer's part of the weight is worked out of the days
	// and not of the rounded part of the payment, as the pricer did until 2015.
	Days bool `json:"days,omitempty"`
}

// A StandardizedAmount is what an average stay is paid for operating costs:
// the part that the wage index multiplies, and the other.
type StandardizedAmount struct {
	Labor    medcode.Cents `json:"labor"`
	NonLabor medcode.Cents `json:"nonLabor"`
}

// LaborShare returns the labor-related part of a, 0 to 1.
func (a StandardizedAmount) LaborShare() float64 {
	return a.Labor.Dollars() / (a.Labor + a.NonLabor).Dollars()
}

// labor returns the labor-related part in ten-thousandths, as the rule states it
// with three decimals. The pricer divides the fixed loss by it and not by the
// ratio of the amounts.
func (a StandardizedAmount) labor() int64 {
	return mulDiv(int64(a.Labor), 1000, int64(a.Labor+a.NonLabor)) * 10
}

// An UpdateReduction says in which of two programs a hospital falls short, each
// of which lowers the year's update of its standardized amount (42 CFR
// 412.64(d)(2), (3)).
type UpdateReduction uint8

// The values of UpdateReduction; they may be added.
const (
	FullUpdate UpdateReduction = 0
	NoQuality  UpdateReduction = 1 // did not submit quality data
	NoEHR      UpdateReduction = 2 // is not a meaningful user of electronic health records
)
