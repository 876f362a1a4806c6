package drg

import (
	"fmt"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/internal/enum"
)

// A Stay is an inpatient stay as the claim for it tells it: what the grouper
// looks at, and the dates that choose its version.
type Stay struct {
	ID string `json:"id,omitempty"`

	Age      int         `json:"age"`               // in years at admission
	AgeDays  int         `json:"ageDays,omitempty"` // in days at admission, for patients under one year
	Sex      medcode.Sex `json:"sex"`               // tells MDC 12 and 13 apart, and nothing else
	Status   int         `json:"status"`            // patient discharge status, FL17 of the UB-04 claim: 1 home, 20 expired, …
	Hospital Reporting   `json:"hospital"`          // whether the hospital must report POA indicators

	Admission medcode.Date `json:"admission,omitzero"`
	Discharge medcode.Date `json:"discharge,omitzero"`

	Admitting  cm.Code     `json:"admitting,omitzero"` // has no influence
	Diagnoses  []Diagnosis `json:"diagnoses"`          // the principal diagnosis first, then the secondary ones
	Procedures []Procedure `json:"procedures,omitempty"`
}

// A Diagnosis is a diagnosis of a stay. A code that is malformed on the claim
// is the zero Code: the grouper does not recognise it.
type Diagnosis struct {
	Code cm.Code `json:"code"`
	POA  cm.POA  `json:"poa"` // a letter other than Y, W, N or U counts as not reported
}

// A Procedure is a procedure of a stay. A code that is malformed on the claim
// is the zero Code: the grouper does not recognise it.
type Procedure struct {
	Code pcs.Code     `json:"code"`
	Date medcode.Date `json:"date,omitzero"` // has no influence
}

// Reporting says whether a hospital must report whether its diagnoses were
// present on admission (Social Security Act, section 1886(d)(4)(D); critical
// access hospitals, among others, are exempt).
type Reporting uint8

// The values of Reporting.
const (
	NonExempt        Reporting = iota // must report: hospital-acquired conditions lose their effect
	Exempt                            // need not report: no condition counts as hospital-acquired
	UnknownReporting                  // not known: a stay with such a condition can't be grouped
)

var reportingNames = []string{"NON_EXEMPT", "EXEMPT", "UNKNOWN"}

// ParseReporting reads NON_EXEMPT, EXEMPT or UNKNOWN.
func ParseReporting(s string) (Reporting, error) {
	for i, name := range reportingNames {
		if s == name {
			return Reporting(i), nil
		}
	}
	return 0, fmt.Errorf("POA reporting status %q: want NON_EXEMPT, EXEMPT or UNKNOWN: %w", s, medcode.ErrSyntax)
}

// String returns NON_EXEMPT, EXEMPT or UNKNOWN.
func (r Reporting) String() string { return enum.Name(r, reportingNames) }

// MarshalText implements [encoding.TextMarshaler].
func (r Reporting) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (r *Reporting) UnmarshalText(b []byte) error {
	v, err := ParseReporting(string(b))
	if err == nil {
		*r = v
	}
	return err
}
