package codes

import (
	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/hcpcs/mpfs"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/icd9"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/rules"
)

// Options are the sets that codes are held against. A nil set judges nothing,
// and the rules that need it are undecided.
type Options struct {
	CM    *cm.Library    // ICD-10-CM
	PCS   *pcs.Library   // ICD-10-PCS
	ICD9  *icd9.Library  // ICD-9-CM, volumes 1 and 3
	HCPCS *hcpcs.Library // HCPCS Level II and its modifiers
	Fees  *mpfs.Library  // the physician fee schedule, which lists the CPT codes that there are
	// Known, if not nil, reports whether a HCPCS or CPT code is one on a date, by
	// what else is at hand, as the licensee's files of the AMA; and whether that
	// can be told.
	Known func(c hcpcs.Code, on medcode.Date) (is, known bool)
}

// Pack returns the rules.
func Pack(o Options) rules.Pack {
	p := rules.Pack{Name: "code", Title: "Codes against their sets", Rules: []rules.Rule{
		o.diagnosisUnknown(), o.diagnosisNotInForce(), o.diagnosisHeader(),
		o.procedureUnknown(), o.procedureNotInForce(), procedureSetting(),
		o.hcpcsUnknown(), o.hcpcsNotInForce(), o.cptUnknown(),
		o.modifierUnknown(), o.modifierNotInForce(),
		revenueUnknown(), revenueSetting(), placeOfService(), typeOfBill(), dischargeStatus(),
		conditionUnknown(), occurrenceUnknown(), valueUnknown(),
	}}
	p.Sources = o.sources()
	return p
}

func (o Options) sources() (all []medcode.Provenance) {
	if o.CM != nil {
		for r := range o.CM.Releases() {
			all = append(all, r.Provenance())
		}
	}
	if o.PCS != nil {
		for r := range o.PCS.Releases() {
			all = append(all, r.Provenance())
		}
	}
	if o.HCPCS != nil {
		for r := range o.HCPCS.Releases() {
			all = append(all, r.Provenance())
		}
	}
	if o.Fees != nil {
		for r := range o.Fees.Releases() {
			all = append(all, r.Provenance())
		}
	}
	return all
}

var (
	codeSets  = rules.Citation{Document: "45 CFR 162.1002"}
	validity  = rules.Citation{Document: "45 CFR 162.1011"}
	chapter25 = rules.Citation{Document: "Medicare Claims Processing Manual (Pub. 100-04)", Section: "chapter 25, section 75"}
	chapter26 = rules.Citation{Document: "Medicare Claims Processing Manual (Pub. 100-04)", Section: "chapter 26, section 10.5"}
)

// rule returns a rule of this package: an error that gets the claim returned.
func rule(id, name, says string, fails, passes []string, cite ...rules.Citation) rules.Rule {
	return rules.Rule{ID: "code." + id, Name: name, Says: says, Fails: fails, Passes: passes, Citations: cite,
		Severity: rules.Error, Disposition: rules.ReturnToProvider}
}

var (
	institutional = rules.In(rules.Inpatient, rules.Outpatient)
	professional  = rules.In(rules.Professional)
)
