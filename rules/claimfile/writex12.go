package claimfile

import (
	"fmt"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
)

// An x12Writer writes claims as 837 transactions of version 5010, one for each
// claim, in one interchange with a functional group for each guide.
//
// An 837 says more of names and addresses than a claim does: where it must have
// a name there stands one made up, as the file is for testing what reads it. A
// claim says some things that an 837 as it is sent has no place for: the payer's
// answer (allowed, paid, denied), specialty codes, ages, the CCN. These are left
// out, and told.
type x12Writer struct {
	buf    []byte
	begun  bool
	guide  string // of the open group
	groups int
	sets   int // transactions of the group
	total  int // of the interchange, which number them
	count  int // segments of the transaction
	bad    error
}

// isaSegment begins an interchange.
const isaSegment = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260101*1200*^*00501*000000001*0*T*:~\n"

// Guides of the transactions.
const (
	professionalGuide  = "005010X222A1"
	institutionalGuide = "005010X223A2"
	dentalGuide        = "005010X224A2"
)

// segment writes a segment; elements at the end that are empty are left out.
func (x *x12Writer) segment(elements ...string) {
	for len(elements) > 1 && strings.Trim(elements[len(elements)-1], ":") == "" {
		elements = elements[:len(elements)-1]
	}
	for i, e := range elements {
		if strings.ContainsAny(e, "*~\r\n^\x00") || e != strings.TrimSpace(e) && i == len(elements)-1 {
			x.fail(elements[0], e)
		}
		if i > 0 {
			x.buf = append(x.buf, '*')
		}
		x.buf = append(x.buf, e...)
	}
	x.buf = append(x.buf, '~', '\n')
	x.count++
}

func (x *x12Writer) fail(segment, text string) {
	if x.bad == nil {
		x.bad = fmt.Errorf("%q in segment %s has a character that separates there: %w", text, segment, medcode.ErrSyntax)
	}
}

// composite joins components.
func (x *x12Writer) composite(parts ...string) string {
	for _, p := range parts {
		if strings.IndexByte(p, ':') >= 0 {
			x.fail("of composites", p)
		}
	}
	return strings.TrimRight(strings.Join(parts, ":"), ":")
}

func (x *x12Writer) open(guide string) {
	if !x.begun {
		x.begun = true
		x.buf = append(x.buf, isaSegment...)
	}
	if guide == x.guide {
		return
	}
	x.closeGroup()
	x.guide, x.sets = guide, 0
	x.groups++
	x.segment("GS", "HC", "SENDER", "RECEIVER", "20260101", "1200", fmt.Sprint(x.groups), "X", guide)
}

func (x *x12Writer) closeGroup() {
	if x.guide != "" {
		x.segment("GE", fmt.Sprint(x.sets), fmt.Sprint(x.groups))
	}
}

// end ends the interchange; of no claims it is empty, and still one.
func (x *x12Writer) end() []byte {
	x.buf = x.buf[:0]
	if !x.begun {
		x.open(professionalGuide)
	}
	x.closeGroup()
	x.segment("IEA", fmt.Sprint(x.groups), "000000001")
	return x.buf
}

// claim returns a claim as a transaction, with what begins before it.
func (x *x12Writer) claim(c *rules.Claim) ([]byte, error) {
	was := *x
	x.buf, x.bad = x.buf[:0], nil
	institutional := c.Setting == rules.Inpatient || c.Setting == rules.Outpatient
	guide := map[rules.Setting]string{rules.Inpatient: institutionalGuide, rules.Outpatient: institutionalGuide, rules.Professional: professionalGuide, rules.Dental: dentalGuide}[c.Setting]
	switch {
	case guide == "" && c.Setting == 0:
		return nil, fmt.Errorf("a claim of no setting has no guide: %w", medcode.ErrSyntax)
	case guide == "":
		return nil, fmt.Errorf("a %s claim has no 837: %w", c.Setting, medcode.ErrSyntax)
	case institutional && len(c.TypeOfBill) < 3:
		return nil, fmt.Errorf("type of bill %q: want three or four digits: %w", c.TypeOfBill, medcode.ErrSyntax)
	case c.ID == "":
		return nil, fmt.Errorf("a claim without an id, which CLM01 must have: %w", medcode.ErrSyntax)
	}
	x.open(guide)
	x.sets++
	x.total++
	x.count = 0
	set := fmt.Sprintf("%04d", x.total)
	x.segment("ST", "837", set, guide)
	x.segment("BHT", "0019", "00", set, "20260101", "1200", "CH")
	x.segment("NM1", "41", "2", "SENDER", "", "", "", "", "46", "SENDER")
	x.segment("PER", "IC", "SENDER", "TE", "5555550100")
	x.segment("NM1", "40", "2", "RECEIVER", "", "", "", "", "46", "RECEIVER")
	x.parties(c)
	x.header(c, institutional)
	x.health(c)
	x.providers(c, institutional)
	for i := range c.Lines {
		x.line(&c.Lines[i], i, c.Setting)
	}
	x.segment("SE", fmt.Sprint(x.count+1), set)
	if err := x.bad; err != nil {
		*x = was
		return nil, err
	}
	return x.buf, nil
}

