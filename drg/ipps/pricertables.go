package ipps

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/internal/heading"
	"github.com/medcode/medcode/internal/intake"
	"github.com/medcode/medcode/internal/source"
)

// ReadPricer reads the tables of CMS's inpatient pricer of one fiscal year from a
// folder or zip: that of DRGs, which must be there, those of rates, of new
// technologies and their codes, of areas and of commuting. They are known by
// their headings, comma- or tab-separated, and the year is the four digits in
// their names; files of other years and kinds are ignored. They say nothing of
// MDC, type and title.
//
// Errors are [*medcode.FileError]: no table of DRGs of the year
// ([medcode.ErrNoFile]), two tables of a kind or one without a column
// ([medcode.ErrLayout]), a cell that isn't what its column holds
// ([medcode.ErrSyntax]).
func ReadPricer(fsys fs.FS, year int) (*Release, error) {
	return ReadPricerWith(fsys, year, medcode.ReadOptions{})
}

// ReadPricerWith is ReadPricer with limits and progress of the caller's choice.
func ReadPricerWith(fsys fs.FS, year int, opts medcode.ReadOptions) (*Release, error) {
	p := newPricerReader(year)
	in, err := intake.Read(fsys, opts, fmt.Sprintf("the IPPS pricer of fiscal year %d", year), p.take)
	if err != nil {
		return nil, err
	}
	if p.weights == nil {
		return nil, in.Missing("table of DRGs")
	}
	slices.SortStableFunc(p.weights, func(a, b Weights) int { return int(a.DRG) - int(b.DRG) })
	r := newRelease(year, p.weights, in.Files)
	r.diags = in.Diagnostics
	r.rates = p.rates
	if own, ok := PricerRates(year); ok {
		r.rates.HospitalSpecific, r.rates.Trial, r.rates.Days = own.HospitalSpecific, own.Trial, own.Days
	}
	return r, p.give(r)
}

func newPricerReader(year int) pricerReader {
	return pricerReader{year: year, found: map[string]string{}, technologies: map[string]*Technology{}}
}

// give gives a release the areas and new technologies.
func (p *pricerReader) give(r *Release) (err error) {
	r.areas = p.areas
	if len(p.names) > 0 {
		list := make([]Technology, len(p.names))
		for i, name := range p.names {
			list[i] = *p.technologies[name]
		}
		r.technologies, err = NewTechnologies(list)
	}
	return err
}

type pricerReader struct {
	year         int
	files        []medcode.File
	found        map[string]string
	weights      []Weights
	rates        Rates
	areas        *Areas
	technologies map[string]*Technology
	names        []string
}

// pricerTables are the kinds of tables, known by headings that each must have.
var pricerTables = []struct {
	name    string
	columns []string
	read    func(*pricerReader, *pricerTable) error
}{
	{"table of DRGs", []string{"diagnosticrelatedgroup", "weight", "geometricmeanlengthofstay", "arithmeticmeanlengthofstay", "postacutecare", "specialpaymentpostacutecare"},
		func(p *pricerReader, t *pricerTable) error {
			return p.drgs(t, "diagnosticrelatedgroup", "weight", "geometricmeanlengthofstay", "arithmeticmeanlengthofstay", "postacutecare", "specialpaymentpostacutecare")
		}},
	{"table of DRGs", []string{"drg", "relative_weight", "geometric_mean_los", "arithmetic_mean_los", "post_acute", "special_pay"},
		func(p *pricerReader, t *pricerTable) error {
			return p.drgs(t, "drg", "relative_weight", "geometric_mean_los", "arithmetic_mean_los", "post_acute", "special_pay")
		}},
	{"table of rates", []string{"tablenumber", "scope", "largeurban", "reglabor", "regnlabor"}, (*pricerReader).ratex},
	{"table of rates", []string{"item", "value"}, (*pricerReader).items},
	{"new technologies", []string{"name", "amount", "adjustmentfactor"}, (*pricerReader).costs},
	{"new technologies", []string{"technology", "procedures", "and_procedures", "most_paid", "part"}, (*pricerReader).newtech},
	{"codes of new technologies", []string{"name", "code", "codetype"}, (*pricerReader).codes},
	{"table of areas", []string{"cbsa", "size", "geographicwageindex", "reclassifiedwageindex"}, func(p *pricerReader, t *pricerTable) error {
		return p.area(t, "geographicwageindex", "reclassifiedwageindex", "imputedfloorwageindex")
	}},
	{"table of areas", []string{"cbsa", "size", "wage_index", "reclassified_wage_index"}, func(p *pricerReader, t *pricerTable) error {
		return p.area(t, "wage_index", "reclassified_wage_index", "rural_floor_wage_index")
	}},
	{"table of commuting", []string{"county", "adjustmentfactor"}, (*pricerReader).commuting},
}

// yearInName is the fiscal year in the name of a table: "ratex-2025.csv". A document
// of any publication is named so too: "Dxgem_guide_2018.pdf".
var yearInName = regexp.MustCompile(`(20[0-9]{2})\.(?:csv|tsv|txt)$`)

