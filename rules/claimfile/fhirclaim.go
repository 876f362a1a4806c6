package claimfile

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
)

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
	supply    int               // days, of a pharmacy's claim
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
			case "pharmacy", "oral":
				b.kind = code
			case "vision": // glasses and lenses, by codes of HCPCS
				b.kind = "professional"
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
			if !c.Admission.IsZero() || c.DRG != 0 || len(c.Procedures) > 0 { // which outpatient claims have none of (45 CFR 162.1002)
				c.Setting = rules.Inpatient
			}
		case "pharmacy":
			c.Setting = rules.Pharmacy
		case "oral":
			c.Setting = rules.Dental
		}
	}
	if c.Setting >= rules.Professional {
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
