package ipps

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
)

// The facts of the years in the library, one item a line, as gen writes them.
//
//go:embed data/fy2026.tsv
var fy2026 string

// embedded is decoded on first use.
var embedded = sync.OnceValues(func() (*Library, error) {
	r, err := decode(fy2026)
	if err != nil {
		return nil, err
	}
	return NewLibrary(r)
})

// Embedded returns the fiscal years compiled into the library: 2026.
func Embedded() (*Library, error) { return embedded() }

// ForDischarge returns the embedded release that holds for a discharge on that
// date. For other years the error wraps [medcode.ErrDate]; read their files and
// make a [Library] of them.
func ForDischarge(date medcode.Date) (*Release, error) {
	l, err := embedded()
	if err != nil {
		return nil, err
	}
	return l.On(date)
}

// decode reads what gen writes: lines of tab-separated cells, the first of
// which says what the line is.
//
//	ipps  1 (the format)  fiscal year
//	file  name  bytes  SHA-256
//	rates the Rates as JSON
//	drg   DRG  MDC  type  post-acute  special pay  weight before cap  weight  geometric mean  arithmetic mean  title
func decode(data string) (*Release, error) {
	d := decoder{byDRG: make([]Weights, 0, 800)}
	for line := range strings.Lines(data) {
		d.line++
		d.cells = strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if d.decodeLine(); d.err != nil {
			return nil, &medcode.FileError{File: "embedded IPPS data", Line: d.line, Err: d.err}
		}
	}
	if d.year == 0 {
		return nil, &medcode.FileError{File: "embedded IPPS data", Err: fmt.Errorf("no fiscal year: %w", medcode.ErrSyntax)}
	}
	r := newRelease(d.year, d.byDRG, d.files)
	r.rates = d.rates
	return r, nil
}

type decoder struct {
	line  int
	cells []string
	err   error
	year  int
	files []medcode.File
	rates Rates
	byDRG []Weights
}

func (d *decoder) decodeLine() {
	switch kind := d.cells[0]; {
	case kind == "ipps" && len(d.cells) == 3 && d.cells[1] == "1":
		d.year = get(d, 2, strconv.Atoi)
	case kind == "file" && len(d.cells) == 4:
		d.files = append(d.files, medcode.File{Name: d.cells[1], Size: int64(get(d, 2, strconv.Atoi)), SHA256: d.cells[3]})
	case kind == "rates" && len(d.cells) == 2:
		d.rates = get(d, 1, decodeRates)
	case kind == "drg" && len(d.cells) == 11:
		w := Weights{
			DRG: get(d, 1, drg.ParseNumber), MDC: d.cells[2], Type: get(d, 3, ParseType),
			PostAcute: get(d, 4, strconv.ParseBool), SpecialPay: get(d, 5, strconv.ParseBool),
			Uncapped: get(d, 6, ParseWeight), Relative: get(d, 7, ParseWeight),
			GeometricMean: get(d, 8, ParseDays), ArithmeticMean: get(d, 9, ParseDays),
			Title: d.cells[10],
		}
		d.byDRG = append(d.byDRG, w)
	default:
		d.err = fmt.Errorf("line of an unknown kind %q with %d cells: %w", kind, len(d.cells), medcode.ErrLayout)
	}
}

// get parses a cell of the line; the first error of a line is kept.
func get[T any](d *decoder, cell int, parse func(string) (T, error)) T {
	v, err := parse(d.cells[cell])
	if err != nil && d.err == nil {
		d.err = err
	}
	return v
}

func decodeRates(s string) (r Rates, err error) {
	err = json.Unmarshal([]byte(s), &r)
	return r, err
}
