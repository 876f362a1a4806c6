package ipps

import (
	"errors"
	"fmt"
	"math"

	"github.com/medcode/medcode"
)

// Errors of Pay, for errors.Is.
var (
	// ErrRange: a parameter of a hospital or stay outside its range. It comes in
	// a [ParameterError].
	ErrRange = errors.New("out of range")
	// ErrNoWeight: the fiscal year has no relative weight for the DRG.
	ErrNoWeight = errors.New("no relative weight")
	// ErrNoRate: the release has no base rate, or no fixed loss, for the hospital.
	ErrNoRate = errors.New("no rate")
)

// A ParameterError names a parameter outside its range. It wraps ErrRange.
type ParameterError struct {
	Name     string // "Hospital.WageIndex"
	Value    float64
	Min, Max float64 // both allowed
}

func (e *ParameterError) Error() string {
	return fmt.Sprintf("ipps: %s is %v, want %v to %v: %v", e.Name, e.Value, e.Min, e.Max, ErrRange)
}

// Unwrap returns ErrRange.
func (e *ParameterError) Unwrap() error { return ErrRange }

// A Hospital is what a payment needs to know of the hospital, as the impact
// file of the final rule and the contractor's provider file have it. Ratios are
// fractions: 0.3, not 30. Ranges are what the parameters can be, not what they
// usually are.
type Hospital struct {
	WageIndex  float64   // of its area, after reclassification and floors: 0.1 to 5
	COLA       float64   // cost-of-living factor in Alaska and Hawaii, 1 to 2; 0 or 1 elsewhere
	PuertoRico bool      // paid by Table 1C
	Reporting  Reporting // which programs it falls short of

	ResidentsPerBed float64 // interns and residents per bed, 0 to 10 (42 CFR 412.105)
	ResidentsPerDay float64 // and per average daily census, 0 to 10, counted to 1.5 (412.322)

	// LowIncomeShare is the disproportionate patient percentage: the part of
	// Medicare days of patients with SSI plus the part of all days of patients
	// with Medicaid, 0 to 2 (412.106(b)).
	LowIncomeShare float64
	Beds           int  // 0 to 100,000
	Urban          bool // for the share adjustments; a rural reclassification counts
	UncappedDSH    bool // rural referral center or Medicare-dependent: no cap (412.106(d)(2))
	IndigentCare   bool // urban, 100 beds, over 30 percent of inpatient revenue from states for the indigent (412.106(c)(2))

	// UncompensatedCare is what CMS set as the interim payment for each
	// discharge, 0 to 100,000 dollars (412.106(g), (h)). It is added as it
	// stands, to transfers too.
	UncompensatedCare medcode.Cents

	// The factors of the value-based purchasing program, 0.9 to 1.1
	// (412.160 to 412.167), and of the readmissions reduction program, 0.97 to
	// 1 (412.150 to 412.154); 0 where there is none, as 1.
	ValueBasedPurchasing float64
	Readmissions         float64
	HACReduction         bool // in the worst quarter for hospital-acquired conditions (412.170, 412.172)

	// Cost-to-charge ratios, 0 to 5 and 0 to 1 (412.84(h), (i)); of a stay with
	// charges the operating one is at least 0.001.
	OperatingCCR float64
	CapitalCCR   float64
}

// A Stay is what a payment needs to know of a stay beside its DRG.
type Stay struct {
	Days        int           // length of stay, 0 to 10,000; 0 is paid as 1
	Destination Destination   // where the patient went
	Charges     medcode.Cents // covered charges, 0 to 1,000,000,000 dollars; 0 to leave outliers out

	// NewTechnology is the add-on payment that the case qualifies for, 0 to
	// 10,000,000 dollars (412.87, 412.88).
	NewTechnology medcode.Cents
}

type bound struct {
	name            string
	value, min, max float64
}

func checkAll(bounds []bound) error {
	for _, b := range bounds {
		if !(b.value >= b.min && b.value <= b.max) { // nor NaN
			return &ParameterError{Name: b.name, Value: b.value, Min: b.min, Max: b.max}
		}
	}
	return nil
}

