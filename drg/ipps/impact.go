package ipps

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"io"
	"io/fs"
	"iter"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/heading"
	"github.com/medcode/medcode/internal/intake"
	"github.com/medcode/medcode/internal/source"
)

// Impact is the impact file of a final rule: every hospital with what CMS took of
// it to work out the rule's effect. It doesn't change and is safe for any number of
// goroutines.
type Impact struct {
	hospitals  []ImpactHospital // by CCN
	provenance medcode.Provenance
	diags      []medcode.Diagnostic
}

// An ImpactHospital is a row of the impact file. What a file doesn't say is the
// zero value.
type ImpactHospital struct {
	CCN      string `json:"ccn"` // six characters
	Name     string `json:"name,omitempty"`
	Location string `json:"location,omitempty"` // its own labor market area
	Payment  string `json:"payment,omitempty"`  // that by which it is urban or rural for capital and the share adjustment
	Wages    string `json:"wages,omitempty"`    // that whose wages it gets, after reclassification
	County   string `json:"county,omitempty"`   // FIPS code, five digits

	// LURBAN, OURBAN or RURAL, as it lies and for the standardized amount.
	Geographic   string `json:"geographic,omitempty"`
	Standardized string `json:"standardized,omitempty"`

	Type            ProviderType `json:"type"`
	WageIndex       float64      `json:"wageIndex,omitempty"`
	COLA            float64      `json:"cola,omitempty"`
	ResidentsPerBed float64      `json:"residentsPerBed,omitempty"`
	ResidentsPerDay float64      `json:"residentsPerDay,omitempty"`
	Beds            int          `json:"beds,omitempty"`
	LowIncomeShare  float64      `json:"lowIncomeShare,omitempty"` // disproportionate patient percentage, a fraction
	OperatingCCR    float64      `json:"operatingCCR,omitempty"`
	CapitalCCR      float64      `json:"capitalCCR,omitempty"`
	NoQuality       bool         `json:"noQuality,omitempty"`
	NoEHR           bool         `json:"noEHR,omitempty"`
}

// Hospital returns what a payment needs of the hospital, as far as an impact file
// says it. It has no factors of value-based purchasing and readmissions, no amount
// of uncompensated care and no hospital-specific rate: set those by hand, or take
// them from a provider-specific file.
func (h *ImpactHospital) Hospital() Hospital {
	urban := cmp.Or(h.Standardized, h.Geographic)
	out := Hospital{
		WageIndex: h.WageIndex, Type: h.Type,
		ResidentsPerBed: h.ResidentsPerBed, ResidentsPerDay: h.ResidentsPerDay,
		LowIncomeShare: h.LowIncomeShare, Beds: h.Beds, Urban: urban != "" && urban != "RURAL",
		OperatingCCR: h.OperatingCCR, CapitalCCR: h.CapitalCCR,
	}
	p := Provider{CCN: h.CCN}
	out.PuertoRico = p.PuertoRico()
	if s := p.State(); s == alaska || s == hawaii {
		out.COLA = h.COLA
	}
	if h.NoQuality {
		out.Update |= NoQuality
	}
	if h.NoEHR {
		out.Update |= NoEHR
	}
	return out
}

// ReadImpact reads the impact file of a final rule from a folder or zip: text with
// tabs or commas between the cells, a line of headings that has Provider Number and
// at least four more that are known, and lines of titles before it. Files of another
// kind are ignored; a workbook must be saved as text first. Columns that say nothing
// of a payment are passed over.
//
// A point or blank in a cell is nothing. A cell that isn't what its column holds is a
// diagnostic and left empty; so is a line whose first cell is no CCN, which is left
// out. Errors are [*medcode.FileError].
func ReadImpact(fsys fs.FS) (*Impact, error) {
	return ReadImpactWith(fsys, medcode.ReadOptions{})
}

// ReadImpactWith is ReadImpact with limits and progress of the caller's choice.
func ReadImpactWith(fsys fs.FS, opts medcode.ReadOptions) (*Impact, error) {
	f := &Impact{provenance: medcode.Provenance{System: "IPPS impact file"}}
	in, err := intake.Read(fsys, opts, "the IPPS impact file", func(e *source.Entry) (bool, error) {
		data, err := textOf(e)
		if data == nil {
			return false, err
		}
		line, comma := impactHeading(data)
		if line < 0 {
			return false, nil
		}
		return true, f.read(e.Path, data, line, comma)
	})
	if err != nil {
		return nil, err
	}
	f.provenance.Files, f.diags = in.Files, append(in.Diagnostics, f.diags...)
	slices.SortStableFunc(f.hospitals, func(a, b ImpactHospital) int { return cmp.Compare(a.CCN, b.CCN) })
	return f, nil
}

