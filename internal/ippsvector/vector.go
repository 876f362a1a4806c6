// Package ippsvector reads stays in the layout of the reference vectors of CMS's
// inpatient pricer and writes what it pays for them: tab-separated text, plain or
// gzip, with a line of headings, in any order of columns.
package ippsvector

import (
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/ipps"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
)

// A Claim is one stay with all that the pricer was given.
type Claim struct {
	ID, Kind   string
	FiscalYear int

	Provider  ipps.Provider
	Weights   ipps.Weights
	InTable   bool // the year has the DRG
	Rates     ipps.Rates
	WageIndex float64
	Urban     bool
	Review    int
	Stay      ipps.Stay

	cells map[string]int
	line  []string
}

// Cell returns the text of a column.
func (c *Claim) Cell(name string) string { return c.line[c.cells[name]] }

// A Reader yields the claims of a file.
type Reader struct {
	name    string
	scanner *bufio.Scanner
	cells   map[string]int
	line    int
}

// Columns are those that a file of claims must have.
var Columns = strings.Fields(`id kind fiscal_year discharge_date drg relative_weight geometric_mean_los arithmetic_mean_los
	post_acute special_pay discharge_status condition_codes review_code los covered_days lifetime_reserve_days charges diagnoses
	procedures provider provider_type cbsa cbsa_reclass cbsa_standard wage_index_rule special_wage_index county
	prior_wage_index_flag prior_wage_index area_size wage_index labor_amount nonlabor_amount labor_share capital_rate fixed_loss
	cola quality_flag ehr_flag residents_per_bed residents_per_day beds ssi_share medicaid_share operating_ccr capital_ccr
	uncompensated_care vbp_flag vbp_factor hrr_flag hrr_factor hac_flag low_volume_flag low_volume_factor hospital_specific_rate
	capital_pay_code capital_new_hospital waiver_flag provider_from provider_terminated`)

// NewReader reads the headings of a file; the name is for errors.
func NewReader(name string, r io.Reader) (*Reader, error) {
	b := bufio.NewReaderSize(r, 1<<16)
	if magic, _ := b.Peek(2); string(magic) == "\x1f\x8b" {
		z, err := gzip.NewReader(b)
		if err != nil {
			return nil, &medcode.FileError{File: name, Err: err}
		}
		b = bufio.NewReaderSize(z, 1<<16)
	}
	v := &Reader{name: name, scanner: bufio.NewScanner(b), cells: map[string]int{}}
	v.scanner.Buffer(make([]byte, 1<<16), 1<<20)
	head, err := v.next()
	if err != nil {
		if errors.Is(err, io.EOF) {
			err = fmt.Errorf("no line of headings: %w", medcode.ErrLayout)
		}
		return nil, v.fail(err)
	}
	for i, h := range head {
		v.cells[h] = i
	}
	for _, c := range Columns {
		if _, ok := v.cells[c]; !ok {
			return nil, v.fail(fmt.Errorf("no column %q: %w", c, medcode.ErrLayout))
		}
	}
	return v, nil
}

func (v *Reader) next() ([]string, error) {
	if !v.scanner.Scan() {
		if err := v.scanner.Err(); err != nil {
			return nil, err
		}
		return nil, io.EOF
	}
	v.line++
	return strings.Split(strings.TrimSuffix(v.scanner.Text(), "\r"), "\t"), nil
}

func (v *Reader) fail(err error) error {
	return &medcode.FileError{File: v.name, Line: v.line, Err: err}
}

// Read returns the next claim; io.EOF ends the file.
func (v *Reader) Read() (*Claim, error) {
	line, err := v.next()
	if err == io.EOF {
		return nil, err
	}
	if err != nil {
		return nil, v.fail(err)
	}
	if len(line) < len(v.cells) {
		return nil, v.fail(fmt.Errorf("%d cells, want %d: %w", len(line), len(v.cells), medcode.ErrLayout))
	}
	p := parser{Claim: &Claim{cells: v.cells, line: line}}
	p.claim()
	if p.err != nil {
		return nil, v.fail(p.err)
	}
	return p.Claim, nil
}

// A parser keeps the first error.
type parser struct {
	*Claim
	err error
}

func parse[T any](p *parser, column string, f func(string) (T, error)) T {
	v, err := f(strings.TrimSpace(p.Cell(column)))
	if err != nil && p.err == nil {
		p.err = fmt.Errorf("column %s: %w", column, err)
	}
	return v
}

