package opps

import (
	"iter"
	"math/bits"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
)

// A Claim is one outpatient claim of a hospital as the grouper takes it. Package
// rules/ioce makes one of a rules.Claim.
type Claim struct {
	TypeOfBill      uint16 // without the leading zero: 131
	From, Through   medcode.Date
	DischargeStatus uint8 // patient discharge status: 1, 20; 0 not given
	Age             int16 // years; negative where not known
	Conditions      []Condition
	// MentalHealth says that the principal diagnosis is a mental health one.
	// NoDiagnosis says that it isn't known.
	MentalHealth, NoDiagnosis bool
	Lines                     []Line
}

// A Condition is a condition code, two characters: "41", "G0".
type Condition [2]byte

// Has reports whether the claim has a condition code.
func (c *Claim) Has(code string) bool {
	for _, have := range c.Conditions {
		if string(have[:]) == code {
			return true
		}
	}
	return false
}

// A Line is one line of a claim.
type Line struct {
	Code      hcpcs.Code // zero where the line has a revenue code alone
	Malformed bool       // the line has a code, but not of the form of one
	Modifiers []hcpcs.Modifier
	Revenue   uint16 // 450 for 0450
	Units     int64  // 0 counts as 1; a line of fewer is rejected ([InvalidUnits])
	Charge    medcode.Cents
	Date      medcode.Date // the claim's From where zero
}

// A Result is what became of a claim. It may be used again for the next one,
// which saves the allocations.
type Result struct {
	Lines       []LineResult
	Edits       EditSet     // of the claim and of its lines
	ClaimEdits  EditSet     // of the claim as a whole
	Disposition Disposition // of the claim
	// NotProcessed says that the bill type or the dates are none that are
	// processed (edits 23, 24, 46, 118): the lines stand as billed.
	NotProcessed bool
	// Offset is the device offset of a terminated procedure (value code QQ), 0 where
	// there is none.
	Offset Mills

	work []work
}

// A LineResult is what became of a line.
type LineResult struct {
	Billed     Status // as Addendum B has it
	Status     Status // as processed
	CodeAPC    APC    // of the code
	APC        APC    // that is paid
	Packaged   bool
	Discount   uint8 // number of the discount formula, 1 to 9
	Rejection  uint8 // 0 none, 1 rejected or denied, 3 an edit that only informs
	Adjustment uint8 // payment adjustment flag
	Method     byte  // payment method flag, '0' to '9', 'A'
	Indicator  uint8 // payment indicator
	Composite  uint8 // number of the composite on the claim, 0 none
	Why        Reason
	Other      int16 // the line that decided, or -1
	Units      int64 // that are paid
	Edits      EditSet
	Limit      Mills // most that a non-opioid product may be paid (value codes QR to QW), 0 without one
}

// Paid reports whether OPPS pays the line by a rate.
func (l *LineResult) Paid() bool {
	return !l.Packaged && l.APC != 0 && l.Rejection != 1
}

// An EditSet is numbers of edits.
type EditSet [4]uint64

// Add adds an edit, 1 to 255.
func (s *EditSet) Add(n uint8) { s[n>>6] |= 1 << (n & 63) }

// Remove takes an edit out.
func (s *EditSet) Remove(n uint8) { s[n>>6] &^= 1 << (n & 63) }

// Has reports whether an edit is in the set.
func (s EditSet) Has(n uint8) bool { return s[n>>6]>>(n&63)&1 != 0 }

// Or adds the edits of another set.
func (s *EditSet) Or(t EditSet) {
	for i := range s {
		s[i] |= t[i]
	}
}

// meets reports whether an edit is in both sets.
func (s *EditSet) meets(t *EditSet) bool {
	return s[0]&t[0]|s[1]&t[1]|s[2]&t[2]|s[3]&t[3] != 0
}

// IsZero reports whether there is no edit.
func (s EditSet) IsZero() bool { return s == EditSet{} }

// All yields the edits by number.
func (s EditSet) All() iter.Seq[uint8] {
	return func(yield func(uint8) bool) {
		for i, w := range s {
			for ; w != 0; w &= w - 1 {
				if !yield(uint8(i*64 + bits.TrailingZeros64(w))) {
					return
				}
			}
		}
	}
}

// A Disposition is what happens to a claim.
type Disposition uint8

