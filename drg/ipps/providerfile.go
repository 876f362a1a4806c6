package ipps

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/heading"
	"github.com/medcode/medcode/internal/intake"
	"github.com/medcode/medcode/internal/source"
)

// Providers are the records of a provider-specific file: of each hospital one for
// every day on which something of it changed. They don't change and are safe for
// any number of goroutines.
type Providers struct {
	records    []Provider // by CCN and day
	provenance medcode.Provenance
	diags      []medcode.Diagnostic
}

// ReadProviders reads provider-specific files from a folder or zip: CMS's
// quarterly files as comma-separated text with a line of headings, by whatever
// names of the years, and records of fixed length as Medicare's contractors keep
// them (Medicare Claims Processing Manual, chapter 3, addendum A, and chapter 4,
// section 50.1, of which an outpatient record has the hospital's area and
// outpatient ratio). Files of another kind are ignored. Several files are one
// set; the same record twice counts once.
//
// A cell that isn't what its field holds is a diagnostic and leaves the field
// empty; a record without a CCN or day is left out with one. Errors are
// [*medcode.FileError]: no such file ([medcode.ErrNoFile]), headings without the
// CCN or day ([medcode.ErrLayout]), a line that breaks the rules of quoting
// ([medcode.ErrSyntax]).
func ReadProviders(fsys fs.FS) (*Providers, error) {
	return ReadProvidersWith(fsys, medcode.ReadOptions{})
}

// ReadProvidersWith is ReadProviders with limits and progress of the caller's
// choice.
func ReadProvidersWith(fsys fs.FS, opts medcode.ReadOptions) (*Providers, error) {
	r := providerReader{p: &Providers{provenance: medcode.Provenance{System: "Provider-specific file"}}}
	in, err := intake.Read(fsys, opts, "the provider-specific file", r.take)
	if err != nil {
		return nil, err
	}
	r.p.provenance.Files, r.p.diags = in.Files, append(in.Diagnostics, r.p.diags...)
	slices.SortStableFunc(r.p.records, compareRecords)
	r.p.records = slices.CompactFunc(r.p.records, func(a, b Provider) bool { return a == b })
	return r.p, nil
}

// NewProviders makes a set of records given by hand.
func NewProviders(records ...Provider) *Providers {
	p := &Providers{records: slices.Clone(records), provenance: medcode.Provenance{System: "Provider-specific file"}}
	slices.SortStableFunc(p.records, compareRecords)
	return p
}

func compareRecords(a, b Provider) int {
	return cmp.Or(cmp.Compare(a.CCN, b.CCN), a.Effective.Compare(b.Effective))
}

// Len returns the number of records.
func (p *Providers) Len() int { return len(p.records) }

// Provenance says where the records came from.
func (p *Providers) Provenance() medcode.Provenance { return p.provenance }

// Diagnostics returns the defects that the reader found.
func (p *Providers) Diagnostics() []medcode.Diagnostic { return slices.Clone(p.diags) }

// All yields every record, by CCN and day.
func (p *Providers) All() iter.Seq[Provider] { return slices.Values(p.records) }

// Lookup returns the record that holds for a hospital on a day: the last one that
// is effective by then. A CCN without leading zeros is found too.
func (p *Providers) Lookup(ccn string, on medcode.Date) (Provider, bool) {
	ccn = padCCN(ccn)
	i, ok := slices.BinarySearchFunc(p.records, ccn, func(r Provider, c string) int {
		if c := cmp.Compare(r.CCN, c); c != 0 {
			return c
		}
		if r.Effective.After(on) {
			return 1
		}
		return -1 // go past the last that holds
	})
	if ok || i == 0 || p.records[i-1].CCN != ccn {
		return Provider{}, false
	}
	return p.records[i-1], true
}

func padCCN(s string) string {
	if n := len(s); n < 6 && n > 0 {
		return strings.Repeat("0", 6-n) + s
	}
	return s
}

// A providerField is a field of the provider-specific file: its place in the
// inpatient and outpatient records (1-based, both ends included; 0 where it has
// none), the decimals that a record implies, and the headings that csv files have
// had. The table drives both readers. Of the inpatient positions those of the
// number, day and waiver, and that nothing stood in 219 to 240 before value-based
// purchasing, were read in a description of the addendum (revision 817 of 2006);
// the others, and all of the outpatient record, are from memory: no record of CMS's
// own was at hand to hold against them. The csv files are read by their headings.
type providerField struct {
	begin, end       int // inpatient
	outBegin, outEnd int // outpatient
	decimals         int
	headings         string // between bars, in small letters without blanks, hyphens and underscores
	set              func(p *Provider, s string) error
}

