package rules

import (
	"strconv"

	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/icd10/cm"
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