func (p *parser) number(column string) float64 {
	return parse(p, column, func(s string) (float64, error) {
		if s == "" {
			return 0, nil
		}
		return strconv.ParseFloat(s, 64)
	})
}

func (p *parser) cents(column string) medcode.Cents {
	return parse(p, column, func(s string) (medcode.Cents, error) {
		if s == "" {
			return 0, nil
		}
		return medcode.ParseCents(s)
	})
}

func (p *parser) int(column string) int {
	return parse(p, column, func(s string) (int, error) {
		if s == "" {
			return 0, nil
		}
		return strconv.Atoi(s)
	})
}

func (p *parser) date(column string) medcode.Date {
	return parse(p, column, func(s string) (medcode.Date, error) {
		if strings.Trim(s, "0") == "" {
			return medcode.Date{}, nil
		}
		return medcode.ParseDate(s)
	})
}

func codes[T any](p *parser, column string, f func(string) (T, error)) (out []T) {
	for s := range strings.FieldsSeq(p.Cell(column)) {
		c, err := f(s)
		if err != nil && p.err == nil {
			p.err = fmt.Errorf("column %s: %w", column, err)
		}
		out = append(out, c)
	}
	return out
}

func (p *parser) claim() {
	p.ID, p.Kind, p.FiscalYear = p.Cell("id"), p.Cell("kind"), p.int("fiscal_year")
	p.Review = p.int("review_code")
	p.weights()
	p.provider()
	p.WageIndex, p.Urban = p.number("wage_index"), strings.Contains("LO", p.Cell("area_size")) && p.Cell("area_size") != ""
	days := p.int("los")
	p.Stay = ipps.Stay{
		Days: days, UncoveredDays: days - p.int("covered_days"), ReserveDays: p.int("lifetime_reserve_days"),
		Charges: p.cents("charges"), Discharge: p.date("discharge_date"),
		Diagnoses: codes(p, "diagnoses", cm.Parse), Procedures: codes(p, "procedures", pcs.Parse),
		Conditions: strings.Fields(p.Cell("condition_codes")),
	}
}

func (p *parser) weights() {
	number := parse(p, "drg", strconv.Atoi)
	if p.InTable = p.Cell("relative_weight") != ""; !p.InTable {
		return
	}
	p.Weights = ipps.Weights{
		DRG: drg.Number(number), Relative: parse(p, "relative_weight", ipps.ParseWeight),
		GeometricMean: parse(p, "geometric_mean_los", ipps.ParseDays), ArithmeticMean: parse(p, "arithmetic_mean_los", ipps.ParseDays),
		PostAcute: p.Cell("post_acute") == "Y", SpecialPay: p.Cell("special_pay") == "Y",
	}
	p.Weights.Uncapped = p.Weights.Relative
	// The amounts are those of the hospital, so they stand for every one.
	base := ipps.StandardizedAmount{Labor: p.cents("labor_amount"), NonLabor: p.cents("nonlabor_amount")}
	p.Rates = ipps.Rates{Capital: p.cents("capital_rate"), FixedLoss: p.cents("fixed_loss")}
	for i := range p.Rates.HighWage {
		p.Rates.HighWage[i], p.Rates.LowWage[i] = base, base
	}
	if own, ok := ipps.PricerRates(p.FiscalYear); ok {
		p.Rates.HospitalSpecific, p.Rates.Trial, p.Rates.Days = own.HospitalSpecific, own.Trial, own.Days
	}
}

func (p *parser) provider() {
	p.Provider = ipps.Provider{
		CCN: p.Cell("provider"), Type: ipps.ProviderType(p.int("provider_type")),
		Effective: p.date("provider_from"), Terminated: p.date("provider_terminated"), Waiver: p.Cell("waiver_flag") == "Y",
		Location: p.Cell("cbsa"), Reclassified: p.Cell("cbsa_reclass"), StandardizedLoc: p.Cell("cbsa_standard"), County: p.Cell("county"),
		WageIndexRule: strings.TrimSpace(p.Cell("wage_index_rule")), SpecialWage: p.number("special_wage_index"),
		PriorWageRule: p.Cell("prior_wage_index_flag"), PriorWage: p.number("prior_wage_index"),
		COLA: p.number("cola"), ResidentsPerBed: p.number("residents_per_bed"), ResidentsPerDay: p.number("residents_per_day"),
		Beds: p.int("beds"), SSIShare: p.number("ssi_share"), MedicaidShare: p.number("medicaid_share"),
		OperatingCCR: p.number("operating_ccr"), CapitalCCR: p.number("capital_ccr"),
		UncompensatedCare: p.cents("uncompensated_care"), HospitalSpecificRate: p.cents("hospital_specific_rate"),
		VBPFlag: p.Cell("vbp_flag"), VBPFactor: p.number("vbp_factor"), HRRFlag: p.Cell("hrr_flag"), HRRFactor: p.number("hrr_factor"),
		HACFlag: p.Cell("hac_flag"), QualityFlag: p.Cell("quality_flag"), EHRFlag: p.Cell("ehr_flag"),
		LowVolumeFlag: p.Cell("low_volume_flag"), LowVolume: p.number("low_volume_factor"),
		CapitalPayCode: p.Cell("capital_pay_code"), NewHospital: p.Cell("capital_new_hospital"),
	}
}

