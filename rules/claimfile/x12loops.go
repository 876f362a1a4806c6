package claimfile

import (
	"slices"
	"strings"

	"github.com/medcode/medcode"
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

	claim      *rules.Claim
	excess     error  // a limit that the claim exceeds
	other      bool   // in loop 2320 or below: about another payer
	attending  bool   // the claim's RenderingNPI is the attending's
	principal  bool   // a principal diagnosis was read
	indicators string // present on admission, as version 4010 has them
	nine, ten  bool   // codes of ICD-9-CM and of ICD-10 were
}

// A biller is the billing provider of an HL 20 loop.
type biller struct{ npi, taxonomy, ccn, zip string }

// scratch is room that claims are made in.
type scratch struct {
	claims      []rules.Claim // unused
	causes      []rules.Diagnosis
	lines       room[rules.Line]
	diagnoses   room[rules.Diagnosis]
	procedures  room[rules.Procedure]
	conditions  room[string]
	reasons     room[string]
	occurrences room[rules.Occurrence]
	spans       room[rules.Span]
	values      room[rules.Value]
	texts       room[string]
	numbers     room[int]
	ends        [window]int32 // of the components of a composite
	bill        string        // the last type of bill
}

// A room is where one list after another of a kind is collected: in the memory of
// a list that was given back, or in a slab, where those of several claims stand one
// behind the other, as they share the text that was read.
type room[T any] struct {
	list  []T  // being collected
	given bool // in memory that was given back
	slab  []T  // unused, its capacity
}

// begin begins a list; old is one that was given back, or nil.
func (r *room[T]) begin(old []T) {
	if r.given = cap(old) > 0; r.given {
		r.list = old[:0]
	} else {
		r.list = r.slab
	}
}

func (r *room[T]) add(v T) {
	if len(r.list) == cap(r.list) {
		r.grow(slabItems)
	}
	r.list = append(r.list, v)
}

// grow moves the list into a slab that has room.
func (r *room[T]) grow(items int) {
	n := len(r.list)
	if !r.given || cap(r.slab) <= n {
		r.slab = make([]T, 0, max(items, 2*n))
	}
	r.list, r.given = append(r.slab, r.list...), false
}

// take ends the list and returns it, nil where it is empty.
func (r *room[T]) take() []T {
	own := r.list
	n := len(own)
	if n == 0 {
		return nil
	}
	r.list = nil
	if r.given {
		return own
	}
	r.slab = own[n:]
	r.list = r.slab
	return own[:n:n]
}

// newClaim returns an empty claim, whose lists begin. It is the last one that was
// given back, if there is one.
func (x *interchange) newClaim() *rules.Claim {
	var c *rules.Claim
	if n := len(x.free); n > 0 {
		c, x.free = x.free[n-1], x.free[:n-1]
	} else {
		if len(x.claims) == 0 {
			x.claims = make([]rules.Claim, slabClaims)
		}
		c, x.claims = &x.claims[0], x.claims[1:]
	}
	x.lines.begin(c.Lines)
	x.diagnoses.begin(c.Diagnoses)
	x.procedures.begin(c.Procedures)
	x.conditions.begin(c.Conditions)
	x.reasons.begin(c.Reasons)
	x.occurrences.begin(c.Occurrences)
	x.spans.begin(c.Spans)
	x.values.begin(c.Values)
	*c = rules.Claim{}
	return c
}

// newLine adds an empty line to those of the claim being read; its lists begin.
func (x *interchange) newLine() *rules.Line {
	r := &x.lines
	n := len(r.list)
	if n == cap(r.list) {
		r.grow(slabLines)
	}
	r.list = r.list[:n+1]
	l := &r.list[n]
	x.texts.begin(l.Modifiers)
	x.numbers.begin(l.Pointers)
	if r.given {
		*l = rules.Line{}
	}
	return l
}

// typeOfBill returns that of a facility and a frequency, which is often the one of
// the claim before.
func (s *scratch) typeOfBill(facility, frequency string) string {
	if len(s.bill) != 1+len(facility)+len(frequency) || s.bill[1:1+len(facility)] != facility || s.bill[1+len(facility):] != frequency {
		s.bill = "0" + facility + frequency
	}
	return s.bill
}

