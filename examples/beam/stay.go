package main

import (
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/stayfile"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
)

// A Stay is a stay as it goes from worker to worker: fields that Beam's row
// coder knows.
type Stay struct {
	ID, Version          string
	Age, AgeDays, Status int
	Sex, Hospital        string
	Admission, Discharge string // as 20260413
	Admitting            string
	Diagnoses            []string // without the dot, with the POA indicator behind a colon
	Procedures           []string
}

// A Row is a stay and what it comes to.
type Row struct {
	Stay Stay `json:"-"`

	ID            string   `json:"id"`
	Discharge     string   `json:"discharge,omitempty"`
	Version       string   `json:"version,omitempty"`
	DRG           int      `json:"drg"`
	MDC           int      `json:"mdc"`
	Title         string   `json:"title,omitempty"`
	Severity      string   `json:"severity,omitempty"`
	ReturnCode    string   `json:"returnCode,omitempty"`
	HACs          int      `json:"hacs"`
	Weight        int      `json:"-"` // in ten-thousandths, 0 for none
	EditType      string   `json:"editType,omitempty"`
	Edits         []string `json:"edits,omitempty"` // with their counts: AGE_CONFLICT=1
	Comorbidities []string `json:"comorbidities,omitempty"`
	Indices       []int    `json:"indices,omitempty"` // of readmission and mortality; none without POA indicators
	Charlson      int      `json:"charlson"`
	Problem       string   `json:"problem,omitempty"` // why there is no DRG at all
}

func stayOf(rec *stayfile.Record) Stay {
	s := Stay{ID: strings.Clone(rec.ID), Version: rec.Version, Age: rec.Age, AgeDays: rec.AgeDays, Status: rec.Status, Sex: rec.Sex.String(),
		Hospital: rec.Hospital.String(), Admission: compact(rec.Admission), Discharge: compact(rec.Discharge), Admitting: rec.Admitting.Compact()}
	for _, d := range rec.Diagnoses {
		s.Diagnoses = append(s.Diagnoses, d.Code.Compact()+":"+d.POA.String())
	}
	for _, p := range rec.Procedures {
		s.Procedures = append(s.Procedures, p.Code.String())
	}
	return s
}

func compact(d medcode.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.Compact()
}

// into is the stay for the grouper. What stayOf wrote parses; a code that was
// malformed is empty, and the zero code again.
func (s *Stay) into(to *drg.Stay) {
	to.ID, to.Age, to.AgeDays, to.Status = s.ID, s.Age, s.AgeDays, s.Status
	to.Sex, _ = medcode.ParseSex(s.Sex)
	to.Hospital, _ = drg.ParseReporting(s.Hospital)
	to.Admission, _ = medcode.ParseDate(s.Admission)
	to.Discharge, _ = medcode.ParseDate(s.Discharge)
	to.Admitting, _ = cm.Parse(s.Admitting)
	to.Diagnoses, to.Procedures = to.Diagnoses[:0], to.Procedures[:0]
	for _, text := range s.Diagnoses {
		code, poa, _ := strings.Cut(text, ":")
		d := drg.Diagnosis{}
		d.Code, _ = cm.Parse(code)
		if poa != "" {
			d.POA = cm.POA(poa[0])
		}
		to.Diagnoses = append(to.Diagnoses, d)
	}
	for _, text := range s.Procedures {
		code, _ := pcs.Parse(text)
		to.Procedures = append(to.Procedures, drg.Procedure{Code: code})
	}
}
