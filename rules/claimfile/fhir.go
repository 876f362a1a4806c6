package claimfile

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/rules"
)

// A fhirReader reads resources, one after the other.
type fhirReader struct {
	*file
	tree  tree
	known map[string]node // resources that others refer to, by what they are called
	bare  map[string]node // those whose entry doesn't say their URL, by type and id
	other map[string]int  // resources that are no claims, by type

	codes   int // diagnoses
	foreign int // diagnoses that are of no ICD
}

// isFHIR reports whether JSON is of FHIR: its objects say which resource they are.
func isFHIR(head []byte) bool { return bytes.Contains(head, []byte(`"resourceType"`)) }

// fhir reads resources: an object a line, as FHIR's bulk data are, or one or
// several over lines.
func (f *file) fhir(in *bufio.Reader, head []byte) error {
	f.line++
	r := &fhirReader{file: f, other: map[string]int{}}
	first, rest, lines := bytes.Cut(head, []byte{'\n'})
	_, err := r.tree.parse(string(first))
	byLine := lines && err == nil && len(bytes.TrimSpace(rest)) > 0
	if byLine {
		f.line--
	}
	var room []byte
	for {
		var text []byte
		if byLine {
			text, err = f.until(in, '\n', &room, f.resourceBytes())
		} else {
			text, err = f.value(in, &room)
		}
		switch {
		case errors.Is(err, io.EOF):
			r.conclude()
			return nil
		case errors.Is(err, errLong):
			if err := f.give(nil, err, ""); err != nil {
				return err
			}
			continue
		case err != nil:
			return err
		}
		if text = bytes.Trim(text, blanks+"\x00\x1a"); len(text) == 0 {
			continue
		}
		if err := r.resource(string(text)); err != nil {
			return err
		}
	}
}

// conclude notes what of the file is no claim.
func (r *fhirReader) conclude() {
	for _, kind := range sortedKeys(r.other) {
		r.note("other-resources", kind, "%d resources are no claims: %s", r.other[kind], kind)
	}
	if r.foreign > 0 {
		r.note("other-system", "", "%d of %d diagnoses are of no ICD, as SNOMED CT codes are none", r.foreign, r.codes)
	}
}

func (r *fhirReader) resource(text string) error {
	root, err := r.tree.parse(text)
	if err != nil {
		return r.give(nil, err, "")
	}
	r.known, r.bare = map[string]node{}, map[string]node{}
	return r.any(root)
}

// any reads a resource, or those that it holds.
func (r *fhirReader) any(n node) error {
	switch kind := n.get("resourceType").text(); kind {
	case "Bundle":
		return r.bundle(n)
	case "Parameters":
		for p := range n.get("parameter").each {
			if resource := p.get("resource"); resource.ok() {
				if err := r.any(resource); err != nil {
					return err
				}
			}
		}
		return nil
	default:
		return r.claimOf(n, kind)
	}
}

// bundle reads the claims of a Bundle. Where it holds both what was sent, a
// Claim, and what came back for it, an ExplanationOfBenefit, the latter is the claim.
func (r *fhirReader) bundle(root node) error {
	answered := map[string]bool{}
	for e := range root.get("entry").each {
		resource := e.get("resource")
		kind, id := resource.get("resourceType").text(), resource.get("id").text()
		if url := e.get("fullUrl").text(); url != "" {
			r.known[url] = resource
		} else {
			r.bare[kind+"/"+id] = resource
		}
		r.known[kind+"/"+id] = resource
		if kind == "ExplanationOfBenefit" {
			answered[e.get("resource", "claim", "reference").text()] = true
		}
	}
	for e := range root.get("entry").each {
		resource := e.get("resource")
		kind := resource.get("resourceType").text()
		if kind == "Claim" && (answered[e.get("fullUrl").text()] || answered["Claim/"+resource.get("id").text()]) {
			r.other["Claim that an ExplanationOfBenefit of the same Bundle answers"]++
			continue
		}
		if err := r.any(resource); err != nil {
			return err
		}
	}
	return nil
}

