package claimfile

import (
	"fmt"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/rules"
)

// claim takes what is the same on every row of a claim, from the first.
func (r *rifReader) claim() {
	c := r.c
	kind := kindOfNCH(r.cell("NCH_CLM_TYPE_CD"))
	_, carrier := r.at["LINE_PLACE_OF_SRVC_CD"]
	if r.has("DESYNPUF_ID") { // whose files are told by their columns
		carrier = r.has("PRF_PHYSN_NPI_1") || r.has("LINE_NCH_PMT_AMT_1")
		if kind = "outpatient"; r.has("CLM_ADMSN_DT") {
			kind = "inpatient"
		}
	}
	r.carrier = carrier || kind == "professional"
	adjusted := r.cell("CLM_ADJSMT_TYPE_CD") // CCLF: 0 original, 1 cancels, 2 adjusts
	if r.cclf >= 5 && adjusted != "" {
		c.FrequencyCode = map[string]string{"0": "1", "1": "8", "2": "7"}[adjusted]
	}
	if r.cclf == 7 || r.has("PDE_ID") {
		r.event()
		return
	}
	if r.carrier {
		kind = "professional"
	}
	if facility, class := r.cell("CLM_FAC_TYPE_CD"), r.cell("CLM_SRVC_CLSFCTN_TYPE_CD"); facility != "" && class != "" && !r.carrier {
		frequency := r.cell("CLM_FREQ_CD")
		if adjusted == "1" {
			frequency = "8" // the record cancels what it repeats
		}
		c.TypeOfBill = "0" + facility + class + frequency
	}
	c.Setting = settingOf(c.TypeOfBill, kind)
	c.Patient.ID = r.cell("BENE_ID", "DSYSRTKY", "DESYNPUF_ID")
	c.Patient.Birth = r.day(rules.AtPatient("birth"), "DOB_DT", "BENE_BIRTH_DT")
	c.Patient.Sex, _ = medcode.ParseSex(r.cell("GNDR_CD", "BENE_SEX_IDENT_CD"))
	c.From, c.Through = r.day(rules.AtField("from"), "CLM_FROM_DT"), r.day(rules.AtField("through"), "CLM_THRU_DT")
	c.Admission = r.day(rules.AtField("admission"), "CLM_ADMSN_DT", "CLM_HOSPC_START_DT_ID")
	c.Discharge = r.day(rules.AtField("discharge"), "NCH_BENE_DSCHRG_DT")
	c.AdmissionType, c.AdmissionSource = r.cell("CLM_IP_ADMSN_TYPE_CD"), r.cell("CLM_SRC_IP_ADMSN_CD")
	c.DischargeStatus = twoDigits(r.cell("PTNT_DSCHRG_STUS_CD"))
	c.OriginalReference = r.cell("FI_ORIG_CLM_CNTL_NUM")
	c.Admitting = r.cell("ADMTG_DGNS_CD")
	for _, name := range []string{"RSN_VISIT_CD1", "RSN_VISIT_CD2", "RSN_VISIT_CD3"} {
		if code := r.cell(name); code != "" {
			c.Reasons = append(c.Reasons, code)
		}
	}
	if text := drgText(r.cell("CLM_DRG_CD")); text != "" {
		var err error
		c.DRG, err = drg.ParseNumber(text)
		unreadable(&c.Unreadable, rules.AtField("drg"), text, err)
	}
	c.Paid = r.cents(rules.AtField("paid"), "CLM_PMT_AMT")
	c.ReferringNPI = r.cell("RFR_PHYSN_NPI", "CLM_RFRG_PRVDR_NPI_NUM")
	if r.carrier {
		c.BillingNPI = r.cell("CARR_CLM_BLG_NPI_NUM", "CLM_BLG_PRVDR_NPI_NUM", "PRVDR_NPI")
		c.PlaceOfService = twoDigits(r.cell("LINE_PLACE_OF_SRVC_CD"))
		c.Charge, c.Allowed = r.cents(rules.AtField("charge"), "NCH_CARR_CLM_SBMTD_CHRG_AMT"), r.cents(rules.AtField("allowed"), "NCH_CARR_CLM_ALOWD_AMT")
		deny(c, r.cell("CARR_CLM_PMT_DNL_CD"))
	} else {
		c.BillingNPI, c.CCN = r.cell("ORG_NPI_NUM", "CLM_BLG_PRVDR_NPI_NUM"), r.cell("PRVDR_NUM")
		c.RenderingNPI, c.OperatingNPI = r.cell("AT_PHYSN_NPI"), r.cell("OP_PHYSN_NPI")
		c.Charge = r.cents(rules.AtField("charge"), "CLM_TOT_CHRG_AMT")
		if code := r.cell("CLM_MDCR_NON_PMT_RSN_CD"); code != "" {
			c.Denied, c.DenialReason = true, code
		}
	}
	r.codes()
}

