package claimfile

import "github.com/medcode/medcode/rules"

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
	x.entity = s.at(1)
	switch x.entity {
	case "71", "82", "72", "DN", "DK", "77", "FA":
	default:
		return
	}
	c, l, id := x.claim, x.lastLine(), npi(s)
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
	q := s.at(1)
	switch q {
	case "EA", "F8", "9F", "G1":
	default:
		return
	}
	if s.at(4) != "" {
		return
	}
	c, l := x.claim, x.lastLine()
	switch q {
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
	if len(x.lines.list) == 0 && (x.entity == "" || *to == "") {
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