func (r *fhirReader) claimOf(n node, kind string) error {
	if kind != "ExplanationOfBenefit" && kind != "Claim" {
		r.other[strings.Clone(kind)]++
		return nil
	}
	b := &benefit{fhirReader: r, n: n, c: &rules.Claim{Adjudicated: kind == "ExplanationOfBenefit"}, contained: map[string]node{}}
	for c := range n.get("contained").each {
		if id := strings.TrimPrefix(c.get("id").text(), "#"); !b.contained[id].ok() {
			b.contained[id] = c
		}
	}
	b.read()
	switch status := n.get("status").text(); status {
	case "entered-in-error", "cancelled", "draft": // which FHIR says must not be taken for claims
		b.bad = fmt.Errorf("the %s has status %s, and is left out: %w", kind, status, medcode.ErrLayout)
	}
	return r.give(b.c, b.bad, "")
}

// A benefit is a Claim or ExplanationOfBenefit being read.
type benefit struct {
	*fhirReader
	n         node
	contained map[string]node // in it, by id
	c         *rules.Claim
	bad       error
	bill      [3]string         // facility type, classification and frequency of the type of bill
	linked    map[string]bool   // sequences of the team that lines name
	positions map[string]int    // of diagnoses by their sequence, counted from 1
	kind      string            // inpatient, outpatient, professional, pharmacy, dental, vision
	variables map[string]string // money by the name of its variable at CMS
}

// A member is one of a care team.
type member struct{ sequence, role, npi, taxonomy, specialty string }

// last returns what stands behind the last slash, colon, hash or bar of a system
// or URL: the name of the variable or code system.
func last(url string) string {
	return url[strings.LastIndexAny(url, "/:#|")+1:]
}

// fields of FHIR that STU3 calls otherwise.
var (
	infoKeys     = [...]string{"supportingInfo", "information"}
	serviceKeys  = [...]string{"productOrService", "service"}
	teamKeys     = [...]string{"careTeamSequence", "careTeamLinkId"}
	pointerKeys  = [...]string{"diagnosisSequence", "diagnosisLinkId"}
	providerKeys = [...]string{"provider", "organization"}
)

func either(n node, keys [2]string) node {
	if v := n.get(keys[0]); v.ok() {
		return v
	}
	return n.get(keys[1])
}

func (b *benefit) read() {
	n, c := b.n, b.c
	b.linked, b.positions, b.variables = map[string]bool{}, map[string]int{}, map[string]string{}
	b.identity()
	b.types()
	c.From, c.Through = b.day(rules.AtField("from"), n.get("billablePeriod", "start")), b.day(rules.AtField("through"), n.get("billablePeriod", "end"))
	if h := n.get("hospitalization"); h.ok() {
		c.Admission, c.Discharge = b.day(rules.AtField("admission"), h.get("start")), b.day(rules.AtField("discharge"), h.get("end"))
	}
	b.person()
	b.extensions()
	for info := range either(n, infoKeys).each {
		b.information(info)
	}
	b.providers()
	b.diagnoses()
	b.procedures()
	b.settle()
	for item := range n.get("item").each {
		b.item(item)
	}
	b.careTeam()
	b.money()
	c.PriorAuthorization = b.insurance().get("preAuthRef").own()
}

// identity takes the claim's own number: a payer's unique claim ID, else the
// first identifier, else the resource's.
func (b *benefit) identity() {
	for id := range b.n.get("identifier").each {
		system, value := last(id.get("system").text()), id.get("value")
		if b.c.ID == "" && system != "claim-group" || system == "clm_id" {
			b.c.ID = value.own()
		}
	}
	if b.c.ID == "" {
		b.c.ID = b.n.get("id").own()
	}
}

// types finds the kind of claim.
func (b *benefit) types() {
	for c := range b.n.get("type", "coding").each {
		switch code := c.get("code").text(); last(c.get("system").text()) {
		case "nch_clm_type_cd":
			b.kind = kindOfNCH(code)
		case "clm_srvc_clsfctn_type_cd":
			b.bill[1] = strings.Clone(code)
		default:
			switch code {
			case "pharmacy", "oral", "vision":
				b.kind = code
			case "professional", "institutional":
				if b.kind == "" {
					b.kind = code
				}
			}
		}
	}
	for c := range b.n.get("subType", "coding").each {
		switch code := c.get("code").text(); {
		case code == "inpatient", code == "outpatient":
			b.kind = code
		case strings.HasPrefix(code, "inpatient") && b.kind == "institutional": // CARIN: inpatient-facility
			b.kind = "inpatient"
		}
	}
}

