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
	// be an outlier (42 CFR 412.80(a)). It stands in the final rule's addendum
	// and in none of the tables: zero in a release read from files.
	FixedLoss medcode.Cents `json:"fixedLoss"`
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

// Reporting says in which of two programs a hospital falls short, each of which
// lowers the year's update of its standardized amount (42 CFR 412.64(d)).
type Reporting uint8

// The values of Reporting; they may be added.
const (
	ReportsAll Reporting = 0
	NoQuality  Reporting = 1 // did not submit quality data
	NoEHR      Reporting = 2 // is not a meaningful user of electronic health records
)
