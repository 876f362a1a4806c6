package ipps

import (
	"errors"
	"fmt"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
)

// Errors of Pay, for errors.Is.
var (
	// ErrRange: a parameter of a hospital or stay outside its range. It comes in
	// a [ParameterError].
	ErrRange = errors.New("out of range")
	// ErrNoWeight: the fiscal year has no relative weight for the DRG.
	ErrNoWeight = errors.New("no relative weight")
	// ErrNoRate: the year's rate that the error names is not known. PayWith and Price
	// take it by hand, a wage index the Hospital.
	ErrNoRate = errors.New("not known for the year; it can be given by hand")
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
// file of the final rule and the contractor's provider-specific file have it: a
// [Provider] gives one. Ratios are fractions: 0.3, not 30. Ranges are what the
// parameters can be, not what they usually are.
type Hospital struct {
	WageIndex  float64         // of its area, after reclassification and floors: 0.1 to 5, four decimals
	COLA       float64         // cost-of-living factor in Alaska and Hawaii, 1 to 2, three decimals; 0 or 1 elsewhere; see ZeroCOLA
	PuertoRico bool            // paid by Table 1C
	Waiver     bool            // of a state that Medicare pays otherwise, Maryland: refused
	Update     UpdateReduction // which programs it falls short of
	Type       ProviderType    // decides the cap of the share adjustment and the hospital-specific rate

	ResidentsPerBed float64 // interns and residents per bed, 0 to 10 (42 CFR 412.105)
	ResidentsPerDay float64 // and per average daily census, 0 to 10, counted to 1.5 (412.322)

	// LowIncomeShare is the disproportionate patient percentage: the part of
	// Medicare days of patients with SSI plus the part of all days of patients
	// with Medicaid, 0 to 2 (412.106(b)).
	LowIncomeShare float64
	Beds           int  // 0 to 100,000
	Urban          bool // for the share adjustments; a rural reclassification counts
	IndigentCare   bool // urban, 100 beds, over 30 percent of inpatient revenue from states for the indigent (412.106(c)(2))

	// UncompensatedCare is what CMS set as the interim payment for each
	// discharge, 0 to 100,000 dollars (412.106(g), (h)). It is added as it
	// stands, to transfers too.
	UncompensatedCare medcode.Cents

	// The factors of the value-based purchasing program, 0.98 to 2, eleven
	// decimals (412.160 to 412.167), and of the readmissions reduction program,
	// 0.97 to 1, four decimals (412.150 to 412.154); 0 where there is none, as 1.
	// Hospitals in Puerto Rico have neither.
	ValueBasedPurchasing float64
	Readmissions         float64
	HACReduction         bool // in the worst quarter for hospital-acquired conditions (412.170, 412.172)

	// Cost-to-charge ratios, 0 to 5 and 0 to 1, three decimals (412.84(g), (i)).
	OperatingCCR float64
	CapitalCCR   float64

	// HospitalSpecificRate is the rate of a sole community, essential access or
	// Medicare-dependent hospital, 0 to 1,000,000 dollars, before the year's
	// updates ([Rates].HospitalSpecific); 0 none (412.92(d), 412.108(c)).
	HospitalSpecificRate medcode.Cents
	LowVolume            float64 // what is added for few discharges, 0 to 0.25, six decimals (412.101)
	NewHospital          bool    // its capital is paid by its costs for two years, not by this system (412.304(c)(2))
}

// ZeroCOLA as a hospital's COLA is a cost-of-living factor of 0, which CMS's
// pricer takes as it stands where the provider-specific file of a hospital in
// Alaska or Hawaii has it.
const ZeroCOLA = -1

// A ProviderType is the type of a hospital in the provider-specific file: 00 an
// ordinary acute care hospital.
type ProviderType uint8

// The types that change what is paid.
const (
	Ordinary                   ProviderType = 0
	RuralReferral              ProviderType = 7
	IndianHealth               ProviderType = 8
	MedicareDependent          ProviderType = 14
	MedicareDependentReferral  ProviderType = 15
	SoleCommunity              ProviderType = 16
	SoleCommunityReferral      ProviderType = 17
	EssentialAccess            ProviderType = 21
	EssentialAccessAndReferral ProviderType = 22
)

// uncappedDSH reports whether the share adjustment has no cap whatever the
// hospital's size: rural referral centers and Medicare-dependent hospitals
// (Social Security Act 1886(d)(5)(F)(xiv)(II)).
func (t ProviderType) uncappedDSH() bool {
	switch t {
	case RuralReferral, MedicareDependent, MedicareDependentReferral, SoleCommunityReferral, EssentialAccessAndReferral:
		return true
	}
	return false
}

// hospitalSpecific returns the part of what its own rate exceeds the federal
// amount by that a hospital is paid, in percent: all of it to sole community and
// essential access hospitals (42 CFR 412.92(d)), three quarters to
// Medicare-dependent ones (412.108(c)).
func (t ProviderType) hospitalSpecific() int64 {
	switch t {
	case SoleCommunity, SoleCommunityReferral, EssentialAccess, EssentialAccessAndReferral:
		return 100
	case MedicareDependent, MedicareDependentReferral:
		return 75
	}
	return 0
}

// A Stay is what a payment needs to know of a stay beside its DRG.
type Stay struct {
	Days        int           // length of stay, 0 to 10,000; 0 is paid as 1
	Destination Destination   // where the patient went
	Charges     medcode.Cents // covered charges, 0 to 1,000,000,000 dollars; 0 to leave outliers out

	// Discharge is the date that decides what holds for COVID-19; without it
	// nothing does.
	Discharge medcode.Date

	UncoveredDays int  // of Days, those that Medicare doesn't pay for; below 0 where more days are covered than the stay has
	ReserveDays   int  // lifetime reserve days used
	NoOutlier     bool // the hospital wants no outlier payment: condition code 66

	// Diagnoses with the principal one first, Procedures and Conditions decide
	// special payments: new technologies, COVID-19, trials, islet cells. Without
	// them there are none.
	Diagnoses  []cm.Code
	Procedures []pcs.Code
	Conditions []string // condition codes of the claim: "ZA"

	// NewTechnology is an add-on payment given by hand, 0 to 10,000,000 dollars,
	// in place of what codes and costs give (412.87, 412.88).
	NewTechnology medcode.Cents
}

type bound struct {
	name            string
	value, min, max float64
}

func checkAll(bounds []bound) error {
	for i := range bounds {
		b := &bounds[i]
		if !(b.value >= b.min && b.value <= b.max) { // nor NaN
			return &ParameterError{Name: b.name, Value: b.value, Min: b.min, Max: b.max}
		}
	}
	return nil
}

// Check returns the first parameter of h that is out of its range as a
// [*ParameterError].
func (h *Hospital) Check() error {
	if h.inRange() {
		return nil
	}
	return checkAll(h.bounds())
}

func (h *Hospital) bounds() []bound {
	cola := orOne(h.COLA)
	if cola == ZeroCOLA {
		cola = 1
	}
	return []bound{
		{"Hospital.WageIndex", h.WageIndex, 0.1, 5},
		{"Hospital.COLA", cola, 1, 2},
		{"Hospital.Update", float64(h.Update), 0, float64(NoQuality | NoEHR)},
		{"Hospital.ResidentsPerBed", h.ResidentsPerBed, 0, 10},
		{"Hospital.ResidentsPerDay", h.ResidentsPerDay, 0, 10},
		{"Hospital.LowIncomeShare", h.LowIncomeShare, 0, 2},
		{"Hospital.Beds", float64(h.Beds), 0, 100_000},
		{"Hospital.UncompensatedCare", h.UncompensatedCare.Dollars(), 0, 100_000},
		{"Hospital.ValueBasedPurchasing", orOne(h.ValueBasedPurchasing), 0.98, 2},
		{"Hospital.Readmissions", orOne(h.Readmissions), 0.97, 1},
		{"Hospital.OperatingCCR", h.OperatingCCR, 0, 5},
		{"Hospital.CapitalCCR", h.CapitalCCR, 0, 1},
		{"Hospital.HospitalSpecificRate", h.HospitalSpecificRate.Dollars(), 0, 1e6},
		{"Hospital.LowVolume", h.LowVolume, 0, 0.25},
	}
}

// Check returns the first parameter of s that is out of its range as a
// [*ParameterError].
func (s *Stay) Check() error {
	if s.inRange() {
		return nil
	}
	return checkAll(s.bounds())
}

func (s *Stay) bounds() []bound {
	return []bound{
		{"Stay.Days", float64(s.Days), 0, 10_000},
		{"Stay.Destination", float64(s.Destination), 0, float64(PostAcuteCare)},
		{"Stay.Charges", s.Charges.Dollars(), 0, 1e9},
		{"Stay.UncoveredDays", float64(s.UncoveredDays), -10_000, 10_000},
		{"Stay.ReserveDays", float64(s.ReserveDays), 0, 10_000},
		{"Stay.NewTechnology", s.NewTechnology.Dollars(), 0, 1e7},
	}
}

// inRange is Check without the name of what is out of range; a NaN is.
func (h *Hospital) inRange() bool {
	ratio := func(x, most float64) bool { return x >= 0 && x <= most }
	return h.WageIndex >= 0.1 && h.WageIndex <= 5 &&
		(h.COLA == 0 || h.COLA == ZeroCOLA || h.COLA >= 1 && h.COLA <= 2) &&
		h.Update <= NoQuality|NoEHR &&
		ratio(h.ResidentsPerBed, 10) && ratio(h.ResidentsPerDay, 10) && ratio(h.LowIncomeShare, 2) &&
		uint(h.Beds) <= 100_000 && uint64(h.UncompensatedCare) <= 100_000_00 &&
		(h.ValueBasedPurchasing == 0 || h.ValueBasedPurchasing >= 0.98 && h.ValueBasedPurchasing <= 2) &&
		(h.Readmissions == 0 || h.Readmissions >= 0.97 && h.Readmissions <= 1) &&
		ratio(h.OperatingCCR, 5) && ratio(h.CapitalCCR, 1) &&
		uint64(h.HospitalSpecificRate) <= 1_000_000_00 && ratio(h.LowVolume, 0.25)
}

func (s *Stay) inRange() bool {
	return uint(s.Days) <= 10_000 && s.Destination <= PostAcuteCare && uint64(s.Charges) <= 1_000_000_000_00 &&
		s.UncoveredDays >= -10_000 && s.UncoveredDays <= 10_000 && uint(s.ReserveDays) <= 10_000 &&
		uint64(s.NewTechnology) <= 10_000_000_00
}

func orOne(factor float64) float64 {
	if factor == 0 {
		return 1
	}
	return factor
}