// kindOfNCH reads the claim type of CMS's National Claims History.
func kindOfNCH(code string) string {
	switch code {
	case "20", "30", "60", "61", "62", "63", "64": // SNF and inpatient
		return "inpatient"
	case "10", "40", "50": // home health, outpatient, hospice
		return "outpatient"
	case "71", "72", "81", "82": // carrier and DME
		return "professional"
	}
	return ""
}

// day reads the day of a date or of an instant.
func (b *benefit) day(at rules.Place, n node) medcode.Date {
	text := n.text()
	if text == "" {
		return medcode.Date{}
	}
	day := text
	if len(day) > 10 && day[10] == 'T' {
		day = day[:10]
	}
	d, err := medcode.ParseDate(day)
	unreadable(&b.c.Unreadable, at, strings.Clone(text), err)
	return d
}

// find returns the resource that a reference is to, as far as the file has it: one
// contained in the claim, one of the Bundle by its URL, or by type and id.
func (b *benefit) find(reference node) node {
	name := reference.get("reference").text()
	if name == "" {
		return node{}
	}
	if c, ok := b.contained[strings.TrimPrefix(name, "#")]; ok { // some leave out the sign
		return c
	}
	name, _, _ = strings.Cut(name, "/_history/")
	if r, ok := b.known[name]; ok {
		return r
	}
	if i := strings.LastIndexByte(name, '/'); i > 0 && strings.Contains(name, "://") {
		return b.bare[name[strings.LastIndexByte(name[:i], '/')+1:]]
	}
	return node{}
}

// inOrder returns the elements of a list in the order of their sequence, where each
// has one, and the sequence of each: its place, where it has none.
func inOrder(list node) (all []node, sequences []string) {
	type one struct {
		n        node
		at       int
		sequence string
	}
	var ones []one
	told := true
	for n := range list.each {
		text := n.get("sequence").text()
		at, err := strconv.Atoi(text)
		told = told && err == nil
		if text == "" {
			text = strconv.Itoa(len(ones) + 1)
		}
		ones = append(ones, one{n, at, text})
	}
	if told {
		slices.SortStableFunc(ones, func(a, b one) int { return cmp.Compare(a.at, b.at) })
	}
	for _, o := range ones {
		all, sequences = append(all, o.n), append(sequences, o.sequence)
	}
	return all, sequences
}

// insurance returns the coverage that the claim is paid by: the focal one, else
// the first.
func (b *benefit) insurance() node {
	list := b.n.get("insurance")
	for i := range list.each {
		if i.get("focal").text() == "true" {
			return i
		}
	}
	return list.one()
}

// person takes the patient and the insured.
func (b *benefit) person() {
	p := &b.c.Patient
	ref := b.n.get("patient")
	if text, _, _ := strings.Cut(ref.get("reference").text(), "/_history/"); text != "" {
		p.ID = strings.Clone(last(text))
	} else {
		p.ID = ref.get("identifier", "value").own()
	}
	if who := b.find(ref); who.ok() {
		if strings.HasPrefix(ref.get("reference").text(), "#") || p.ID == "" {
			if p.ID = who.get("identifier", "value").own(); p.ID == "" {
				p.ID = who.get("id").own()
			}
		}
		p.Birth = b.day(rules.AtPatient("birth"), who.get("birthDate"))
		p.Sex = sexOf(who.get("gender").text())
	}
	if i := b.insurance(); i.ok() {
		cover := b.find(i.get("coverage"))
		if b.c.Member == "" {
			b.c.Member = cover.get("subscriberId").own()
			b.c.Relationship = relationOf(cover.get("relationship", "coding", "code").text())
		}
		if strings.HasPrefix(i.get("coverage", "reference").text(), "Coverage/part-") {
			b.c.Payer = rules.Medicare
		}
		b.payer(i.get("coverage", "display").text(), cover.get("payor", "display").text(), cover.get("type", "text").text())
	}
	b.payer(b.n.get("insurer", "display").text(), b.n.get("insurer", "identifier", "value").text())
}

