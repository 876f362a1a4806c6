package hcpcs

//go:generate go run gen.go

// A coded is one value of a coded field of the record, as the record layout of
// the release explains it.
type coded struct{ code, title string }

func titleIn(table []coded, code string) string {
	for i := range table {
		if table[i].code == code {
			return table[i].title
		}
	}
	return ""
}

// A Pricing is how Medicare part B prices a service: two digits, "00" not
// separately, "51" as a drug.
type Pricing string

// Title explains p in the words of the record layout, or is "".
func (p Pricing) Title() string { return titleIn(pricingTitles, string(p)) }

// A MultiplePricing tells services that may be priced in more than one way.
type MultiplePricing string

// Title explains p in the words of the record layout, or is "".
func (p MultiplePricing) Title() string { return titleIn(multiplePricingTitles, string(p)) }

// A LabCertification is the specialty a laboratory must be certified in (CLIA)
// to be paid for a test: three digits.
type LabCertification string

// Title explains l in the words of the record layout, or is "".
func (l LabCertification) Title() string { return titleIn(labTitles, string(l)) }

// A Coverage is Medicare's coverage of a code.
type Coverage string

// The values of Coverage.
const (
	CarrierJudgment     Coverage = "C" // the contractor decides
	SpecialInstructions Coverage = "D" // special coverage instructions apply
	NotPayable          Coverage = "I" // not payable by Medicare
	NonCovered          Coverage = "M" // non-covered by Medicare
	NonCoveredByStatute Coverage = "S" // non-covered by Medicare statute
)

// Title explains c in the words of the record layout, or is "".
func (c Coverage) Title() string { return titleIn(coverageTitles, string(c)) }

// A MOGGroup is a Medicare outpatient group, which paid ambulatory surgical
// centers before 2008: three digits.
type MOGGroup string

// Title explains g in the words of the record layout, or is "".
func (g MOGGroup) Title() string { return titleIn(mogTitles, string(g)) }

// A MOGPolicy says how an ambulatory surgical center was paid for a code.
type MOGPolicy string

// Title explains p in the words of the record layout, or is "".
func (p MOGPolicy) Title() string { return titleIn(mogPolicyTitles, string(p)) }

// A BETOS is a Berenson-Eggers type of service, which groups codes for
// statistics of Medicare spending: a letter and one or two characters.
type BETOS string

// Title explains b in the words of the record layout, or is "".
func (b BETOS) Title() string { return titleIn(betosTitles, string(b)) }

// Category returns what the first letter of b stands for: evaluation and
// management, procedures, imaging, tests, durable equipment, other, or
// exceptions and unclassified; "" for no BETOS.
func (b BETOS) Category() string {
	if b == "" {
		return ""
	}
	switch b[0] {
	case 'M':
		return "evaluation and management"
	case 'P':
		return "procedures"
	case 'I':
		return "imaging"
	case 'T':
		return "tests"
	case 'D':
		return "durable medical equipment"
	case 'O':
		return "other"
	case 'Y', 'Z':
		return "exceptions and unclassified"
	}
	return ""
}

// A TypeOfService is the kind of service a claim line is filed under in
// Medicare's claims system: one character.
type TypeOfService string

// Title explains t in the words of the record layout, or is "".
func (t TypeOfService) Title() string { return titleIn(serviceTitles, string(t)) }

// An Action is what the release did to a code.
type Action string

// The values of Action.
const (
	Added            Action = "A"
	ChangedBoth      Action = "B" // administrative data and long description
	ChangedLong      Action = "C" // long description
	Discontinued     Action = "D"
	ChangedData      Action = "F" // administrative data
	NoChange         Action = "N"
	ChangedPayment   Action = "P" // pricing indicators, anesthesia units, ASC
	Reactivated      Action = "R"
	ChangedShort     Action = "S" // short description
	ChangedOtherwise Action = "T" // BETOS, type of service
)

// Title explains a in the words of the record layout, or is "".
func (a Action) Title() string { return titleIn(actionTitles, string(a)) }