func (p *pricerReader) take(e *source.Entry) (bool, error) {
	name := e.Path[strings.LastIndexByte(e.Path, '/')+1:]
	digits := yearInName.FindStringSubmatch(name)
	if digits == nil || digits[1] != strconv.Itoa(p.year) {
		return false, nil
	}
	data, err := textOf(e)
	if data == nil {
		return false, err
	}
	t := newPricerTable(e.Path, data)
	if t == nil {
		return false, nil
	}
	for _, k := range pricerTables {
		if !t.has(k.columns) {
			continue
		}
		if other, twice := p.found[k.name]; twice {
			return false, &medcode.FileError{File: e.Path, Err: fmt.Errorf("a second %s, beside %s: %w", k.name, other, medcode.ErrLayout)}
		}
		if err := t.twice(); err != nil {
			return false, err
		}
		p.found[k.name] = e.Path
		p.files = append(p.files, e.File())
		return true, k.read(p, t)
	}
	return false, nil
}

// A pricerTable is a table with a line of headings.
type pricerTable struct {
	file  string
	head  heading.Row
	csv   *csv.Reader
	cells map[string]int // by heading in small letters
	rec   []string
	err   error
}

func newPricerTable(file string, data []byte) *pricerTable {
	head, _, _ := bytes.Cut(data, []byte("\n"))
	t := &pricerTable{file: file, csv: csv.NewReader(bytes.NewReader(data)), cells: map[string]int{}}
	if bytes.ContainsRune(head, '\t') {
		t.csv.Comma = '\t'
	}
	t.csv.ReuseRecord = true
	rec, err := t.csv.Read()
	if err != nil {
		return nil
	}
	t.head = heading.Row{File: file, Line: 1, Cells: slices.Clone(rec)}
	for i, h := range rec {
		t.cells[strings.ToLower(strings.TrimSpace(strings.TrimPrefix(h, "\ufeff")))] = i
	}
	return t
}

func (t *pricerTable) has(columns []string) bool {
	return !slices.ContainsFunc(columns, func(c string) bool { _, ok := t.cells[c]; return !ok })
}

// twice is the error of two columns of a name.
func (t *pricerTable) twice() error {
	for i, h := range t.head.Cells {
		if h != "" && slices.Contains(t.head.Cells[:i], h) {
			return t.head.Twice(i, h)
		}
	}
	return nil
}

// next reads a row and reports whether there is one.
func (t *pricerTable) next() bool {
	if t.err != nil {
		return false
	}
	if t.rec, t.err = t.csv.Read(); t.err != nil {
		if errors.Is(t.err, io.EOF) {
			t.err = nil
		} else {
			t.err = csvError(t.file, t.err)
		}
		return false
	}
	return true
}

func (t *pricerTable) text(column string) string {
	i, ok := t.cells[column]
	if !ok {
		return ""
	}
	return strings.TrimSpace(t.rec[i])
}

// cell parses a column; the first error is kept.
func cell[T any](t *pricerTable, column string, parse func(string) (T, error)) (v T) {
	text := t.text(column)
	if t.err != nil || text == "" {
		return v
	}
	v, err := parse(text)
	if err != nil {
		line, col := t.csv.FieldPos(t.cells[column])
		t.err = &medcode.FileError{File: t.file, Line: line, Column: col, Text: text, Err: err}
	}
	return v
}

func yes(s string) (bool, error) {
	switch s {
	case "Y":
		return true, nil
	case "N":
		return false, nil
	}
	return false, fmt.Errorf("want Y, N or nothing: %w", medcode.ErrSyntax)
}

func (p *pricerReader) drgs(t *pricerTable, number, weight, geometric, arithmetic, postAcute, special string) error {
	seen := [maxDRG + 1]bool{}
	for t.next() {
		w := Weights{
			DRG: cell(t, number, drg.ParseNumber), Relative: cell(t, weight, ParseWeight),
			GeometricMean: cell(t, geometric, ParseDays), ArithmeticMean: cell(t, arithmetic, ParseDays),
			PostAcute: cell(t, postAcute, yes), SpecialPay: cell(t, special, yes),
		}
		w.Uncapped = w.Relative
		if t.err == nil && (w.DRG > maxDRG || seen[w.DRG]) {
			line, _ := t.csv.FieldPos(0)
			return &medcode.FileError{File: t.file, Line: line, Text: w.DRG.String(), Err: fmt.Errorf("the DRG stands twice: %w", medcode.ErrSyntax)}
		}
		seen[w.DRG] = true
		p.weights = append(p.weights, w)
	}
	return t.err
}

// ratexTables are the tables of the pricer by number: which rates, and of which
// hospitals.
var ratexTables = map[string]struct {
	rates  func(*Rates) *[4]StandardizedAmount
	update UpdateReduction
}{
	"tab1": {highWage, FullUpdate}, "tab2": {highWage, NoQuality}, "tab5": {highWage, NoEHR}, "tab6": {highWage, NoQuality | NoEHR},
	"tab3": {lowWage, FullUpdate}, "tab4": {lowWage, NoQuality}, "tab7": {lowWage, NoEHR}, "tab8": {lowWage, NoQuality | NoEHR},
	"tab9": {puertoRico, FullUpdate}, "tab10": {puertoRico, NoEHR},
}

