package claimfile

import (
	"bytes"
	"slices"
	"strings"

	"github.com/medcode/medcode/rules"
)

// syntheaParts are the files of Synthea's CSV exporter that claims are made of, with
// columns by which each is known (Synthea wiki, CSV File Data Dictionary): claims
// with their transactions, or encounters with their conditions and procedures.
var syntheaParts = []struct {
	has, not []string
	partKind
}{
	{[]string{"ID", "PATIENTID", "DIAGNOSIS1", "HEALTHCARECLAIMTYPEID1"}, nil, partKind{Synthea, 1, 0, "ID", "", syntheaClaim}},
	{[]string{"ID", "CLAIMID", "CHARGEID", "TYPE", "AMOUNT"}, nil, partKind{Synthea, 1, 1, "CLAIMID", "", syntheaTransaction}},
	{[]string{"ID", "START", "PATIENT", "ENCOUNTERCLASS"}, nil, partKind{Synthea, 2, 0, "ID", "", syntheaEncounter}},
	{[]string{"PATIENT", "ENCOUNTER", "CODE", "BASE_COST"}, []string{"DISPENSES"}, partKind{Synthea, 2, 2, "ENCOUNTER", "", syntheaProcedure}},
	{[]string{"START", "STOP", "PATIENT", "ENCOUNTER", "CODE"}, []string{"ID", "BASE_COST", "CATEGORY", "UDI", "TYPE"}, partKind{Synthea, 2, 1, "ENCOUNTER", "", syntheaCondition}},
}

// syntheaOf returns which file of Synthea has a header, nil for others.
func syntheaOf(header []byte) *partKind {
	names := strings.Split(strings.ToUpper(string(bytes.Trim(header, "\r\n "))), ",")
	has := func(name string) bool { return slices.Contains(names, name) }
	for i := range syntheaParts {
		one := &syntheaParts[i]
		if !slices.ContainsFunc(one.has, func(name string) bool { return !has(name) }) && !slices.ContainsFunc(one.not, has) {
			return &one.partKind
		}
	}
	return nil
}

// syntheaClaim takes a row of claims.csv.
func syntheaClaim(p *partRows, j *joined) {
	if j.rows > 0 {
		unreadable(&j.c.Unreadable, rules.AtField("id"), j.c.ID, errTwice)
		return
	}
	c := j.c
	c.Patient.ID = p.cell("PATIENTID")
	c.From = p.day(rules.AtField("from"), "SERVICEDATE")
	c.Setting = map[string]rules.Setting{"1": rules.Professional, "2": rules.Outpatient}[p.cell("HEALTHCARECLAIMTYPEID1")]
	for _, name := range []string{"DIAGNOSIS1", "DIAGNOSIS2", "DIAGNOSIS3", "DIAGNOSIS4", "DIAGNOSIS5", "DIAGNOSIS6", "DIAGNOSIS7", "DIAGNOSIS8"} {
		if code := p.cell(name); code != "" {
			c.Diagnoses = append(c.Diagnoses, rules.Diagnosis{Code: code})
		}
	}
}

// snomed is the code list of Synthea's codes, which X12 has no qualifier for.
const snomed = "SCT"

// syntheaTransaction takes a row of claims_transactions.csv: a charge is a line,
// and a payment is one of its line, by the charge's number.
func syntheaTransaction(p *partRows, j *joined) {
	c := j.c
	if c.Patient.ID == "" {
		c.Patient.ID = p.cell("PATIENTID")
	}
	if j.charges == nil {
		j.charges = map[string]int{}
	}
	charge := p.cell("CHARGEID")
	switch p.cell("TYPE") {
	case "CHARGE":
		at := rules.AtLine(len(c.Lines))
		l := rules.Line{Code: p.cell("PROCEDURECODE"), CodeList: snomed, Units: p.number(at.In("units"), "UNITS"), Charge: p.cents(at.In("charge"), "AMOUNT"), Note: p.cell("NOTES"),
			From: p.day(at.In("from"), "FROMDATE"), Through: p.day(at.In("through"), "TODATE")}
		if l.Through == l.From {
			l.Through = rules.Line{}.Through
		}
		for _, name := range []string{"MODIFIER1", "MODIFIER2"} {
			if m := p.cell(name); m != "" {
				l.Modifiers = append(l.Modifiers, m)
			}
		}
		for _, name := range []string{"DIAGNOSISREF1", "DIAGNOSISREF2", "DIAGNOSISREF3", "DIAGNOSISREF4"} {
			if text := p.cell(name); text != "" {
				n, err := pointer(text)
				unreadable(&c.Unreadable, at.In("pointers"), text, err)
				if err == nil {
					l.Pointers = append(l.Pointers, n)
				}
			}
		}
		j.charges[charge] = len(c.Lines)
		c.Lines = append(c.Lines, l)
		c.Charge = c.Charge.Add(l.Charge)
	case "PAYMENT":
		c.Adjudicated = true
		paid := p.cents(rules.AtField("paid"), "PAYMENTS")
		c.Paid = c.Paid.Add(paid)
		if i, ok := j.charges[charge]; ok {
			c.Lines[i].Paid = c.Lines[i].Paid.Add(paid)
		}
	}
}

// syntheaEncounter takes a row of encounters.csv: inpatient, SNF and hospice are
// stays, emergency and outpatient a hospital's, all others a clinician's.
func syntheaEncounter(p *partRows, j *joined) {
	c := j.c
	if j.rows > 0 {
		unreadable(&c.Unreadable, rules.AtField("id"), c.ID, errTwice)
		return
	}
	c.Patient.ID = p.cell("PATIENT")
	c.From, c.Through = p.day(rules.AtField("from"), "START"), p.day(rules.AtField("through"), "STOP")
	switch strings.ToLower(p.cell("ENCOUNTERCLASS")) {
	case "inpatient", "snf", "hospice":
		c.Setting, c.Admission, c.Discharge = rules.Inpatient, c.From, c.Through
	case "emergency", "outpatient":
		c.Setting = rules.Outpatient
	default:
		c.Setting = rules.Professional
	}
	c.Charge = p.cents(rules.AtField("charge"), "TOTAL_CLAIM_COST")
	if p.cell("PAYER_COVERAGE") != "" {
		c.Adjudicated, c.Paid = true, p.cents(rules.AtField("paid"), "PAYER_COVERAGE")
	}
	if code := p.cell("REASONCODE"); code != "" {
		c.Diagnoses = append(c.Diagnoses, rules.Diagnosis{Code: code})
	}
}

// syntheaCondition takes a row of conditions.csv.
func syntheaCondition(p *partRows, j *joined) {
	if code := p.cell("CODE"); code != "" && !hasDiagnosis(j.c, code) {
		j.c.Diagnoses = append(j.c.Diagnoses, rules.Diagnosis{Code: code})
	}
}

// syntheaProcedure takes a row of procedures.csv.
func syntheaProcedure(p *partRows, j *joined) {
	at := rules.AtLine(len(j.c.Lines))
	l := rules.Line{Code: p.cell("CODE"), CodeList: snomed, Units: 1, Note: p.cell("DESCRIPTION"), Charge: p.cents(at.In("charge"), "BASE_COST"), From: p.day(at.In("from"), "START", "DATE"), Through: p.day(at.In("through"), "STOP")}
	if l.Through == l.From {
		l.Through = rules.Line{}.Through
	}
	j.c.Lines = append(j.c.Lines, l)
}
