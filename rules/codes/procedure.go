package codes

import (
	"fmt"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/icd9"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/rules"
)

const needsPCS = "a release of ICD-10-PCS, or of ICD-9-CM for claims before October 2015, that holds on the claim's date"

func (o Options) procedureUnknown() rules.Rule {
	r := rule("procedure-unknown", "Inpatient procedure that is no code",
		"An inpatient procedure is a code of ICD-10-PCS, or of volume 3 of ICD-9-CM before October 2015.",
		[]string{"| I50.9 | 0DTJ9ZZ"}, []string{"| I50.9 | 0DTJ4ZZ", "| I50.9 | ?"}, codeSets)
	r.Settings = rules.In(rules.Inpatient)
	r.Needs = needsPCS
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		o.procedures(c, r, func(i int, text string, v pcs.DatedVerdict) {
			if len(v.Others) > 0 {
				return
			}
			f := rules.Finding{Release: strings.TrimSpace("ICD-10-PCS " + v.Release), Place: rules.AtProcedure(i), Codes: []string{text}, Message: text + " is no code of ICD-10-PCS."}
			if len(v.Problems) > 0 {
				f.Message = fmt.Sprintf("%s is no code of ICD-10-PCS: %v.", text, v.Problems[0])
			}
			if len(v.Suggestions) > 0 {
				f.Suggestion = "The nearest code is " + v.Suggestions[0].String() + "."
			}
			r.Add(f)
		})
	}
	return r
}

func (o Options) procedureNotInForce() rules.Rule {
	r := rule("procedure-not-in-force", "Inpatient procedure code of another time",
		"A code of ICD-10-PCS is reported for discharges of the fiscal years that have it.",
		[]string{"2025-11-15 | I50.9 | 0SG604Z"}, []string{"| I50.9 | 0DTJ4ZZ", "| I50.9 | 0DTJ9ZZ"}, codeSets, validity)
	r.Settings = rules.In(rules.Inpatient)
	r.Needs = needsPCS
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		o.procedures(c, r, func(i int, text string, v pcs.DatedVerdict) {
			if len(v.Others) == 0 {
				return
			}
			r.Add(rules.Finding{Release: "ICD-10-PCS " + v.Release, Place: rules.AtProcedure(i), Codes: []string{text},
				Message: fmt.Sprintf("%s is no code on %s; the releases that have it are those of %s.", text, r.Run().Date(), strings.Join(v.Others, ", "))})
		})
	}
	return r
}

// procedures calls found for the procedures that are well formed and no code
// that may be reported on the claim's date.
func (o Options) procedures(c *rules.Claim, r rules.Reporter, found func(i int, text string, v pcs.DatedVerdict)) {
	on := r.Run().Date()
	switch {
	case len(c.Procedures) == 0:
		return
	case on.IsZero():
		r.Undecided("the claim has no date")
		return
	case c.ICD == rules.ICD9:
		o.procedures9(c, r, found)
		return
	case o.PCS == nil:
		r.Undecided("no release of ICD-10-PCS is at hand")
		return
	}
	release, err := o.PCS.On(on)
	if err != nil {
		r.Undecided("no release of ICD-10-PCS is at hand that holds on the claim's date")
		return
	}
	for i, p := range r.Run().Procedures() {
		if !p.IsValid() || release.Contains(p) {
			continue
		}
		text := c.Procedures[i].Code
		switch v, err := o.PCS.Check(text, on); {
		case err != nil || v.Status == pcs.Valid:
		case v.Lacks != (medcode.Period{}):
			r.Undecided(fmt.Sprintf("the update of ICD-10-PCS of %v is not at hand, which may have a procedure of the claim", v.Lacks.From))
		default:
			found(i, text, v)
		}
	}
}

func (o Options) procedures9(c *rules.Claim, r rules.Reporter, found func(i int, text string, v pcs.DatedVerdict)) {
	if o.ICD9 == nil {
		r.Undecided("no release of ICD-9-CM is at hand")
		return
	}
	release, err := o.ICD9.On(r.Run().Date())
	if err != nil {
		r.Undecided("no release of ICD-9-CM is at hand that holds on the claim's date")
		return
	}
	for i := range c.Procedures {
		text := c.Procedures[i].Code
		if v := release.Procedures.Check(text); v.Status != icd9.Valid && v.Status != icd9.Malformed {
			found(i, text, pcs.DatedVerdict{})
		}
	}
}

func procedureSetting() rules.Rule {
	r := rule("procedure-setting", "Inpatient procedure code on another claim",
		"ICD-10-PCS is for procedures of hospital inpatients. Other claims report what was done by HCPCS codes on their lines.",
		[]string{"outpatient | K35.80 | 0DTJ4ZZ | 0360/44970"}, []string{"outpatient | K35.80 | | 0360/44970", "| K35.80 | 0DTJ4ZZ"}, codeSets)
	r.Settings = rules.In(rules.Outpatient, rules.Professional)
	r.Severity = rules.Warning
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		if len(c.Procedures) > 0 {
			text := c.Procedures[0].Code
			r.Add(rules.Finding{Place: rules.AtProcedure(0), Codes: []string{text}, Message: fmt.Sprintf("%s is a code for inpatients on an %s claim.", text, c.Setting),
				Suggestion: "Report the service by its HCPCS code on a line."})
		}
	}
	return r
}
