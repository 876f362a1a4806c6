package ipps

import (
	"fmt"
	"iter"
	"slices"
	"strconv"
	"time"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
)

// A Release is what the final rule of one fiscal year publishes about DRGs. It
// doesn't change once read and is safe for any number of goroutines.
type Release struct {
	year         int
	weights      []Weights          // by DRG
	rates        Rates              // zero without tables 1A to 1E
	place        [maxDRG + 1]uint16 // of a DRG in weights, plus 1
	technologies *Technologies      // nil where not known
	areas        *Areas             // nil where not known
	severity     *Severity          // nil without tables 6I to 6K
	form         form               // of the Table 5 it was read from
	provenance   medcode.Provenance
	diags        []medcode.Diagnostic
}

const maxDRG = 999

// newRelease makes a release of rows in the order of their DRGs.
func newRelease(year int, weights []Weights, files []medcode.File) *Release {
	r := &Release{year: year, weights: weights, form: currentForm(year)}
	for i, w := range weights {
		r.place[w.DRG] = uint16(i + 1)
	}
	r.provenance = medcode.Provenance{
		System:  "IPPS",
		Release: "FY " + strconv.Itoa(year),
		Effective: medcode.Period{
			From: medcode.NewDate(year-1, time.October, 1),
			To:   medcode.NewDate(year, time.September, 30),
		},
		Files: files,
	}
	return r
}

// FiscalYear returns the federal fiscal year: 2026 holds for discharges from
// October 1, 2025 to September 30, 2026.
func (r *Release) FiscalYear() int { return r.year }

// Provenance says where r came from and for which discharge dates it holds.
func (r *Release) Provenance() medcode.Provenance { return r.provenance }

// Diagnostics returns the defects that the reader found in the files.
func (r *Release) Diagnostics() []medcode.Diagnostic { return slices.Clone(r.diags) }

// Len returns the number of DRGs.
func (r *Release) Len() int { return len(r.weights) }

// Lookup returns what the year says of a DRG, and whether it has it.
func (r *Release) Lookup(n drg.Number) (Weights, bool) {
	if n > maxDRG || r.place[n] == 0 {
		return Weights{}, false
	}
	return r.weights[r.place[n]-1], true
}

// Weight returns the relative weight of a DRG, and whether it has one. The
// method is a [drg.WeightFunc].
func (r *Release) Weight(n drg.Number) (float64, bool) {
	w, _ := r.Lookup(n)
	return w.Relative.Float64(), w.Relative != 0
}

// All yields every DRG of the year in numeric order.
func (r *Release) All() iter.Seq2[drg.Number, Weights] {
	return func(yield func(drg.Number, Weights) bool) {
		for _, w := range r.weights {
			if !yield(w.DRG, w) {
				return
			}
		}
	}
}

// Rates returns the base rates of the year, and whether the release has them:
// tables 1A to 1E are files of their own. Only the releases in the library have
// a fixed loss.
func (r *Release) Rates() (Rates, bool) { return r.rates, r.rates != Rates{} }

// WeightsFrom says where the weights stand: in Table 5 of the year's final rule, or
// in the table of CMS's pricer, which has no titles.
func (r *Release) WeightsFrom() string {
	if len(r.weights) > 0 && r.weights[0].Title == "" {
		return fmt.Sprintf("CMS's inpatient pricer, table of DRGs of fiscal year %d", r.year)
	}
	return fmt.Sprintf("IPPS FY %d final rule, Table 5", r.year)
}

// Technologies returns the new technologies of the year, or nil where they are
// not known: they stand in no table of the final rule.
func (r *Release) Technologies() *Technologies { return r.technologies }

// Severity returns the CCs and MCCs of the year, or nil: tables 6I to 6K are
// files of their own, and the releases in the library have none.
func (r *Release) Severity() *Severity { return r.severity }

// String names r: "IPPS FY 2026".
func (r *Release) String() string { return fmt.Sprintf("IPPS FY %d", r.year) }