// codes takes diagnoses and procedures from their numbered columns.
func (r *rifReader) codes() {
	c := r.c
	said := false
	version := func(name string) {
		said = said || r.cell(name) != ""
		if r.cell(name) == "9" {
			c.ICD = rules.ICD9
		}
	}
	version("PRNCPAL_DGNS_VRSN_CD")
	version("ICD_DGNS_VRSN_CD1")
	version("ICD_PRCDR_VRSN_CD1")
	if !said && beforeICD10(c) || r.has("ICD9") {
		c.ICD = rules.ICD9
	}
	for i, poa := range []string{"CLM_POA_IND_SW", "CLM_E_POA_IND_SW"} {
		for n, at := range r.listed[i] {
			if at >= len(r.row) {
				continue
			}
			if code := strings.TrimSpace(r.row[at]); code != "" && code != "~" && !(r.wide > 0 && r.lines > 0 && hasDiagnosis(c, code)) {
				c.Diagnoses = append(c.Diagnoses, rules.Diagnosis{Code: code, POA: poaOf(r.cell(fmt.Sprintf("%s%d", poa, n+1)))})
			}
		}
	}
	if principal := r.cell("PRNCPAL_DGNS_CD"); principal != "" && (len(c.Diagnoses) == 0 || c.Diagnoses[0].Code != principal) {
		c.Diagnoses = slices.Insert(c.Diagnoses, 0, rules.Diagnosis{Code: principal})
	}
	for n, at := range r.listed[2] {
		if at >= len(r.row) {
			continue
		}
		if code := strings.TrimSpace(r.row[at]); code != "" && code != "~" {
			on := r.day(rules.AtProcedure(len(c.Procedures)).In("date"), fmt.Sprintf("PRCDR_DT%d", n+1))
			c.Procedures = append(c.Procedures, rules.Procedure{Code: code, Date: on})
		}
	}
}

func hasDiagnosis(c *rules.Claim, code string) bool {
	return slices.ContainsFunc(c.Diagnoses, func(d rules.Diagnosis) bool { return d.Code == code })
}

// event takes a Part D event, which is one dispensed drug: who prescribed it is the
// claim's referring clinician, and the pharmacy bills, where they are given by NPI.
func (r *rifReader) event() {
	c := r.c
	c.Setting = rules.Pharmacy
	c.Patient.ID = r.cell("BENE_ID", "DSYSRTKY", "DESYNPUF_ID")
	c.Patient.Birth = r.day(rules.AtPatient("birth"), "DOB_DT")
	c.Patient.Sex, _ = medcode.ParseSex(r.cell("GNDR_CD"))
	c.From = r.day(rules.AtField("from"), "SRVC_DT")
	if kind := r.cell("SRVC_PRVDR_ID_QLFYR_CD"); kind == "01" || kind == "" {
		c.BillingNPI = r.cell("SRVC_PRVDR_ID")
	}
	if kind := r.cell("PRSCRBR_ID_QLFYR_CD"); kind == "01" || kind == "" {
		c.ReferringNPI = r.cell("PRSCRBR_ID")
	}
	at := rules.AtLine(0)
	c.Charge = r.cents(rules.AtField("charge"), "TOT_RX_CST_AMT")
	l := rules.Line{NDC: r.cell("PROD_SRVC_ID"), NDCQuantity: r.number(at.In("ndcQuantity"), "QTY_DSPNSD_NUM"), Units: 1, Charge: c.Charge}
	if text := r.cell("DAYS_SUPLY_NUM"); text != "" {
		var err error
		l.DaysSupply, err = whole(text)
		unreadable(&c.Unreadable, at.In("daysSupply"), text, err)
	}
	if len(c.Lines) <= r.limits.ClaimLines { // one more tells that it is too many
		c.Lines = append(c.Lines, l)
	}
}

