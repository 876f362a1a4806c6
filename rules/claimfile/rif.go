package claimfile

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/internal/columns"
	"github.com/medcode/medcode/rules"
)

// isRIF reports whether a header is that of a research identifiable file: names
// of the Chronic Conditions Warehouse's variables, the claim's identifier among them.
func isRIF(header []byte) bool {
	upper := bytes.ToUpper(header)
	for _, separator := range []string{"|", ",", "\t", ";"} {
		names := bytes.Split(bytes.TrimRight(upper, "\r"), []byte(separator))
		for i := range names {
			names[i] = bytes.Trim(names[i], "\" ")
		}
		has := func(name string) bool {
			return slices.ContainsFunc(names, func(n []byte) bool { return string(n) == name })
		}
		if has("CUR_CLM_UNIQ_ID") && (has("CLM_FROM_DT") || has("CLM_LINE_FROM_DT")) || has("PDE_ID") && has("SRVC_DT") || has("CLM_ID") && (has("CLM_FROM_DT") || has("CLM_THRU_DT") || has("CLM_LINE_NUM") || has("LINE_NUM")) {
			return true
		}
	}
	return false
}

// A rifReader reads rows of variables; rows of one claim follow one another.
type rifReader struct {
	*file
	separator byte
	at        map[string]int // of a variable in a row
	columns   int
	row       []string
	listed    [3][]int // columns of ICD_DGNS_CD1 on, of the external causes, and of procedures
	c         *rules.Claim
	bad       error
	lines     int // rows of the claim
	carrier   bool
	seen      seen
	patient   string // of the claim's first row
	widths    []int  // of the columns of CCLF
	cclf      int    // the file of CCLF, 0 of RIF
	wide      int    // lines that a row may have, of DE-SynPUF
	suffix    string // of the columns of the one that is being read
}

// most numbered columns that are looked for.
const mostNumbered = 50

// rif reads rows of the research files and of the feed.
func (f *file) rif(in *bufio.Reader, head []byte) error {
	r, err := f.variables(in, head)
	if err != nil {
		return err
	}
	return r.records(in, lineEnd(head))
}

// variables returns a reader of a file's rows, behind its header.
func (f *file) variables(in *bufio.Reader, head []byte) (*rifReader, error) {
	f.format = RIF
	r := &rifReader{file: f, separator: '|', at: map[string]int{}, seen: newSeen()}
	if layout, fixed := cclfOf(firstLine(head)); fixed {
		f.format = CCLF
		r.widths, r.columns, r.cclf = layout.widths, len(layout.widths), layout.file
		r.bind(layout.names)
		return r, nil
	}
	var room []byte
	header, err := f.until(in, lineEnd(head), &room, f.limits.LineBytes)
	if err != nil {
		return nil, err
	}
	text := strings.TrimRight(string(header), "\r")
	for _, s := range []byte("|,\t;") {
		if strings.IndexByte(text, s) >= 0 {
			r.separator = s
			break
		}
	}
	var names []string
	for i, name := range strings.Split(text, string(r.separator)) {
		name = strings.ToUpper(strings.Trim(name, `" `))
		if name != "" && slices.Contains(names, name) {
			return nil, fmt.Errorf("column %s stands twice: %w", name, medcode.ErrLayout)
		}
		names = append(names, name)
		r.columns = i + 1
	}
	if slices.Contains(names, "CUR_CLM_UNIQ_ID") {
		f.format, r.cclf = CCLF, cclfNamed(names)
	}
	r.bind(names)
	return r, nil
}

// cclfNamed returns the file of CCLF that has these columns.
func cclfNamed(names []string) int {
	for field, file := range map[string]int{"PRNCPL_DGNS_CD": 1, "CLM_LINE_PROD_REV_CTR_CD": 2, "CLM_PRCDR_CD": 3, "CLM_DGNS_CD": 4, "CLM_PRVDR_SPCLTY_CD": 5, "PAYTO_PRVDR_NPI_NUM": 6, "CLM_LINE_NDC_CD": 7} {
		if slices.Contains(names, field) {
			return file
		}
	}
	return 1
}

