// Package claimtest reads claims from one line each, for tests and examples of
// rules. The parts of a line stand between bars, and may be missing from the
// end:
//
//	words | diagnoses | procedures | lines
//
// as in
//
//	inpatient F 30y 5d | O34.211:Y Z3A.39 | 10D00Z1 | 0120*5
//	professional 2026-03-02 pos:11 | M25.561 | | 73562-RT>1
//
// A diagnosis may have an indicator behind a colon, and a procedure a date. A
// line is a revenue code, a HCPCS code or both with a slash between, then its
// modifiers behind hyphens, its units behind an asterisk (1 where not said), its
// charge in dollars behind =, its day behind @ (the claim's where not said), and
// the diagnoses it points to behind >, with commas:
// 0360/27447-RT-59*1=4500.00@2026-03-02>1,2. The words are, in any order,
//
//	inpatient outpatient professional dental pharmacy    the setting; inpatient where not said
//	nine                                 coded in ICD-9-CM
//	medicare advantage medicaid commercial    the payer
//	M F                                  the patient's sex
//	30y 12days                           the age; in days by a birth date
//	5d                                   days from admission to discharge
//	2026-03-02                           the day of discharge or service; January 15, 2026 where not said
//	bill:0111 pos:11 status:01 freq:7    fields of their names
//	ref:2026001 member:1EG4TE5MK73       the claim that is replaced, the insured's identifier
//	type:4 source:5 ccn:050001 taxonomy:282N00000X specialty:11
//	cond:42,44 occ:11 span:74 val:54     codes of the UB-04
//	admitting:R07.9 reason:R07.9 npi:1234567893 rendering:1245319599
//	id:17 drg:291 charge:4500.00         the total charge in dollars
//	from:2026-03-02 through: admitted: discharged: born:    dates, where they are not what the words above make of them
//	unread:birth=1950-13-32              a field that can't be read, with what stands there
//
// A name with nothing behind its colon empties the field, setting: too; of two
// words for one field the second holds.
//
// # For authors of tests
//
// What a program that uses the library can be tested with:
//
//   - stays of a given DRG, row of a table or hospital-acquired condition:
//     package drg/drgtest, or as JSON Lines from examples/fixtures
//   - claims that are valid but for one thing: [Inpatient], [Outpatient],
//     [Professional] and [With]; a claim in a line: [Parse]
//   - equality: Equal of drg.Stay, drg.Result, drg.Diagnosis and drg.Procedure;
//     findings print as a line each, which golden files hold (see the example of
//     [With])
//   - files of claims: rules/claimfile.NewWriter writes a claim as 837, CSV or JSON
//     Lines
//   - a whole suite of stays, payments and claims with answers: examples/conformance
package claimtest

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/rules"
)

// Day is the day of discharge or service of a claim that says none.
var Day = medcode.NewDate(2026, 1, 15)

// Parse reads a claim.
func Parse(line string) (*rules.Claim, error) {
	parts := strings.Split(line, "|")
	if len(parts) > 4 {
		return nil, fmt.Errorf("claimtest: %q: more than four parts: %w", line, medcode.ErrSyntax)
	}
	parts = append(parts, "", "", "", "")
	c := &rules.Claim{Setting: rules.Inpatient}
	stay := stay{on: Day}
	for _, word := range strings.Fields(parts[0]) {
		if !stay.word(c, word) && !plain(c, word) {
			return nil, fmt.Errorf("claimtest: %q: no word %q: %w", line, word, medcode.ErrSyntax)
		}
	}
	stay.dates(c)
	for _, f := range strings.Fields(parts[1]) {
		code, poa, _ := strings.Cut(f, ":")
		c.Diagnoses = append(c.Diagnoses, rules.Diagnosis{Code: code, POA: poa})
	}
	for _, f := range strings.Fields(parts[2]) {
		code, day, dated := strings.Cut(f, ":")
		p := rules.Procedure{Code: code}
		if dated {
			var err error
			if p.Date, err = medcode.ParseDate(day); err != nil {
				return nil, fmt.Errorf("claimtest: %q: %w", line, err)
			}
		}
		c.Procedures = append(c.Procedures, p)
	}
	for _, f := range strings.Fields(parts[3]) {
		l, err := serviceLine(f)
		if err != nil {
			return nil, fmt.Errorf("claimtest: %q: line %q: %w", line, f, err)
		}
		c.Lines = append(c.Lines, l)
	}
	return c, nil
}

// MustParse is Parse for constants; it panics on error.
func MustParse(line string) *rules.Claim {
	c, err := Parse(line)
	if err != nil {
		panic(err)
	}
	return c
}

// A stay is what the words say of days, which are known when all are read.
type stay struct {
	on       medcode.Date
	days     int // from admission to discharge
	ageDays  int
	hasDays  bool
	ageKnown bool
	stated   []statedDate // by the names of their fields, which hold over the others
}

type statedDate struct {
	field string
	on    medcode.Date
}

// word takes a word about days and ages, and reports whether it is one.
func (s *stay) word(c *rules.Claim, word string) bool {
	if n, ok := number(word, "days"); ok {
		s.ageDays, s.ageKnown = n, true
	} else if n, ok := number(word, "d"); ok {
		s.days, s.hasDays = n, true
	} else if n, ok := number(word, "y"); ok {
		c.Patient.Age = rules.YearsOld(n)
	} else if on, err := medcode.ParseDate(word); err == nil {
		s.on = on
	} else {
		return s.date(c, word)
	}
	return true
}