var providerFields = []providerField{
	{1, 10, 1, 10, 0, "npi|nationalprovideridentifier|npinumber", text(func(p *Provider) *string { return &p.NPI })},
	{11, 16, 11, 16, 0, "provider|providerccn|ccn|oscarnumber|providernumber|provideroscarnumber|providernum",
		func(p *Provider, s string) error { p.CCN = padCCN(s); return nil }},
	{17, 24, 17, 24, 0, "effdt|effectivedate|effdate", day(func(p *Provider) *medcode.Date { return &p.Effective })},
	{41, 48, 41, 48, 0, "termdate|terminationdate|termdt", day(func(p *Provider) *medcode.Date { return &p.Terminated })},
	{49, 49, 49, 49, 0, "ppswaiv|waiverindicator|ppswaiver", func(p *Provider, s string) error { p.Waiver = s == "Y"; return nil }},
	{55, 56, 55, 56, 0, "provtype|providertype", func(p *Provider, s string) error {
		n, err := strconv.ParseUint(s, 10, 8)
		p.Type = ProviderType(n)
		return err
	}},
	{58, 58, 58, 58, 0, "changecodewageindexreclassification|changecodeforwageindexreclassification|wirecl|chgcode",
		text(func(p *Provider) *string { return &p.WageIndexRule })},
	{81, 87, 0, 0, 2, "cstpdsch|ppsfacilityspecificrate|facilityspecificrate|casemixadjustedcostperdischarge", money(func(p *Provider) *medcode.Cents { return &p.HospitalSpecificRate })},
	{88, 91, 67, 70, 3, "cola|costoflivingadjustment|costoflivingadjustmentcola", ratio(func(p *Provider) *float64 { return &p.COLA })},
	{92, 96, 0, 0, 4, "ibr|internstobedsratio|interntobedratio|internbedsratio|internstobedratio", ratio(func(p *Provider) *float64 { return &p.ResidentsPerBed })},
	{97, 101, 0, 0, 0, "bedsize|beds|numberofbeds", func(p *Provider, s string) error {
		n, err := strconv.ParseFloat(s, 64)
		p.Beds = int(n)
		return err
	}},
	{102, 105, 0, 0, 3, "ccr|operatingcosttochargeratio|operatingccr", ratio(func(p *Provider) *float64 { return &p.OperatingCCR })},
	{0, 0, 76, 79, 3, "outpatientcosttochargeratio|opccr|outpatientccr", ratio(func(p *Provider) *float64 { return &p.OutpatientCCR })},
	{106, 110, 0, 0, 4, "cmi|casemixindex", ratio(func(p *Provider) *float64 { return &p.CaseMix })},
	{111, 114, 0, 0, 4, "ssiratio|supplementalsecurityincomeratio", ratio(func(p *Provider) *float64 { return &p.SSIShare })},
	{115, 118, 0, 0, 4, "aidratio|medicaidratio", ratio(func(p *Provider) *float64 { return &p.MedicaidShare })},
	{138, 138, 96, 96, 0, "spayind|specialpaymentindicator", text(func(p *Provider) *string { return &p.SpecialPayment })},
	{139, 139, 74, 74, 0, "hosqind|hospitalqualityindicator|qualityindicator", text(func(p *Provider) *string { return &p.QualityFlag })},
	{140, 144, 80, 84, 0, "cbsa|cbsaactualgeographiclocation|actualgeographiclocationcbsa|cbsaactualgeolocation", area(func(p *Provider) *string { return &p.Location })},
	{145, 149, 85, 89, 0, "wagecbsa|cbsawilocation|cbsawageindexlocation|wageindexlocationcbsa|cbsawiloc", area(func(p *Provider) *string { return &p.Reclassified })},
	{150, 154, 0, 0, 0, "stndcbsa|cbsastandardizedamountlocation|standardizedamountcbsa|cbsastandardizedamount", area(func(p *Provider) *string { return &p.StandardizedLoc })},
	{155, 160, 90, 95, 4, "specwi|specialwageindex", ratio(func(p *Provider) *float64 { return &p.SpecialWage })},
	{185, 185, 0, 0, 0, "cappymt|capitalppspaymentcode|capitalpaymentcode|cappps", text(func(p *Provider) *string { return &p.CapitalPayCode })},
	{203, 206, 0, 0, 3, "cpcstchg|capitalcosttochargeratio|capitalccr", ratio(func(p *Provider) *float64 { return &p.CapitalCCR })},
	{207, 207, 0, 0, 0, "newhosp|newhospital", text(func(p *Provider) *string { return &p.NewHospital })},
	{208, 212, 0, 0, 4, "imeratio|capitalindirectmedicaleducationratio|capitalimeratio|capitalime", ratio(func(p *Provider) *float64 { return &p.ResidentsPerDay })},
	{219, 219, 0, 0, 0, "vbpind|vbpparticipantindicator|vbpparticipant|valuebasedpurchasingindicator", text(func(p *Provider) *string { return &p.VBPFlag })},
	{220, 231, 0, 0, 11, "vbpadj|vbpadjustment|valuebasedpurchasingadjustment|vbpadjustmentfactor", ratio(func(p *Provider) *float64 { return &p.VBPFactor })},
	{232, 232, 0, 0, 0, "hrrind|hrrparticipantindicator|hrrindicator|hrrparticipant", text(func(p *Provider) *string { return &p.HRRFlag })},
	{233, 237, 0, 0, 4, "hrradj|hrradjustment|hrradjustmentfactor", ratio(func(p *Provider) *float64 { return &p.HRRFactor })},
	{241, 241, 0, 0, 0, "hacind|hacreductionparticipantindicator|hacreductionindicator|hacreductionparticipant", text(func(p *Provider) *string { return &p.HACFlag })},
	{242, 250, 0, 0, 2, "uncompamt|uncompensatedcareamount|ucamount", money(func(p *Provider) *medcode.Cents { return &p.UncompensatedCare })},
	{251, 251, 0, 0, 0, "ehrind|ehrreductionindicator|ehrprogramreduction|ehrreduction", text(func(p *Provider) *string { return &p.EHRFlag })},
	{252, 258, 0, 0, 6, "lvadjfact|lowvolumeadjustmentfactor|lowvolumeadjustment", ratio(func(p *Provider) *float64 { return &p.LowVolume })},
	{259, 263, 0, 0, 0, "countycode|county", text(func(p *Provider) *string { return &p.County })},
	{271, 276, 0, 0, 4, "supplementalwageindex|suppwi", ratio(func(p *Provider) *float64 { return &p.PriorWage })},
	{277, 277, 0, 0, 0, "supplementalwageindexindicator|supplementalwageindexflag|suppwiind", text(func(p *Provider) *string { return &p.PriorWageRule })},
}

