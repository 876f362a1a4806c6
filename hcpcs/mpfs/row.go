package mpfs

import (
	"strings"

	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/hcpcs/internal/decimal"
)

// A Row is one row of the relative value file: a code, or a component of it
// (modifiers 26 and TC), or its discontinued form (53). The fields are those of
// CMS's record layout, National Physician Fee Schedule Relative Value File.
type Row struct {
	Code        hcpcs.Code     `json:"code"`
	Modifier    hcpcs.Modifier `json:"modifier,omitzero"`
	Description string         `json:"description,omitempty"` // of CPT codes the AMA's, if the file at hand has it
	Status      Status         `json:"status"`
	NotUsed     string         `json:"notUsed,omitempty"` // "+": not used for Medicare payment

	Work             RVU  `json:"work"`
	NonFacilityPE    RVU  `json:"nonFacilityPE"`
	NonFacilityNA    bool `json:"nonFacilityNA,omitempty"` // rarely or never done outside a facility
	FacilityPE       RVU  `json:"facilityPE"`
	FacilityNA       bool `json:"facilityNA,omitempty"` // rarely or never done in a facility
	MP               RVU  `json:"mp"`
	TotalNonFacility RVU  `json:"totalNonFacility"`
	TotalFacility    RVU  `json:"totalFacility"`

	Component Component `json:"component"`
	Global    Global    `json:"global"`
	Pre       Percent   `json:"pre"` // parts of the global package
	Intra     Percent   `json:"intra"`
	Post      Percent   `json:"post"`

	Multiple  Multiple  `json:"multiple"`
	Bilateral Bilateral `json:"bilateral"`
	Assistant Assistant `json:"assistant"`
	CoSurgeon Surgeons  `json:"coSurgeon"`
	Team      Surgeons  `json:"team"`
	Pricing   string    `json:"pricing,omitempty"` // since 2026, the same in all rows of a file: "9", or "1" in that of qualifying participants

	EndoscopicBase   hcpcs.Code       `json:"endoscopicBase,omitzero"` // of a family, where Multiple is 3
	ConversionFactor ConversionFactor `json:"conversionFactor"`        // dollars
	Supervision      string           `json:"supervision"`             // of diagnostic procedures: "01" general, "02" direct, "03" personal, "09" none
	CalculationFlag  string           `json:"calculationFlag"`
	ImagingFamily    string           `json:"imagingFamily"` // "88" where the imaging reductions hold, "99" none

	// What the payment cap of imaging (Deficit Reduction Act of 2005, section
	// 5102(b)) uses in place of PE and MP; zero where there is no cap.
	OPPSNonFacilityPE RVU `json:"oppsNonFacilityPE"`
	OPPSFacilityPE    RVU `json:"oppsFacilityPE"`
	OPPSMP            RVU `json:"oppsMP"`
}

// A Status says whether a service is in the fee schedule and paid.
type Status string

// The values of Status in today's files.
const (
	Active            Status = "A"
	Bundled           Status = "B" // paid with other services, always
	ContractorPriced  Status = "C"
	Excluded          Status = "E" // by regulation
	Invalid           Status = "I" // Medicare uses another code
	AnesthesiaService Status = "J"
	Measurement       Status = "M" // for reporting only
	NonCovered        Status = "N"
	BundledOrExcluded Status = "P"
	Restricted        Status = "R"
	Injection         Status = "T" // paid where nothing else is on the day
	StatutoryExcluded Status = "X" // no physician service by law
)

// A Component says how a service splits into a professional and a technical
// component (PC/TC indicator): "0" physician service, "1" diagnostic test with
// both, "2" professional only, "3" technical only, "4" global only, "5"
// incident to a physician's service, "6" laboratory interpretation, "7"
// therapy, "8" interpretation of an abnormal smear, "9" not applicable.
type Component string

// A Global is the global period of surgery: "000", "010", "090" days, "MMM"
// maternity, "XXX" none, "YYY" the contractor decides, "ZZZ" of the service it
// belongs to.
type Global string