// service takes the row's line, if it has one.
func (r *rifReader) service() {
	c := r.c
	if c.Setting == rules.Pharmacy {
		return
	}
	at := rules.AtLine(len(c.Lines))
	l := rules.Line{Code: r.cell("HCPCS_CD"), NDC: r.cell("LINE_NDC_CD", "REV_CNTR_IDE_NDC_UPC_NUM")}
	for _, name := range []string{"HCPCS_1ST_MDFR_CD", "HCPCS_2ND_MDFR_CD", "HCPCS_3RD_MDFR_CD", "HCPCS_4TH_MDFR_CD"} {
		if m := r.cell(name); m != "" {
			l.Modifiers = append(l.Modifiers, m)
		}
	}
	if r.carrier {
		if r.cell("LINE_NUM") == "" && l.Code == "" {
			return
		}
		l.Units = r.number(at.In("units"), "LINE_SRVC_CNT")
		l.Charge, l.Allowed = r.cents(at.In("charge"), "LINE_SBMTD_CHRG_AMT"), r.cents(at.In("allowed"), "LINE_ALOWD_CHRG_AMT")
		l.Paid = r.cents(at.In("paid"), "LINE_NCH_PMT_AMT")
		l.From, l.Through = r.day(at.In("from"), "LINE_1ST_EXPNS_DT"), r.day(at.In("through"), "LINE_LAST_EXPNS_DT")
		l.PlaceOfService = twoDigits(r.cell("LINE_PLACE_OF_SRVC_CD"))
		l.RenderingNPI, l.Specialty = r.cell("PRF_PHYSN_NPI", "PRVDR_NPI"), r.cell("PRVDR_SPCLTY")
		l.Facility = rules.Facility{State: r.cell("PRVDR_STATE_CD"), ZIP: r.cell("PRVDR_ZIP")}
		denyLine(&l, r.cell("LINE_PRCSG_IND_CD"))
		if code := r.cell("LINE_ICD_DGNS_CD"); code != "" {
			i := slices.IndexFunc(c.Diagnoses, func(d rules.Diagnosis) bool { return d.Code == code })
			if i < 0 {
				i = len(c.Diagnoses)
				c.Diagnoses = append(c.Diagnoses, rules.Diagnosis{Code: code})
			}
			l.Pointers = []int{i + 1}
		}
	} else {
		if l.Revenue = revenue(r.cell("REV_CNTR")); l.Revenue == "" && l.Code == "" {
			return
		}
		l.Units = r.number(at.In("units"), "REV_CNTR_UNIT_CNT")
		l.Charge, l.NonCovered = r.cents(at.In("charge"), "REV_CNTR_TOT_CHRG_AMT"), r.cents(at.In("nonCovered"), "REV_CNTR_NCVRD_CHRG_AMT")
		l.Paid = r.cents(at.In("paid"), "REV_CNTR_PMT_AMT_AMT")
		l.From = r.day(at.In("from"), "REV_CNTR_DT")
		l.RenderingNPI = r.cell("RNDRNG_PHYSN_NPI")
		l.NDCQuantity, l.NDCUnit = r.number(at.In("ndcQuantity"), "REV_CNTR_NDC_QTY"), r.cell("REV_CNTR_NDC_QTY_QLFR_CD")
		l.Facility.State = r.cell("PRVDR_STATE_CD")
		l.DenialReason = r.cell("REV_CNTR_1ST_ANSI_CD")
	}
	if l.Through == l.From {
		l.Through = medcode.Date{}
	}
	if len(c.Lines) <= r.limits.ClaimLines { // one more tells that it is too many
		c.Lines = append(c.Lines, l)
	}
}