// has reports whether a file has a variable.
func (r *rifReader) has(name string) bool {
	_, ok := r.at[name]
	return ok
}

// synpufVariable returns the variable of RIF that a column of DE-SynPUF holds (CMS,
// Data Entrepreneurs' Synthetic Public Use File, codebook), "" of others. Its claims
// have their lines side by side, with the number of the line at the end of the name.
func synpufVariable(name string) string {
	switch {
	case name == "ADMTNG_ICD9_DGNS_CD":
		return "ADMTG_DGNS_CD"
	case strings.HasPrefix(name, "ICD9_DGNS_CD_"):
		return "ICD_DGNS_CD" + name[len("ICD9_DGNS_CD_"):]
	case strings.HasPrefix(name, "ICD9_PRCDR_CD_"):
		return "ICD_PRCDR_CD" + name[len("ICD9_PRCDR_CD_"):]
	case strings.HasPrefix(name, "LINE_ICD9_DGNS_CD_"):
		return "LINE_ICD_DGNS_CD_" + name[len("LINE_ICD9_DGNS_CD_"):]
	case wideOf(name) > 0:
		return name
	}
	return ""
}

// wideOf returns the number of the line that a column is of, 0 of others.
func wideOf(name string) int {
	for _, stem := range []string{"HCPCS_CD_", "PRF_PHYSN_NPI_", "LINE_NCH_PMT_AMT_", "LINE_ALOWD_CHRG_AMT_", "LINE_PRCSG_IND_CD_", "LINE_ICD_DGNS_CD_"} {
		if n, err := strconv.Atoi(strings.TrimPrefix(name, stem)); err == nil && strings.HasPrefix(name, stem) && n <= mostNumbered {
			return n
		}
	}
	return 0
}

// bind notes which column holds which variable.
func (r *rifReader) bind(names []string) {
	for i, name := range names {
		variables := []string{name}
		if r.cclf != 0 && cclfVariables[name] != nil {
			variables = cclfVariables[name]
		}
		if v := synpufVariable(name); v != "" {
			variables = []string{v}
			r.wide = max(r.wide, wideOf(v))
		}
		for _, v := range variables {
			r.at[v] = i
		}
	}
	if r.has("DESYNPUF_ID") {
		r.at["ICD9"] = -1
	}
	if r.cclf == 2 { // whose days of lines are the same words as a carrier's
		delete(r.at, "LINE_NUM")
	}
	for i, stem := range []string{"ICD_DGNS_CD", "ICD_DGNS_E_CD", "ICD_PRCDR_CD"} {
		for n := 1; n <= mostNumbered; n++ {
			if at, ok := r.at[fmt.Sprintf("%s%d", stem, n)]; ok {
				r.listed[i] = append(r.listed[i], at)
			}
		}
	}
}

// records reads the records to the end.
func (r *rifReader) records(in *bufio.Reader, end byte) error {
	f := r.file
	var room []byte
	for {
		line, err := f.until(in, end, &room, f.limits.LineBytes)
		switch {
		case errors.Is(err, io.EOF):
			return r.flush()
		case errors.Is(err, errLong):
			if err := f.give(nil, err, ""); err != nil {
				return err
			}
			continue
		case err != nil:
			return err
		}
		if line = bytes.Trim(line, "\r\x00\x1a"); len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		if err := r.take(string(columns.UTF8(line))); err != nil {
			return err
		}
	}
}

// take takes a row. A bar may end it.
func (r *rifReader) take(line string) error {
	r.cutRow(line)
	return r.record()
}

// cutRow cuts a line into r.row.
func (r *rifReader) cutRow(line string) {
	if r.widths != nil {
		r.cutFixed(line)
		return
	}
	r.row = r.row[:0]
	for rest, more := line, true; more && len(r.row) < r.columns+2; {
		var cell string
		if cell, rest, more = cutCell(rest, r.separator); true {
			r.row = append(r.row, cell)
		}
	}
	if len(r.row) == r.columns+1 && r.row[r.columns] == "" {
		r.row = r.row[:r.columns]
	}
}