// Days returns the days after the operation that its payment includes, and
// whether g is a number of days.
func (g Global) Days() (int, bool) {
	switch g {
	case "000":
		return 0, true
	case "010":
		return 10, true
	case "090":
		return 90, true
	}
	return 0, false
}

// after reports whether the global period has days after that of the operation.
func (g Global) after() bool {
	days, _ := g.Days()
	return days > 0
}

// A Multiple says how payment changes for one of several procedures: "0" not,
// "1" as before 1995, "2" standard, "3" endoscopy, "4" diagnostic imaging, "5"
// therapy, "6" cardiovascular tests, "7" ophthalmology tests, "9" not applicable.
type Multiple string

// A Bilateral says how payment changes for both sides: "0" not, "1" 150 percent,
// "2" both sides are in the RVUs, "3" each side is paid in full, "9" not applicable.
type Bilateral string

// An Assistant says whether an assistant at surgery is paid: "0" with
// documentation of need, "1" never (by statute), "2" yes, "9" not applicable.
type Assistant string

// Surgeons says whether two surgeons, or a team, are paid: "0" no, "1" with
// documentation of need, "2" yes, "9" not applicable.
type Surgeons string

// A field is one field of a row: its place in the text file (1-based, both ends
// included), the headings it has had in csv files and workbooks, and how it is
// set and shown. The table drives all readers and the writer.
type field struct {
	begin, end int
	headings   []string
	set        func(*Row, string) error
	show       func(*Row) string
}

// fields are the fields but the code itself. Places: RVU25D and RVU26
// record layouts.
// "Transitioned" PE RVUs are those paid in 2007 to 2013.
var fields = []field{
	{6, 7, []string{"MOD"}, setModifier, func(r *Row) string { return r.Modifier.String() }},
	text(8, 57, func(r *Row) *string { return &r.Description }, "DESCRIPTION"),
	text(58, 58, func(r *Row) *Status { return &r.Status }, "STATUS CODE", "STATUS"),
	text(59, 59, func(r *Row) *string { return &r.NotUsed }, "NOT USED FOR MEDICARE PAYMENT"),
	rvu(60, 65, func(r *Row) *RVU { return &r.Work }, "WORK RVU", "WORK RVUS"),
	rvu(67, 72, func(r *Row) *RVU { return &r.NonFacilityPE }, "TRANSITIONED NON-FAC PE RVU", "NON-FAC PE RVU", "NON-FACILITY PE RVU"),
	na(73, func(r *Row) *bool { return &r.NonFacilityNA }, "TRANSITIONED NON-FAC NA INDICATOR", "NON-FAC NA INDICATOR"),
	rvu(76, 81, func(r *Row) *RVU { return &r.FacilityPE }, "TRANSITIONED FACILITY PE RVU", "FACILITY PE RVU"),
	na(82, func(r *Row) *bool { return &r.FacilityNA }, "TRANSITIONED FACILITY NA INDICATOR", "FACILITY NA INDICATOR"),
	rvu(85, 89, func(r *Row) *RVU { return &r.MP }, "MP RVU"),
	rvu(91, 96, func(r *Row) *RVU { return &r.TotalNonFacility }, "TRANSITIONED NON-FACILITY TOTAL", "NON-FACILITY TOTAL"),
	rvu(97, 102, func(r *Row) *RVU { return &r.TotalFacility }, "TRANSITIONED FACILITY TOTAL", "FACILITY TOTAL"),
	text(103, 103, func(r *Row) *Component { return &r.Component }, "PCTC IND"),
	text(104, 106, func(r *Row) *Global { return &r.Global }, "GLOB DAYS"),
	percent(107, func(r *Row) *Percent { return &r.Pre }, "PRE OP"),
	percent(110, func(r *Row) *Percent { return &r.Intra }, "INTRA OP"),
	percent(113, func(r *Row) *Percent { return &r.Post }, "POST OP"),
	text(116, 116, func(r *Row) *Multiple { return &r.Multiple }, "MULT PROC"),
	text(117, 117, func(r *Row) *Bilateral { return &r.Bilateral }, "BILAT SURG"),
	text(118, 118, func(r *Row) *Assistant { return &r.Assistant }, "ASST SURG"),
	text(119, 119, func(r *Row) *Surgeons { return &r.CoSurgeon }, "CO-SURG"),
	text(120, 120, func(r *Row) *Surgeons { return &r.Team }, "TEAM SURG"),
	text(121, 121, func(r *Row) *string { return &r.Pricing }, "PRIC IND"),
	{128, 132, []string{"ENDO BASE"}, setBase, func(r *Row) string { return r.EndoscopicBase.String() }},
	{133, 140, []string{"CONV FACTOR", "CONVERSION FACTOR"}, setFactor, func(r *Row) string { return right(r.ConversionFactor.String(), 8) }},
	text(142, 143, func(r *Row) *string { return &r.Supervision }, "PHYSICIAN SUPERVISION OF DIAGNOSTIC PROCEDURES"),
	text(144, 144, func(r *Row) *string { return &r.CalculationFlag }, "CALCULATION FLAG"),
	text(146, 147, func(r *Row) *string { return &r.ImagingFamily }, "DIAGNOSTIC IMAGING FAMILY INDICATOR"),
	rvu(152, 157, func(r *Row) *RVU { return &r.OPPSNonFacilityPE }, "NON-FACILITY PE USED FOR OPPS PAYMENT AMOUNT"),
	rvu(159, 164, func(r *Row) *RVU { return &r.OPPSFacilityPE }, "FACILITY PE USED FOR OPPS PAYMENT AMOUNT"),
	rvu(166, 171, func(r *Row) *RVU { return &r.OPPSMP }, "MP USED FOR OPPS PAYMENT AMOUNT"),
}