// Len returns the number of hospitals.
func (f *Impact) Len() int { return len(f.hospitals) }

// All yields the hospitals by CCN.
func (f *Impact) All() iter.Seq[ImpactHospital] { return slices.Values(f.hospitals) }

// Lookup returns a hospital by its CCN, with or without leading zeros.
func (f *Impact) Lookup(ccn string) (ImpactHospital, bool) {
	i, ok := slices.BinarySearchFunc(f.hospitals, padCCN(ccn), func(h ImpactHospital, c string) int { return cmp.Compare(h.CCN, c) })
	if !ok {
		return ImpactHospital{}, false
	}
	return f.hospitals[i], true
}

// Provenance says where the hospitals came from.
func (f *Impact) Provenance() medcode.Provenance { return f.provenance }

// Diagnostics returns the defects that the reader found.
func (f *Impact) Diagnostics() []medcode.Diagnostic { return slices.Clone(f.diags) }

// An impactColumn is a column by what it has been called over the years.
type impactColumn struct {
	heading.Column
	set func(h *ImpactHospital, s string) error
}

var wageIndex = regexp.MustCompile(`^(fy\d{4}|postreclass)wageindex$`)

var impactColumns = []impactColumn{
	{heading.Column{Name: "provider number", Called: "providernumber|provider|prov"}, func(h *ImpactHospital, s string) error { h.CCN = padCCN(s); return nil }},
	{heading.Column{Name: "name", Called: "hospitalname|name", Need: heading.Expected}, impactText(func(h *ImpactHospital) *string { return &h.Name })},
	{heading.Column{Name: "geographic labor market area", Need: heading.Expected}, impactText(func(h *ImpactHospital) *string { return &h.Location })},
	{heading.Column{Name: "payment labor market area", Is: func(t string) bool { return strings.HasPrefix(heading.Plain(t), "paymentlabormarketarea") }, Need: heading.Expected}, impactText(func(h *ImpactHospital) *string { return &h.Payment })},
	{heading.Column{Name: "post-reclass labor market area", Need: heading.Expected}, impactText(func(h *ImpactHospital) *string { return &h.Wages })},
	{heading.Column{Name: "FIPS county code", Need: heading.Expected}, func(h *ImpactHospital, s string) error {
		h.County = strings.Repeat("0", max(5-len(s), 0)) + s
		return nil
	}},
	{heading.Column{Name: "URGEO", Need: heading.Expected}, impactText(func(h *ImpactHospital) *string { return &h.Geographic })},
	{heading.Column{Name: "URSPA", Need: heading.Expected}, impactText(func(h *ImpactHospital) *string { return &h.Standardized })},
	{heading.Column{Name: "provider type", Need: heading.Expected}, func(h *ImpactHospital, s string) error {
		n, err := strconv.ParseUint(s, 10, 8)
		h.Type = ProviderType(n)
		return err
	}},
	{heading.Column{Name: "wage index", Is: func(t string) bool { return wageIndex.MatchString(heading.Plain(t)) }, Need: heading.Expected}, impactNumber(func(h *ImpactHospital) *float64 { return &h.WageIndex })},
	{heading.Column{Name: "COLA", Called: "costoflivingadjustment|cola", Need: heading.Expected}, impactNumber(func(h *ImpactHospital) *float64 { return &h.COLA })},
	{heading.Column{Name: "resident to bed ratio", Need: heading.Expected}, impactNumber(func(h *ImpactHospital) *float64 { return &h.ResidentsPerBed })},
	{heading.Column{Name: "RDAY", Need: heading.Expected}, impactNumber(func(h *ImpactHospital) *float64 { return &h.ResidentsPerDay })},
	{heading.Column{Name: "BEDS", Need: heading.Expected}, func(h *ImpactHospital, s string) error {
		n, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return err
		}
		if !(n >= 0 && n <= 100_000) {
			return ErrRange
		}
		h.Beds = int(n)
		return nil
	}},
	{heading.Column{Name: "DSHPCT", Need: heading.Expected}, impactNumber(func(h *ImpactHospital) *float64 { return &h.LowIncomeShare })},
	{heading.Column{Name: "operating CCR", Called: "opccr|operatingccr", Need: heading.Expected}, impactNumber(func(h *ImpactHospital) *float64 { return &h.OperatingCCR })},
	{heading.Column{Name: "capital CCR", Called: "cpccr|capitalccr", Need: heading.Expected}, impactNumber(func(h *ImpactHospital) *float64 { return &h.CapitalCCR })},
	{heading.Column{Name: "proxy quality reduction", Need: heading.Expected}, impactFlag(func(h *ImpactHospital) *bool { return &h.NoQuality })},
	{heading.Column{Name: "proxy EHR reduction", Need: heading.Expected}, impactFlag(func(h *ImpactHospital) *bool { return &h.NoEHR })},
}