// Claims, lines and items of lists that a slab has.
const slabClaims, slabLines, slabItems = 19, 53, 128

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
	c := x.newClaim()
	c.ID, c.Payer, c.BillingNPI, c.BillingTaxonomy, c.BillingZIP, c.CCN = s.at(1), who.payer, b.npi, b.taxonomy, b.zip, b.ccn
	c.Patient, c.Member, c.Relationship, c.Unreadable = who.patient, who.member, who.relationship, slices.Clone(who.unreadable)
	x.claim, x.excess, x.other, x.attending, x.principal, x.nine, x.ten, x.entity, x.indicators = c, nil, false, false, false, false, false, "", ""
	x.causes = x.causes[:0]
	facility, rest, _ := cut(s.at(5), s.component)
	qualifier, rest, _ := cut(rest, s.component)
	frequency, _, _ := cut(rest, s.component)
	facility, frequency = trim(facility), trim(frequency)
	switch {
	case !x.institutional(trim(qualifier)):
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
		c.Setting, c.TypeOfBill = rules.Inpatient, x.typeOfBill(facility, frequency)
	default:
		c.Setting, c.TypeOfBill = rules.Outpatient, x.typeOfBill(facility, frequency)
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
	if x.indicators != "" {
		x.present()
	}
	for _, d := range x.causes {
		x.diagnoses.add(d)
	}
	c.Diagnoses, c.Procedures, c.Lines = x.diagnoses.take(), x.procedures.take(), x.lines.take()
	if c.Charge == 0 && !c.IsUnreadable(rules.AtField("charge")) {
		for i := range c.Lines {
			c.Charge += c.Lines[i].Charge
		}
	}
	c.Conditions, c.Reasons, c.Occurrences, c.Spans, c.Values = x.conditions.take(), x.reasons.take(), x.occurrences.take(), x.spans.take(), x.values.take()
	return c
}

// present gives diagnoses the indicators that a claim of version 4010 has in one
// text (K3, "POAYNWZ1"): of the principal diagnosis, of the others in their order,
// Z or X for their end, then of external causes (Medicare Claims Processing Manual,
// change request 5499).
func (x *interchange) present() {
	dx, causes, _ := strings.Cut(strings.Replace(x.indicators, "X", "Z", 1), "Z")
	give := func(list []rules.Diagnosis, text string) {
		for i := range min(len(list), len(text)) {
			if list[i].POA == "" {
				list[i].POA = text[i : i+1]
			}
		}
	}
	give(x.diagnoses.list, dx)
	give(x.causes, causes)
}

// detail takes what a segment says of the loop or claim it is in.
func (x *interchange) detail(s *segment) {
	c := x.claim
	if c == nil {
		x.person(s)
		return
	}
	switch s.tag {
	case tagLX:
		x.other, x.entity = false, ""
	case tagSV1:
		x.other = false
		x.professionalLine(s)
	case tagSV2:
		x.other = false
		x.institutionalLine(s)
	case tagSV3:
		x.other = false
		x.dentalLine(s)
	case tagTOO:
		if l := x.lastLine(); l != nil {
			l.Teeth = append(l.Teeth, rules.Tooth{Number: s.at(2), Surfaces: parts(s.at(3), s.component)})
		}
	case tagDN1:
		if !x.other {
			x.orthodontics(s)
		}
	case tagDN2:
		if !x.other {
			c.Teeth = limit(x, c.Teeth, rules.ToothStatus{Number: s.at(1), Status: s.at(2)}, "teeth")
		}
	case tagSBR:
		x.other = true
	case tagHI:
		if !x.other {
			x.health(s)
		}
	case tagDTP:
		if !x.other {
			x.date(s)
		}
	case tagNM1:
		x.entity = ""
		if !x.other {
			x.provider(s)
		}
	case tagN4:
		if f := x.facility(); f != nil {
			f.State, f.ZIP = s.at(2), s.at(3)
		}
	case tagPRV:
		if !x.other {
			x.specialty(s)
		}
	case tagREF:
		if !x.other {
			x.reference(s)
		}
	case tagK3:
		if text, ok := strings.CutPrefix(s.at(1), "POA"); ok && !x.other && x.lastLine() == nil {
			x.indicators = text
		}
	case tagCL1:
		c.AdmissionType, c.AdmissionSource, c.DischargeStatus = s.at(1), s.at(2), s.at(3)
	case tagNTE:
		if l := x.lastLine(); l != nil {
			l.Note = join(l.Note, s.at(2))
		} else if !x.other && s.at(2) != "" {
			c.Remarks = limit(x, c.Remarks, s.at(2), "remarks")
		}
	case tagLIN:
		if l := x.lastLine(); l != nil && s.at(2) == "N4" {
			l.NDC = s.at(3)
		}
	case tagCTP:
		if l := x.lastLine(); l != nil {
			l.NDCUnit = s.part(5, 1)
			if text := s.at(4); text != "" {
				var err error
				l.NDCQuantity, err = quantity(text, "ndcQuantity")
				x.unreadable(rules.AtLine(len(x.lines.list)-1).In("ndcQuantity"), text, err)
			}
		}
	}
}