// parties writes the billing provider, the subscriber, and the patient who is not.
func (x *x12Writer) parties(c *rules.Claim) {
	dependent := c.Patient.ID != c.Member || c.Relationship != "" && c.Relationship != "18"
	x.segment("HL", "1", "", "20", "1")
	if c.BillingTaxonomy != "" {
		x.segment("PRV", "BI", "PXC", c.BillingTaxonomy)
	}
	x.name("85", "2", c.BillingNPI)
	x.segment("N3", "1 MAIN ST")
	x.segment("N4", "TOWN", "MD", c.BillingZIP)
	x.segment("REF", "EI", "000000000")
	child := "0"
	if dependent {
		child = "1"
	}
	x.segment("HL", "2", "1", "22", child)
	relationship := c.Relationship
	if dependent {
		relationship = ""
	}
	x.segment("SBR", "P", relationship, "", "", "", "", "", "", filing(c))
	x.segment("NM1", "IL", "1", "MEMBER", "", "", "", "", qualifier(c.Member, "MI"), c.Member)
	if !dependent {
		x.demographics(c)
	}
	x.segment("NM1", "PR", "2", "PAYER", "", "", "", "", "PI", "00000")
	if dependent {
		x.segment("HL", "3", "2", "23", "0")
		x.segment("PAT", c.Relationship)
		x.segment("NM1", "QC", "1", "PATIENT", c.Patient.Given, "", "", "", qualifier(c.Patient.ID, "MI"), c.Patient.ID)
		x.demographics(c)
	}
}

func qualifier(value, code string) string {
	if value == "" {
		return ""
	}
	return code
}

func (x *x12Writer) demographics(c *rules.Claim) {
	if p := &c.Patient; !p.Birth.IsZero() || p.Sex != medcode.SexUnknown {
		x.segment("DMG", "D8", p.Birth.Compact(), p.Sex.String())
	}
}

// filing returns the claim filing indicator of a payer.
func filing(c *rules.Claim) string {
	switch c.Payer {
	case rules.Medicare:
		if c.Setting == rules.Professional {
			return "MB"
		}
		return "MA"
	case rules.MedicareAdvantage:
		return "16"
	case rules.Medicaid:
		return "MC"
	case rules.Commercial:
		return "CI"
	case rules.OtherPayer:
		return "11"
	}
	return ""
}

// name writes a provider; one without an NPI has its name alone.
func (x *x12Writer) name(entity, kind, npi string) {
	x.segment("NM1", entity, kind, "NAME", "", "", "", "", qualifier(npi, "XX"), npi)
}

func (x *x12Writer) header(c *rules.Claim, institutional bool) {
	facility, code, frequency := c.PlaceOfService, "B", c.FrequencyCode
	if institutional {
		bill := c.TypeOfBill
		if len(bill) == 4 || len(bill) == 3 && bill[0] == '0' {
			bill = bill[1:]
		}
		facility, code, frequency = bill[:2], "A", bill[2:]
	}
	x.segment("CLM", c.ID, cents(c.Charge), "", "", x.composite(facility, code, frequency), "Y", "A", "Y", "Y")
	x.period("434", c.From, c.Through)
	x.date("435", c.Admission)
	x.date("096", c.Discharge)
	if c.AdmissionType+c.AdmissionSource+c.DischargeStatus != "" {
		x.segment("CL1", c.AdmissionType, c.AdmissionSource, c.DischargeStatus)
	}
	x.date("452", c.Orthodontics.Placed)
	if o := c.Orthodontics; o.Treatment || o.Months != 0 || o.Remaining != 0 {
		treatment := ""
		if o.Treatment {
			treatment = "Y"
		}
		x.segment("DN1", count(o.Months), count(o.Remaining), treatment)
	}
	for _, t := range c.Teeth {
		x.segment("DN2", t.Number, t.Status, "", "", "", "JP")
	}
	for _, r := range [][2]string{{"9F", c.Referral}, {"G1", c.PriorAuthorization}, {"F8", c.OriginalReference}, {"EA", c.MedicalRecord}} {
		if r[1] != "" {
			x.segment("REF", r[0], r[1])
		}
	}
	for _, r := range c.Remarks {
		x.segment("NTE", "ADD", r)
	}
}

func (x *x12Writer) date(what string, d medcode.Date) {
	if !d.IsZero() {
		x.segment("DTP", what, "D8", d.Compact())
	}
}

func (x *x12Writer) period(what string, from, through medcode.Date) {
	switch {
	case from.IsZero() && through.IsZero():
	case through.IsZero():
		x.date(what, from)
	default:
		x.segment("DTP", what, "RD8", from.Compact()+"-"+through.Compact())
	}
}

func cents(v medcode.Cents) string {
	s := v.String()
	return strings.TrimSuffix(strings.TrimSuffix(s, "0"), ".0")
}