// Pay prices the claim with the facts that stand in it. The year's release, or
// nil, has the new technologies, and what a claim that the pricer refused lacks:
// the wage index and the rates.
func (c *Claim) Pay(year *ipps.Release) (ipps.Hospital, ipps.Payment, error) {
	return c.pay(year, ipps.Price)
}

// PayExact is Pay by [ipps.PriceExact].
func (c *Claim) PayExact(year *ipps.Release) (ipps.Payment, error) {
	_, p, err := c.pay(year, ipps.PriceExact)
	return p, err
}

type pricer func(*ipps.Weights, *ipps.Rates, *ipps.Technologies, *ipps.Hospital, *ipps.Stay) (ipps.Payment, error)

func (c *Claim) pay(year *ipps.Release, price pricer) (ipps.Hospital, ipps.Payment, error) {
	h, err := c.Provider.Hospital(c.Stay.Discharge)
	if err != nil {
		return h, ipps.Payment{}, err
	}
	if !c.InTable {
		return h, ipps.Payment{}, &ipps.RefusedError{Code: ipps.RefusedDRG, Why: "DRG " + c.Cell("drg")}
	}
	if c.Stay.Destination, c.Stay.NoOutlier, err = ipps.ReviewCode(c.Review); err != nil {
		return h, ipps.Payment{}, err
	}
	h.WageIndex, h.Urban = c.WageIndex, c.Urban
	rates := c.Rates
	var technologies *ipps.Technologies
	if year != nil {
		technologies = year.Technologies()
	}
	if h.WageIndex == 0 {
		var areas *ipps.Areas
		if year != nil {
			areas = year.Areas()
		}
		w, err := areas.Of(&c.Provider)
		if err != nil {
			return h, ipps.Payment{}, err
		}
		h.WageIndex = w.Value
	}
	if year != nil && rates.LowWage[0].Labor == 0 {
		own, _ := year.Rates()
		rates.HighWage, rates.LowWage, rates.PuertoRico = own.HighWage, own.LowWage, own.PuertoRico
	}
	p, err := price(&c.Weights, &rates, technologies, &h, &c.Stay)
	return h, p, err
}

// Answer is what the pricer answers, by column; columns that it doesn't have are
// missing.
type Answer map[string]string

// AnswerColumns are the columns of answers, in order.
var AnswerColumns = strings.Fields(`id return_code total operating_federal operating_hospital_specific operating_outlier operating_dsh
	operating_ime capital_total capital_federal capital_outlier capital_dsh capital_ime uncompensated_care vbp readmissions hac
	low_volume new_technology islet bundle ehr_saving standard_value hospital_specific_amount drg_weight drg_weight_fraction
	discharge_fraction transfer_fraction operating_cola operating_dsh_ratio capital_dsh_ratio operating_threshold operating_cost
	charge_threshold hsp_update oper_base_drg_pay regular_days reserve_days pricer`)

// Amounts are the columns of answers that hold what is paid.
var Amounts = AnswerColumns[2:21]

// Steps are the columns that say how it came about, as far as they are worked
// out here.
var Steps = slices.DeleteFunc(slices.Clone(AnswerColumns[21:]), func(c string) bool {
	return c == "ehr_saving" || c == "standard_value" || c == "pricer"
})

