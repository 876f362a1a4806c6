package rules

import "strings"

// A Reporting is whether a hospital has to report present on admission.
type Reporting uint8

// The kinds. Acute care hospitals under Medicare's inpatient prospective payment
// report (Social Security Act, section 1886(d)(4)(D)); nobody else has to.
const (
	ReportingUnknown  Reporting = iota // the claim does not tell what hospital sent it
	ReportingAsked                     // an acute care hospital, or one whose claim has indicators
	ReportingNotAsked                  // another: critical access, psychiatric, rehabilitation, long-term, children's, cancer; a nursing facility, a swing bed
)

// cancerHospitals are the CMS Certification Numbers of the hospitals that
// section 1886(d)(1)(B)(v) of the Social Security Act exempts, which lie among
// those of acute care hospitals (CMS, PPS-Exempt Cancer Hospital program).
const cancerHospitals = "050146 050660 100079 100271 220162 330154 330354 360242 390196 450076 500138"

// PresentOnAdmission returns whether the claim's hospital has to report present
// on admission, as far as the claim tells: by POAExempt, the type of bill, the
// CMS Certification Number, the taxonomy of the billing provider, and by whether
// any diagnosis has an indicator.
func (c *Claim) PresentOnAdmission() Reporting {
	if c.POAExempt {
		return ReportingNotAsked
	}
	if bill := strings.TrimPrefix(c.TypeOfBill, "0"); len(bill) == 3 && bill[:2] != "11" {
		return ReportingNotAsked
	}
	if known := byCCN(c.CCN); known != ReportingUnknown {
		return known
	}
	if known := byTaxonomy(c.BillingTaxonomy); known != ReportingUnknown {
		return known
	}
	for i := range c.Diagnoses {
		if strings.TrimSpace(c.Diagnoses[i].POA) != "" {
			return ReportingAsked
		}
	}
	return ReportingUnknown
}

// byCCN tells by a certification number: two characters for the state, then a
// number from a range for the type of facility, or a letter for a unit or swing
// beds (State Operations Manual, chapter 2, section 2779A).
func byCCN(ccn string) Reporting {
	if len(ccn) != 6 {
		return ReportingUnknown
	}
	number := ccn[2:]
	for i := range len(number) {
		if number[i] < '0' || number[i] > '9' {
			return ReportingNotAsked
		}
	}
	if number < "0001" || number > "0879" || strings.Contains(cancerHospitals, ccn) {
		return ReportingNotAsked
	}
	return ReportingAsked
}

// byTaxonomy tells by a code of the Health Care Provider Taxonomy.
func byTaxonomy(code string) Reporting {
	switch {
	case len(code) != 10:
	case code == "282N00000X", code == "282NR1301X", code == "282NW0100X":
		return ReportingAsked
	case strings.HasPrefix(code, "282"), strings.HasPrefix(code, "283"), strings.HasPrefix(code, "27"), strings.HasPrefix(code, "31"), strings.HasPrefix(code, "32"):
		return ReportingNotAsked
	}
	return ReportingUnknown
}
