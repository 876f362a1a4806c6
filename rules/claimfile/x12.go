package claimfile

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/rules"
)

// isaBytes is the length of the ISA segment, which fixes its columns, and with
// them the separators of the file.
const isaBytes = 106

// An interchange is an 837 file being read.
type interchange struct {
	*file
	in                          *bufio.Reader
	element, component, segment byte

	envelopes   [levels]envelope
	transaction string // implementation guide of the ST: "005010X222A1"
	billing     string // NPI of the billing provider
	subscriber  party
	patient     party // of the HL 23 loop, else the subscriber
	dependent   bool  // in an HL 23 loop

	claim  *rules.Claim
	bad    error             // the first thing that is wrong with claim
	causes []rules.Diagnosis // external causes, which go last
}

// A party is what an HL loop says of a subscriber or patient.
type party struct {
	patient rules.Patient
	payer   rules.Payer
	bad     error // the first thing that is wrong in its loop
}

// x12 reads interchanges one after the other.
func (f *file) x12(in *bufio.Reader) error {
	for {
		x := &interchange{file: f, in: in}
		if err := x.separators(); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		if err := x.segments(); err != nil {
			return err
		}
	}
}

// separators reads them from the ISA segment, leaving it to be read.
func (x *interchange) separators() error {
	for {
		head, err := x.in.Peek(1)
		if err != nil {
			return err
		}
		if !strings.ContainsRune(" \t\r\n", rune(head[0])) {
			break
		}
		x.in.Discard(1)
	}
	isa, err := x.in.Peek(isaBytes)
	if err != nil || !bytes.HasPrefix(isa, []byte("ISA")) {
		return fmt.Errorf("want an ISA segment of %d characters: %w", isaBytes, medcode.ErrSyntax)
	}
	x.element, x.component, x.segment = isa[3], isa[104], isa[105]
	if bytes.Count(isa, isa[3:4]) != 16 || x.element == x.segment || x.element == x.component {
		return fmt.Errorf("the ISA segment has not 16 elements of its fixed widths: %w", medcode.ErrSyntax)
	}
	return nil
}

// segments reads to the end of the interchange.
func (x *interchange) segments() error {
	for {
		raw, err := x.until(x.in, x.segment)
		if errors.Is(err, io.EOF) {
			if err := x.finish(); err != nil {
				return err
			}
			return fmt.Errorf("the interchange does not end with IEA: %w", medcode.ErrSyntax)
		}
		if err != nil {
			return err
		}
		raw = bytes.TrimSpace(raw)
		if len(raw) == 0 {
			continue
		}
		s := segment{strings.Split(string(raw), string(x.element)), string(x.component)}
		if err := x.take(s, string(raw)); err != nil {
			return err
		}
		if s.id() == "IEA" {
			return nil
		}
	}
}

// A segment is an identifier and elements, which may have components.
type segment struct {
	elements  []string
	component string
}

func (s segment) id() string { return s.elements[0] }

// at returns element i, counted from 1 as the guides do, "" where absent.
func (s segment) at(i int) string {
	if i < len(s.elements) {
		return s.elements[i]
	}
	return ""
}

// part returns component j of element i, both counted from 1.
func (s segment) part(i, j int) string {
	parts := strings.Split(s.at(i), s.component)
	if j <= len(parts) {
		return parts[j-1]
	}
	return ""
}

func (x *interchange) take(s segment, raw string) error {
	switch s.id() {
	case "ISA", "GS", "ST", "SE", "GE", "IEA", "HL", "CLM":
		if err := x.finish(); err != nil {
			return err
		}
	}
	if err := x.control(s, raw); err != nil {
		return err
	}
	switch s.id() {
	case "ST":
		return x.start(s)
	case "HL":
		x.level(s)
	case "CLM":
		x.open(s)
	}
	bad := &x.bad
	if x.claim == nil {
		bad = &x.who().bad
	}
	if err := x.detail(s); err != nil && *bad == nil {
		*bad = x.wrap(err, raw)
	}
	return nil
}

