package fhir

import (
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/icd9"
	"github.com/medcode/medcode/icd10/research"
	"github.com/medcode/medcode/rules/mce"
)

// Those returns the value set of the concepts of s that may be reported and for
// which in is true: the list of a rule, say.
func (s *System) Those(url, name, title string, in func(c Concept) bool) *ValueSet {
	codes := []string{}
	for c := range s.Concepts() {
		if !c.Abstract && in(c) {
			codes = append(codes, c.Code)
		}
	}
	return &ValueSet{URL: url, Name: name, Title: title, Include: []Include{{System: s, Codes: codes}}}
}

// POAExempt returns the codes of a release of ICD-10-CM that are exempt from
// reporting whether the condition was present on admission.
func POAExempt(r *cm.Release, url string) *ValueSet {
	return ICD10CM(r).Those(url, "POAExempt", "Codes exempt from reporting of presence on admission, ICD-10-CM "+r.Provenance().Release,
		func(c Concept) bool {
			code, err := cm.Parse(c.Code)
			return err == nil && r.POAExempt(code)
		})
}

// EditList returns the codes of a system, of ICD-10-CM, ICD-10-PCS or the
// diagnoses of ICD-9-CM, that have a flag of the Medicare Code Editor on a day, by
// CMS's name of the flag: "manifestation", "unacceptable", "noncovered".
func EditList(s *System, r *mce.Release, flag string, on medcode.Date, url string) *ValueSet {
	list := map[string]mce.List{ICD10CMURL: mce.ICD10Diagnoses, ICD10PCSURL: mce.ICD10Procedures, ICD9CMURL: mce.ICD9Diagnoses}[s.URL]
	flagged := map[string]bool{}
	for row := range r.Rows(list) {
		if row.Period.Contains(on) && row.Flags.Has(flag) {
			flagged[row.Code] = true
		}
	}
	return s.Those(url, "MCE"+strings.ToUpper(flag[:min(len(flag), 1)])+flag[min(len(flag), 1):], "Medicare Code Editor "+r.Provenance().Release+": "+flag,
		func(c Concept) bool { return flagged[strings.ReplaceAll(c.Code, ".", "")] })
}

// CaseDefinition returns the codes of a system, of ICD-10-CM or of the diagnoses
// of ICD-9-CM, of which a diagnosis on a day is one of the disease by a
// definition. How often it must be coded, and apart from which others, a list of
// codes can't say.
func CaseDefinition(s *System, d *research.Definition, on medcode.Date, url string) *ValueSet {
	title := d.Title
	if title == "" {
		title = d.Name
	}
	return s.Those(url, d.Name, title, func(c Concept) bool {
		dx := research.Diagnosis{Date: on}
		switch s.URL {
		case ICD10CMURL:
			code, err := cm.Parse(c.Code)
			if err != nil {
				return false
			}
			dx.Code = research.CM(code)
		case ICD9CMURL:
			code, err := icd9.ParseDiagnosis(c.Code)
			if err != nil {
				return false
			}
			dx.Code = research.CM9(code)
		}
		return d.Matches(dx)
	})
}
