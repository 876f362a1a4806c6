package claimfile_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/claimfile"
)

// slow837 is the plain reader of 837s that the fast one is held against, in all
// that a claim says: it splits the whole text of one well-formed interchange after
// the other, and copies everything.
func slow837(text string) (all []*rules.Claim) {
	for text = strings.TrimSpace(text); len(text) > 106; {
		r := &slowReader{element: text[3:4], component: text[104:105]}
		end := text[105:106]
		if end == "\r" && text[106] == '\n' {
			end = "\n"
		}
		if c := text[82]; !('0' <= c && c <= '9' || 'A' <= c && c <= 'Z') {
			r.repetition = string(c)
		}
		segments := strings.Split(text, end)
		text = ""
		for i, segment := range segments {
			segment = strings.Trim(strings.NewReplacer("\r", "", "\n", "").Replace(segment), " \t")
			if segment != "" && 'a' <= segment[0] && segment[0] <= 'z' {
				segment = strings.ToUpper(segment)
			}
			r.raw = strings.Split(segment, r.element)
			r.e = make([]string, 64)
			for k, e := range r.raw[:min(64, len(r.raw))] {
				r.e[k] = strings.Trim(e, " ")
			}
			r.segment()
			if r.e[0] == "IEA" {
				text = strings.TrimSpace(strings.Join(segments[i+1:], end))
				break
			}
		}
		all = append(all, r.all...)
	}
	return all
}

// A slowParty is who a loop is about.
type slowParty struct {
	rules.Patient
	member, relationship string
	payer                rules.Payer
	bad                  []rules.Unreadable
}

type slowReader struct {
	element, component, repetition string
	raw, e                         []string
	guide, group                   string
	no837                          bool

	npi, taxonomy, zip, ccn string
	subscriber, patient     slowParty
	dependent               bool
	entity                  string

	c                           *rules.Claim
	other, attending, principal bool
	nine, ten                   bool
	indicators                  string
	causes                      []rules.Diagnosis
	all                         []*rules.Claim
}

func (r *slowReader) who() *slowParty {
	if r.dependent {
		return &r.patient
	}
	return &r.subscriber
}

// part is component j of element i.
func (r *slowReader) part(i, j int) string { return r.parts(r.e[i], 12)[j-1] }

// parts are at least n components.
func (r *slowReader) parts(text string, n int) []string {
	all := append(strings.Split(text, r.component), make([]string, n)...)
	for i := range all {
		all[i] = strings.Trim(all[i], " ")
	}
	return all
}

func (r *slowReader) bad(at rules.Place, text string, err error) {
	if err == nil {
		return
	}
	u := rules.Unreadable{Place: at, Text: text, Problem: strings.TrimSuffix(err.Error(), ": "+medcode.ErrSyntax.Error())}
	if r.c != nil {
		r.c.Unreadable = append(r.c.Unreadable, u)
		return
	}
	who := r.who()
	who.bad = append(slices.DeleteFunc(slices.Clone(who.bad), func(v rules.Unreadable) bool { return v.Place == at }), u)
}

func (r *slowReader) day(to *medcode.Date, at rules.Place, format, text string) {
	day := text
	if format == "RD8" {
		day = strings.Split(text, "-")[0]
	} else if format == "DT" {
		day = text[:min(8, len(text))]
	}
	var err error
	*to, err = medcode.ParseDate(day)
	r.bad(at, text, err)
}

func (r *slowReader) cents(to *medcode.Cents, at rules.Place, text string) {
	if text != "" {
		var err error
		*to, err = medcode.ParseCents(text)
		r.bad(at, text, err)
	}
}