func text(at func(*Provider) *string) func(*Provider, string) error {
	return func(p *Provider, s string) error { *at(p) = s; return nil }
}

// area keeps a CBSA; the rural rest of a state has its two digits at the end.
func area(at func(*Provider) *string) func(*Provider, string) error {
	return func(p *Provider, s string) error {
		if len(s) < 5 && len(s) > 2 { // a spreadsheet took the blanks or zeros in front
			s = strings.TrimLeft(s, "0")
		}
		*at(p) = s
		return nil
	}
}

func day(at func(*Provider) *medcode.Date) func(*Provider, string) error {
	return func(p *Provider, s string) (err error) {
		if strings.Trim(s, "0") == "" {
			return nil
		}
		if strings.Contains(s, "/") { // 10/1/2025
			if m := strings.Split(s, "/"); len(m) == 3 && len(m[2]) == 4 {
				s = m[2] + fmt.Sprintf("%02s%02s", m[0], m[1])
			}
		}
		*at(p), err = medcode.ParseDate(strings.TrimSuffix(s, " 00:00:00"))
		return err
	}
}

func ratio(at func(*Provider) *float64) func(*Provider, string) error {
	return func(p *Provider, s string) (err error) {
		*at(p), err = strconv.ParseFloat(s, 64)
		return err
	}
}

func money(at func(*Provider) *medcode.Cents) func(*Provider, string) error {
	return func(p *Provider, s string) (err error) {
		*at(p), err = medcode.ParseCents(s)
		return err
	}
}

type providerReader struct {
	p    *Providers
	file string
	line int
}

func (r *providerReader) take(e *source.Entry) (bool, error) {
	data, err := textOf(e)
	if data == nil {
		return false, err
	}
	first, _, _ := bytes.Cut(data, []byte("\n"))
	var read func([]byte) error
	switch head := string(bytes.TrimRight(first, "\r")); {
	case isProviderRecord(head):
		read = r.fixed
	case isProviderHeading(head):
		read = r.csv
	default:
		return false, nil
	}
	r.file, r.line = e.Path, 0
	return true, read(data)
}

