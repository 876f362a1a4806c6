package rules

import (
	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
)

// A Claim is one claim as it is sent: institutional for a stay, institutional
// for outpatient care, or professional. Codes are the texts on the claim,
// without the dot as 837 transactions write them, or with it; rules find the
// ones that are malformed. What a claim does not say is the zero value.
//
// In JSON a charge is a number of dollars and a DRG a string, as dates and
// codes are:
//
//	{"id":"A","setting":"inpatient","patient":{"birth":"1950-01-31","sex":"F"},
//	 "from":"2026-04-10","through":"2026-04-15","diagnoses":[{"code":"I214","poa":"Y"}],
//	 "lines":[{"revenue":"0100","units":5,"charge":1250.00}],"drg":"282","charge":1250.00}
//
// The fields follow the data elements of the 837P and 837I transactions; the
// comments name the form locators (FL) of the UB-04 and the items of the
// CMS-1500 that carry them on paper.
//
// Functions of this package and those below that take a *Claim need one; they
// panic on nil. The zero Claim is one that says nothing.
type Claim struct {
	ID      string  `json:"id,omitempty"` // the patient control number, FL 3a, item 26
	Setting Setting `json:"setting"`
	Payer   Payer   `json:"payer,omitempty"`
	ICD     ICD     `json:"icd,omitzero"`

	TypeOfBill     string `json:"typeOfBill,omitempty"`     // institutional: 3 or 4 digits, "0111", FL 4
	PlaceOfService string `json:"placeOfService,omitempty"` // professional: 2 digits, "11", item 24B
	BillingNPI     string `json:"billingNPI,omitempty"`
	RenderingNPI   string `json:"renderingNPI,omitempty"` // professional; the attending on an institutional claim
	POAExempt      bool   `json:"poaExempt,omitempty"`    // the hospital need not report present on admission

	Patient   Patient      `json:"patient"`
	From      medcode.Date `json:"from,omitzero"`      // first day of the statement or of service, FL 6
	Through   medcode.Date `json:"through,omitzero"`   // last day, FL 6
	Admission medcode.Date `json:"admission,omitzero"` // inpatient, FL 12
	Discharge medcode.Date `json:"discharge,omitzero"` // inpatient, when it differs from Through
	// DischargeStatus is the patient discharge status, two digits, FL 17: "01".
	DischargeStatus string `json:"dischargeStatus,omitempty"`

	Admitting  string      `json:"admitting,omitempty"` // admitting diagnosis, FL 69
	Reasons    []string    `json:"reasons,omitempty"`   // patient's reasons for visit, outpatient, FL 70
	Diagnoses  []Diagnosis `json:"diagnoses,omitempty"` // the first is the principal or first-listed; external causes come last
	Procedures []Procedure `json:"procedures,omitempty"`
	Lines      []Line      `json:"lines,omitempty"`

	DRG    drg.Number    `json:"drg,omitzero"`    // as billed, FL 71
	Charge medcode.Cents `json:"charge,omitzero"` // total charge

	// Unreadable are the fields that the file of the claim gives and that can't
	// be read; in the claim they are zero.
	Unreadable []Unreadable `json:"unreadable,omitempty"`
}

// An Unreadable is a field of a claim whose text is not what such a field holds:
// a date that is no day of the calendar, a charge of three decimals.
type Unreadable struct {
	Place   Place  `json:"place"`
	Text    string `json:"text,omitempty"` // as the file has it; nothing where what must be there is missing
	Problem string `json:"problem"`        // what is wrong with it, and what is wanted
}

// IsUnreadable reports whether a field, by its place, could not be read.
func (c *Claim) IsUnreadable(at Place) bool {
	for i := range c.Unreadable {
		if c.Unreadable[i].Place == at {
			return true
		}
	}
	return false
}

// A Patient is who was treated.
type Patient struct {
	ID    string       `json:"id,omitempty"`
	Birth medcode.Date `json:"birth,omitzero"`
	Age   Age          `json:"age,omitzero"` // where the claim states it in place of the birth date
	Sex   medcode.Sex  `json:"sex"`
}

// A Diagnosis is one diagnosis of a claim, in the claim's order.
type Diagnosis struct {
	Code string `json:"code"`
	POA  string `json:"poa,omitempty"` // present on admission: Y, N, U, W, 1, or nothing; inpatient
}

// A Procedure is one inpatient procedure, ICD-10-PCS or ICD-9-CM volume 3.
type Procedure struct {
	Code string       `json:"code"`
	Date medcode.Date `json:"date,omitzero"`
}