func (r *slowReader) number(to *float64, at rules.Place, what, text string) {
	if text == "" {
		return
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || v != v || v > 1e300 || strings.ContainsAny(text, "_xXpP") {
		r.bad(at, text, fmt.Errorf("%s %q: want a number such as 2 or 1.5", what, text))
		v = 0
	}
	*to = v
}

// line is the last line of the claim, and its place.
func (r *slowReader) line() (*rules.Line, rules.Place) {
	if n := len(r.c.Lines); n > 0 {
		return &r.c.Lines[n-1], rules.AtLine(n - 1)
	}
	return nil, rules.Place{}
}

func (r *slowReader) end() {
	if c := r.c; c != nil {
		if r.nine && r.ten {
			r.bad(rules.AtField("icd"), "", fmt.Errorf("HI has qualifiers of ICD-9-CM and of ICD-10-CM; the claim is read as of ICD-9-CM"))
		}
		dx, causes, _ := strings.Cut(strings.Replace(r.indicators, "X", "Z", 1), "Z")
		for i := range c.Diagnoses {
			if i < len(dx) && c.Diagnoses[i].POA == "" {
				c.Diagnoses[i].POA = dx[i : i+1]
			}
		}
		for i := range r.causes {
			if i < len(causes) && r.causes[i].POA == "" {
				r.causes[i].POA = causes[i : i+1]
			}
		}
		c.Diagnoses = append(c.Diagnoses, r.causes...)
		r.sum()
		r.all = append(r.all, c)
	}
	r.c, r.causes, r.indicators = nil, nil, ""
}

// sum is what the charge of a claim that has none is.
func (r *slowReader) sum() {
	c := r.c
	if c.Charge != 0 || slices.ContainsFunc(c.Unreadable, func(u rules.Unreadable) bool { return u.Place == rules.AtField("charge") }) {
		return
	}
	for i := range c.Lines {
		c.Charge += c.Lines[i].Charge
	}
}

func (r *slowReader) segment() {
	e := r.e
	switch e[0] {
	case "ISA", "GS", "ST", "SE", "GE", "IEA", "HL", "CLM":
		r.end()
	}
	switch e[0] {
	case "GS":
		r.group = e[8]
		return
	case "ST":
		*r = slowReader{element: r.element, component: r.component, repetition: r.repetition, e: e, all: r.all, group: r.group}
		r.no837 = e[1] != "837"
		if r.guide = e[3]; r.guide == "" {
			r.guide = r.group
		}
		return
	case "SE", "GE", "IEA":
		r.no837 = false
		return
	}
	switch {
	case r.no837:
	case e[0] == "HL":
		r.entity = ""
		switch e[3] {
		case "20":
			r.npi, r.taxonomy, r.zip, r.ccn, r.subscriber, r.dependent = "", "", "", "", slowParty{}, false
		case "22":
			r.subscriber, r.dependent = slowParty{}, false
		case "23":
			r.patient, r.dependent = slowParty{payer: r.subscriber.payer, member: r.subscriber.member}, true
		}
	case e[0] == "CLM":
		r.claim()
	case r.c == nil:
		r.person()
	default:
		r.detail()
	}
}

func (r *slowReader) claim() {
	who := r.who()
	c := &rules.Claim{ID: r.e[1], Payer: who.payer, BillingNPI: r.npi, BillingTaxonomy: r.taxonomy, BillingZIP: r.zip, CCN: r.ccn,
		Patient: who.Patient, Member: who.member, Relationship: who.relationship, Unreadable: slices.Clone(who.bad)}
	r.c, r.other, r.attending, r.principal, r.nine, r.ten, r.entity = c, false, false, false, false, false, ""
	facility, qualifier, frequency := r.part(5, 1), r.part(5, 2), r.part(5, 3)
	institutional := qualifier == "A" || qualifier == "" && (strings.HasPrefix(r.guide, "005010X223") || strings.HasPrefix(r.guide, "004010X096"))
	if institutional {
		if len(facility) != 2 {
			r.bad(rules.AtField("typeOfBill"), r.e[5], fmt.Errorf("CLM05-1, the first two digits of the type of bill, is missing or cut"))
		} else {
			c.TypeOfBill = "0" + facility + frequency
			c.Setting = rules.Outpatient
			if strings.Contains("11 18 21 28 41 51 61", facility) {
				c.Setting = rules.Inpatient
			}
		}
	} else {
		c.Setting, c.PlaceOfService, c.FrequencyCode = rules.Professional, facility, frequency
		if strings.HasPrefix(r.guide, "005010X224") || strings.HasPrefix(r.guide, "005010X300") || strings.HasPrefix(r.guide, "004010X097") {
			c.Setting = rules.Dental
		}
		if facility == "" {
			r.bad(rules.AtField("placeOfService"), "", fmt.Errorf("CLM05-1, the place of service, is missing"))
		}
	}
	r.cents(&c.Charge, rules.AtField("charge"), r.e[2])
}

func (r *slowReader) person() {
	e, who := r.e, r.who()
	switch e[0] {
	case "NM1":
		r.entity = e[1]
		switch e[1] {
		case "85":
			r.npi = ""
			if e[8] == "XX" {
				r.npi = e[9]
			}
		case "IL":
			who.ID, who.member = e[9], e[9]
		case "QC":
			who.ID, who.Given, r.dependent = e[9], e[4], true
		}
	case "N4":
		if r.entity == "85" {
			r.zip = e[3]
		}
	case "PRV":
		if e[1] == "BI" {
			r.taxonomy = e[3]
		}
	case "REF":
		if r.entity == "85" && e[1] == "1C" {
			r.ccn = e[2]
		}
	case "SBR":
		who.relationship = e[2]
		switch e[9] {
		case "MA", "MB":
			who.payer = rules.Medicare
		case "16":
			who.payer = rules.MedicareAdvantage
		case "MC":
			who.payer = rules.Medicaid
		case "12", "13", "14", "15", "BL", "CI", "HM":
			who.payer = rules.Commercial
		case "":
			who.payer = 0
		default:
			who.payer = rules.OtherPayer
		}
	case "PAT":
		if e[1] != "" {
			who.relationship = e[1]
		}
	case "DMG":
		var err error
		if e[2] != "" {
			who.Birth, err = medcode.ParseDate(e[2])
			r.bad(rules.AtPatient("birth"), e[2], err)
		}
		who.Sex, err = medcode.ParseSex(e[3])
		r.bad(rules.AtPatient("sex"), e[3], err)
	}
}

func (r *slowReader) detail() {
	c, e := r.c, r.e
	l, at := r.line()
	switch e[0] {
	case "LX":
		r.other, r.entity = false, ""
	case "SV1", "SV2", "SV3":
		r.other, r.entity = false, ""
		r.service()
	case "SBR":
		r.other = true
	case "TOO":
		if l != nil {
			l.Teeth = append(l.Teeth, rules.Tooth{Number: e[2], Surfaces: r.some(e[3])})
		}
	case "CL1":
		c.AdmissionType, c.AdmissionSource, c.DischargeStatus = e[1], e[2], e[3]
	case "NTE":
		if l != nil {
			l.Note = strings.TrimSpace(l.Note + " " + e[2])
		} else if !r.other && e[2] != "" {
			c.Remarks = append(c.Remarks, e[2])
		}
	case "LIN":
		if l != nil && e[2] == "N4" {
			l.NDC = e[3]
		}
	case "CTP":
		if l != nil {
			l.NDCUnit = r.part(5, 1)
			r.number(&l.NDCQuantity, at.In("ndcQuantity"), "ndcQuantity", e[4])
		}
	case "N4":
		if r.entity == "77" || r.entity == "FA" {
			f := &c.Facility
			if l != nil {
				f = &l.Facility
			}
			f.State, f.ZIP = e[2], e[3]
		}
	case "NM1":
		r.entity = ""
		if !r.other {
			r.provider()
		}
	}
	if r.other {
		return
	}
	switch e[0] {
	case "HI":
		r.health()
	case "DTP":
		r.date()
	case "K3":
		if l == nil && strings.HasPrefix(e[1], "POA") {
			r.indicators = e[1][3:]
		}
	case "DN1":
		r.orthodontics()
	case "DN2":
		c.Teeth = append(c.Teeth, rules.ToothStatus{Number: e[1], Status: e[2]})
	case "PRV":
		if l != nil {
			if e[1] == "PE" {
				l.RenderingTaxonomy = e[3]
			}
		} else if e[1] == "AT" || e[1] == "PE" && !r.attending {
			c.RenderingTaxonomy = e[3]
		}
	case "REF":
		if e[4] != "" {
			return
		}
		if e[1] == "G1" && l != nil {
			l.PriorAuthorization = e[2]
			return
		}
		to := map[string]*string{"EA": &c.MedicalRecord, "F8": &c.OriginalReference, "9F": &c.Referral, "G1": &c.PriorAuthorization}[e[1]]
		if to != nil && l == nil && (r.entity == "" || *to == "") {
			*to = e[2]
		}
	}
}

// some are the components that are not empty.
func (r *slowReader) some(text string) (all []string) {
	for _, p := range r.parts(text, 0) {
		if p != "" {
			all = append(all, p)
		}
	}
	return all
}

func (r *slowReader) service() {
	c, e := r.c, r.e
	c.Lines = append(c.Lines, rules.Line{})
	l, at := r.line()
	code := 1
	if e[0] == "SV2" {
		code = 2
	}
	p := r.parts(e[code], 6)
	if p[0] != "HC" && p[0] != "hc" {
		l.CodeList = p[0]
	}
	l.Code = p[1]
	for _, m := range p[2:6] {
		if m != "" {
			l.Modifiers = append(l.Modifiers, m)
		}
	}
	r.cents(&l.Charge, at.In("charge"), e[code+1])
	pointers := ""
	switch e[0] {
	case "SV1":
		l.Measure = e[3]
		r.number(&l.Units, at.In("units"), "units", e[4])
		l.PlaceOfService, pointers = e[5], e[7]
	case "SV2":
		l.Measure = e[4]
		r.number(&l.Units, at.In("units"), "units", e[5])
		l.Revenue = e[1]
		r.cents(&l.NonCovered, at.In("nonCovered"), e[7])
	case "SV3":
		r.number(&l.Units, at.In("units"), "units", e[6])
		c.Setting, l.PlaceOfService, l.Prosthesis, l.Areas, pointers = rules.Dental, e[3], e[5], r.some(e[4]), e[11]
	}
	for _, p := range strings.Split(pointers, r.component) {
		if p == "" {
			continue
		}
		n, err := strconv.Atoi(p)
		if err != nil {
			r.bad(at.In("pointers"), pointers, fmt.Errorf("pointer %q: want the number of a diagnosis, from 1", p))
			continue
		}
		l.Pointers = append(l.Pointers, n)
	}
}

func (r *slowReader) provider() {
	c, e := r.c, r.e
	l, _ := r.line()
	r.entity = e[1]
	id := ""
	if e[8] == "XX" {
		id = e[9]
	}
	var to *string
	switch {
	case e[1] == "71" && l == nil:
		to = &c.RenderingNPI
		r.attending = r.attending || id != ""
	case e[1] == "82" && l != nil:
		to = &l.RenderingNPI
	case e[1] == "82" && !r.attending:
		to = &c.RenderingNPI
	case e[1] == "72" && l == nil:
		to = &c.OperatingNPI
	case (e[1] == "DN" || e[1] == "DK") && l != nil:
		to = &l.ReferringNPI
	case e[1] == "DN" || e[1] == "DK":
		to = &c.ReferringNPI
	case (e[1] == "77" || e[1] == "FA") && l != nil:
		to = &l.Facility.NPI
	case e[1] == "77" || e[1] == "FA":
		to = &c.Facility.NPI
	}
	if to != nil && id != "" {
		*to = id
	}
}

func (r *slowReader) date() {
	c, e := r.c, r.e
	at, from, through := rules.Place{}, &c.From, &c.Through
	switch e[1] {
	case "435":
		r.day(&c.Admission, rules.AtField("admission"), e[2], e[3])
		return
	case "096":
		if e[2] == "D8" {
			r.day(&c.Discharge, rules.AtField("discharge"), e[2], e[3])
		}
		return
	case "472":
		if l, place := r.line(); l != nil {
			at, from, through = place, &l.From, &l.Through
		}
	case "452":
		if l, _ := r.line(); l == nil {
			r.day(&c.Orthodontics.Placed, rules.AtField("orthodontics/placed"), e[2], e[3])
		}
		return
	case "434":
	default:
		return
	}
	first, last, ok := strings.Cut(e[3], "-")
	if !ok || e[2] != "RD8" {
		r.day(from, at.In("from"), e[2], e[3])
		return
	}
	if first != "" || last == "" {
		r.day(from, at.In("from"), "D8", first)
	}
	if last != "" || first == "" {
		r.day(through, at.In("through"), "D8", last)
	}
}

func (r *slowReader) orthodontics() {
	o := &r.c.Orthodontics
	for i, to := range []*int{&o.Months, &o.Remaining} {
		if text := r.e[i+1]; text != "" {
			n, err := strconv.Atoi(text)
			if err != nil {
				r.bad(rules.AtField([]string{"orthodontics/months", "orthodontics/remaining"}[i]), text, fmt.Errorf("count %q: want a number such as 2 or 1.5", text))
			}
			*to = n
		}
	}
	o.Treatment = o.Treatment || r.e[3] == "Y"
}

// slowHealth are the qualifiers of HI; in ICD-10 those of diagnoses have A in
// front, and those of procedures B.
var slowHealth = map[string]string{"BK": "dx", "BF": "dx", "BN": "cause", "BJ": "admitting", "PR": "reason", "ZZ": "reason9", "BR": "px", "BQ": "px", "DR": "drg", "BG": "condition", "BH": "occurrence", "BI": "span", "BE": "value",
	"BP": "none", "BO": "none", "TC": "none", "CAH": "none", "BS": "none"}

func slowKind(q string) (kind string, nine bool) {
	if kind = slowHealth[q]; kind != "" {
		return strings.TrimSuffix(kind, "9"), kind == "dx" || kind == "cause" || kind == "admitting" || kind == "reason" || kind == "reason9" || kind == "px"
	}
	if len(q) == 3 {
		switch kind = slowHealth[q[1:]]; {
		case q[0] == 'A' && (kind == "dx" || kind == "cause" || kind == "admitting" || kind == "reason"), q[0] == 'B' && kind == "px":
			return kind, false
		}
	}
	return "", false
}

func (r *slowReader) health() {
	for _, element := range r.raw[1:] {
		all := []string{element}
		if r.repetition != "" {
			all = strings.Split(element, r.repetition)
		}
		for _, text := range all {
			if text == "" {
				continue
			}
			words := strings.Split(text, r.component)
			from := 0
			for i := 2; i < len(words)-1; i++ {
				if kind, _ := slowKind(words[i]); kind != "" && i-from >= 2 {
					r.code(words[from:i])
					from = i
				}
			}
			r.code(words[from:])
		}
	}
}

func (r *slowReader) code(words []string) {
	c := r.c
	text := strings.Join(words, r.component)
	p := r.parts(text, 9)
	kind, nine := slowKind(p[0])
	if kind == "" {
		kind, nine = slowKind(strings.ToUpper(p[0]))
	}
	if kind == "" || p[1] == "" {
		if strings.Trim(text, r.component+" ") != "" {
			r.bad(rules.AtField("diagnoses"), text, fmt.Errorf("HI %q: want a qualifier of health care codes and a code", text))
		}
		return
	}
	switch kind {
	case "dx", "cause", "admitting", "reason", "px":
		if nine {
			c.ICD, r.nine = rules.ICD9, true
		} else {
			r.ten = true
		}
	}
	dated := func(to *medcode.Date, at rules.Place, text string) {
		if text != "" {
			r.day(to, at, p[2], text)
		}
	}
	in := func(list string, i int, field string) rules.Place {
		return rules.AtField(fmt.Sprint(list, "/", i, "/", field))
	}
	switch kind {
	case "dx":
		d := rules.Diagnosis{Code: p[1], POA: p[8]}
		if strings.HasSuffix(strings.ToUpper(p[0]), "BK") && !r.principal {
			r.principal = true
			c.Diagnoses = append([]rules.Diagnosis{d}, c.Diagnoses...)
		} else {
			c.Diagnoses = append(c.Diagnoses, d)
		}
	case "cause":
		r.causes = append(r.causes, rules.Diagnosis{Code: p[1], POA: p[8]})
	case "admitting":
		c.Admitting = p[1]
	case "reason":
		c.Reasons = append(c.Reasons, p[1])
	case "px":
		x := rules.Procedure{Code: p[1]}
		dated(&x.Date, rules.AtProcedure(len(c.Procedures)).In("date"), p[3])
		c.Procedures = append(c.Procedures, x)
	case "drg":
		var err error
		c.DRG, err = drg.ParseNumber(p[1])
		r.bad(rules.AtField("drg"), p[1], err)
	case "condition":
		c.Conditions = append(c.Conditions, p[1])
	case "occurrence":
		o := rules.Occurrence{Code: p[1]}
		dated(&o.Date, in("occurrences", len(c.Occurrences), "date"), p[3])
		c.Occurrences = append(c.Occurrences, o)
	case "span":
		o := rules.Span{Code: p[1]}
		first, last, _ := strings.Cut(p[3], "-")
		dated(&o.From, in("spans", len(c.Spans), "from"), first)
		dated(&o.Through, in("spans", len(c.Spans), "through"), last)
		c.Spans = append(c.Spans, o)
	case "value":
		v := rules.Value{Code: p[1]}
		r.cents(&v.Amount, in("values", len(c.Values), "amount"), p[4])
		c.Values = append(c.Values, v)
	}
}

// strewn837 is an interchange of segments that a claim may have, in the order of
// the guides or in none, whole or damaged, under separators of its own.
func strewn837(r *rand.Rand) string {
	pick := func(all ...string) string { return all[r.IntN(len(all))] }
	guide := pick(guideP, guideI, "005010X224A2", "004010X098A1", "004010X096A1", "005010X222", "")
	parties := []string{"HL*1**20*1", "NM1*85*2*C*****XX*1234567893", "NM1*85*2*C", "N4*T*MD*20705", "PRV*BI*PXC*261QR0405X", "REF*1C*210001", "REF*EI*1", "HL*2*1*22*0", "SBR*P*18*******MB", "SBR*P********CI", "SBR*S*01*******ZZ", "NM1*IL*1*D*J****MI*M1",
		"DMG*D8*19500101*F", "DMG*D8*19501301*X", "DMG**", "HL*3*2*23*0", "PAT*19", "PAT", "NM1*QC*1*D*KID", "NM1*QC*1*D*KID****MI*K1", "NM1*PR*2*P*****PI*7", "N3*1 A ST", "PER*IC"}
	details := []string{"HI*ABK:I10*ABF:E119:::::::Y*ABN:W19", "HI*BK:4280", "HI*ABF:E119:ABF:N186::D8", "HI*BBR:02703ZZ:D8:20260406*BBQ:5A1955Z:D8:x*BR:3950", "HI*DR:291*DR:2911", "HI*ABJ:R079*APR:R51*PR:7840*ZZ:1", "HI*BG:42*BG:44", "HI*BH:11:D8:20260401*BH:A1:RD8:20260402-20260403", "HI*BI:70:RD8:20260401-20260403*BI:M1:RD8:-20260401*BI:70",
		"HI*BE:80:::3*BE:54:::x*BE:1", "HI*TC:A*BP:00100*QQQ:Z*ABK*:X* *", "HI*ABK:I10^ABF:E119", "HI* ABK : I10 *abf:e119", "NM1*82*1*R*A****XX*1245319599", "NM1*71*1*R*A****XX*1999999992", "NM1*72*1*R*A****XX*1003000126", "NM1*DN*1*R*A****XX*1234567893", "NM1*DK*1*R", "NM1*77*2*P*****XX*1003000126", "NM1*FA*2*P", "NM1*ZZ*1",
		"N4*T*VA*22030", "PRV*PE*PXC*207RC0000X", "PRV*AT*PXC*207R00000X", "REF*EA*MRN", "REF*F8*ICN", "REF*9F*RF", "REF*G1*PA", "REF*G1*PA**2U:7", "REF*D9*X", "REF*6R*1", "CL1*1*7*01", "NTE*ADD*NOTE", "NTE*ADD", "DTP*434*RD8*20260405-20260408", "DTP*434*RD8*-20260408", "DTP*434*RD8*", "DTP*435*DT*202604051200", "DTP*435*D8*20260230", "DTP*096*TM*1130", "DTP*096*D8*20260408",
		"DTP*472*D8*20260405", "DTP*472*RD8*20260405-", "DTP*431*D8*20260405", "DTP*452*D8*20260105", "SBR*S*18*******CI", "AMT*D*10", "CAS*PR*1*7", "OI***Y", "LX*1", "SV1*HC:99213:25:::59*100*UN*1*11**1:2:x", "SV1*ER:X1*1.005*MJ*1_0***12::3", "SV1*hc", "SV2*0450*HC:99284*150.5*UN*2.5**50", "SV2*0120**100*DA*NaN", "SV3*AD:D2392*150**10:20*I*1*****1",
		"TOO*JP*3*M:O", "TOO*JP*A", "DN1*36*27", "DN1***Y", "DN1*x", "DN2*14*M", "LIN**N4*57894003001", "LIN**ZZ*1", "CTP****10.5*ML", "CTP****x*UN:1", "SVD*77*50*HC:99214**1", "K3*FREE", "K3*POAYNWZ1", "K3*POAYYYYYYXN", "K3*POA", "HCP*00*1", "PWK*OZ*BM", "CR1*LB*1", "MEA*TR*R1*5", "XYZ*1", "Q", "HI", "N4", "NM1*82"}
	long := "HI" + strings.Repeat("*ABF:E119", 70)
	segments := []string{"ST*" + pick("837", "837", "837", "837", "835") + "*0001*" + guide}
	for range r.IntN(4) {
		for range r.IntN(8) {
			segments = append(segments, parties[r.IntN(len(parties))])
		}
		for range r.IntN(4) {
			segments = append(segments, fmt.Sprintf("CLM*C%d*%s***%s*Y*A*Y", r.IntN(1000), pick("100", "0", "", "1.5", "x"), pick("11:B:1", "11:A:1", "13:A:7", "11", "", "1:A", " 22 : B : 8 ")))
			for range r.IntN(25) {
				segments = append(segments, details[r.IntN(len(details))])
			}
			if r.IntN(20) == 0 {
				segments = append(segments, long)
			}
		}
	}
	segments = append(segments, "SE*1*0001", "GE*1*1", "IEA*1*000000001")
	text := isa + "GS*HC*S*R*20260401*1200*1*X*" + guide + "~" + strings.Join(segments, "~") + "~"
	if r.IntN(8) == 0 {
		text = strings.ReplaceAll(text, "*N", "*n")
	}
	switch r.IntN(6) {
	case 0:
		text = strings.ReplaceAll(text, "~", "~\n")
	case 1:
		text = strings.ReplaceAll(text, "~", "~ \r\n")
	case 2:
		text = strings.NewReplacer("*", "|", ":", ">", "~", "'", "^", "!").Replace(text)
	case 3:
		text = strings.NewReplacer("*", "\x1d", ":", "\x1f", "~", "\n").Replace(text)
	case 4: // wrapped
		var b strings.Builder
		b.WriteString(text[:106])
		for rest, n := text[106:], 5+r.IntN(90); rest != ""; rest = rest[min(n, len(rest)):] {
			b.WriteString(rest[:min(n, len(rest))] + "\n")
		}
		text = b.String()
	}
	return text
}

// same837 holds the reader against the slow one.
func same837(t *testing.T, text string) int {
	t.Helper()
	var got []*rules.Claim
	for c, err := range claimfile.Read("f", strings.NewReader(text)) {
		if err == nil {
			got = append(got, c)
		}
	}
	if want := slow837(text); !reflect.DeepEqual(want, got) {
		a, b := asLines(t, want), asLines(t, got)
		for i := range min(len(a), len(b)) {
			require.Equal(t, a[i], b[i], "%q", text)
		}
		require.Equal(t, a, b, "%q", text)
	}
	givenBack(t, text, got)
	return len(got)
}

// givenBack reads text and gives back the claims, all but every fifth, which stay
// as they are; want are those of a reader that gets none back.
func givenBack(t *testing.T, text string, want []*rules.Claim) {
	t.Helper()
	var kept, wantKept []*rules.Claim
	var ids []string
	r := claimfile.NewReader("f", strings.NewReader(text), claimfile.Options{})
	r.Reuse(nil)
	for c, err := range r.All() {
		if err != nil {
			continue
		}
		n := len(ids)
		ids = append(ids, c.ID)
		if n >= len(want) || !reflect.DeepEqual(want[n], c) {
			require.Equal(t, asLines(t, want[min(n, len(want)):][:1]), asLines(t, []*rules.Claim{c}), "%q", text)
			require.Equal(t, want[n], c)
		}
		if n%5 == 4 {
			kept, wantKept = append(kept, c), append(wantKept, want[n])
			continue
		}
		r.Reuse(c)
	}
	require.Len(t, ids, len(want))
	require.Equal(t, wantKept, kept, "%q", text)
	for i, id := range ids {
		require.Equal(t, want[i].ID, id)
	}
}

func asLines(t *testing.T, all []*rules.Claim) (lines []string) {
	for _, c := range all {
		text, err := json.MarshalIndent(c, "", " ")
		require.NoError(t, err)
		lines = append(lines, string(text))
	}
	return lines
}

// TestTwin837: the reader and the slow one agree in all that claims say: of the
// samples, of strewn interchanges, and of long ones, whose segments lie across what
// is read at a time.
func TestTwin837(t *testing.T) {
	n := 0
	r := rand.New(rand.NewPCG(14, 837))
	for range 3000 {
		text := strewn837(r)
		for r.IntN(3) == 0 {
			text += strewn837(r)
		}
		n += same837(t, text)
	}
	require.Greater(t, n, 3000)
	for _, guide := range []string{guideP, guideI} {
		require.Equal(t, 300, same837(t, manyClaims(guide, 300)))
	}
	files := func(t *testing.T, pattern string) {
		names, err := filepath.Glob(pattern)
		require.NoError(t, err)
		require.NotEmpty(t, names)
		for _, name := range names {
			text, err := os.ReadFile(name)
			require.NoError(t, err)
			require.NotZero(t, same837(t, string(text)))
		}
	}
	files(t, "testdata/*.837")
	t.Run("samples", func(t *testing.T) { files(t, filepath.Join(official.Path(t, "claims/837"), "*.txt")) })
}

// FuzzTwin837 strews interchanges by seeds.
func FuzzTwin837(f *testing.F) {
	f.Add(uint64(1), uint64(2))
	f.Fuzz(func(t *testing.T, a, b uint64) { same837(t, strewn837(rand.New(rand.NewPCG(a, b)))) })
}