// Answer returns the columns for a payment, or for the error in its place.
func (c *Claim) Answer(h ipps.Hospital, p ipps.Payment, err error) (Answer, error) {
	a := Answer{}
	for _, name := range AnswerColumns {
		a[name] = "0.00"
	}
	a["id"], a["pricer"], a["return_code"] = c.ID, "medcode", p.Code.Digits()
	if err != nil {
		var refused *ipps.RefusedError
		if !errors.As(err, &refused) {
			return nil, fmt.Errorf("claim %s: %w", c.ID, err)
		}
		a["return_code"] = refused.Code.Digits()
		if refused.Code != ipps.RefusedWaiver || p.Code != ipps.RefusedWaiver {
			p, h = ipps.Payment{}, ipps.Hospital{COLA: ipps.ZeroCOLA}
		}
	}
	for name, components := range columns {
		var sum medcode.Cents
		for _, k := range components {
			sum += p.Amount(k)
		}
		a[name] = sum.String()
	}
	if err == nil {
		a["total"] = p.Total().String()
	}
	c.steps(a, &h, &p)
	return a, nil
}

var columns = map[string][]ipps.Component{
	"operating_federal":           {ipps.Operating},
	"operating_hospital_specific": {ipps.HospitalSpecific},
	"operating_outlier":           {ipps.OperatingOutlier},
	"operating_dsh":               {ipps.DisproportionateShare},
	"operating_ime":               {ipps.IndirectEducation},
	"capital_total":               {ipps.Capital, ipps.CapitalOutlier, ipps.CapitalDisproportionateShare, ipps.CapitalIndirectEducation},
	"capital_federal":             {ipps.Capital},
	"capital_outlier":             {ipps.CapitalOutlier},
	"capital_dsh":                 {ipps.CapitalDisproportionateShare},
	"capital_ime":                 {ipps.CapitalIndirectEducation},
	"uncompensated_care":          {ipps.UncompensatedCare},
	"vbp":                         {ipps.ValueBasedPurchasing},
	"readmissions":                {ipps.Readmissions},
	"hac":                         {ipps.HACReduction},
	"low_volume":                  {ipps.LowVolume},
	"new_technology":              {ipps.NewTechnology, ipps.CovidTreatment},
	"islet":                       {ipps.IsletCells},
}

func (c *Claim) steps(a Answer, h *ipps.Hospital, p *ipps.Payment) {
	decimals := func(x float64, n int) string { return strconv.FormatFloat(x, 'f', n, 64) }
	cola := h.COLA
	switch cola {
	case 0:
		cola = 1
	case ipps.ZeroCOLA:
		cola = 0
	}
	a["drg_weight"], a["drg_weight_fraction"] = p.Weight.String(), p.WeightPart.String()
	a["discharge_fraction"], a["transfer_fraction"] = decimals(p.TransferPart, 4), decimals(p.PerDiem, 4)
	a["operating_cola"] = decimals(cola, 3)
	a["operating_dsh_ratio"], a["capital_dsh_ratio"] = decimals(p.Factors.OperatingDSH, 4), decimals(p.Factors.CapitalDSH, 4)
	a["operating_threshold"], a["operating_cost"] = nanos(p.OperatingThreshold), nanos(p.OperatingCost)
	a["charge_threshold"] = nanos(p.ChargeThreshold)
	a["hospital_specific_amount"], a["oper_base_drg_pay"] = p.HospitalSpecificRate.String(), p.AdjustedBase.String()
	a["hsp_update"] = decimals(p.HospitalSpecificUpdate, 5)
	a["regular_days"], a["reserve_days"] = strconv.Itoa(p.RegularDays), strconv.Itoa(p.ReserveDays)
}

// nanos writes an amount as the answers have it: none is 0E-9.
func nanos(n ipps.Nanos) string {
	if n == 0 {
		return "0E-9"
	}
	return n.String()
}

// ReadAnswers reads a file of answers: its rows by column.
func ReadAnswers(name string, r io.Reader) ([]map[string]string, error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, &medcode.FileError{File: name, Err: err}
	}
	v := Reader{name: name, scanner: bufio.NewScanner(z)}
	head, err := v.next()
	if err != nil {
		return nil, v.fail(err)
	}
	var out []map[string]string
	for {
		line, err := v.next()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, v.fail(err)
		}
		row := make(map[string]string, len(head))
		for i, h := range head {
			row[h] = line[i]
		}
		out = append(out, row)
	}
}

// Same reports whether two cells are the same text or the same number.
func Same(a, b string) bool {
	if a == b {
		return true
	}
	x, err := strconv.ParseFloat(a, 64)
	y, err2 := strconv.ParseFloat(b, 64)
	return err == nil && err2 == nil && x == y
}
