package rules

import (
	"strconv"

	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/research"
)

// Stay returns the claim as the grouper takes it. A malformed code, and every
// code of an ICD-9 claim, is the zero code, a malformed discharge status 0, and
// an age that the claim does not give -1. UnknownReporting stands in no claim:
// POAExempt decides.
func (c *Claim) Stay() drg.Stay {
	s := drg.Stay{
		ID: c.ID, Age: -1, Sex: c.Patient.Sex, Admission: first(c.Admission, c.From), Discharge: c.Date(),
		Diagnoses: make([]drg.Diagnosis, len(c.Diagnoses)), Procedures: make([]drg.Procedure, len(c.Procedures)),
	}
	if years, ok := c.Years(); ok {
		s.Age = years
	}
	if b := c.Patient.Birth; s.Age == 0 && !b.IsZero() && !s.Admission.IsZero() {
		s.AgeDays = s.Admission.DaysSince(b)
	}
	if n, err := strconv.ParseUint(c.DischargeStatus, 10, 8); err == nil {
		s.Status = int(n)
	}
	if c.POAExempt {
		s.Hospital = drg.Exempt
	}
	for i, d := range c.Diagnoses {
		s.Diagnoses[i].POA, _ = cm.ParsePOA(d.POA)
	}
	if c.ICD != ICD10 {
		return s
	}
	s.Admitting, _ = cm.Parse(c.Admitting)
	for i, d := range c.Diagnoses {
		s.Diagnoses[i].Code, _ = d.CM()
	}
	for i, p := range c.Procedures {
		s.Procedures[i].Code, _ = p.PCS()
		s.Procedures[i].Date = p.Date
	}
	return s
}

// Coded returns the claim's diagnoses and behind them its procedures as package
// research takes them, each at its place in the claim, of the system that the claim
// is in. A malformed code is the zero Code, which no measure has, and a malformed
// indicator a blank. The first diagnosis is the principal one; all have the day of
// [Claim.Date], and procedures their own where the claim says it. Admitting
// diagnoses and reasons for visit are not among them.
//
// What it returns is a stay or visit for Elixhauser.Stay, and with that of the
// person's other claims (see [Claim.Person]) the list for a window of time. Whether
// claims that were denied, or that void others, are taken is the caller's choice.
func (c *Claim) Coded() []research.Diagnosis {
	dx, px := research.ICD10CM, research.ICD10PCS
	if c.ICD != ICD10 {
		dx, px = research.ICD9CM, research.ICD9Procedure
	}
	all, on := make([]research.Diagnosis, len(c.Diagnoses)+len(c.Procedures)), c.Date()
	for i, d := range c.Diagnoses {
		to := &all[i]
		to.Code, _ = research.ParseCode(dx, d.Code)
		to.POA, _ = cm.ParsePOA(d.POA)
		to.Date, to.Principal = on, i == 0
	}
	for i, p := range c.Procedures {
		to := &all[len(c.Diagnoses)+i]
		to.Code, _ = research.ParseCode(px, p.Code)
		to.Date = first(p.Date, on)
	}
	return all
}
