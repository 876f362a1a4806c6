package main

import (
	"fmt"
	"slices"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/ipps"
	"github.com/medcode/medcode/drg/msdrg"
	"github.com/medcode/medcode/drg/stayfile"
	"github.com/medcode/medcode/icd10/research"
)

// An answerer makes rows of stays. Each goroutine has its own.
type answerer struct {
	fixed      string // the version, if it isn't for the stays to say
	elixhauser *research.Elixhauser
	charlson   *research.Charlson
	names      []string // of the measures
	result     drg.Result
	unknown    stayfile.Unrecognized
	survey     stayfile.Survey
	dx         []research.Diagnosis
}

func newAnswerer(version string) (*answerer, error) {
	if version != "" {
		if _, err := msdrg.Library().Version(version); err != nil {
			return nil, err
		}
	}
	a := &answerer{fixed: version, elixhauser: research.CompiledElixhauser(), charlson: research.NewCharlson(research.Charlson1987)}
	for _, m := range a.elixhauser.Measures() {
		a.names = append(a.names, m.Name)
	}
	return a, nil
}

func (a *answerer) answer(rec *stayfile.Record) (row, error) {
	g, err := a.grouper(rec)
	if err != nil {
		return row{}, err
	}
	g.GroupInto(&rec.Stay, &a.result)
	a.unknown.Count(rec, &a.result, stayfile.WholeSets)
	a.survey.Count(rec, &a.result, stayfile.WholeSets)
	f := &a.result.Final
	r := row{ID: rec.ID, Discharge: days(rec.Discharge), Version: a.result.Version, ReturnCode: f.Code.String(), MDC: int32(f.MDC), DRG: int32(f.DRG),
		Title: f.Title, Type: f.Kind.String(), Severity: f.Level.String(), HACs: int32(a.result.HACs), HACStatus: a.result.HACStatus.String(),
		Weight: weight(rec.Discharge, f.DRG)}
	a.comorbidities(rec, &r)
	return r, nil
}

func (a *answerer) grouper(rec *stayfile.Record) (*drg.Grouper, error) {
	switch {
	case a.fixed != "":
		return msdrg.Library().Version(a.fixed)
	case rec.Version != "":
		return msdrg.Library().Version(rec.Version)
	case rec.Discharge.IsZero():
		return nil, fmt.Errorf("neither a day of discharge nor a version: %w", medcode.ErrDate)
	}
	return msdrg.Library().On(rec.Discharge)
}

// weight is the relative weight of a DRG in the year of discharge.
func weight(discharge medcode.Date, n drg.Number) *int32 {
	r, err := ipps.ForDischarge(discharge)
	if err != nil {
		return nil
	}
	w, _ := r.Lookup(n)
	if w.Relative == 0 {
		return nil
	}
	v := int32(w.Relative)
	return &v
}

func (a *answerer) comorbidities(rec *stayfile.Record, r *row) {
	a.dx = a.dx[:0]
	for i, d := range rec.Diagnoses {
		if d.Code.IsValid() {
			a.dx = append(a.dx, research.Diagnosis{Code: research.CM(d.Code), Date: rec.Discharge, POA: d.POA, Principal: i == 0})
		}
	}
	c := a.elixhauser.Stay(a.dx)
	r.Comorbidities = slices.Grow(r.Comorbidities, c.Measures.Len())
	for i := range c.Measures.All() {
		r.Comorbidities = append(r.Comorbidities, a.names[i])
	}
	if !c.NoPOA {
		readmission, mortality := int32(c.Readmission), int32(c.Mortality)
		r.Readmission, r.Mortality = &readmission, &mortality
	}
	r.Charlson = int32(a.charlson.Of(a.dx, medcode.Period{}).Score)
}