// record takes the row that was cut.
func (r *rifReader) record() error {
	id := r.cell("CLM_ID", "PDE_ID")
	if r.c != nil && r.c.ID != id {
		if err := r.flush(); err != nil {
			return err
		}
	}
	wrong := len(r.row) != r.columns
	if r.c == nil {
		r.c, r.bad, r.lines = &rules.Claim{ID: strings.Clone(id), Adjudicated: true, Payer: rules.Medicare}, nil, 0
		if !wrong {
			r.claim()
			r.patient = r.c.Patient.ID
			if r.seen.before(id) {
				unreadable(&r.c.Unreadable, rules.AtField("id"), r.c.ID, errApart)
			}
		}
	} else if who := r.cell("BENE_ID", "DSYSRTKY", "DESYNPUF_ID"); !wrong && who != r.patient && !r.c.IsUnreadable(rules.AtPatient("id")) {
		unreadable(&r.c.Unreadable, rules.AtPatient("id"), strings.Clone(who), fmt.Errorf("another row of the claim says %q", r.patient))
	} else if (r.cclf == 3 || r.cclf == 4 || r.wide > 0) && !wrong && len(r.c.Diagnoses)+len(r.c.Procedures) <= r.limits.ClaimCodes {
		r.codes() // a row has one
	}
	if wrong && r.bad == nil {
		err := fmt.Errorf("%d cells under %d columns: %w", len(r.row), r.columns, medcode.ErrSyntax)
		r.bad = &medcode.FileError{File: r.name, Line: r.file.line, Err: err}
	}
	if r.lines++; r.lines > r.limits.ClaimLines && r.bad == nil {
		r.bad = r.wrap(over("ClaimLines", "more than %d service lines", r.limits.ClaimLines), "")
	}
	if r.bad == nil {
		r.services()
	}
	return nil
}

// services takes the lines of a row.
func (r *rifReader) services() {
	if r.wide == 0 {
		r.service()
	}
	for n := 1; n <= r.wide; n++ {
		r.suffix = "_" + strconv.Itoa(n)
		r.service()
	}
	r.suffix = ""
}

// cutCell cuts the first cell off a row, in quotes or not.
func cutCell(row string, separator byte) (cell, rest string, more bool) {
	if strings.HasPrefix(row, `"`) {
		if cell, rest, more, ok := cutQuoted(row, separator); ok {
			return cell, rest, more
		}
	}
	return cut(row, separator)
}

func (r *rifReader) flush() error {
	c := r.c
	r.c = nil
	if c == nil {
		return nil
	}
	return r.give(c, r.bad, "")
}

// cell returns the row's cell under a variable, or under the first of several
// that is not empty.
func (r *rifReader) cell(names ...string) string {
	for _, name := range names {
		i, ok := r.at[name]
		if r.suffix != "" {
			if k, has := r.at[name+r.suffix]; has {
				i, ok = k, has
			}
		}
		if ok && 0 <= i && i < len(r.row) {
			if text := strings.TrimSpace(r.row[i]); text != "" && text != "~" {
				return text
			}
		}
	}
	return ""
}

func (r *rifReader) day(at rules.Place, name ...string) medcode.Date {
	text := r.cell(name...)
	if text == "" || r.cclf != 0 && (strings.HasPrefix(text, "1000-") || strings.HasPrefix(text, "9999-")) { // no day, in CCLF
		return medcode.Date{}
	}
	d, err := columns.Date(text, columns.MonthFirst)
	unreadable(&r.c.Unreadable, at, text, err)
	return d
}

func (r *rifReader) cents(at rules.Place, name ...string) (v medcode.Cents) {
	if text := r.cell(name...); text != "" {
		var err error
		v, err = dollars(text)
		unreadable(&r.c.Unreadable, at, text, err)
	}
	return v
}

func (r *rifReader) number(at rules.Place, name ...string) (v float64) {
	if text := r.cell(name...); text != "" {
		var err error
		v, err = quantity(text, at.Field)
		unreadable(&r.c.Unreadable, at, text, err)
	}
	return v
}

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
