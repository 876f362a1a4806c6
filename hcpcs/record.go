package hcpcs

import (
	"strconv"

	"github.com/medcode/medcode"
)

// A Record is what a release says of one code or modifier: the fields of CMS's
// HCPCS contractor record, blank ones zero. Its slices belong to the release
// and must not be changed.
type Record struct {
	Code     Code     `json:"code,omitzero"`     // zero in the record of a modifier
	Modifier Modifier `json:"modifier,omitzero"` // zero in the record of a code

	Long  string `json:"long"`  // description, its continuations joined
	Short string `json:"short"` // description of at most 28 characters

	Pricing         []Pricing          `json:"pricing,omitempty"` // up to 4
	MultiplePricing MultiplePricing    `json:"multiplePricing,omitempty"`
	CIM             []string           `json:"cim,omitempty"`     // sections of the Coverage Issues Manual, up to 3
	MCM             []string           `json:"mcm,omitempty"`     // sections of the Medicare Carriers Manual, up to 3
	Statute         string             `json:"statute,omitempty"` // of the Social Security Act, as CMS writes it: "1862(a)(7)"
	Lab             []LabCertification `json:"lab,omitempty"`     // up to 8
	CrossReferences []string           `json:"crossReferences,omitempty"`
	Coverage        Coverage           `json:"coverage,omitempty"`
	ASCGroup        string             `json:"ascGroup,omitempty"` // "YY": may be done in an ambulatory surgical center
	ASCDate         medcode.Date       `json:"ascDate,omitzero"`
	MOGGroup        MOGGroup           `json:"mogGroup,omitempty"`
	MOGPolicy       MOGPolicy          `json:"mogPolicy,omitempty"`
	MOGDate         medcode.Date       `json:"mogDate,omitzero"`
	Note            string             `json:"note,omitempty"` // processing note number, 4 digits; Release.Note has its text
	BETOS           BETOS              `json:"betos,omitempty"`
	TypesOfService  []TypeOfService    `json:"typesOfService,omitempty"`  // up to 5
	AnesthesiaUnits int                `json:"anesthesiaUnits,omitempty"` // base units
	Added           medcode.Date       `json:"added,omitzero"`
	Effective       medcode.Date       `json:"effective,omitzero"`  // of the action
	Terminated      medcode.Date       `json:"terminated,omitzero"` // the last day the code may be used
	Action          Action             `json:"action,omitempty"`

	// Where the text file breaks Long, unless by the usual rule: the length of
	// each line but the last, one byte each.
	breaks string
}

// Period returns the days on which the code or modifier may be used, as far as
// the record tells: codes discontinued and reactivated may have had gaps.
func (r *Record) Period() medcode.Period {
	return medcode.Period{From: r.Added, To: r.Terminated}
}

// A field is one field of the record: its place in the text file (1-based, both
// ends included), its column heading in the workbook, and how it is set and
// shown. This one table drives both readers, the writer and Diff.
type field struct {
	name       string
	begin, end int
	table      []coded // of the values it may have; nil where it is not coded
	get        func(*Record) string
	set        func(*Record, string) bool // false where the value is malformed
}