// orthodontics takes the months of a treatment, 01 of the whole of it and 02 that
// remain, and 03 whether there is one.
func (x *interchange) orthodontics(s *segment) {
	o := &x.claim.Orthodontics
	for i, to := range []*int{&o.Months, &o.Remaining} {
		if text := s.at(i + 1); text != "" {
			var err error
			*to, err = whole(text)
			x.unreadable(rules.AtField([]string{"orthodontics/months", "orthodontics/remaining"}[i]), text, err)
		}
	}
	o.Treatment = o.Treatment || s.at(3) == "Y"
}

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " " + b
}

// keep adds to a list of codes of the claim, within the limit.
func keep[T any](x *interchange, list *room[T], v T, what string) {
	if len(list.list) >= x.limits.ClaimCodes {
		x.exceeds("ClaimCodes", what, x.limits.ClaimCodes)
		return
	}
	list.add(v)
}

// limit is keep for lists of which most claims have none.
func limit[T any](x *interchange, list []T, v T, what string) []T {
	if len(list) >= x.limits.ClaimCodes {
		x.exceeds("ClaimCodes", what, x.limits.ClaimCodes)
		return list
	}
	return append(list, v)
}

// lastLine returns the service line being read, nil before the first.
func (x *interchange) lastLine() *rules.Line {
	if n := len(x.lines.list); n > 0 {
		return &x.lines.list[n-1]
	}
	return nil
}

// person takes what stands before the claims of a billing provider, subscriber
// or patient.
func (x *interchange) person(s *segment) {
	who := x.who()
	switch s.tag {
	case tagNM1:
		switch x.entity = s.at(1); x.entity {
		case "85": // billing provider
			x.billing.npi = npi(s)
		case "IL": // subscriber
			who.patient.ID, who.member = s.at(9), s.at(9)
		case "QC": // patient, who in version 4010 may have an identifier
			who.patient.ID, who.patient.Given = s.at(9), s.at(4)
			x.dependent = true
		}
	case tagN4:
		if x.entity == "85" {
			x.billing.zip = s.at(3)
		}
	case tagPRV:
		if s.at(1) == "BI" {
			x.billing.taxonomy = s.at(3)
		}
	case tagREF:
		if x.entity == "85" && s.at(1) == "1C" { // Medicare provider number, version 4010
			x.billing.ccn = s.at(2)
		}
	case tagSBR:
		who.payer, who.relationship = payerOf(s.at(9)), s.at(2)
	case tagPAT:
		if s.at(1) != "" {
			who.relationship = s.at(1)
		}
	case tagDMG:
		var err error
		if text := s.at(2); text != "" {
			who.patient.Birth, err = medcode.ParseDate(text)
			x.unreadable(rules.AtPatient("birth"), text, err)
		}
		who.patient.Sex, err = medcode.ParseSex(s.at(3))
		x.unreadable(rules.AtPatient("sex"), s.at(3), err)
	}
}
