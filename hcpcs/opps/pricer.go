package opps

import (
	"io/fs"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/intake"
	"github.com/medcode/medcode/internal/source"
)

// Pricer is the tables of CMS's outpatient pricer: rates of APCs, wage indices
// and the ranks of blood products, as far as their files were there. It doesn't
// change and is safe for any number of goroutines.
type Pricer struct {
	provenance medcode.Provenance
	diags      []medcode.Diagnostic
	rates      map[APC][]PricerRate
	wages      map[string][]WageIndex
	blood      map[string]int
}

// A PricerRate is the rate of an APC from a day on.
type PricerRate struct {
	APC       APC           `json:"apc"`
	Status    Status        `json:"status"`
	Effective medcode.Date  `json:"effective"`
	Rate      medcode.Cents `json:"rate"`
	National  medcode.Cents `json:"national"` // copayment
	Minimum   medcode.Cents `json:"minimum"`
}

// A WageIndex is the index of an area from a day on, in ten-thousandths. 0 is none.
type WageIndex struct {
	CBSA         string       `json:"cbsa"` // five digits, or two of a state's rural areas
	Name         string       `json:"name"`
	Effective    medcode.Date `json:"effective"`
	Geographic   int64        `json:"geographic"`
	Reclassified int64        `json:"reclassified"`
	ImputedFloor int64        `json:"imputedFloor"`
}

// ReadPricer reads the pricer's tables, csv files with the headings apc,
// statusIndicator, …; cbsa, effectiveDate, …; hcpcsCode, rank. Errors are
// [*medcode.FileError].
func ReadPricer(fsys fs.FS) (*Pricer, error) { return ReadPricerWith(fsys, medcode.ReadOptions{}) }

// ReadPricerWith is ReadPricer with options.
func ReadPricerWith(fsys fs.FS, opts medcode.ReadOptions) (*Pricer, error) {
	p := &Pricer{rates: map[APC][]PricerRate{}, wages: map[string][]WageIndex{}, blood: map[string]int{}}
	p.provenance.System = "OPPS pricer tables"
	in, err := intake.Read(fsys, opts, "the outpatient pricer", func(e *source.Entry) (bool, error) {
		data, err := e.Bytes()
		if err != nil || source.Sniff(data) != source.Text {
			return false, err
		}
		if err := source.CheckText(e.Path, data, opts.Limits); err != nil {
			return false, err
		}
		return p.file(e.Path, data)
	})
	if err != nil {
		return nil, err
	}
	p.provenance.Files, p.diags = in.Files, append(in.Diagnostics, p.diags...)
	for _, list := range p.rates {
		slices.SortFunc(list, func(a, b PricerRate) int { return a.Effective.Compare(b.Effective) })
	}
	for _, list := range p.wages {
		slices.SortFunc(list, func(a, b WageIndex) int { return a.Effective.Compare(b.Effective) })
	}
	return p, nil
}

func (p *Pricer) file(file string, data []byte) (bool, error) {
	s := sheet{file: file}
	var take func(*sheet) error
	rows := 0
	for row, err := range textRows(file, data) {
		if err != nil {
			if take == nil {
				return false, nil // text that is no table
			}
			return false, err
		}
		s.row = row
		if take != nil {
			rows++
			if err := take(&s); err != nil {
				return false, err
			}
			continue
		}
		s.heading(row.cells)
		switch {
		case s.has("APC") && s.has("PAYMENTRATE"):
			take = p.rate
		case s.has("CBSA") && s.has("GEOGRAPHICWAGEINDEX"):
			take = p.wage
		case s.has("HCPCSCODE") && s.has("RANK"):
			take = p.rank
		default:
			return false, nil
		}
		told, err := s.bound()
		if err != nil {
			return false, err
		}
		p.diags = append(p.diags, told...)
	}
	if take != nil && rows == 0 {
		p.diags = append(p.diags, s.head.NoRows())
	}
	return take != nil, nil
}

func (p *Pricer) rate(s *sheet) error {
	a, err := s.apc("APC")
	if err != nil {
		return err
	}
	r := PricerRate{APC: a}
	if r.Status, err = ParseStatus(s.cell("STATUSINDICATOR")); err != nil {
		return s.fail(s.cell("STATUSINDICATOR"), err)
	}
	if r.Effective, err = medcode.ParseDate(s.cell("EFFECTIVEDATE")); err != nil {
		return s.fail(s.cell("EFFECTIVEDATE"), err)
	}
	for _, f := range []struct {
		to   *medcode.Cents
		name string
	}{{&r.Rate, "PAYMENTRATE"}, {&r.National, "NATIONALCOINSURANCE"}, {&r.Minimum, "MINIMUMCOINSURANCE"}} {
		n, err := s.number(2, f.name)
		if err != nil {
			return err
		}
		*f.to = medcode.Cents(n)
	}
	p.rates[a] = append(p.rates[a], r)
	return nil
}

func (p *Pricer) wage(s *sheet) error {
	w := WageIndex{CBSA: strings.Clone(s.cell("CBSA")), Name: strings.Clone(s.cell("NAME"))}
	var err error
	if w.Effective, err = medcode.ParseDate(s.cell("EFFECTIVEDATE")); err != nil {
		return s.fail(s.cell("EFFECTIVEDATE"), err)
	}
	for _, f := range []struct {
		to   *int64
		name string
	}{{&w.Geographic, "GEOGRAPHICWAGEINDEX"}, {&w.Reclassified, "RECLASSIFIEDWAGEINDEX"}, {&w.ImputedFloor, "IMPUTEDFLOORWAGEINDEX"}} {
		if *f.to, err = s.number(4, f.name); err != nil {
			return err
		}
	}
	p.wages[w.CBSA] = append(p.wages[w.CBSA], w)
	return nil
}

func (p *Pricer) rank(s *sheet) error {
	n, err := s.number(0, "RANK")
	p.blood[strings.Clone(s.cell("HCPCSCODE"))] = int(n)
	return err
}

// Provenance says which files the tables came from.
func (p *Pricer) Provenance() medcode.Provenance { return p.provenance }

// Diagnostics returns the defects of the files. The caller must not change them.
func (p *Pricer) Diagnostics() []medcode.Diagnostic { return p.diags }

// Rate returns the rate of an APC on a day, and whether there is one.
func (p *Pricer) Rate(a APC, on medcode.Date) (PricerRate, bool) {
	for _, r := range slices.Backward(p.rates[a]) {
		if !on.Before(r.Effective) {
			return r, true
		}
	}
	return PricerRate{}, false
}

// Wage returns the wage index of an area on a day, and whether there is one.
func (p *Pricer) Wage(cbsa string, on medcode.Date) (WageIndex, bool) {
	for _, w := range slices.Backward(p.wages[cbsa]) {
		if !on.Before(w.Effective) {
			return w, true
		}
	}
	return WageIndex{}, false
}

// Counts returns how many of each thing there are, for people and tests.
func (p *Pricer) Counts() map[string]int {
	return map[string]int{"rates": len(p.rates), "areas": len(p.wages), "blood ranks": len(p.blood)}
}