// A Line is one service line of an outpatient or professional claim, or one
// revenue line of an inpatient claim.
type Line struct {
	Code      string        `json:"code,omitempty"`      // HCPCS or CPT
	Modifiers []string      `json:"modifiers,omitempty"` // in the claim's order, up to four
	Revenue   string        `json:"revenue,omitempty"`   // institutional: revenue code, 4 digits, FL 42
	Units     float64       `json:"units"`               // service units; minutes where Measure is MJ
	Measure   string        `json:"measure,omitempty"`   // UN units, MJ minutes, DA days
	Charge    medcode.Cents `json:"charge,omitzero"`
	From      medcode.Date  `json:"from,omitzero"`    // the claim's From where zero
	Through   medcode.Date  `json:"through,omitzero"` // the same day as From where zero
	// PlaceOfService, RenderingNPI: the claim's where empty.
	PlaceOfService string `json:"placeOfService,omitempty"`
	RenderingNPI   string `json:"renderingNPI,omitempty"`
	Pointers       []int  `json:"pointers,omitempty"` // the diagnoses that justify the line, counted from 1
}

// Date returns the day that decides which codes and rules hold for the claim:
// the discharge of a stay (ICD-10-CM Official Guidelines, effective-date
// statement), else the first day of service, which a professional claim says on
// its lines alone. Zero when the claim has no date.
func (c *Claim) Date() medcode.Date {
	date := c.stated()
	if !date.IsZero() || c.Setting == Inpatient {
		return date
	}
	for i := range c.Lines {
		if on := c.Lines[i].From; date.IsZero() || !on.IsZero() && on.Before(date) {
			date = on
		}
	}
	return date
}

// stated is Date as far as the claim says it of itself.
func (c *Claim) stated() medcode.Date {
	if c.Setting == Inpatient {
		return first(c.Discharge, c.Through, c.From, c.Admission)
	}
	return first(c.From, c.Through)
}

// LineDate returns the day of service of line i, an index into Lines.
func (c *Claim) LineDate(i int) medcode.Date { return first(c.Lines[i].From, c.stated()) }

// Years returns the patient's age in completed years at admission, or on the
// first day of service, and whether the claim says enough to know.
func (c *Claim) Years() (int, bool) {
	if b, on := c.Patient.Birth, c.firstDay(); !b.IsZero() && !on.IsZero() {
		return yearsBetween(b, on), true
	}
	return c.Patient.Age.Years()
}

// firstDay is the day of admission, or the first day of service.
func (c *Claim) firstDay() medcode.Date {
	if c.Setting == Inpatient {
		return first(c.Admission, c.From, c.Through, c.Discharge)
	}
	return c.Date()
}

// LengthOfStay returns the days from admission to discharge, at least 1 (a stay
// of one calendar day counts as one), and whether the claim says enough to know.
// It is negative when the discharge precedes the admission.
func (c *Claim) LengthOfStay() (int, bool) {
	in, out := first(c.Admission, c.From), first(c.Discharge, c.Through)
	if in.IsZero() || out.IsZero() {
		return 0, false
	}
	if in == out {
		return 1, true
	}
	return out.DaysSince(in), true
}

// CM returns the diagnosis as an ICD-10-CM code; the error is a *medcode.CodeError.
func (d Diagnosis) CM() (cm.Code, error) { return cm.Parse(d.Code) }

// PCS returns the procedure as an ICD-10-PCS code; the error is a *medcode.CodeError.
func (p Procedure) PCS() (pcs.Code, error) { return pcs.Parse(p.Code) }

// HasModifier reports whether the line carries modifier m, in either case.
func (l *Line) HasModifier(m string) bool {
	for _, have := range l.Modifiers {
		if equalFold(have, m) {
			return true
		}
	}
	return false
}

func equalFold(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		if upper(a[i]) != upper(b[i]) {
			return false
		}
	}
	return true
}

func upper(c byte) byte {
	if 'a' <= c && c <= 'z' {
		return c - 'a' + 'A'
	}
	return c
}

func first(dates ...medcode.Date) medcode.Date {
	for _, d := range dates {
		if !d.IsZero() {
			return d
		}
	}
	return medcode.Date{}
}

func yearsBetween(birth, on medcode.Date) int {
	y, m, d := on.Date()
	by, bm, bd := birth.Date()
	years := y - by
	if m < bm || m == bm && d < bd {
		years--
	}
	return years
}
