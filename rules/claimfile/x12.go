package claimfile

import (
	"bufio"
	"bytes"
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
	causes []rules.Diagnosis // external causes, which go last
}

// A party is what an HL loop says of a subscriber or patient.
type party struct {
	patient    rules.Patient
	payer      rules.Payer
	unreadable []rules.Unreadable // in its loop
}

// x12 reads interchanges one after the other. What stands behind the last and is
// none is an error of control: it is about no claim.
func (f *file) x12(in *bufio.Reader) error {
	for first := true; ; first = false {
		x := &interchange{file: f, in: in}
		switch err := x.separators(); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil && !first:
			return fmt.Errorf("behind IEA: %w: %w", ErrControl, err)
		case err != nil:
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
	x.detail(s)
	return nil
}

// unreadable notes what is wrong with a field of the claim, or of the party of
// the loop, unless err is nil.
func (x *interchange) unreadable(at rules.Place, text string, err error) {
	list := &x.who().unreadable
	if x.claim != nil {
		list = &x.claim.Unreadable
	}
	unreadable(list, at, text, err)
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
// and the frequency. An institutional claim whose facility is missing or cut has
// no setting: nothing else says whether it is for a stay.
func (x *interchange) open(s segment) {
	who := x.who()
	c := &rules.Claim{ID: s.at(1), Payer: who.payer, BillingNPI: x.billing, Patient: who.patient, Unreadable: slices.Clone(who.unreadable)}
	x.claim, x.causes = c, nil
	facility, frequency := s.part(5, 1), s.part(5, 3)
	institutional := s.part(5, 2) == "A" || s.part(5, 2) == "" && strings.HasPrefix(x.transaction, "005010X223")
	switch {
	case !institutional:
		c.Setting, c.PlaceOfService = rules.Professional, facility
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
}

var (
	errNoPlace    = errors.New("CLM05-1, the place of service, is missing")
	errNoFacility = errors.New("CLM05-1, the first two digits of the type of bill, is missing or cut")
)

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
	c := x.claim
	c.Diagnoses = append(c.Diagnoses, x.causes...)
	x.claim = nil
	return x.give(c, nil, "")
}

// detail takes what a segment says of the loop or claim it is in.
func (x *interchange) detail(s segment) {
	c := x.claim
	switch id := s.id(); {
	case id == "NM1":
		x.name(s)
	case c == nil:
		x.person(s)
	case id == "CLM":
		x.cents(&c.Charge, rules.AtField("charge"), s.at(2))
	case id == "CL1":
		c.DischargeStatus = s.at(3)
	case id == "DTP":
		x.date(s)
	case id == "HI":
		x.health(s)
	case id == "SV1":
		x.professionalLine(s)
	case id == "SV2":
		x.institutionalLine(s)
	}
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
func (x *interchange) person(s segment) {
	who := x.who()
	switch s.id() {
	case "SBR":
		who.payer = payerOf(s.at(9))
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

// date takes a date of the claim (DTP 434 statement, 435 admission) or of a
// line (472 service).
func (x *interchange) date(s segment) {
	c := x.claim
	at, from, through := rules.Place{}, &c.From, &c.Through
	switch s.at(1) {
	case "434":
	case "435":
		x.day(&c.Admission, rules.AtField("admission"), s.at(2), s.at(3))
		return
	case "472":
		if n := len(c.Lines); n > 0 {
			at, from, through = rules.AtLine(n-1), &c.Lines[n-1].From, &c.Lines[n-1].Through
		}
	default:
		return
	}
	if first, last, ok := strings.Cut(s.at(3), "-"); ok && s.at(2) == "RD8" {
		x.day(from, at.In("from"), "D8", first)
		x.day(through, at.In("through"), "D8", last)
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

// health takes the codes of an HI segment. Qualifiers beginning with A or BB
// are ICD-10, those without ICD-9.
func (x *interchange) health(s segment) {
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
			if date := s.part(i, 4); date != "" {
				x.day(&p.Date, rules.AtProcedure(len(c.Procedures)).In("date"), s.part(i, 3), date)
			}
			c.Procedures = append(c.Procedures, p)
		case "DR":
			var err error
			c.DRG, err = drg.ParseNumber(code)
			x.unreadable(rules.AtField("drg"), code, err)
		}
	}
}

// professionalLine takes SV101 code and modifiers, 02 charge, 03 measure, 04
// units, 05 place of service, 07 pointers.
func (x *interchange) professionalLine(s segment) {
	l := x.line(s, 1)
	l.PlaceOfService = s.at(5)
	for _, p := range strings.Split(s.at(7), s.component) {
		if p == "" {
			continue
		}
		if n, err := pointer(p); err == nil {
			l.Pointers = append(l.Pointers, n)
		} else {
			x.unreadable(x.nextLine().In("pointers"), s.at(7), err)
		}
	}
	x.claim.Lines = append(x.claim.Lines, l)
}

// institutionalLine takes SV201 revenue code, then as a professional line from
// 02 on.
func (x *interchange) institutionalLine(s segment) {
	l := x.line(s, 2)
	l.Revenue = s.at(1)
	x.claim.Lines = append(x.claim.Lines, l)
}

// nextLine is the place of the line being read.
func (x *interchange) nextLine() rules.Place { return rules.AtLine(len(x.claim.Lines)) }

// line reads what the lines of both guides share: from element i on the code
// with its modifiers, the charge, the measure and the units.
func (x *interchange) line(s segment, i int) rules.Line {
	l := rules.Line{Code: s.part(i, 2), Measure: s.at(i + 2)}
	for j := 3; j <= 6; j++ {
		if m := s.part(i, j); m != "" {
			l.Modifiers = append(l.Modifiers, m)
		}
	}
	x.cents(&l.Charge, x.nextLine().In("charge"), s.at(i+1))
	if text := s.at(i + 3); text != "" {
		var err error
		l.Units, err = units(text)
		x.unreadable(x.nextLine().In("units"), text, err)
	}
	return l
}

// units reads the quantity of a service line.
func units(text string) (float64, error) {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
		return 0, fmt.Errorf("units %q: want a number such as 2 or 1.5: %w", text, medcode.ErrSyntax)
	}
	return n, nil
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
