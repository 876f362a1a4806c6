package rules

import (
	"slices"
	"strings"

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
	// FrequencyCode says on a professional claim whether it is the first (1), or
	// replaces (7) or voids (8) another, item 22. On an institutional claim it is
	// the last digit of TypeOfBill; Frequency returns that of both.
	FrequencyCode string `json:"frequency,omitempty"`
	// OriginalReference is the payer's number of the claim that this one replaces
	// or voids, FL 64, item 22.
	OriginalReference string `json:"originalReference,omitempty"`

	BillingNPI        string   `json:"billingNPI,omitempty"`        // FL 56, item 33a
	BillingTaxonomy   string   `json:"billingTaxonomy,omitempty"`   // health care provider taxonomy, 10 characters, FL 81 code B3, item 33b
	BillingZIP        string   `json:"billingZIP,omitempty"`        // 5 or 9 digits, FL 1, item 33
	CCN               string   `json:"ccn,omitempty"`               // CMS Certification Number of the provider, 6 characters, where a format gives it
	RenderingNPI      string   `json:"renderingNPI,omitempty"`      // professional, item 24J; the attending on an institutional claim, FL 76
	RenderingTaxonomy string   `json:"renderingTaxonomy,omitempty"` // of the same clinician
	Specialty         string   `json:"specialty,omitempty"`         // Medicare's specialty code of the same clinician, 2 characters, where a format gives it
	OperatingNPI      string   `json:"operatingNPI,omitempty"`      // institutional, FL 77
	ReferringNPI      string   `json:"referringNPI,omitempty"`      // item 17b
	Facility          Facility `json:"facility,omitzero"`           // where care was given, if not at the billing provider's, item 32
	POAExempt         bool     `json:"poaExempt,omitempty"`         // the hospital need not report present on admission

	Patient Patient `json:"patient"`
	// Member is the identifier of the insured by whose policy the claim is paid,
	// FL 60, item 1a: the patient's own, or of whom the patient is a dependent.
	Member string `json:"member,omitempty"`
	// Relationship is the patient's to the insured, X12 element 1069: 18 self, 01
	// spouse, 19 child; FL 59, item 6.
	Relationship       string   `json:"relationship,omitempty"`
	MedicalRecord      string   `json:"medicalRecord,omitempty"`      // the provider's number of the patient's record, FL 3b
	PriorAuthorization string   `json:"priorAuthorization,omitempty"` // the payer's number, FL 63, item 23
	Referral           string   `json:"referral,omitempty"`           // the payer's number of the referral, FL 63
	Remarks            []string `json:"remarks,omitempty"`            // notes in words, FL 80, item 19

	From      medcode.Date `json:"from,omitzero"`      // first day of the statement or of service, FL 6
	Through   medcode.Date `json:"through,omitzero"`   // last day, FL 6
	Admission medcode.Date `json:"admission,omitzero"` // inpatient, FL 12; the start of care of home health and hospice
	Discharge medcode.Date `json:"discharge,omitzero"` // inpatient, when it differs from Through
	// AdmissionType is the priority of the visit, one character, FL 14: 1
	// emergency, 3 elective, 4 newborn.
	AdmissionType string `json:"admissionType,omitempty"`
	// AdmissionSource is the point of origin, one character, FL 15.
	AdmissionSource string `json:"admissionSource,omitempty"`
	// DischargeStatus is the patient discharge status, two digits, FL 17: "01".
	DischargeStatus string `json:"dischargeStatus,omitempty"`

	// The codes by which an institutional claim says what has no field of its own.
	Conditions  []string     `json:"conditions,omitempty"`  // condition codes, two characters, FL 18 to 28: "42"
	Occurrences []Occurrence `json:"occurrences,omitempty"` // FL 31 to 34
	Spans       []Span       `json:"spans,omitempty"`       // occurrence spans, FL 35 and 36
	Values      []Value      `json:"values,omitempty"`      // FL 39 to 41

	Admitting  string      `json:"admitting,omitempty"` // admitting diagnosis, FL 69
	Reasons    []string    `json:"reasons,omitempty"`   // patient's reasons for visit, outpatient, FL 70
	Diagnoses  []Diagnosis `json:"diagnoses,omitempty"` // the first is the principal or first-listed; external causes come last
	Procedures []Procedure `json:"procedures,omitempty"`
	Lines      []Line      `json:"lines,omitempty"`

	// Teeth are those that a dental claim says are missing (M) or to be extracted
	// (E), by the claim and not by a service.
	Teeth        []ToothStatus `json:"teeth,omitempty"`
	Orthodontics Orthodontics  `json:"orthodontics,omitzero"`

	DRG    drg.Number    `json:"drg,omitzero"`    // as billed, FL 71
	Charge medcode.Cents `json:"charge,omitzero"` // total charge

	// Adjudicated says that the claim comes back from a payer, whose word the
	// next four are: amounts of zero are then amounts.
	Adjudicated  bool          `json:"adjudicated,omitempty"`
	Allowed      medcode.Cents `json:"allowed,omitzero"` // what the payer holds payable, by whomever
	Paid         medcode.Cents `json:"paid,omitzero"`    // what the payer paid
	Denied       bool          `json:"denied,omitempty"`
	DenialReason string        `json:"denialReason,omitempty"` // the code that the payer gives

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

// IsUnreadable reports whether a field, by its place, could not be read. It looks
// through all of Unreadable: who asks for every line makes a set of their places.
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
	// ID is the patient's own identifier with the payer. A dependent often has
	// none (an 837 of version 5010 has no place for it): then Claim.Member and
	// what stands here tell who it is.
	ID    string       `json:"id,omitempty"`
	Given string       `json:"given,omitempty"` // a dependent's first name, which tells twins apart, FL 8, item 2
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

// A Facility is where care was given.
type Facility struct {
	NPI   string `json:"npi,omitempty"`
	State string `json:"state,omitempty"` // two letters
	ZIP   string `json:"zip,omitempty"`   // 5 or 9 digits
}

// An Occurrence is an event that bears on the claim, and its day.
type Occurrence struct {
	Code string       `json:"code"` // two characters
	Date medcode.Date `json:"date,omitzero"`
}

// A Span is an occurrence span: an event that bears on the claim, and its days.
type Span struct {
	Code    string       `json:"code"` // two characters
	From    medcode.Date `json:"from,omitzero"`
	Through medcode.Date `json:"through,omitzero"`
}

// A Value is a value code and its amount: dollars, or whatever the code counts,
// as days, hours or a ZIP code, with two decimals.
type Value struct {
	Code   string        `json:"code"` // two characters
	Amount medcode.Cents `json:"amount,omitzero"`
}

// A Tooth is one that a dental service is on.
type Tooth struct {
	Number   string   `json:"number"`             // 1 to 32, permanent; A to T, primary (Universal/National Tooth Designation System)
	Surfaces []string `json:"surfaces,omitempty"` // X12 element 1369: M mesial, O occlusal, D distal, B buccal, L lingual, I incisal, F facial
}

// A ToothStatus is what a dental claim says of a tooth.
type ToothStatus struct {
	Number string `json:"number"` // as Tooth
	Status string `json:"status"` // X12 element 1368: M missing, E to be extracted
}

// Orthodontics are what a dental claim says of a treatment of that kind.
type Orthodontics struct {
	Treatment bool         `json:"treatment,omitempty"` // the claim is for one; often left to the months to say
	Months    int          `json:"months,omitzero"`     // of the whole treatment
	Remaining int          `json:"remaining,omitzero"`  // months that remain
	Placed    medcode.Date `json:"placed,omitzero"`     // when the appliances were placed
}

// A Line is one service line of an outpatient, professional or dental claim, one
// revenue line of an inpatient claim, or one dispensed drug.
type Line struct {
	Code string `json:"code,omitempty"` // HCPCS or CPT, unless CodeList says otherwise
	// CodeList is X12 element 235 where Code is of another list: HP HIPPS rate
	// codes, ER codes of one jurisdiction, AD dental, IV home infusion, WK ABC codes;
	// or SCT, RXNORM, CVX and LOINC of those lists, which claims as they are sent
	// don't use.
	CodeList  string        `json:"codeList,omitempty"`
	Modifiers []string      `json:"modifiers,omitempty"` // in the claim's order, up to four
	Revenue   string        `json:"revenue,omitempty"`   // institutional: revenue code, 4 digits, FL 42
	Units     float64       `json:"units"`               // service units; minutes where Measure is MJ
	Measure   string        `json:"measure,omitempty"`   // UN units, MJ minutes, DA days
	Charge    medcode.Cents `json:"charge,omitzero"`
	// NonCovered is the part of Charge that the provider holds not covered, FL 48.
	NonCovered medcode.Cents `json:"nonCovered,omitzero"`
	From       medcode.Date  `json:"from,omitzero"`    // the claim's From where zero
	Through    medcode.Date  `json:"through,omitzero"` // the same day as From where zero
	// The next seven are the claim's where empty.
	PlaceOfService     string   `json:"placeOfService,omitempty"`
	RenderingNPI       string   `json:"renderingNPI,omitempty"`
	RenderingTaxonomy  string   `json:"renderingTaxonomy,omitempty"`
	Specialty          string   `json:"specialty,omitempty"`
	Facility           Facility `json:"facility,omitzero"`
	PriorAuthorization string   `json:"priorAuthorization,omitempty"`
	ReferringNPI       string   `json:"referringNPI,omitempty"`
	Pointers           []int    `json:"pointers,omitempty"` // the diagnoses that justify the line, counted from 1
	Note               string   `json:"note,omitempty"`     // in words, item 24 shaded

	NDC         string  `json:"ndc,omitempty"`        // National Drug Code, 11 digits, FL 43, item 24 shaded
	NDCQuantity float64 `json:"ndcQuantity,omitzero"` // of the drug, in NDCUnit
	NDCUnit     string  `json:"ndcUnit,omitempty"`    // F2 international units, GR grams, ME milligrams, ML millilitres, UN units

	DaysSupply int `json:"daysSupply,omitzero"` // pharmacy: days that the quantity lasts

	// Dental: the teeth, the areas of the mouth (X12 element 1361: 10 to 40
	// quadrants, 01 maxillary, 02 mandibular), and whether a prosthesis is the
	// first (I) or a replacement (R).
	Teeth      []Tooth  `json:"teeth,omitempty"`
	Areas      []string `json:"areas,omitempty"`
	Prosthesis string   `json:"prosthesis,omitempty"`

	// As those of the claim.
	Allowed      medcode.Cents `json:"allowed,omitzero"`
	Paid         medcode.Cents `json:"paid,omitzero"`
	Denied       bool          `json:"denied,omitempty"`
	DenialReason string        `json:"denialReason,omitempty"`
}

// Frequency returns the claim's frequency code, one character, or "" where the
// claim does not say it: the last digit of a type of bill of four digits, or of
// three without the leading zero, or FrequencyCode. 0 is non-payment, 1 a claim
// for the whole of it, 2 to 4 an interim one (first, continuing, last), 5 late
// charges, 7 replaces and 8 voids another (Claims Processing Manual, chapter 25,
// section 75.1).
func (c *Claim) Frequency() string {
	if bill := c.TypeOfBill; len(bill) == 4 || len(bill) == 3 && bill[0] != '0' {
		return bill[len(bill)-1:]
	}
	return c.FrequencyCode
}

// HasCondition reports whether the claim carries a condition code.
func (c *Claim) HasCondition(code string) bool { return slices.Contains(c.Conditions, code) }

// Person identifies the patient among the claims of a file: by the patient's own
// identifier, else, a dependent, by the member's with the birth date, sex and
// first name. It is "" where the claim identifies nobody.
func (c *Claim) Person() string {
	p := &c.Patient
	switch {
	case p.ID != "":
		return p.ID
	case c.Member == "":
		return ""
	}
	return c.Member + "|" + p.Birth.String() + "|" + p.Sex.String() + "|" + strings.ToUpper(p.Given)
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

// LineDate returns the day of service of line i, an index into Lines, and that
// of the claim where there is no such line.
func (c *Claim) LineDate(i int) medcode.Date {
	if i < 0 || i >= len(c.Lines) {
		return c.stated()
	}
	return first(c.Lines[i].From, c.stated())
}

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
