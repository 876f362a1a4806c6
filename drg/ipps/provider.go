package ipps

import (
	"fmt"
	"strings"

	"github.com/medcode/medcode"
)

// A Provider is a record of the provider-specific file: what a Medicare
// contractor's claim system knows of a hospital from a day on (Medicare Claims
// Processing Manual, chapter 3, addendum A). Flags are as the file has them; what
// a file doesn't say is the zero value.
type Provider struct {
	CCN        string       `json:"ccn"` // CMS certification number, six characters; the first two digits are the state
	NPI        string       `json:"npi,omitempty"`
	Name       string       `json:"name,omitempty"`
	Effective  medcode.Date `json:"effective,omitzero"`  // the record holds from this day
	Terminated medcode.Date `json:"terminated,omitzero"` // the first day on which the hospital is none; zero if it goes on
	Waiver     bool         `json:"waiver,omitempty"`
	Type       ProviderType `json:"type"`

	Location        string  `json:"location"`                  // its own area: a CBSA's five digits, or a state's two for the rural rest
	Reclassified    string  `json:"reclassified,omitempty"`    // the area whose wages it gets, if another
	StandardizedLoc string  `json:"standardizedLoc,omitempty"` // that whose standardized amount it gets
	County          string  `json:"county,omitempty"`          // state and county, five digits: the commuting adjustment
	WageIndexRule   string  `json:"wageIndexRule,omitempty"`   // "1", "2": SpecialWageIndex; "Y" reclassified, "D" dually, "N" or nothing: not
	SpecialWage     float64 `json:"specialWage,omitempty"`     // special wage index
	PriorWageRule   string  `json:"priorWageRule,omitempty"`   // "1": PriorWage is that of the year before, for the floor of 95 percent
	PriorWage       float64 `json:"priorWage,omitempty"`
	COLA            float64 `json:"cola,omitempty"` // counts in Alaska and Hawaii

	ResidentsPerBed float64 `json:"residentsPerBed,omitempty"`
	ResidentsPerDay float64 `json:"residentsPerDay,omitempty"` // capital IME ratio
	Beds            int     `json:"beds,omitempty"`
	SSIShare        float64 `json:"ssiShare,omitempty"`
	MedicaidShare   float64 `json:"medicaidShare,omitempty"`
	OperatingCCR    float64 `json:"operatingCCR,omitempty"`
	CapitalCCR      float64 `json:"capitalCCR,omitempty"`
	OutpatientCCR   float64 `json:"outpatientCCR,omitempty"`
	CaseMix         float64 `json:"caseMix,omitempty"`
	SpecialPayment  string  `json:"specialPayment,omitempty"` // special payment indicator: "1", "2" the special wage index is used, "Y", "D" reclassified

	UncompensatedCare    medcode.Cents `json:"uncompensatedCare,omitempty"`    // for each discharge
	HospitalSpecificRate medcode.Cents `json:"hospitalSpecificRate,omitempty"` // PPS facility-specific rate

	VBPFlag       string  `json:"vbpFlag,omitempty"` // value-based purchasing: "Y", "N"
	VBPFactor     float64 `json:"vbpFactor,omitempty"`
	HRRFlag       string  `json:"hrrFlag,omitempty"` // readmissions: "0", "1"
	HRRFactor     float64 `json:"hrrFactor,omitempty"`
	HACFlag       string  `json:"hacFlag,omitempty"`     // hospital-acquired conditions: "Y" reduced
	QualityFlag   string  `json:"qualityFlag,omitempty"` // "1": reports quality data
	EHRFlag       string  `json:"ehrFlag,omitempty"`     // "Y": reduced, not a meaningful user
	LowVolumeFlag string  `json:"lowVolumeFlag,omitempty"`
	LowVolume     float64 `json:"lowVolume,omitempty"`

	CapitalPayCode string `json:"capitalPayCode,omitempty"` // "A", "B", "C"
	NewHospital    string `json:"newHospital,omitempty"`    // "Y": its capital isn't paid by this system
}

// State returns the two digits of the state in the CCN.
func (p *Provider) State() string {
	if len(p.CCN) < 2 {
		return ""
	}
	return p.CCN[:2]
}

// PuertoRico reports whether the hospital is there: state 40 or 84.
func (p *Provider) PuertoRico() bool { return p.State() == "40" || p.State() == "84" }

// The states whose hospitals get a cost-of-living factor, and Maryland, which
// has no value-based purchasing of Medicare's.
const (
	alaska   = "02"
	hawaii   = "12"
	maryland = "21"
)

// mostLowVolume is the largest adjustment for low volume that the pricer takes.
const mostLowVolume = 0.25

