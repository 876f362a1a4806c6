package claimfile

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/rules"
)

// loops are where in the loops of a transaction the reader is, and what it
// collects there.
type loops struct {
	billing    biller
	subscriber party
	patient    party  // of the HL 23 loop
	dependent  bool   // in an HL 23 loop
	entity     string // NM101 of the last name, to which an address belongs

	claim     *rules.Claim
	excess    error // a limit that the claim exceeds
	other     bool  // in loop 2320 or below: about another payer
	attending bool  // the claim's RenderingNPI is the attending's
	principal bool  // a principal diagnosis was read
	nine, ten bool  // codes of ICD-9-CM and of ICD-10 were
	scratch
}

// A biller is the billing provider of an HL 20 loop.
type biller struct{ npi, taxonomy, ccn, zip string }

// scratch is used again from claim to claim; what is kept is copied.
type scratch struct {
	causes     []rules.Diagnosis // external causes, which go last
	diagnoses  []rules.Diagnosis
	procedures []rules.Procedure
	lines      []rules.Line
	texts      []string // of which claims take short lists
	numbers    []int
}

// unreadable notes what is wrong with a field of the claim, or of the party of
// the loop, unless err is nil.
func (x *interchange) unreadable(at rules.Place, text string, err error) {
	if err == nil {
		return
	}
	if c := x.claim; c != nil {
		if len(c.Unreadable) >= x.limits.ClaimCodes {
			x.exceeds("ClaimCodes", "unreadable fields", x.limits.ClaimCodes)
			return
		}
		unreadable(&c.Unreadable, at, text, err)
		return
	}
	who := x.who()
	who.unreadable = slices.DeleteFunc(who.unreadable, func(u rules.Unreadable) bool { return u.Place == at })
	unreadable(&who.unreadable, at, text, err)
}

func (x *interchange) exceeds(limit, what string, most int) {
	if x.excess == nil {
		x.excess = over(limit, "more than %d "+what, most)
	}
}

// level begins an HL loop: 20 a billing provider, 22 a subscriber, 23 a patient
// who is not the subscriber.
func (x *interchange) level(s *segment) {
	x.entity = ""
	switch s.at(3) {
	case "20":
		x.billing, x.subscriber, x.dependent = biller{}, party{}, false
	case "22":
		x.subscriber, x.dependent = party{}, false
	case "23":
		x.patient, x.dependent = party{payer: x.subscriber.payer, member: x.subscriber.member}, true
	}
}

// who returns the party that the loop describes.
func (x *interchange) who() *party {
	if x.dependent {
		return &x.patient
	}
	return &x.subscriber
}

// begin begins a claim: CLM01 id, CLM02 charge, CLM05 facility, its qualifier
// and the frequency. An institutional claim whose facility is missing or cut has
// no setting: nothing else says whether it is for a stay.
func (x *interchange) begin(s *segment) {
	who := x.who()
	b := &x.billing
	c := &rules.Claim{ID: s.at(1), Payer: who.payer, BillingNPI: b.npi, BillingTaxonomy: b.taxonomy, BillingZIP: b.zip, CCN: b.ccn,
		Patient: who.patient, Member: who.member, Relationship: who.relationship, Unreadable: slices.Clone(who.unreadable)}
	x.claim, x.excess, x.other, x.attending, x.principal, x.nine, x.ten, x.entity = c, nil, false, false, false, false, false, ""
	x.causes, x.diagnoses, x.procedures, x.lines = x.causes[:0], x.diagnoses[:0], x.procedures[:0], x.lines[:0]
	facility, frequency := s.part(5, 1), s.part(5, 3)
	switch {
	case !x.institutional(s.part(5, 2)):
		c.Setting, c.PlaceOfService, c.FrequencyCode = rules.Professional, facility, frequency
		if isDental(x.guide) {
			c.Setting = rules.Dental
		}
		if facility == "" {
			x.unreadable(rules.AtField("placeOfService"), "", errNoPlace)
		}
	case len(facility) != 2:
		x.unreadable(rules.AtField("typeOfBill"), s.at(5), errNoFacility)
	case stayBill(facility):
		c.Setting, c.TypeOfBill = rules.Inpatient, "0"+facility+frequency
	default:
		c.Setting, c.TypeOfBill = rules.Outpatient, "0"+facility+frequency
	}
	x.cents(&c.Charge, rules.AtField("charge"), s.at(2))
}

