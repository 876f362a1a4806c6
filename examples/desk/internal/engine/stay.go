package engine

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/rules"
)

// A Stay is a stay as people type it.
type Stay struct {
	ID        string       `json:"id,omitempty"`
	Age       string       `json:"age"`
	Sex       medcode.Sex  `json:"sex"`
	Status    string       `json:"status"` // patient discharge status, two digits
	Admission medcode.Date `json:"admission,omitzero"`
	Discharge medcode.Date `json:"discharge,omitzero"`
	Exempt    bool         `json:"exempt,omitempty"` // the hospital need not report present on admission
	Charges   string       `json:"charges,omitempty"`

	// Diagnoses are separated by blanks, commas, semicolons or lines, the principal
	// one first, each perhaps with its POA indicator behind a colon: "I50.21:Y".
	Diagnoses string `json:"diagnoses"`
	// Procedures likewise, each perhaps with its date behind a colon.
	Procedures string `json:"procedures"`
}

// claim returns the stay as a claim: then the grouper, the price and the rules look
// at the same thing.
func (s *Stay) claim() (*rules.Claim, error) {
	c := &rules.Claim{ID: s.ID, Setting: rules.Inpatient, Payer: rules.Medicare, POAExempt: s.Exempt, Admission: s.Admission,
		From: s.Admission, Through: s.Discharge, Discharge: s.Discharge, DischargeStatus: strings.TrimSpace(s.Status)}
	c.Patient.Sex = s.Sex
	if text := strings.TrimSpace(s.Age); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 || n > 124 {
			return nil, fmt.Errorf("age %q: want years, 0 to 124", short(text))
		}
		c.Patient.Age = rules.YearsOld(n)
	}
	if len(c.DischargeStatus) == 1 {
		c.DischargeStatus = "0" + c.DischargeStatus
	}
	if text := strings.TrimSpace(s.Charges); text != "" {
		var err error
		if c.Charge, err = medcode.ParseCents(strings.TrimPrefix(text, "$")); err != nil {
			return nil, fmt.Errorf("charges: %w", err)
		}
	}
	for _, word := range split(s.Diagnoses) {
		code, poa, _ := strings.Cut(word, ":")
		c.Diagnoses = append(c.Diagnoses, rules.Diagnosis{Code: strings.ToUpper(code), POA: strings.ToUpper(poa)})
	}
	for _, word := range split(s.Procedures) {
		code, day, dated := strings.Cut(word, ":")
		p := rules.Procedure{Code: strings.ToUpper(code)}
		if dated {
			var err error
			if p.Date, err = medcode.ParseDate(day); err != nil {
				return nil, fmt.Errorf("procedure %s: %w", short(code), err)
			}
		}
		c.Procedures = append(c.Procedures, p)
	}
	const most = 200
	if n := len(c.Diagnoses) + len(c.Procedures); n > most {
		return nil, fmt.Errorf("%d codes: want at most %d", n, most)
	}
	return c, nil
}

func split(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == ';' })
}

// stayOf returns the stay of an inpatient claim as people type it, nil for other
// claims and those of ICD-9.
func stayOf(c *rules.Claim) *Stay {
	if c.Setting != rules.Inpatient || c.ICD != rules.ICD10 {
		return nil
	}
	s := &Stay{ID: c.ID, Sex: c.Patient.Sex, Status: c.DischargeStatus, Admission: c.Admission, Discharge: c.Date(), Exempt: c.POAExempt}
	if s.Admission.IsZero() {
		s.Admission = c.From
	}
	if n, ok := c.Years(); ok {
		s.Age = strconv.Itoa(n)
	}
	if c.Charge != 0 {
		s.Charges = c.Charge.String()
	}
	var lines []string
	for _, d := range c.Diagnoses {
		line := d.Code
		if code, err := cm.Parse(d.Code); err == nil {
			line = code.String()
		}
		if d.POA != "" {
			line += ":" + d.POA
		}
		lines = append(lines, line)
	}
	s.Diagnoses = strings.Join(lines, "\n")
	lines = nil
	for _, p := range c.Procedures {
		line := p.Code
		if code, err := pcs.Parse(p.Code); err == nil {
			line = code.String()
		}
		if !p.Date.IsZero() {
			line += ":" + p.Date.String()
		}
		lines = append(lines, line)
	}
	s.Procedures = strings.Join(lines, "\n")
	return s
}