// Hospital returns what a payment needs of the hospital for a discharge on that
// day, but for its wage index and whether its area is urban, which [Areas] tell.
// What the pricer refuses in a record is a [*RefusedError].
func (p *Provider) Hospital(discharge medcode.Date) (Hospital, error) {
	if err := p.refusal(discharge); err != nil {
		return Hospital{}, err
	}
	h := Hospital{
		PuertoRico: p.PuertoRico(), Waiver: p.Waiver, Type: p.Type,
		ResidentsPerBed: p.ResidentsPerBed, ResidentsPerDay: p.ResidentsPerDay,
		LowIncomeShare: p.SSIShare + p.MedicaidShare, Beds: p.Beds,
		UncompensatedCare: p.UncompensatedCare, HospitalSpecificRate: p.HospitalSpecificRate,
		HACReduction: p.HACFlag == "Y",
		OperatingCCR: p.OperatingCCR, CapitalCCR: p.CapitalCCR,
		NewHospital: p.NewHospital == "Y",
	}
	if s := p.State(); s == alaska || s == hawaii {
		if h.COLA = p.COLA; h.COLA == 0 {
			h.COLA = ZeroCOLA
		}
	}
	if p.QualityFlag != "1" {
		h.Update |= NoQuality
	}
	if p.EHRFlag == "Y" {
		h.Update |= NoEHR
	}
	if p.VBPFlag == "Y" {
		h.ValueBasedPurchasing = p.VBPFactor
	}
	if p.HRRFlag == "1" {
		h.Readmissions = p.HRRFactor
	}
	if p.LowVolumeFlag == "Y" && p.LowVolume <= mostLowVolume {
		h.LowVolume = p.LowVolume
	}
	return h, nil
}

// refusal returns what of the record the pricer refuses, or nil.
func (p *Provider) refusal(discharge medcode.Date) error {
	refuse := func(c ReturnCode, format string, args ...any) error {
		return &RefusedError{c, fmt.Sprintf(format, args...)}
	}
	blank := strings.TrimSpace
	switch {
	case p.VBPFlag != "Y" && p.VBPFlag != "N":
		return refuse(RefusedVBP, "value-based purchasing is %q, want Y or N", p.VBPFlag)
	case p.VBPFlag == "Y" && !(p.VBPFactor >= 0.98 && p.VBPFactor <= 2):
		return refuse(RefusedVBP, "value-based purchasing factor %v, want 0.98 to 2", p.VBPFactor)
	case p.VBPFlag == "Y" && p.State() == maryland:
		return refuse(RefusedVBP, "no value-based purchasing in Maryland")
	case p.HRRFlag != "0" && p.HRRFlag != "1":
		return refuse(RefusedPrograms, "readmissions flag %q, want 0 or 1", p.HRRFlag)
	case p.HRRFlag == "1" && !(p.HRRFactor >= 0.97 && p.HRRFactor <= 1):
		return refuse(RefusedPrograms, "readmissions factor %v, want 0.97 to 1", p.HRRFactor)
	case p.HRRFlag == "0" && p.HRRFactor != 0:
		return refuse(RefusedPrograms, "readmissions factor %v without the flag", p.HRRFactor)
	case blank(p.EHRFlag) != "" && p.EHRFlag != "Y":
		return refuse(RefusedPrograms, "electronic records flag %q, want Y or nothing", p.EHRFlag)
	case discharge.Before(p.Effective):
		return refuse(RefusedDates, "discharge on %v, the record holds from %v", discharge, p.Effective)
	case !p.Terminated.IsZero() && !discharge.Before(p.Terminated):
		return refuse(RefusedDates, "discharge on %v, the hospital ended on %v", discharge, p.Terminated)
	case p.NewHospital != "Y" && p.CapitalPayCode != "B" && p.CapitalPayCode != "C":
		return refuse(RefusedPrograms, "capital payment code %q, want B or C", p.CapitalPayCode)
	}
	return nil
}

// ReviewCode returns the destination and whether the hospital wants no outlier
// that a review code of the pricer says: 0 in full, 3 to another hospital, 9 to
// post-acute care, and 7, 6, 11 the same without outlier. Others are refused.
func ReviewCode(code int) (to Destination, noOutlier bool, err error) {
	switch code {
	case 0:
		return Elsewhere, false, nil
	case 3:
		return AcuteCare, false, nil
	case 6:
		return AcuteCare, true, nil
	case 7:
		return Elsewhere, true, nil
	case 9:
		return PostAcuteCare, false, nil
	case 11:
		return PostAcuteCare, true, nil
	}
	return 0, false, &RefusedError{RefusedReview, fmt.Sprintf("review code %d", code)}
}