// start begins a transaction.
func (x *interchange) start(s segment) error {
	x.transaction = s.at(3)
	x.billing, x.subscriber, x.patient = "", party{}, party{}
	if s.at(1) != "837" {
		return fmt.Errorf("transaction %q, want 837: %w", s.at(1), medcode.ErrLayout)
	}
	return nil
}

// level begins an HL loop: 20 a billing provider, 22 a subscriber, 23 a patient
// who is not the subscriber.
func (x *interchange) level(s segment) {
	switch s.at(3) {
	case "20":
		x.billing, x.subscriber, x.dependent = "", party{}, false
	case "22":
		x.subscriber, x.dependent = party{}, false
	case "23":
		x.patient, x.dependent = party{payer: x.subscriber.payer}, true
	}
}

// who returns the party that the loop describes.
func (x *interchange) who() *party {
	if x.dependent {
		return &x.patient
	}
	return &x.subscriber
}

// open begins a claim: CLM01 id, CLM02 charge, CLM05 facility, its qualifier
// and the frequency.
func (x *interchange) open(s segment) {
	who := x.who()
	c := &rules.Claim{ID: s.at(1), Payer: who.payer, BillingNPI: x.billing, Patient: who.patient}
	facility, frequency := s.part(5, 1), s.part(5, 3)
	institutional := s.part(5, 2) == "A" || s.part(5, 2) == "" && strings.HasPrefix(x.transaction, "005010X223")
	switch {
	case !institutional:
		c.Setting, c.PlaceOfService = rules.Professional, facility
	case stayBill(facility):
		c.Setting, c.TypeOfBill = rules.Inpatient, "0"+facility+frequency
	default:
		c.Setting, c.TypeOfBill = rules.Outpatient, "0"+facility+frequency
	}
	x.claim, x.bad, x.causes = c, who.bad, nil
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

// finish hands over the claim being read, if there is one.
func (x *interchange) finish() error {
	if x.claim == nil {
		return nil
	}
	c, bad := x.claim, x.bad
	c.Diagnoses = append(c.Diagnoses, x.causes...)
	x.claim = nil
	return x.give(c, bad, "")
}

// detail takes what a segment says of the loop or claim it is in.
func (x *interchange) detail(s segment) error {
	if s.id() == "NM1" {
		x.name(s)
		return nil
	}
	c := x.claim
	if c == nil {
		return x.person(s)
	}
	switch s.id() {
	case "CLM":
		return cents(&c.Charge, s.at(2))
	case "CL1":
		c.DischargeStatus = s.at(3)
	case "DTP":
		return x.date(s)
	case "HI":
		return x.health(s)
	case "SV1":
		return x.professionalLine(s)
	case "SV2":
		return x.institutionalLine(s)
	}
	return nil
}

// name takes the identifier of a provider or person.
func (x *interchange) name(s segment) {
	npi := ""
	if s.at(8) == "XX" {
		npi = s.at(9)
	}
	switch s.at(1) {
	case "85": // billing provider
		x.billing = npi
	case "IL", "QC": // subscriber, patient; within a claim those of another payer
		if x.claim == nil {
			x.who().patient.ID = s.at(9)
		}
	case "82", "71": // rendering, attending
		switch c := x.claim; {
		case c == nil:
		case len(c.Lines) > 0:
			c.Lines[len(c.Lines)-1].RenderingNPI = npi
		default:
			c.RenderingNPI = npi
		}
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

// person takes what stands before the claims of a subscriber or patient. Such
// segments within a claim are about another payer.
func (x *interchange) person(s segment) (err error) {
	who := x.who()
	if s.id() == "SBR" {
		who.payer = payerOf(s.at(9))
	}
	if s.id() != "DMG" || s.at(1) != "D8" {
		return nil
	}
	p := &who.patient
	if p.Birth, err = medcode.ParseDate(s.at(2)); err != nil {
		return err
	}
	p.Sex, err = medcode.ParseSex(s.at(3))
	return err
}

// date takes a date of the claim (DTP 434 statement, 435 admission) or of a
// line (472 service).
func (x *interchange) date(s segment) error {
	c := x.claim
	from, through := &c.From, &c.Through
	switch s.at(1) {
	case "434":
	case "435":
		from, through = &c.Admission, new(medcode.Date)
	case "472":
		if n := len(c.Lines); n > 0 {
			from, through = &c.Lines[n-1].From, &c.Lines[n-1].Through
		}
	default:
		return nil
	}
	return period(from, through, s.at(2), s.at(3))
}

// period reads D8 YYYYMMDD, DT YYYYMMDDHHMM or RD8 YYYYMMDD-YYYYMMDD.
func period(from, through *medcode.Date, format, text string) error {
	end := ""
	switch format {
	case "RD8":
		text, end, _ = strings.Cut(text, "-")
	case "DT":
		text = text[:min(8, len(text))]
	}
	var err error
	if *from, err = medcode.ParseDate(text); err == nil && end != "" {
		*through, err = medcode.ParseDate(end)
	}
	return err
}

// health takes the codes of an HI segment. Qualifiers beginning with A or BB
// are ICD-10, those without ICD-9.
func (x *interchange) health(s segment) error {
	c := x.claim
	for i := 1; i < len(s.elements); i++ {
		qualifier, code := s.part(i, 1), s.part(i, 2)
		switch qualifier {
		case "BK", "BF", "BJ", "PR", "BN", "BR", "BQ":
			c.ICD = rules.ICD9
		}
		d := rules.Diagnosis{Code: code, POA: s.part(i, 9)}
		switch qualifier {
		case "ABK", "BK", "ABF", "BF":
			c.Diagnoses = append(c.Diagnoses, d)
		case "ABN", "BN":
			x.causes = append(x.causes, d)
		case "ABJ", "BJ":
			c.Admitting = code
		case "APR", "PR":
			c.Reasons = append(c.Reasons, code)
		case "BBR", "BR", "BBQ", "BQ":
			p := rules.Procedure{Code: code}
			if err := period(&p.Date, new(medcode.Date), s.part(i, 3), s.part(i, 4)); err != nil && s.part(i, 4) != "" {
				return err
			}
			c.Procedures = append(c.Procedures, p)
		case "DR":
			var err error
			if c.DRG, err = drg.ParseNumber(code); err != nil {
				return err
			}
		}
	}
	return nil
}

// professionalLine takes SV101 code and modifiers, 02 charge, 03 measure, 04
// units, 05 place of service, 07 pointers.
func (x *interchange) professionalLine(s segment) error {
	l, err := line(s, 1)
	l.PlaceOfService = s.at(5)
	for _, p := range strings.Split(s.at(7), s.component) {
		if p == "" {
			continue
		}
		n, bad := pointer(p)
		err = errors.Join(err, bad)
		l.Pointers = append(l.Pointers, n)
	}
	x.claim.Lines = append(x.claim.Lines, l)
	return err
}

// institutionalLine takes SV201 revenue code, then as a professional line from
// 02 on.
func (x *interchange) institutionalLine(s segment) error {
	l, err := line(s, 2)
	l.Revenue = s.at(1)
	x.claim.Lines = append(x.claim.Lines, l)
	return err
}

// line reads what the lines of both guides share: from element i on the code
// with its modifiers, the charge, the measure and the units.
func line(s segment, i int) (rules.Line, error) {
	l := rules.Line{Code: s.part(i, 2), Measure: s.at(i + 2)}
	for j := 3; j <= 6; j++ {
		if m := s.part(i, j); m != "" {
			l.Modifiers = append(l.Modifiers, m)
		}
	}
	err := cents(&l.Charge, s.at(i+1))
	if text := s.at(i + 3); text != "" {
		n, bad := units(text)
		err = errors.Join(err, bad)
		l.Units = n
	}
	return l, err
}

// units reads the quantity of a service line.
func units(text string) (float64, error) {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
		return 0, fmt.Errorf("want units as a number such as 2 or 1.5: %w", medcode.ErrSyntax)
	}
	return n, nil
}

// pointer reads a service line's pointer to a diagnosis.
func pointer(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0, fmt.Errorf("want a pointer as the number of a diagnosis, from 1: %w", medcode.ErrSyntax)
	}
	return n, nil
}

func cents(to *medcode.Cents, text string) (err error) {
	if text != "" {
		*to, err = medcode.ParseCents(text)
	}
	return err
}