// institutional reports by the qualifier CLM05-2, else by the guide, whether a
// claim is institutional.
func (x *interchange) institutional(qualifier string) bool {
	switch qualifier {
	case "A":
		return true
	case "":
		return strings.HasPrefix(x.guide, "005010X223") || strings.HasPrefix(x.guide, "004010X096")
	}
	return false
}

// stayBill reports whether the first two digits of a type of bill are those of
// inpatient care.
func stayBill(facility string) bool {
	switch facility {
	case "11", "18", "21", "28", "41", "51", "61":
		return true
	}
	return false
}

// close ends the claim being read and returns it, nil if there is none.
func (x *interchange) close() *rules.Claim {
	c := x.claim
	if c == nil {
		return nil
	}
	if x.nine && x.ten {
		x.unreadable(rules.AtField("icd"), "", errMixed)
	}
	x.claim = nil
	if n := len(x.diagnoses) + len(x.causes); n > 0 {
		c.Diagnoses = append(append(make([]rules.Diagnosis, 0, n), x.diagnoses...), x.causes...)
	}
	c.Procedures, c.Lines = kept(x.procedures), kept(x.lines)
	return c
}

func kept[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return append(make([]T, 0, len(list)), list...)
}

// detail takes what a segment says of the loop or claim it is in.
func (x *interchange) detail(s *segment) {
	c := x.claim
	if c == nil {
		x.person(s)
		return
	}
	switch id := s.id(); id {
	case "LX":
		x.other, x.entity = false, ""
	case "SV1":
		x.other = false
		x.professionalLine(s)
	case "SV2":
		x.other = false
		x.institutionalLine(s)
	case "SV3":
		x.other = false
		x.dentalLine(s)
	case "TOO":
		if l := x.lastLine(); l != nil {
			l.Teeth = append(l.Teeth, rules.Tooth{Number: s.at(2), Surfaces: parts(s.at(3), s.component)})
		}
	case "DN2":
		if !x.other {
			c.Teeth = limit(x, c.Teeth, rules.ToothStatus{Number: s.at(1), Status: s.at(2)}, "teeth")
		}
	case "SBR":
		x.other = true
	case "HI":
		if !x.other {
			x.health(s)
		}
	case "DTP":
		if !x.other {
			x.date(s)
		}
	case "NM1":
		x.entity = ""
		if !x.other {
			x.provider(s)
		}
	case "N4":
		if f := x.facility(); f != nil {
			f.State, f.ZIP = s.at(2), s.at(3)
		}
	case "PRV":
		if !x.other {
			x.specialty(s)
		}
	case "REF":
		if !x.other {
			x.reference(s)
		}
	case "CL1":
		c.AdmissionType, c.AdmissionSource, c.DischargeStatus = s.at(1), s.at(2), s.at(3)
	case "NTE":
		if l := x.lastLine(); l != nil {
			l.Note = join(l.Note, s.at(2))
		} else if !x.other && s.at(2) != "" {
			c.Remarks = limit(x, c.Remarks, s.at(2), "remarks")
		}
	case "LIN":
		if l := x.lastLine(); l != nil && s.at(2) == "N4" {
			l.NDC = s.at(3)
		}
	case "CTP":
		if l := x.lastLine(); l != nil {
			l.NDCUnit = s.part(5, 1)
			if text := s.at(4); text != "" {
				var err error
				l.NDCQuantity, err = quantity(text, "ndcQuantity")
				x.unreadable(rules.AtLine(len(x.lines)-1).In("ndcQuantity"), text, err)
			}
		}
	}
}

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " " + b
}

// limit appends to a list of codes of the claim, within the limit.
func limit[T any](x *interchange, list []T, v T, what string) []T {
	if len(list) >= x.limits.ClaimCodes {
		x.exceeds("ClaimCodes", what, x.limits.ClaimCodes)
		return list
	}
	return append(list, v)
}