func (b *benefit) payer(names ...string) {
	for _, name := range names {
		if b.c.Payer == 0 {
			b.c.Payer = payerNamed(name)
		}
	}
}

func payerNamed(name string) rules.Payer {
	switch name = strings.ToLower(name); {
	case name == "cms", name == "medicare":
		return rules.Medicare
	case strings.Contains(name, "medicare advantage"):
		return rules.MedicareAdvantage
	case strings.Contains(name, "medicaid"):
		return rules.Medicaid
	case strings.Contains(name, "medicare"):
		return rules.Medicare
	}
	return 0
}

// sexOf reads FHIR's administrative gender.
func sexOf(gender string) medcode.Sex {
	switch gender {
	case "male":
		return medcode.Male
	case "female":
		return medcode.Female
	}
	return medcode.SexUnknown
}

// relationOf returns the X12 code of FHIR's relationship of a subscriber.
func relationOf(code string) string {
	switch code {
	case "self":
		return "18"
	case "spouse":
		return "01"
	case "child":
		return "19"
	case "":
		return ""
	}
	return "G8" // other
}

// extensions takes what CMS puts into extensions, by the name of the variable.
func (b *benefit) extensions() {
	for e := range b.n.get("extension").each {
		name := last(e.get("url").text())
		if money := e.get("valueMoney", "value"); money.ok() {
			b.variables[name] = money.text()
			continue
		}
		switch code := e.get("valueCoding", "code").own(); name {
		case "clm_srvc_clsfctn_type_cd":
			b.bill[1] = code
		case "clm_mdcr_non_pmt_rsn_cd":
			b.c.Denied, b.c.DenialReason = true, code
		case "carr_clm_pmt_dnl_cd":
			deny(b.c, code)
		case "fi_orig_clm_cntl_num":
			b.c.OriginalReference = e.get("valueIdentifier", "value").own()
		}
	}
	for e := range b.n.get("facility", "extension").each {
		if last(e.get("url").text()) == "clm_fac_type_cd" {
			b.bill[0] = e.get("valueCoding", "code").own()
		}
	}
	for r := range b.n.get("related").each {
		if code := r.get("relationship", "coding", "code").text(); code == "prior" || code == "replaces" {
			b.c.OriginalReference = r.get("reference", "value").own()
		}
	}
}

// deny reads the carrier claim payment denial code: 0, and the letters from D on,
// are denials.
func deny(c *rules.Claim, code string) {
	if code == "0" || len(code) == 1 && 'D' <= code[0] && code[0] <= 'Y' {
		c.Denied, c.DenialReason = true, code
	}
}