// The dispositions, as the I/OCE numbers them.
const (
	Clean          Disposition = 0 // no edit
	LinesRejected  Disposition = 1 // lines rejected, the claim goes on
	LinesDenied    Disposition = 2 // lines denied or rejected, days denied among them
	WholeSuspended Disposition = 4 // returned, suspended, rejected or denied as a whole
)

// A Reason is why a line is what it is.
type Reason uint8

// The reasons.
const (
	AsBilled Reason = iota
	InvalidCode
	AlwaysPackaged
	OnlyPackaged
	NotOPPS
	NotPaid
	LabPackaged
	LabAlone
	Therapy
	PrimaryJ1
	ComplexityAdjusted
	PackagedJ1
	ExcludedJ1
	InpatientWithCA
	PackagedCA
	Observation
	PackagedJ2
	NoObservation
	PackagedSTV
	PackagedT
	ConditionalPaid
	ConditionalLower
	ImagingComposite
	PackagedImaging
	SingleImaging
	MentalComposite
	PackagedMental
	CriticalCare
	PackagedCriticalCare
	PerDiem
	PackagedPerDiem
	SingleCode
	HighestT
	LowerT
	Terminated
	NeverDiscounted
	Bilateral
	PairRejected
	Rejected
	DayDenied
	SeparateRate
	NoUnits
	InvalidUnits
	reasons
)

var reasonTexts = [reasons]string{
	AsBilled:             "paid by the status and APC of its code",
	InvalidCode:          "the code is not valid on the date",
	AlwaysPackaged:       "always packaged (status N)",
	OnlyPackaged:         "the claim has nothing but packaged services",
	NotOPPS:              "paid under another system",
	NotPaid:              "not paid under OPPS",
	LabPackaged:          "laboratory test, packaged with other services of the claim",
	LabAlone:             "laboratory test without other services, paid under the laboratory fee schedule",
	Therapy:              "done under a therapy plan, paid under the physician fee schedule",
	PrimaryJ1:            "primary service of the comprehensive APC: pays for the claim",
	ComplexityAdjusted:   "primary service, in the higher APC for a complex pair",
	PackagedJ1:           "packaged into the comprehensive APC",
	ExcludedJ1:           "paid beside the comprehensive APC",
	InpatientWithCA:      "inpatient-only procedure on a patient who died or was transferred (CA)",
	PackagedCA:           "packaged into the inpatient-only procedure with CA",
	Observation:          "comprehensive observation: pays for the claim",
	PackagedJ2:           "packaged into comprehensive observation",
	NoObservation:        "visit; the conditions of comprehensive observation are not met",
	PackagedSTV:          "packaged with a procedure or visit of the claim (S, T or V)",
	PackagedT:            "packaged with a procedure of status T",
	ConditionalPaid:      "nothing on the claim packages it: the costliest such service is paid",
	ConditionalLower:     "packaged with a costlier service of its kind",
	ImagingComposite:     "imaging composite: first study of the family that day",
	PackagedImaging:      "packaged into the imaging composite",
	SingleImaging:        "reduced study, paid alone",
	MentalComposite:      "the day's mental health services are paid as one (8010)",
	PackagedMental:       "packaged into the mental health composite",
	CriticalCare:         "critical care, paid with its ancillaries",
	PackagedCriticalCare: "ancillary of critical care",
	PerDiem:              "partial hospitalization or intensive outpatient day",
	PackagedPerDiem:      "packaged into the day's per diem",
	SingleCode:           "no composite: paid by the APC of its code",
	HighestT:             "highest paid procedure of status T that day: full",
	LowerT:               "further procedure of status T that day: half",
	Terminated:           "terminated or reduced: half",
	NeverDiscounted:      "modifier exempts from the discount",
	Bilateral:            "both sides",
	PairRejected:         "rejected by a procedure-to-procedure edit",
	Rejected:             "rejected or denied by an edit",
	DayDenied:            "on the day of an inpatient-only procedure",
	SeparateRate:         "off-campus site: paid by the rate of its code there",
	NoUnits:              "nothing paid",
	InvalidUnits:         "units below 0, or that can't be read: the line is not processed",
}

// String says the reason.
func (r Reason) String() string {
	if r < reasons {
		return reasonTexts[r]
	}
	return ""
}