// Check returns the first parameter of h that is out of its range as a
// [*ParameterError].
func (h *Hospital) Check() error {
	return checkAll([]bound{
		{"Hospital.WageIndex", h.WageIndex, 0.1, 5},
		{"Hospital.COLA", orOne(h.COLA), 1, 2},
		{"Hospital.Reporting", float64(h.Reporting), 0, float64(NoQuality | NoEHR)},
		{"Hospital.ResidentsPerBed", h.ResidentsPerBed, 0, 10},
		{"Hospital.ResidentsPerDay", h.ResidentsPerDay, 0, 10},
		{"Hospital.LowIncomeShare", h.LowIncomeShare, 0, 2},
		{"Hospital.Beds", float64(h.Beds), 0, 100_000},
		{"Hospital.UncompensatedCare", h.UncompensatedCare.Dollars(), 0, 100_000},
		{"Hospital.ValueBasedPurchasing", orOne(h.ValueBasedPurchasing), 0.9, 1.1},
		{"Hospital.Readmissions", orOne(h.Readmissions), 0.97, 1},
		{"Hospital.OperatingCCR", h.OperatingCCR, 0, 5},
		{"Hospital.CapitalCCR", h.CapitalCCR, 0, 1},
	})
}

// Check returns the first parameter of s that is out of its range as a
// [*ParameterError].
func (s *Stay) Check() error {
	return checkAll([]bound{
		{"Stay.Days", float64(s.Days), 0, 10_000},
		{"Stay.Destination", float64(s.Destination), 0, float64(PostAcuteCare)},
		{"Stay.Charges", s.Charges.Dollars(), 0, 1e9},
		{"Stay.NewTechnology", s.NewTechnology.Dollars(), 0, 1e7},
	})
}

func orOne(factor float64) float64 {
	if factor == 0 {
		return 1
	}
	return factor
}

// Factors are the adjustments that a hospital's parameters give.
type Factors struct {
	CapitalGeography float64 `json:"capitalGeography"` // geographic adjustment factor
	CapitalCOLA      float64 `json:"capitalCOLA"`      // cost of living, on capital
	OperatingIME     float64 `json:"operatingIME"`     // indirect medical education, added
	CapitalIME       float64 `json:"capitalIME"`
	OperatingDSH     float64 `json:"operatingDSH"` // disproportionate share, added; a quarter of the formula's
	CapitalDSH       float64 `json:"capitalDSH"`
}

// Factors works out the adjustments of h.
func (h *Hospital) Factors() Factors {
	return Factors{
		CapitalGeography: math.Pow(h.WageIndex, 0.6848),   // 412.316(a)
		CapitalCOLA:      1 + 0.3152*(orOne(h.COLA)-1),    // 412.316(c)
		OperatingIME:     OperatingIME(h.ResidentsPerBed), // 412.105(d)
		CapitalIME:       CapitalIME(h.ResidentsPerDay),   // 412.322
		OperatingDSH:     0.25 * h.operatingDSH(),         // 412.106(f)
		CapitalDSH:       h.capitalDSH(),                  // 412.320
	}
}

// OperatingIME returns the indirect medical education adjustment to operating
// payments of a hospital with that many residents per bed (42 CFR 412.105(d),
// with the multiplier 1.35 in force since fiscal year 2008).
func OperatingIME(residentsPerBed float64) float64 {
	return 1.35 * (math.Pow(1+residentsPerBed, 0.405) - 1)
}

// CapitalIME returns that to capital payments of a hospital with that many
// residents per patient of its average daily census, counted to 1.5 (42 CFR
// 412.322).
func CapitalIME(residentsPerDay float64) float64 {
	return math.Exp(0.2822*min(residentsPerDay, 1.5)) - 1
}

// indigentDSH is the operating adjustment of hospitals under 42 CFR
// 412.106(c)(2), by (d)(2)(v).
const indigentDSH = 0.35

// operatingDSH is the adjustment of 42 CFR 412.106(d)(2): nothing under 15
// percent of low-income patients, 2.5 percent there, growing by 0.65 and above
// 20.2 percent by 0.825 for each; at most 12 percent in smaller hospitals.
func (h *Hospital) operatingDSH() float64 {
	if h.IndigentCare {
		return indigentDSH
	}
	p := h.LowIncomeShare
	var adjustment float64
	switch {
	case p < 0.15:
		return 0
	case p <= 0.202:
		adjustment = 0.025 + 0.65*(p-0.15)
	default:
		adjustment = 0.0588 + 0.825*(p-0.202)
	}
	large := h.Urban && h.Beds >= 100 || !h.Urban && h.Beds >= 500
	if large || h.UncappedDSH {
		return adjustment
	}
	return min(adjustment, 0.12)
}

// capitalDSH is the adjustment of 42 CFR 412.320 for urban hospitals with 100
// beds or more. One for care of the indigent counts as having the share of
// low-income patients that would give its operating adjustment.
func (h *Hospital) capitalDSH() float64 {
	share := h.LowIncomeShare
	switch {
	case h.IndigentCare:
		share = 0.202 + (indigentDSH-0.0588)/0.825
	case !h.Urban || h.Beds < 100:
		return 0
	}
	return math.Exp(0.2025*share) - 1
}