// information takes supporting information, by its category or the system of its code.
func (b *benefit) information(n node) {
	c := b.c
	coding := n.get("code", "coding")
	code, system := coding.get("code").own(), last(coding.get("system").text())
	what := system
	for k := range n.get("category", "coding").each {
		switch name := last(k.get("code").text()); name {
		case "admissionperiod", "admtype", "pointoforigin", "discharge-status", "drg", "typeofbill", "medicalrecordnumber", "clm_src_ip_admsn_cd", "clm_ip_admsn_type_cd":
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

// providers takes the billing provider's NPI and CCN, and the service facility's.
func (b *benefit) providers() {
	c := b.c
	for _, key := range providerKeys {
		p := b.n.get(key)
		npi, ccn := b.identifiers(p)
		if c.BillingNPI == "" {
			c.BillingNPI = npi
		}
		if c.CCN == "" {
			c.CCN = ccn
		}
	}
	if f := b.n.get("facility"); f.ok() {
		c.Facility.NPI, _ = b.identifiers(f)
		if c.Facility.NPI == c.BillingNPI { // STU3 of Blue Button says the same twice
			c.Facility.NPI = ""
		}
		address := b.find(f).get("address")
		c.Facility.State, c.Facility.ZIP = address.get("state").own(), address.get("postalCode").own()
	}
	if r := b.n.get("referral"); r.ok() {
		if c.ReferringNPI, _ = b.identifiers(r); c.ReferringNPI == "" { // STU3: a request that says who asks
			c.ReferringNPI, _ = b.identifiers(b.find(r).get("requester", "agent"))
		}
	}
}

// identifiers returns the NPI and the CCN that a reference, or the resource that
// it is to, gives.
func (b *benefit) identifiers(ref node) (npi, ccn string) {
	take := func(id node) {
		value := id.get("value").own()
		switch system := last(id.get("system").text()); {
		case system == "us-npi", system == "carr_clm_blg_npi_num", system == "npi_num":
			npi = value
		case system == "prvdr_num":
			ccn = value
		case id.get("type", "coding", "code").text() == "npi", id.get("type", "coding", "code").text() == "NPI":
			npi = value
		case id.get("type", "coding", "code").text() == "PRN":
			ccn = value
		}
	}
	if id := ref.get("identifier"); id.ok() {
		take(id)
	}
	for id := range b.find(ref).get("identifier").each {
		take(id)
	}
	return npi, ccn
}

// diagnoses takes them in the order of their sequence; external causes go last.
func (b *benefit) diagnoses() {
	type one struct {
		sequence string
		d        rules.Diagnosis
	}
	var listed, causes []one
	c := b.c
	ordered, sequences := inOrder(b.n.get("diagnosis"))
	for i, n := range ordered {
		if drgs := n.get("packageCode", "coding", "code").own(); drgs != "" && c.DRG == 0 {
			b.group(drgs)
		}
		concept := n.get("diagnosisCodeableConcept")
		if !concept.ok() {
			concept = b.find(n.get("diagnosisReference")).get("code")
		}
		code, system := icdOf(concept)
		if code == "" {
			continue
		}
		b.codes++
		switch system {
		case 9:
			c.ICD = rules.ICD9
		case 0:
			b.foreign++
		}
		d := one{sequences[i], rules.Diagnosis{Code: code, POA: n.get("onAdmission", "coding", "code").own()}}
		for e := range n.get("extension").each {
			if name := last(e.get("url").text()); strings.HasPrefix(name, "clm_poa_ind_sw") || strings.HasPrefix(name, "clm_e_poa_ind_sw") {
				d.d.POA = e.get("valueCoding", "code").own()
			}
		}
		if d.d.POA == "0" || len(d.d.POA) > 1 { // the exempt of old, and words
			d.d.POA = poaOf(d.d.POA)
		}
		kinds := map[string]bool{}
		for t := range n.get("type").each {
			for k := range t.get("coding").each {
				kinds[k.get("code").text()] = true
			}
		}
		principal := kinds["principal"] || kinds["discharge"] && len(listed) == 0
		switch {
		case kinds["admitting"] && !principal:
			c.Admitting = code
		case kinds["patientreasonforvisit"], kinds["reason-for-visit"]:
			c.Reasons = append(c.Reasons, code)
		case kinds["externalcauseofinjury"], kinds["external"], kinds["external-first"], kinds["externalcause"]:
			causes = append(causes, d)
		case principal && len(listed) > 0:
			listed = slices.Insert(listed, 0, d)
		default:
			listed = append(listed, d)
		}
	}
	for i, d := range append(listed, causes...) {
		c.Diagnoses = append(c.Diagnoses, d.d)
		b.positions[d.sequence] = i + 1
	}
}

func poaOf(code string) string {
	switch strings.ToLower(code) {
	case "yes":
		return "Y"
	case "no":
		return "N"
	case "0":
		return ""
	}
	return code
}

// icdOf returns the code of a concept, of ICD if it has one, and its revision, 0
// if none.
func icdOf(concept node) (code string, revision int) {
	for k := range concept.get("coding").each {
		text := k.get("code").own()
		switch system := strings.ToLower(k.get("system").text()); {
		case text == "":
		case strings.Contains(system, "icd-9"), strings.Contains(system, "icd9"):
			return text, 9
		case strings.Contains(system, "icd-10"), strings.Contains(system, "icd10"):
			return text, 10
		case code == "":
			code = text
		}
	}
	return code, 0
}

func (b *benefit) procedures() {
	ordered, _ := inOrder(b.n.get("procedure"))
	for _, n := range ordered {
		concept := n.get("procedureCodeableConcept")
		if !concept.ok() {
			concept = b.find(n.get("procedureReference")).get("code")
		}
		code, revision := icdOf(concept)
		if code == "" {
			continue
		}
		if revision == 9 {
			b.c.ICD = rules.ICD9
		}
		at := rules.AtProcedure(len(b.c.Procedures)).In("date")
		b.c.Procedures = append(b.c.Procedures, rules.Procedure{Code: code, Date: b.day(at, n.get("date"))})
	}
}

// settle decides the setting, by the type of bill where there is one.
func (b *benefit) settle() {
	c := b.c
	if c.TypeOfBill == "" && b.bill[0] != "" && b.bill[1] != "" {
		c.TypeOfBill = "0" + b.bill[0] + b.bill[1] + b.bill[2]
	} else if len(c.TypeOfBill) == 3 && c.TypeOfBill[0] != '0' {
		c.TypeOfBill = "0" + c.TypeOfBill
	}
	c.Setting = settingOf(c.TypeOfBill, b.kind)
	if c.Setting == 0 {
		switch b.kind {
		case "institutional":
			c.Setting = rules.Outpatient
			if !c.Admission.IsZero() || c.DRG != 0 {
				c.Setting = rules.Inpatient
			}
		case "pharmacy", "oral", "vision":
			b.bad = fmt.Errorf("a %s claim; want professional or institutional: %w", b.kind, medcode.ErrLayout)
		}
	}
	if c.Setting == rules.Professional {
		c.FrequencyCode, c.TypeOfBill = b.bill[2], ""
	}
}

// settingOf returns the setting of a claim by its type of bill, else by its kind.
func settingOf(bill, kind string) rules.Setting {
	if len(bill) >= 3 && kind != "professional" {
		if stayBill(bill[1:3]) {
			return rules.Inpatient
		}
		return rules.Outpatient
	}
	switch kind {
	case "inpatient":
		return rules.Inpatient
	case "outpatient":
		return rules.Outpatient
	case "professional":
		return rules.Professional
	}
	return 0
}

// item takes a service line.
func (b *benefit) item(n node) {
	l := rules.Line{}
	at := rules.AtLine(len(b.c.Lines))
	for k := range n.get("revenue", "coding").each {
		if system := last(k.get("system").text()); l.Revenue == "" || system == "rev_cntr" {
			l.Revenue = k.get("code").own()
		}
	}
	l.Revenue = revenue(l.Revenue)
	service := either(n, serviceKeys)
	for k := range service.get("coding").each {
		switch system := last(k.get("system").text()); {
		case system == "ndc":
			l.NDC = k.get("code").own()
		case l.Code == "" && !strings.Contains(system, "snomed") && !strings.HasSuffix(system, "/sct") && system != "sct" && system != "rxnorm":
			l.Code = k.get("code").own()
		}
	}
	for _, e := range []node{service.get("extension"), n.get("extension")} {
		for x := range e.each {
			b.lineExtension(&l, x, at)
		}
	}
	if d := n.get("detail"); d.ok() && l.NDC == "" {
		for k := range d.get("productOrService", "coding").each {
			if last(k.get("system").text()) == "ndc" {
				l.NDC = k.get("code").own()
			}
		}
	}
	quantity := n.get("quantity", "value").text()
	for m := range n.get("modifier").each {
		code := m.get("coding", "code").own()
		switch {
		case code == "":
		case last(m.get("coding", "system").text()) == "unitsofmeasure.org": // Blue Button gives the unit of the drug here
			l.NDCUnit = code
			b.number(&l.NDCQuantity, at.In("ndcQuantity"), quantity)
			quantity = ""
		default:
			l.Modifiers = append(l.Modifiers, code)
		}
	}
	if l.Units == 0 {
		b.number(&l.Units, at.In("units"), quantity)
	}
	switch {
	case n.get("servicedDate").ok():
		l.From = b.day(at.In("from"), n.get("servicedDate"))
	case n.get("servicedPeriod").ok():
		l.From, l.Through = b.day(at.In("from"), n.get("servicedPeriod", "start")), b.day(at.In("through"), n.get("servicedPeriod", "end"))
		if l.Through == l.From {
			l.Through = medcode.Date{}
		}
	}
	b.place(&l, n)
	for s := range either(n, teamKeys).each {
		b.linked[s.text()] = true
	}
	for s := range either(n, pointerKeys).each {
		if p := b.positions[s.text()]; p > 0 {
			l.Pointers = append(l.Pointers, p)
		}
	}
	b.adjudication(&l, n, at)
	b.c.Lines = append(b.c.Lines, l)
}

// revenue gives a revenue code its four digits.
func revenue(code string) string {
	if code == "" || len(code) >= 4 || strings.Trim(code, "0123456789") != "" {
		return code
	}
	return "0000"[len(code):] + code
}

func (b *benefit) number(to *float64, at rules.Place, text string) {
	if text == "" {
		return
	}
	var err error
	*to, err = quantity(text, at.Field)
	unreadable(&b.c.Unreadable, at, strings.Clone(text), err)
}

func (b *benefit) lineExtension(l *rules.Line, n node, at rules.Place) {
	switch code := n.get("valueCoding", "code"); last(n.get("url").text()) {
	case "ndc", "rev_cntr_ide_ndc_upc_num":
		if l.NDC == "" {
			l.NDC = code.own()
		}
	case "rev_cntr_unit_cnt":
		b.number(&l.Units, at.In("units"), n.get("valueQuantity", "value").text())
	case "rev_cntr_ndc_qty":
		b.number(&l.NDCQuantity, at.In("ndcQuantity"), n.get("valueQuantity", "value").text())
		l.NDCUnit = n.get("valueQuantity", "code").own()
	case "line_prcsg_ind_cd":
		denyLine(l, code.own())
	}
}

// denyLine reads the line processing indicator: A, R and S are allowed.
func denyLine(l *rules.Line, code string) {
	if code != "" && code != "A" && code != "R" && code != "S" {
		l.Denied, l.DenialReason = true, code
	}
}

// place takes where the service of a line was given.
func (b *benefit) place(l *rules.Line, n node) {
	where := n.get("locationCodeableConcept")
	l.PlaceOfService = twoDigits(where.get("coding", "code").own())
	for e := range where.get("extension").each {
		switch last(e.get("url").text()) {
		case "prvdr_state_cd":
			l.Facility.State = e.get("valueCoding", "code").own()
		case "prvdr_zip":
			l.Facility.ZIP = e.get("valueCoding", "code").own()
		}
	}
	if a := n.get("locationAddress"); a.ok() {
		l.Facility.State, l.Facility.ZIP = a.get("state").own(), a.get("postalCode").own()
	}
	if where.ok() && b.c.PlaceOfService == "" && b.c.Setting == rules.Professional {
		b.c.PlaceOfService = l.PlaceOfService
	}
}

// adjudication takes the amounts of a line, by their variable at CMS, else by
// their category.
func (b *benefit) adjudication(l *rules.Line, n node, at rules.Place) {
	amount := func(to *medcode.Cents, field string, a node) {
		money := a.get("amount", "value")
		b.cents(to, at.In(field), money.text())
	}
	b.cents(&l.Charge, at.In("charge"), n.get("net", "value").text())
	for a := range n.get("adjudication").each {
		category, variable := "", ""
		for k := range a.get("category", "coding").each {
			code := k.get("code").text()
			if strings.Contains(code, "/variables/") {
				variable = last(code)
			} else if category == "" {
				category = code
			}
		}
		switch variable {
		case "line_sbmtd_chrg_amt", "rev_cntr_tot_chrg_amt":
			amount(&l.Charge, "charge", a)
		case "line_alowd_chrg_amt":
			amount(&l.Allowed, "allowed", a)
		case "line_nch_pmt_amt", "rev_cntr_pmt_amt_amt", "rev_cntr_pmt_amt":
			amount(&l.Paid, "paid", a)
		case "rev_cntr_ncvrd_chrg_amt":
			amount(&l.NonCovered, "nonCovered", a)
		case "rev_cntr_1st_ansi_cd":
			l.DenialReason = a.get("reason", "coding", "code").own()
		case "":
			switch category {
			case "submitted":
				amount(&l.Charge, "charge", a)
			case "eligible":
				amount(&l.Allowed, "allowed", a)
			case "benefit", "paidtoprovider":
				if l.Paid == 0 {
					amount(&l.Paid, "paid", a)
				}
			case "noncovered":
				amount(&l.NonCovered, "nonCovered", a)
			case "denialreason":
				if b.kind == "professional" && last(a.get("reason", "coding", "system").text()) == "carr_line_rdcd_pmt_phys_astn_c" {
					break // a reduction, and no denial
				}
				if l.DenialReason == "" {
					l.DenialReason = a.get("reason", "coding", "code").own()
				}
			}
		}
	}
}

// careTeam gives the clinicians that lines name to their lines, the others to
// the claim.
func (b *benefit) careTeam() {
	c := b.c
	members := map[string]member{}
	team, sequences := inOrder(b.n.get("careTeam"))
	for i, n := range team {
		m := member{sequence: sequences[i], role: n.get("role", "coding", "code").text()}
		m.npi, _ = b.identifiers(n.get("provider"))
		for k := range n.get("qualification", "coding").each {
			switch system := last(k.get("system").text()); {
			case system == "prvdr_spclty":
				m.specialty = k.get("code").own()
			case system == "provider-taxonomy":
				m.taxonomy = k.get("code").own()
			}
		}
		members[m.sequence] = m
		if b.linked[m.sequence] || m.npi == "" {
			continue
		}
		switch m.role {
		case "attending", "primary", "rendering", "performing", "supervising", "supervisor":
			if c.RenderingNPI == "" || m.role == "attending" {
				c.RenderingNPI, c.RenderingTaxonomy, c.Specialty = m.npi, m.taxonomy, m.specialty
			}
		case "operating", "assist":
			c.OperatingNPI = m.npi
		case "referring":
			if c.ReferringNPI == "" {
				c.ReferringNPI = m.npi
			}
		}
	}
	i := 0
	for item := range b.n.get("item").each {
		l := &c.Lines[i]
		i++
		for s := range either(item, teamKeys).each {
			switch m := members[s.text()]; m.role {
			case "performing", "rendering", "primary", "attending", "supervising", "supervisor":
				if l.RenderingNPI == "" {
					l.RenderingNPI, l.RenderingTaxonomy, l.Specialty = m.npi, m.taxonomy, m.specialty
				}
			case "referring":
				l.ReferringNPI = m.npi
			}
		}
	}
}

// money takes the amounts of the claim.
func (b *benefit) money() {
	c, n := b.c, b.n
	b.cents(&c.Paid, rules.AtField("paid"), n.get("payment", "amount", "value").text())
	if !c.Adjudicated {
		b.cents(&c.Charge, rules.AtField("charge"), n.get("total", "value").text())
		return
	}
	for f := range n.get("benefitBalance", "financial").each {
		b.variables[last(f.get("type", "coding", "code").text())] = f.get("usedMoney", "value").text()
	}
	b.cents(&c.Charge, rules.AtField("charge"), n.get("totalCost", "value").text())
	for _, name := range []string{"nch_carr_clm_sbmtd_chrg_amt", "clm_tot_chrg_amt"} {
		if c.Charge == 0 {
			b.cents(&c.Charge, rules.AtField("charge"), b.variables[name])
		}
	}
	b.cents(&c.Allowed, rules.AtField("allowed"), b.variables["nch_carr_clm_alowd_amt"])
	for t := range n.get("total").each {
		amount := t.get("amount", "value").text()
		switch t.get("category", "coding", "code").text() {
		case "submitted":
			b.cents(&c.Charge, rules.AtField("charge"), amount)
		case "eligible":
			b.cents(&c.Allowed, rules.AtField("allowed"), amount)
		case "benefit", "paidtoprovider":
			if c.Paid == 0 {
				b.cents(&c.Paid, rules.AtField("paid"), amount)
			}
		}
	}
}