// health writes HI segments: a code an element, as the reader takes them in any form.
func (x *x12Writer) health(c *rules.Claim) {
	ten := func(nine string) string {
		switch {
		case c.ICD == rules.ICD9:
			return nine
		case nine == "BR" || nine == "BQ":
			return "B" + nine
		}
		return "A" + nine
	}
	for i, d := range c.Diagnoses {
		kind := "BF"
		if i == 0 {
			kind = "BK"
		}
		poa := d.POA
		x.segment("HI", x.composite(ten(kind), d.Code, "", "", "", "", "", "", poa))
	}
	if c.Admitting != "" {
		x.segment("HI", x.composite(ten("BJ"), c.Admitting))
	}
	for _, r := range c.Reasons {
		x.segment("HI", x.composite(ten("PR"), r))
	}
	if c.DRG != 0 {
		x.segment("HI", x.composite("DR", c.DRG.String()))
	}
	for i, p := range c.Procedures {
		kind := "BQ"
		if i == 0 {
			kind = "BR"
		}
		x.segment("HI", x.composite(ten(kind), p.Code, qualifier(p.Date.Compact(), "D8"), p.Date.Compact()))
	}
	for _, o := range c.Spans {
		x.segment("HI", x.composite("BI", o.Code, "RD8", strings.TrimRight(o.From.Compact()+"-"+o.Through.Compact(), "-")))
	}
	for _, o := range c.Occurrences {
		x.segment("HI", x.composite("BH", o.Code, qualifier(o.Date.Compact(), "D8"), o.Date.Compact()))
	}
	for _, v := range c.Values {
		x.segment("HI", x.composite("BE", v.Code, "", "", cents(v.Amount)))
	}
	for _, code := range c.Conditions {
		x.segment("HI", x.composite("BG", code))
	}
}

func (x *x12Writer) providers(c *rules.Claim, institutional bool) {
	if c.ReferringNPI != "" {
		x.name("DN", "1", c.ReferringNPI)
	}
	if c.RenderingNPI != "" || c.RenderingTaxonomy != "" {
		entity, role := "82", "PE"
		if institutional {
			entity, role = "71", "AT"
		}
		x.name(entity, "1", c.RenderingNPI)
		if c.RenderingTaxonomy != "" {
			x.segment("PRV", role, "PXC", c.RenderingTaxonomy)
		}
	}
	if c.OperatingNPI != "" {
		x.name("72", "1", c.OperatingNPI)
	}
	x.place(c.Facility)
}

func (x *x12Writer) place(f rules.Facility) {
	if f == (rules.Facility{}) {
		return
	}
	x.name("77", "2", f.NPI)
	x.segment("N3", "2 MAIN ST")
	x.segment("N4", "TOWN", f.State, f.ZIP)
}

func (x *x12Writer) line(l *rules.Line, i int, setting rules.Setting) {
	x.segment("LX", fmt.Sprint(i+1))
	list := l.CodeList
	if list == "" && l.Code != "" {
		list = "HC"
	}
	code := x.composite(append([]string{list, l.Code}, l.Modifiers...)...)
	if len(l.Modifiers) > 4 {
		x.fail("SV1", strings.Join(l.Modifiers, " "))
	}
	units := number(l.Units)
	pointers := make([]string, len(l.Pointers))
	for k, p := range l.Pointers {
		pointers[k] = fmt.Sprint(p)
	}
	switch setting {
	case rules.Professional:
		x.segment("SV1", code, cents(l.Charge), l.Measure, units, l.PlaceOfService, "", strings.Join(pointers, ":"))
	case rules.Dental:
		x.segment("SV3", code, cents(l.Charge), l.PlaceOfService, x.composite(l.Areas...), l.Prosthesis, units, "", "", "", "", strings.Join(pointers, ":"))
		for _, t := range l.Teeth {
			x.segment("TOO", "JP", t.Number, x.composite(t.Surfaces...))
		}
	default:
		x.segment("SV2", l.Revenue, code, cents(l.Charge), l.Measure, units, "", moneyOrNone(l.NonCovered))
	}
	x.period("472", l.From, l.Through)
	if l.PriorAuthorization != "" {
		x.segment("REF", "G1", l.PriorAuthorization)
	}
	if l.Note != "" {
		x.segment("NTE", "ADD", l.Note)
	}
	if l.NDC != "" {
		x.segment("LIN", "", "N4", l.NDC)
	}
	if l.NDCQuantity != 0 || l.NDCUnit != "" {
		quantity := ""
		if l.NDCQuantity != 0 {
			quantity = number(l.NDCQuantity)
		}
		x.segment("CTP", "", "", "", quantity, l.NDCUnit)
	}
	if l.RenderingNPI != "" || l.RenderingTaxonomy != "" {
		x.name("82", "1", l.RenderingNPI)
		if l.RenderingTaxonomy != "" {
			x.segment("PRV", "PE", "PXC", l.RenderingTaxonomy)
		}
	}
	if l.ReferringNPI != "" {
		x.name("DN", "1", l.ReferringNPI)
	}
	x.place(l.Facility)
}

func moneyOrNone(v medcode.Cents) string {
	if v == 0 {
		return ""
	}
	return cents(v)
}