// lastLine returns the service line being read, nil before the first.
func (x *interchange) lastLine() *rules.Line {
	if n := len(x.lines); n > 0 {
		return &x.lines[n-1]
	}
	return nil
}

// person takes what stands before the claims of a billing provider, subscriber
// or patient.
func (x *interchange) person(s *segment) {
	who := x.who()
	switch s.id() {
	case "NM1":
		switch x.entity = s.at(1); x.entity {
		case "85": // billing provider
			x.billing.npi = npi(s)
		case "IL": // subscriber
			who.patient.ID, who.member = s.at(9), s.at(9)
		case "QC": // patient, who in version 4010 may have an identifier
			who.patient.ID, who.patient.Given = s.at(9), s.at(4)
			x.dependent = true
		}
	case "N4":
		if x.entity == "85" {
			x.billing.zip = s.at(3)
		}
	case "PRV":
		if s.at(1) == "BI" {
			x.billing.taxonomy = s.at(3)
		}
	case "REF":
		if x.entity == "85" && s.at(1) == "1C" { // Medicare provider number, version 4010
			x.billing.ccn = s.at(2)
		}
	case "SBR":
		who.payer, who.relationship = payerOf(s.at(9)), s.at(2)
	case "PAT":
		if s.at(1) != "" {
			who.relationship = s.at(1)
		}
	case "DMG":
		var err error
		if text := s.at(2); text != "" {
			who.patient.Birth, err = medcode.ParseDate(text)
			x.unreadable(rules.AtPatient("birth"), text, err)
		}
		who.patient.Sex, err = medcode.ParseSex(s.at(3))
		x.unreadable(rules.AtPatient("sex"), s.at(3), err)
	}
}

// npi returns the NPI that an NM1 segment gives, "" if none.
func npi(s *segment) string {
	if s.at(8) == "XX" {
		return s.at(9)
	}
	return ""
}

// provider takes the NPI of a provider of the claim or of its line. One without
// an NPI erases none.
func (x *interchange) provider(s *segment) {
	c, l, id := x.claim, x.lastLine(), npi(s)
	x.entity = s.at(1)
	set := func(to *string) {
		if id != "" {
			*to = id
		}
	}
	switch x.entity {
	case "71": // attending
		if l == nil && id != "" {
			c.RenderingNPI, x.attending = id, true
		}
	case "82": // rendering; beside an attending that one stands for the claim
		switch {
		case l != nil:
			set(&l.RenderingNPI)
		case !x.attending:
			set(&c.RenderingNPI)
		}
	case "72": // operating
		if l == nil {
			set(&c.OperatingNPI)
		}
	case "DN", "DK": // referring, ordering
		if l != nil {
			set(&l.ReferringNPI)
		} else {
			set(&c.ReferringNPI)
		}
	case "77", "FA": // service facility
		set(&x.facility().NPI)
	}
}

// facility returns the service facility that is being described, nil if none is.
func (x *interchange) facility() *rules.Facility {
	if x.entity != "77" && x.entity != "FA" {
		return nil
	}
	if l := x.lastLine(); l != nil {
		return &l.Facility
	}
	return &x.claim.Facility
}

// specialty takes the taxonomy of a rendering (PE) or attending (AT) clinician.
func (x *interchange) specialty(s *segment) {
	switch who, l := s.at(1), x.lastLine(); {
	case l != nil && who == "PE":
		l.RenderingTaxonomy = s.at(3)
	case l != nil:
	case who == "AT", who == "PE" && !x.attending:
		x.claim.RenderingTaxonomy = s.at(3)
	}
}

// reference takes the numbers that payer and provider gave to things. One with a
// fourth element is another payer's.
func (x *interchange) reference(s *segment) {
	if s.at(4) != "" {
		return
	}
	c, l := x.claim, x.lastLine()
	switch s.at(1) {
	case "EA":
		x.referred(&c.MedicalRecord, s)
	case "F8":
		x.referred(&c.OriginalReference, s)
	case "9F":
		x.referred(&c.Referral, s)
	case "G1":
		if l != nil {
			l.PriorAuthorization = s.at(2)
		} else {
			x.referred(&c.PriorAuthorization, s)
		}
	}
}