// fields are the fields of the first line of a record but the code itself, the
// sequence number and the record identification. Places: HCPCS contractor
// record layout 2025; headings: HCPC2025_JAN_ANWEB workbook.
var fields = []field{
	{"LONG DESCRIPTION", 12, 91, nil, func(r *Record) string { return r.Long }, func(r *Record, v string) bool { r.Long = v; return true }},
	{"SHORT DESCRIPTION", 92, 119, nil, func(r *Record) string { return r.Short }, func(r *Record, v string) bool { r.Short = v; return true }},
	pricing(0), pricing(1), pricing(2), pricing(3),
	{"MULT_PI", 128, 128, multiplePricingTitles, func(r *Record) string { return string(r.MultiplePricing) }, func(r *Record, v string) bool { r.MultiplePricing = MultiplePricing(v); return true }},
	nth("CIM", 129, 6, 0, cim), nth("CIM", 129, 6, 1, cim), nth("CIM", 129, 6, 2, cim),
	nth("MCM", 147, 8, 0, mcm), nth("MCM", 147, 8, 1, mcm), nth("MCM", 147, 8, 2, mcm),
	{"STATUTE", 171, 180, nil, func(r *Record) string { return r.Statute }, func(r *Record, v string) bool { r.Statute = v; return true }},
	lab(0), lab(1), lab(2), lab(3), lab(4), lab(5), lab(6), lab(7),
	nth("XREF", 205, 5, 0, xref), nth("XREF", 205, 5, 1, xref), nth("XREF", 205, 5, 2, xref), nth("XREF", 205, 5, 3, xref), nth("XREF", 205, 5, 4, xref),
	{"COV", 230, 230, coverageTitles, func(r *Record) string { return string(r.Coverage) }, func(r *Record, v string) bool { r.Coverage = Coverage(v); return true }},
	{"ASC_GRP", 231, 232, nil, func(r *Record) string { return r.ASCGroup }, func(r *Record, v string) bool { r.ASCGroup = v; return true }},
	date("ASC_DT", 233, func(r *Record) *medcode.Date { return &r.ASCDate }),
	{"OPPS", 241, 243, mogTitles, func(r *Record) string { return string(r.MOGGroup) }, func(r *Record, v string) bool { r.MOGGroup = MOGGroup(v); return true }},
	{"OPPS_PI", 244, 244, mogPolicyTitles, func(r *Record) string { return string(r.MOGPolicy) }, func(r *Record, v string) bool { r.MOGPolicy = MOGPolicy(v); return true }},
	date("OPPS_DT", 245, func(r *Record) *medcode.Date { return &r.MOGDate }),
	{"PROCNOTE", 253, 256, nil, func(r *Record) string { return r.Note }, func(r *Record, v string) bool { r.Note = v; return true }},
	{"BETOS", 257, 259, betosTitles, func(r *Record) string { return string(r.BETOS) }, func(r *Record, v string) bool { r.BETOS = BETOS(v); return true }},
	service(0), service(1), service(2), service(3), service(4),
	{"ANEST_BU", 266, 268, nil, units, setUnits},
	date("ADD DT", 269, func(r *Record) *medcode.Date { return &r.Added }),
	date("ACT EFF DT", 277, func(r *Record) *medcode.Date { return &r.Effective }),
	date("TERM DT", 285, func(r *Record) *medcode.Date { return &r.Terminated }),
	{"ACTION CD", 293, 293, actionTitles, func(r *Record) string { return string(r.Action) }, func(r *Record, v string) bool { r.Action = Action(v); return true }},
}

// nth is occurrence i of a field that repeats: its values are a slice.
func nth[S ~string](name string, begin, width, i int, list func(*Record) *[]S) field {
	begin += i * width
	return field{name + strconv.Itoa(i+1), begin, begin + width - 1, nil,
		func(r *Record) string {
			if l := *list(r); i < len(l) {
				return string(l[i])
			}
			return ""
		},
		func(r *Record, v string) bool {
			if v == "" {
				return true
			}
			l := list(r)
			for len(*l) < i { // a gap stays a gap
				*l = append(*l, "")
			}
			*l = append((*l)[:i], S(v))
			return true
		}}
}

func cim(r *Record) *[]string  { return &r.CIM }
func mcm(r *Record) *[]string  { return &r.MCM }
func xref(r *Record) *[]string { return &r.CrossReferences }

func pricing(i int) field {
	return nth("PRICE", 120, 2, i, func(r *Record) *[]Pricing { return &r.Pricing }).of(pricingTitles)
}

func lab(i int) field {
	return nth("LABCERT", 181, 3, i, func(r *Record) *[]LabCertification { return &r.Lab }).of(labTitles)
}

func service(i int) field {
	return nth("TOS", 261, 1, i, func(r *Record) *[]TypeOfService { return &r.TypesOfService }).of(serviceTitles)
}

func (f field) of(table []coded) field {
	f.table = table
	return f
}

func date(name string, begin int, at func(*Record) *medcode.Date) field {
	return field{name, begin, begin + 7, nil,
		func(r *Record) string { return at(r).Compact() },
		func(r *Record, v string) bool {
			if v == "" {
				return true
			}
			d, err := medcode.ParseDate(v)
			*at(r) = d
			return err == nil
		}}
}

// units shows the anesthesia units as the text file does: procedures have a
// number, 0 included, modifiers blanks.
func units(r *Record) string {
	if r.Modifier.IsValid() && r.AnesthesiaUnits == 0 {
		return ""
	}
	return strconv.Itoa(r.AnesthesiaUnits)
}

func setUnits(r *Record, v string) bool {
	if v == "" {
		return true
	}
	n, err := strconv.ParseUint(v, 10, 16)
	r.AnesthesiaUnits = int(n)
	return err == nil
}