// isProviderRecord reports whether a line is a record of fixed length: ten digits
// or blanks, six of a CCN, and two days.
func isProviderRecord(s string) bool {
	if len(s) < 96 || strings.ContainsAny(s[:48], ",\t|") {
		return false
	}
	_, err := medcode.ParseDate(s[16:24])
	return err == nil && strings.TrimSpace(s[10:16]) != ""
}

// providerHeadings are the columns of the csv files.
var providerHeadings = headings(providerFields, func(f providerField) heading.Column {
	first, _, _ := strings.Cut(f.headings, "|")
	c := heading.Column{Name: first, Called: f.headings, Need: heading.Optional}
	if f.begin == 11 || f.begin == 17 { // CCN and effective date
		c.Need = heading.Required
	}
	return c
})

func isProviderHeading(s string) bool {
	cells := strings.FieldsFunc(s, func(c rune) bool { return c == ',' || c == '\t' || c == '|' })
	return known(heading.Row{Cells: cells}, providerHeadings) >= 5 // the areas of a wage table have fewer
}

// keep keeps a record with the fields that were read.
func (r *providerReader) keep(p Provider, bad []string) {
	for _, text := range bad {
		r.diagnose(medcode.KindMalformedValue, text, "a field that can't be read; left empty")
	}
	if p.CCN == "" || p.Effective.IsZero() {
		r.diagnose(medcode.KindNoKey, p.CCN, "a record without a CCN or effective date; left out")
		return
	}
	if p.LowVolume > 0 {
		p.LowVolumeFlag = "Y"
	}
	r.p.records = append(r.p.records, p)
}

func (r *providerReader) diagnose(kind medcode.DiagnosticKind, text, message string) {
	r.p.diags = append(r.p.diags, medcode.Diagnostic{File: r.file, Line: r.line, Kind: kind, Text: text, Message: message})
}

// fixed reads records of fixed length; a shorter one has no more fields. An
// outpatient record ends before position 139, where an inpatient one has the
// quality indicator.
func (r *providerReader) fixed(data []byte) error {
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		r.line++
		line := strings.TrimRight(lines.Text(), "\r")
		if strings.TrimSpace(line) == "" || line == "\x1a" {
			continue
		}
		outpatient := len(strings.TrimRight(line, " ")) < 139
		var p Provider
		var bad []string
		for i := range providerFields {
			f := &providerFields[i]
			begin, end := f.begin, f.end
			if outpatient {
				begin, end = f.outBegin, f.outEnd
			}
			if begin == 0 || begin > len(line) {
				continue
			}
			text := strings.TrimSpace(line[begin-1 : min(end, len(line))])
			if text == "" {
				continue
			}
			if f.decimals > 0 && !strings.Contains(text, ".") {
				text = implied(text, f.decimals)
			}
			if err := f.set(&p, text); err != nil {
				bad = append(bad, text)
			}
		}
		r.keep(p, bad)
	}
	return lines.Err()
}

// implied puts the point into digits whose last ones are decimals.
func implied(digits string, decimals int) string {
	if n := decimals + 1 - len(digits); n > 0 {
		digits = strings.Repeat("0", n) + digits
	}
	return digits[:len(digits)-decimals] + "." + digits[len(digits)-decimals:]
}

func (r *providerReader) csv(data []byte) error {
	first, _, _ := bytes.Cut(data, []byte("\n"))
	c := csv.NewReader(bytes.NewReader(data))
	c.FieldsPerRecord, c.ReuseRecord = -1, true
	for _, comma := range []rune{'\t', '|'} {
		if bytes.ContainsRune(first, comma) && !bytes.ContainsRune(first, ',') {
			c.Comma = comma
		}
	}
	var fields []int
	var h heading.Row
	rows := 0
	for {
		rec, err := c.Read()
		if errors.Is(err, io.EOF) {
			if rows == 0 {
				r.p.diags = append(r.p.diags, h.NoRows())
			}
			return nil
		}
		if err != nil {
			return csvError(r.file, err)
		}
		r.line, _ = c.FieldPos(0)
		if fields == nil {
			h = heading.Row{File: r.file, Line: r.line, Cells: rec}
			found, told, err := h.Bind(providerHeadings)
			if err != nil {
				return err
			}
			fields, r.p.diags = found.Of, append(r.p.diags, needed(told)...)
			continue
		}
		rows++
		var p Provider
		var bad []string
		for i, cell := range rec {
			if cell = strings.TrimSpace(cell); i < len(fields) && fields[i] >= 0 && cell != "" {
				if err := providerFields[fields[i]].set(&p, cell); err != nil {
					bad = append(bad, cell)
				}
			}
		}
		r.keep(p, bad)
	}
}
