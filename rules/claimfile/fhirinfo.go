package claimfile

import (
	"math"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/rules"
)

// information takes supporting information, by its category or the system of its code.
func (b *benefit) information(n node) {
	c := b.c
	coding := n.get("code", "coding")
	code, system := coding.get("code").own(), last(coding.get("system").text())
	what := system
	for k := range n.get("category", "coding").each {
		switch name := last(k.get("code").text()); name {
		case "admissionperiod", "admtype", "pointoforigin", "discharge-status", "drg", "typeofbill", "medicalrecordnumber", "missingtoothnumber", "clm_src_ip_admsn_cd", "clm_ip_admsn_type_cd", "dayssupply":
			what = name
		}
	}
	switch what {
	case "admissionperiod":
		c.Admission = b.day(rules.AtField("admission"), n.get("timingPeriod", "start"))
		c.Discharge = b.day(rules.AtField("discharge"), n.get("timingPeriod", "end"))
	case "admtype", "clm_ip_admsn_type_cd", "PriorityTypeOfAdmitOrVisit":
		c.AdmissionType = code
	case "pointoforigin", "clm_src_ip_admsn_cd", "PointOfOrigin":
		c.AdmissionSource = code
	case "discharge-status", "ptnt_dschrg_stus_cd", "PatDischargeStatus":
		c.DischargeStatus = twoDigits(code)
	case "drg", "clm_drg_cd", "MS-DRG":
		b.group(code)
	case "clm_freq_cd":
		b.bill[2] = code
	case "dayssupply":
		if text := n.get("valueQuantity", "value").text(); text != "" {
			var err error
			b.supply, err = whole(text)
			unreadable(&c.Unreadable, rules.AtField("daysSupply"), strings.Clone(text), err)
		}
	case "typeofbill", "TypeOfBill":
		if len(code) == 1 || system == "clm_freq_cd" {
			b.bill[2] = code
		} else {
			c.TypeOfBill = code
		}
	case "medicalrecordnumber":
		c.MedicalRecord = n.get("valueString").own()
		if c.MedicalRecord == "" {
			c.MedicalRecord = n.get("valueIdentifier", "value").own()
		}
	case "missingtoothnumber":
		c.Teeth = append(c.Teeth, rules.ToothStatus{Number: code, Status: "M"})
	case "ConditionCodes", "ConditionCode":
		c.Conditions = append(c.Conditions, code)
	case "OccurrenceCodes", "OccurrenceCode":
		c.Occurrences = append(c.Occurrences, rules.Occurrence{Code: code, Date: b.day(rules.AtField("occurrences"), n.get("timingDate"))})
	case "OccurrenceSpanCodes", "OccurrenceSpanCode":
		c.Spans = append(c.Spans, rules.Span{Code: code, From: b.day(rules.AtField("spans"), n.get("timingPeriod", "start")), Through: b.day(rules.AtField("spans"), n.get("timingPeriod", "end"))})
	case "ValueCodes", "ValueCode":
		v := rules.Value{Code: code}
		b.cents(&v.Amount, rules.AtField("values"), n.get("valueQuantity", "value").text())
		c.Values = append(c.Values, v)
	}
}

// twoDigits gives a code of one digit its leading zero.
func twoDigits(code string) string {
	if len(code) == 1 && '0' <= code[0] && code[0] <= '9' {
		return "0" + code
	}
	return code
}

func (b *benefit) group(code string) {
	var err error
	if code == "" {
		return
	}
	b.c.DRG, err = drg.ParseNumber(drgText(code))
	unreadable(&b.c.Unreadable, rules.AtField("drg"), code, err)
}

// drgText takes the zero off that stands before three digits in four columns.
func drgText(code string) string {
	if len(code) == 4 && code[0] == '0' {
		return code[1:]
	}
	return code
}

func (b *benefit) cents(to *medcode.Cents, at rules.Place, text string) {
	if text == "" {
		return
	}
	var err error
	*to, err = dollars(text)
	unreadable(&b.c.Unreadable, at, strings.Clone(text), err)
}

// dollars reads an amount whose decimals behind the second are zeros.
func dollars(text string) (medcode.Cents, error) {
	if strings.ContainsAny(text, "eE") { // as JSON may write it
		if v, err := strconv.ParseFloat(text, 64); err == nil && math.Abs(v) < 1e12 {
			text = strconv.FormatFloat(v, 'f', -1, 64)
		}
	}
	if i := strings.IndexByte(text, '.'); i >= 0 && len(text) > i+3 {
		text = text[:i+3] + strings.TrimRight(text[i+3:], "0")
	}
	return medcode.ParseCents(text)
}