// referred takes a number of the claim, which stands before its providers and
// lines; behind a provider it is the claim's only where that has none.
func (x *interchange) referred(to *string, s *segment) {
	if len(x.lines) == 0 && (x.entity == "" || *to == "") {
		*to = s.at(2)
	}
}

// payerOf reads the claim filing indicator (SBR09).
func payerOf(code string) rules.Payer {
	switch code {
	case "MA", "MB":
		return rules.Medicare
	case "16":
		return rules.MedicareAdvantage
	case "MC":
		return rules.Medicaid
	case "12", "13", "14", "15", "BL", "CI", "HM":
		return rules.Commercial
	case "":
		return 0
	}
	return rules.OtherPayer
}

// date takes a date of the claim (DTP 434 statement, 435 admission, 096
// discharge) or of a line (472 service).
func (x *interchange) date(s *segment) {
	c := x.claim
	at, from, through := rules.Place{}, &c.From, &c.Through
	switch s.at(1) {
	case "434":
	case "435":
		x.day(&c.Admission, rules.AtField("admission"), s.at(2), s.at(3))
		return
	case "096":
		if s.at(2) == "D8" {
			x.day(&c.Discharge, rules.AtField("discharge"), s.at(2), s.at(3))
		}
		return
	case "472":
		if l := x.lastLine(); l != nil {
			at, from, through = rules.AtLine(len(x.lines)-1), &l.From, &l.Through
		}
	default:
		return
	}
	if first, last, ok := strings.Cut(s.at(3), "-"); ok && s.at(2) == "RD8" {
		if first != "" || last == "" {
			x.day(from, at.In("from"), "D8", first)
		}
		if last != "" || first == "" {
			x.day(through, at.In("through"), "D8", last)
		}
		return
	}
	x.day(from, at.In("from"), s.at(2), s.at(3))
}

// day reads D8 YYYYMMDD, DT YYYYMMDDHHMM, or the first day of RD8 YYYYMMDD-YYYYMMDD.
func (x *interchange) day(to *medcode.Date, at rules.Place, format, text string) {
	day := text
	switch format {
	case "RD8":
		day, _, _ = strings.Cut(text, "-")
	case "DT":
		day = text[:min(8, len(text))]
	}
	var err error
	*to, err = medcode.ParseDate(day)
	x.unreadable(at, text, err)
}

// professionalLine takes SV101 code and modifiers, 02 charge, 03 measure, 04
// units, 05 place of service, 07 pointers.
func (x *interchange) professionalLine(s *segment) {
	l := x.service(s, 1)
	x.units(l, s.at(3), s.at(4))
	l.PlaceOfService = s.at(5)
	x.pointers(l, s.at(7), s.component)
}

// pointers takes the numbers of the diagnoses that justify a line.
func (x *interchange) pointers(l *rules.Line, text string, separator byte) {
	rest, from := text, len(x.numbers)
	for more := rest != ""; more; {
		var p string
		p, rest, more = cut(rest, separator)
		if p == "" {
			continue
		}
		if n, err := pointer(p); err == nil {
			if len(x.numbers)-from < maxPointers {
				x.numbers = append(x.numbers, n)
			}
		} else {
			x.unreadable(rules.AtLine(len(x.lines)-1).In("pointers"), text, err)
		}
	}
	l.Pointers = slab(&x.numbers, from)
}

// maxPointers is more than the four pointers that a line may have.
const maxPointers = 100

// institutionalLine takes SV201 revenue code, then as a professional line from
// 02 on, and 07 the charge that is not covered.
func (x *interchange) institutionalLine(s *segment) {
	l := x.service(s, 2)
	x.units(l, s.at(4), s.at(5))
	l.Revenue = s.at(1)
	x.cents(&l.NonCovered, rules.AtLine(len(x.lines)-1).In("nonCovered"), s.at(7))
}

