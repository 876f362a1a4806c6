package main

import (
	"time"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/stayfile"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
)

// A row is what a stay comes to. Weight and indices are null where there are
// none: a stay without a DRG, a year whose weights aren't at hand, a stay
// without present-on-admission indicators.
type row struct {
	ID         string `parquet:"id"`
	Discharge  *int32 `parquet:"discharge,optional,date"`
	Version    string `parquet:"version,dict"`
	ReturnCode string `parquet:"return_code,dict"`
	MDC        int32  `parquet:"mdc"`
	DRG        int32  `parquet:"drg"`
	Title      string `parquet:"title,dict"`
	Type       string `parquet:"type,dict"`
	Severity   string `parquet:"severity,dict"`
	Weight     *int32 `parquet:"weight,optional,decimal(4:9)"`
	HACs       int32  `parquet:"hacs"`
	HACStatus  string `parquet:"hac_status,dict"`

	Comorbidities []string `parquet:"comorbidities,list"` // AHRQ's names
	Readmission   *int32   `parquet:"readmission_index,optional"`
	Mortality     *int32   `parquet:"mortality_index,optional"`
	Charlson      int32    `parquet:"charlson"`
}

// A stayRow is a stay in Parquet.
type stayRow struct {
	ID         string      `parquet:"id"`
	Version    string      `parquet:"version,dict,optional"`
	Age        int32       `parquet:"age"`
	AgeDays    int32       `parquet:"age_days"`
	Sex        string      `parquet:"sex,dict"`
	Status     int32       `parquet:"status"`
	Hospital   string      `parquet:"hospital,dict"`
	Admission  *int32      `parquet:"admission,optional,date"`
	Discharge  *int32      `parquet:"discharge,optional,date"`
	Admitting  string      `parquet:"admit,optional"`
	Diagnoses  []diagnosis `parquet:"dx,list"`
	Procedures []procedure `parquet:"px,list"`
}

type diagnosis struct {
	Code string `parquet:"code"`
	POA  string `parquet:"poa,dict,optional"`
}

type procedure struct {
	Code string `parquet:"code"`
	Date *int32 `parquet:"date,optional,date"`
}

// stayOf returns a stay as a row, with codes that are malformed as they are written.
func stayOf(rec *stayfile.Record) (stayRow, error) {
	s := stayRow{ID: rec.ID, Version: rec.Version, Age: int32(rec.Age), AgeDays: int32(rec.AgeDays), Sex: rec.Sex.String(),
		Status: int32(rec.Status), Hospital: rec.Hospital.String(), Admission: days(rec.Admission), Discharge: days(rec.Discharge),
		Admitting: rec.Admitting.Compact()}
	for _, d := range rec.Diagnoses {
		s.Diagnoses = append(s.Diagnoses, diagnosis{d.Code.Compact(), d.POA.String()})
	}
	for _, p := range rec.Procedures {
		s.Procedures = append(s.Procedures, procedure{p.Code.String(), days(p.Date)})
	}
	for _, m := range rec.Malformed {
		if m.Procedure {
			s.Procedures[m.At].Code = m.Text
		} else {
			s.Diagnoses[m.At].Code = m.Text
		}
	}
	return s, nil
}

// record is the stay of a row. Codes that are malformed become the zero code,
// which the grouper doesn't recognise; anything else malformed is an error.
func (s *stayRow) record() (*stayfile.Record, error) {
	rec := &stayfile.Record{Version: s.Version}
	rec.ID, rec.Age, rec.AgeDays, rec.Status = s.ID, int(s.Age), int(s.AgeDays), int(s.Status)
	rec.Admission, rec.Discharge = dateOf(s.Admission), dateOf(s.Discharge)
	var err error
	if rec.Sex, err = medcode.ParseSex(s.Sex); err != nil {
		return nil, err
	}
	if s.Hospital != "" {
		if rec.Hospital, err = drg.ParseReporting(s.Hospital); err != nil {
			return nil, err
		}
	}
	rec.Admitting, _ = cm.Parse(s.Admitting)
	for _, d := range s.Diagnoses {
		code, _ := cm.Parse(d.Code)
		poa, err := cm.ParsePOA(d.POA)
		if err != nil {
			poa = cm.POA(d.POA[0])
		}
		rec.Diagnoses = append(rec.Diagnoses, drg.Diagnosis{Code: code, POA: poa})
	}
	for _, p := range s.Procedures {
		code, _ := pcs.Parse(p.Code)
		rec.Procedures = append(rec.Procedures, drg.Procedure{Code: code, Date: dateOf(p.Date)})
	}
	return rec, nil
}

// epoch is day 0 of a date in Parquet.
var epoch = medcode.NewDate(1970, time.January, 1)

func days(d medcode.Date) *int32 {
	if d.IsZero() {
		return nil
	}
	n := int32(d.DaysSince(epoch))
	return &n
}

func dateOf(n *int32) medcode.Date {
	if n == nil {
		return medcode.Date{}
	}
	return epoch.AddDays(int(*n))
}