// date takes a date by the name of its field, empty or a day.
func (s *stay) date(c *rules.Claim, word string) bool {
	name, value, named := strings.Cut(word, ":")
	on, err := medcode.ParseDate(value)
	if !named || dateField(c, name) == nil || value != "" && err != nil {
		return false
	}
	s.stated = append(s.stated, statedDate{name, on})
	return true
}

func dateField(c *rules.Claim, name string) *medcode.Date {
	switch name {
	case "from":
		return &c.From
	case "through":
		return &c.Through
	case "admitted":
		return &c.Admission
	case "discharged":
		return &c.Discharge
	case "born":
		return &c.Patient.Birth
	}
	return nil
}

func number(word, unit string) (int, bool) {
	digits, ok := strings.CutSuffix(word, unit)
	n, err := strconv.Atoi(digits)
	return n, ok && err == nil
}

func (s *stay) dates(c *rules.Claim) {
	c.From, c.Through = s.on, s.on
	if c.Setting == rules.Inpatient {
		c.Discharge = s.on
		if s.hasDays {
			c.From = s.on.AddDays(-s.days)
			c.Admission = c.From
		}
	}
	if s.ageKnown {
		c.Patient.Birth = c.From.AddDays(-s.ageDays)
	}
	for _, d := range s.stated {
		*dateField(c, d.field) = d.on
	}
}

// plain takes a word that sets a field, and reports whether it is one.
func plain(c *rules.Claim, word string) bool {
	name, value, _ := strings.Cut(word, ":")
	switch name {
	case "inpatient":
		c.Setting = rules.Inpatient
	case "outpatient":
		c.Setting = rules.Outpatient
	case "professional":
		c.Setting = rules.Professional
	case "dental":
		c.Setting = rules.Dental
	case "pharmacy":
		c.Setting = rules.Pharmacy
	case "nine":
		c.ICD = rules.ICD9
	case "medicare":
		c.Payer = rules.Medicare
	case "advantage":
		c.Payer = rules.MedicareAdvantage
	case "medicaid":
		c.Payer = rules.Medicaid
	case "commercial":
		c.Payer = rules.Commercial
	case "M", "F":
		c.Patient.Sex, _ = medcode.ParseSex(name)
	case "exempt":
		c.POAExempt = true
	default:
		return field(c, name, value)
	}
	return true
}

func field(c *rules.Claim, name, value string) bool {
	to := map[string]*string{
		"bill": &c.TypeOfBill, "pos": &c.PlaceOfService, "status": &c.DischargeStatus, "freq": &c.FrequencyCode,
		"type": &c.AdmissionType, "source": &c.AdmissionSource, "ccn": &c.CCN, "taxonomy": &c.BillingTaxonomy,
		"specialty": &c.Specialty, "admitting": &c.Admitting, "npi": &c.BillingNPI, "rendering": &c.RenderingNPI, "id": &c.ID,
		"ref": &c.OriginalReference, "member": &c.Member,
	}[name]
	if to != nil {
		*to = value
		return true
	}
	var err error
	switch name {
	case "setting":
		c.Setting = 0
		return value == ""
	case "drg":
		c.DRG, err = drg.ParseNumber(value)
		return err == nil
	case "charge":
		c.Charge, err = medcode.ParseCents(value)
		return err == nil
	case "unread":
		field, text, ok := strings.Cut(value, "=")
		at := rules.AtField(field)
		if field == "birth" || field == "sex" || field == "age" {
			at = rules.AtPatient(field)
		}
		c.Unreadable = append(c.Unreadable, rules.Unreadable{Place: at, Text: text, Problem: fmt.Sprintf("%s %q: want another", field, text)})
		return ok
	}
	for code := range strings.SplitSeq(value, ",") {
		switch name {
		case "cond":
			c.Conditions = append(c.Conditions, code)
		case "occ":
			c.Occurrences = append(c.Occurrences, rules.Occurrence{Code: code})
		case "span":
			c.Spans = append(c.Spans, rules.Span{Code: code})
		case "val":
			c.Values = append(c.Values, rules.Value{Code: code})
		case "reason":
			c.Reasons = append(c.Reasons, code)
		default:
			return false
		}
	}
	return true
}

func serviceLine(s string) (l rules.Line, err error) {
	s, pointers, points := strings.Cut(s, ">")
	if points {
		for p := range strings.SplitSeq(pointers, ",") {
			n, err := strconv.Atoi(p)
			if err != nil {
				return l, err
			}
			l.Pointers = append(l.Pointers, n)
		}
	}
	s, day, dated := strings.Cut(s, "@")
	if dated {
		if l.From, err = medcode.ParseDate(day); err != nil {
			return l, err
		}
	}
	s, charge, charged := strings.Cut(s, "=")
	if charged {
		if l.Charge, err = medcode.ParseCents(charge); err != nil {
			return l, err
		}
	}
	s, units, counted := strings.Cut(s, "*")
	l.Units = 1
	if counted {
		if l.Units, err = strconv.ParseFloat(units, 64); err != nil {
			return l, err
		}
	}
	s, modifiers, modified := strings.Cut(s, "-")
	if modified {
		l.Modifiers = strings.Split(modifiers, "-")
	}
	revenue, code, both := strings.Cut(s, "/")
	switch {
	case both:
		l.Revenue, l.Code = revenue, code
	case len(s) == 4:
		l.Revenue = s
	default:
		l.Code = s
	}
	return l, nil
}