func highWage(r *Rates) *[4]StandardizedAmount   { return &r.HighWage }
func lowWage(r *Rates) *[4]StandardizedAmount    { return &r.LowWage }
func puertoRico(r *Rates) *[4]StandardizedAmount { return &r.PuertoRico }

func (p *pricerReader) ratex(t *pricerTable) error {
	for t.next() {
		to, ok := ratexTables[t.text("tablenumber")]
		if !ok || t.text("scope") != "nat" || t.text("largeurban") != "1" { // large urban and other are the same since 2004
			continue
		}
		to.rates(&p.rates)[to.update] = StandardizedAmount{cell(t, "reglabor", medcode.ParseCents), cell(t, "regnlabor", medcode.ParseCents)}
	}
	return t.err
}

// items reads rates by their names.
func (p *pricerReader) items(t *pricerTable) error {
	for t.next() {
		item := t.text("item")
		part, rest, _ := strings.Cut(item, ", ")
		switch {
		case item == "capital federal rate":
			p.rates.Capital = cell(t, "value", medcode.ParseCents)
		case item == "fixed loss":
			p.rates.FixedLoss = cell(t, "value", medcode.ParseCents)
		case part == "operating labor" || part == "operating nonlabor":
			who, wage, _ := strings.Cut(rest, ", wage index ")
			update, known := map[string]UpdateReduction{"full": FullUpdate, "no quality data": NoQuality, "no EHR": NoEHR, "neither": NoQuality | NoEHR}[who]
			to := map[string]*[4]StandardizedAmount{"> 1": &p.rates.HighWage, "<= 1": &p.rates.LowWage}[wage]
			if !known || to == nil {
				line, _ := t.csv.FieldPos(0)
				return &medcode.FileError{File: t.file, Line: line, Text: item, Err: fmt.Errorf("a rate of unknown hospitals: %w", medcode.ErrLayout)}
			}
			m := cell(t, "value", medcode.ParseCents)
			if part == "operating labor" {
				to[update].Labor = m
			} else {
				to[update].NonLabor = m
			}
		}
	}
	return t.err
}

func (p *pricerReader) technology(name string) *Technology {
	x := p.technologies[name]
	if x == nil {
		x = &Technology{Name: name}
		p.technologies[name] = x
	}
	return x
}

// fraction reads a part such as 0.65 in percent.
func fraction(s string) (int64, error) { return parseFixed("part", s, 2, 100) }

func (p *pricerReader) costs(t *pricerTable) error {
	for t.next() {
		x := p.technology(t.text("name"))
		x.Most, x.Part = cell(t, "amount", medcode.ParseCents), cell(t, "adjustmentfactor", fraction)
		p.names = append(p.names, x.Name)
	}
	return t.err
}

func (p *pricerReader) newtech(t *pricerTable) error {
	for t.next() {
		x := p.technology(t.text("technology"))
		x.Most, x.Part = cell(t, "most_paid", medcode.ParseCents), cell(t, "part", fraction)
		for _, column := range []string{"procedures", "and_procedures"} {
			if g := (CodeGroup{Procedures: cell(t, column, procedureList)}); len(g.Procedures) > 0 {
				x.Needs = append(x.Needs, g)
			}
		}
		p.names = append(p.names, x.Name)
	}
	return t.err
}

func procedureList(s string) (out []pcs.Code, err error) {
	for c := range strings.FieldsSeq(s) {
		code, err := pcs.Parse(c)
		if err != nil {
			return nil, err
		}
		out = append(out, code)
	}
	return out, nil
}

// codes reads the codes of technologies. The procedures and the diagnoses of a
// name are two groups of which a stay needs one code each, and so are the
// procedures of a name with a digit behind it. Where diagnoses have a digit the
// table doesn't say how they combine: such a technology has no codes here.
func (p *pricerReader) codes(t *pricerTable) error {
	groups := map[string]int{} // by name and kind: place in Needs
	unclear := map[string]bool{}
	for t.next() {
		name, kind := t.text("name"), t.text("codetype")
		plain := strings.TrimRight(name, "0123456789")
		unclear[plain] = unclear[plain] || plain != name && kind != "PROC"
		x := p.technology(plain)
		key := name + " " + kind
		i, ok := groups[key]
		if !ok {
			i = len(x.Needs)
			groups[key] = i
			x.Needs = append(x.Needs, CodeGroup{})
		}
		switch kind {
		case "PROC":
			x.Needs[i].Procedures = append(x.Needs[i].Procedures, cell(t, "code", pcs.Parse))
		case "DIAG":
			x.Needs[i].Diagnoses = append(x.Needs[i].Diagnoses, cell(t, "code", cm.Parse))
		}
	}
	for name, yes := range unclear {
		if yes {
			p.technologies[name].Needs = nil
		}
	}
	return t.err
}