// needed reports whether payment can't do without the field: one from the status
// to the conversion factor, but for those that some years don't have.
func (f *field) needed() bool {
	switch f.begin {
	case 59, 73, 82, 121: // not used for payment, NA indicators, pricing indicator
		return false
	}
	return f.begin >= 58 && f.end <= 140
}

func text[S ~string](begin, end int, at func(*Row) *S, headings ...string) field {
	return field{begin, end, headings,
		func(r *Row, v string) error { *at(r) = S(v); return nil },
		func(r *Row) string { return string(*at(r)) }}
}

func rvu(begin, end int, at func(*Row) *RVU, headings ...string) field {
	return field{begin, end, headings,
		func(r *Row, v string) error {
			n, err := number(v, 2)
			*at(r) = RVU(n)
			return err
		},
		func(r *Row) string { return right(at(r).String(), end-begin+1) }}
}

func percent(begin int, at func(*Row) *Percent, headings ...string) field {
	return field{begin, begin + 2, headings,
		func(r *Row, v string) error {
			n, err := number(v, 2)
			*at(r) = Percent(min(n, 100))
			return err
		},
		func(r *Row) string { return strings.TrimPrefix(RVU(*at(r)).String(), "0") }}
}

func na(begin int, at func(*Row) *bool, headings ...string) field {
	return field{begin, begin + 1, headings,
		func(r *Row, v string) error { *at(r) = v == "NA"; return nil },
		func(r *Row) string {
			if *at(r) {
				return "NA"
			}
			return ""
		}}
}

func setModifier(r *Row, v string) (err error) {
	if v != "" {
		r.Modifier, err = hcpcs.ParseModifier(v)
	}
	return err
}

func setBase(r *Row, v string) (err error) {
	if v != "" {
		r.EndoscopicBase, err = hcpcs.Parse(zeros(v, 5))
	}
	return err
}

func setFactor(r *Row, v string) error {
	n, err := number(v, 4)
	r.ConversionFactor = ConversionFactor(n)
	return err
}

// number reads a number that may be absent.
func number(v string, places int) (int64, error) {
	if v == "" || v == "NA" {
		return 0, nil
	}
	return decimal.Parse(v, places)
}

// right puts s at the right end of n columns.
func right(s string, n int) string {
	if len(s) >= n {
		return s
	}
	return strings.Repeat(" ", n-len(s)) + s
}

// zeros puts back the zeros in front that a spreadsheet took from a number.
func zeros(s string, n int) string {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return s
		}
	}
	if s == "" || len(s) >= n {
		return s
	}
	return strings.Repeat("0", n-len(s)) + s
}