// dentalLine takes SV301 code and modifiers, 02 charge, 03 place of service, 04
// areas of the mouth, 05 prosthesis, 06 quantity, 11 pointers.
func (x *interchange) dentalLine(s *segment) {
	l := x.service(s, 1)
	x.units(l, "", s.at(6))
	x.claim.Setting = rules.Dental
	l.PlaceOfService, l.Prosthesis, l.Areas = s.at(3), s.at(5), parts(s.at(4), s.component)
	x.pointers(l, s.at(11), s.component)
}

// parts returns the components of an element that are not empty.
func parts(text string, separator byte) (all []string) {
	for more := text != ""; more; {
		var part string
		if part, text, more = cut(text, separator); trim(part) != "" {
			all = append(all, trim(part))
		}
	}
	return all
}

// cut cuts text at the first separator.
func cut(text string, separator byte) (before, after string, found bool) {
	if i := strings.IndexByte(text, separator); i >= 0 {
		return text[:i], text[i+1:], true
	}
	return text, "", false
}

// units takes the measure and the quantity of a line.
func (x *interchange) units(l *rules.Line, measure, text string) {
	l.Measure = measure
	if text != "" {
		var err error
		l.Units, err = units(text)
		x.unreadable(rules.AtLine(len(x.lines)-1).In("units"), text, err)
	}
}

// service begins a line and reads what the lines of all guides share: in element i
// the code with its modifiers, behind it the charge.
func (x *interchange) service(s *segment, i int) *rules.Line {
	if len(x.lines) >= x.limits.ClaimLines {
		x.exceeds("ClaimLines", "service lines", x.limits.ClaimLines)
		x.lines = x.lines[:0]
	}
	x.entity = ""
	x.lines = append(x.lines, rules.Line{})
	l := x.lastLine()
	at := rules.AtLine(len(x.lines) - 1)
	rest, from := s.at(i), len(x.texts)
	for j := 1; rest != "" && j <= 6; j++ {
		part := rest
		if k := strings.IndexByte(rest, s.component); k >= 0 {
			part, rest = rest[:k], rest[k+1:]
		} else {
			rest = ""
		}
		part = trim(part)
		switch {
		case j == 1 && part != "HC" && part != "hc":
			l.CodeList = part
		case j == 2:
			l.Code = part
		case j > 2 && part != "":
			x.texts = append(x.texts, part)
		}
	}
	l.Modifiers = slab(&x.texts, from)
	x.cents(&l.Charge, at.In("charge"), s.at(i+1))
	return l
}

// slab returns what was appended to all since from, nil if nothing, and begins
// another slab where little room is left.
func slab[T any](all *[]T, from int) []T {
	part := (*all)[from:len(*all):len(*all)]
	if cap(*all)-len(*all) < 100 {
		*all = make([]T, 0, 1000)
	}
	if len(part) == 0 {
		return nil
	}
	return part
}

// quantity reads a decimal number, as units are.
func quantity(text, what string) (float64, error) {
	if n, ok := small(text); ok {
		return n, nil
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(n) || math.IsInf(n, 0) || strings.ContainsAny(text, "_xXpP") {
		return 0, fmt.Errorf("%s %q: want a number such as 2 or 1.5: %w", what, text, medcode.ErrSyntax)
	}
	return n, nil
}

// small reads a whole number of few digits.
func small(text string) (float64, bool) {
	if len(text) == 0 || len(text) > 6 {
		return 0, false
	}
	n := 0
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return 0, false
		}
		n = n*10 + int(text[i]-'0')
	}
	return float64(n), true
}

// pointer reads a service line's pointer to a diagnosis.
func pointer(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0, fmt.Errorf("pointer %q: want the number of a diagnosis, from 1: %w", text, medcode.ErrSyntax)
	}
	return n, nil
}

func (x *interchange) cents(to *medcode.Cents, at rules.Place, text string) {
	if text == "" {
		return
	}
	var err error
	*to, err = medcode.ParseCents(text)
	x.unreadable(at, text, err)
}

// number reads a DRG.
func (x *interchange) number(code string) {
	var err error
	x.claim.DRG, err = drg.ParseNumber(code)
	x.unreadable(rules.AtField("drg"), code, err)
}