func impactText(at func(*ImpactHospital) *string) func(*ImpactHospital, string) error {
	return func(h *ImpactHospital, s string) error { *at(h) = strings.Clone(s); return nil }
}

func impactNumber(at func(*ImpactHospital) *float64) func(*ImpactHospital, string) error {
	return func(h *ImpactHospital, s string) error {
		text, percent := strings.CutSuffix(s, "%")
		n, err := strconv.ParseFloat(text, 64)
		switch {
		case err != nil:
			return err
		case !(n >= 0 && n <= 1e6):
			return ErrRange
		case percent:
			n /= 100
		}
		*at(h) = n
		return nil
	}
}

func impactFlag(at func(*ImpactHospital) *bool) func(*ImpactHospital, string) error {
	return func(h *ImpactHospital, s string) error {
		n, err := strconv.ParseFloat(s, 64)
		*at(h) = n == 1
		return err
	}
}

var impactHeadings = headings(impactColumns, func(c impactColumn) heading.Column { return c.Column })

// headings are the columns of a list of them.
func headings[T any](list []T, of func(T) heading.Column) []heading.Column {
	out := make([]heading.Column, len(list))
	for i, x := range list {
		out[i] = of(x)
	}
	return out
}

// known returns how many of the columns a row of headings has.
func known(h heading.Row, columns []heading.Column) int {
	found, _, _ := h.Bind(columns)
	return len(slices.DeleteFunc(found.At, func(at int) bool { return at < 0 }))
}

// impactHeading finds the line of headings among the first ten, and what stands
// between its cells; -1 where there is none.
func impactHeading(data []byte) (line int, comma rune) {
	n := 0
	for text := range bytes.Lines(data) {
		if n == 10 {
			break
		}
		for _, comma := range []rune{'\t', ','} {
			h := heading.Row{Cells: strings.Split(string(text), string(comma))}
			if h.Is(impactHeadings) && known(h, impactHeadings) >= 5 {
				return n, comma
			}
		}
		n++
	}
	return -1, 0
}

// read reads the rows behind the line of headings.
func (f *Impact) read(file string, data []byte, above int, comma rune) error {
	for range above {
		_, data, _ = bytes.Cut(data, []byte("\n"))
	}
	c := csv.NewReader(bytes.NewReader(data))
	c.Comma, c.FieldsPerRecord, c.ReuseRecord, c.LazyQuotes = comma, -1, true, comma == '\t'
	var columns []int
	h := heading.Row{File: file, Line: above + 1}
	rows := 0
	for {
		rec, err := c.Read()
		if errors.Is(err, io.EOF) {
			if rows == 0 {
				f.diags = append(f.diags, h.NoRows())
			}
			return nil
		}
		if err != nil {
			return csvError(file, err)
		}
		if columns == nil {
			h.Cells = rec
			found, told, err := h.Bind(impactHeadings)
			if err != nil {
				return err
			}
			columns, f.diags = found.Of, append(f.diags, needed(told)...)
			continue
		}
		rows++
		line, _ := c.FieldPos(0)
		f.row(file, line+above, rec, columns)
	}
}

// needed leaves out what is told of columns that are of use elsewhere: those of
// hospitals' files are many.
func needed(told []medcode.Diagnostic) []medcode.Diagnostic {
	return slices.DeleteFunc(told, func(d medcode.Diagnostic) bool { return d.Kind == medcode.KindUnknownColumn })
}

func (f *Impact) row(file string, line int, rec []string, columns []int) {
	diagnose := func(kind medcode.DiagnosticKind, text, message string) {
		f.diags = append(f.diags, medcode.Diagnostic{File: file, Line: line, Kind: kind, Text: strings.Clone(text), Message: message})
	}
	var h ImpactHospital
	for i, s := range rec {
		if s = strings.TrimSpace(s); i >= len(columns) || columns[i] < 0 || s == "" || s == "." {
			continue
		}
		if err := impactColumns[columns[i]].set(&h, s); err != nil {
			diagnose(medcode.KindMalformedValue, s, "a cell that can't be read; left empty")
		}
	}
	if len(h.CCN) != 6 || h.CCN[0] < '0' || h.CCN[0] > '9' || h.CCN[1] < '0' || h.CCN[1] > '9' {
		if strings.TrimSpace(strings.Join(rec, "")) != "" {
			diagnose(medcode.KindNoKey, h.CCN, "a line without a CCN; left out")
		}
		return
	}
	h.CCN = strings.Clone(h.CCN)
	f.hospitals = append(f.hospitals, h)
}
