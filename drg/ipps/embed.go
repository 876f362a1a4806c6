package ipps

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"sync"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
)

// The facts of the years in the library, one item a line, as gen writes them.
//
//go:embed data/fy*.tsv
var data embed.FS

// A year is decoded on first use.
type embeddedYear struct {
	year   int
	decode func() (*Release, error)
}

var embeddedYears = sync.OnceValues(func() ([]embeddedYear, error) {
	names, err := fs.Glob(data, "data/fy*.tsv")
	if err != nil {
		return nil, err
	}
	var years []embeddedYear
	for _, name := range names {
		year, err := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(name, "data/fy"), ".tsv"))
		if err != nil {
			return nil, err
		}
		years = append(years, embeddedYear{year, sync.OnceValues(func() (*Release, error) {
			b, err := data.ReadFile(name)
			if err != nil {
				return nil, err
			}
			return decode(string(b))
		})})
	}
	return years, nil
})

// embedded is decoded on first use.
var embedded = sync.OnceValues(func() (*Library, error) {
	years, err := embeddedYears()
	if err != nil {
		return nil, err
	}
	var releases []*Release
	for _, y := range years {
		r, err := y.decode()
		if err != nil {
			return nil, err
		}
		releases = append(releases, r)
	}
	return NewLibrary(releases...)
})

// Embedded returns the fiscal years compiled into the library: 2021 to 2026.
// That of 2026 has the tables of the final rule and the pricer's, the others what
// CMS's pricer of the year has; README.md tells which facts each lacks.
func Embedded() (*Library, error) { return embedded() }

// ForDischarge returns the embedded release that holds for a discharge on that
// date. For other years the error wraps [medcode.ErrDate]; read their files and
// make a [Library] of them.
func ForDischarge(date medcode.Date) (*Release, error) {
	years, err := embeddedYears()
	if err != nil {
		return nil, err
	}
	for _, y := range years {
		if y.year == date.FiscalYear() {
			return y.decode()
		}
	}
	return nil, fmt.Errorf("ipps: discharge on %q: %w", date, medcode.ErrDate)
}

// decode reads what gen writes: lines of tab-separated cells, the first of
// which says what the line is.
//
//	ipps  1 (the format)  fiscal year
//	file  name  bytes  SHA-256
//	rates the Rates as JSON
//	drg   DRG  MDC  type  post-acute  special pay  weight before cap  weight  geometric mean  arithmetic mean  title
//	area  CBSA  large  wage index  reclassified  floor  name
//	commuting  county  adjustment
//	quartile   wage index
//	indian-health  wage index in Alaska  elsewhere
//	technology a Technology as JSON
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
	r.rates, r.areas = d.rates, d.areas
	var err error
	if len(d.technologies) > 0 {
		r.technologies, err = NewTechnologies(d.technologies)
	}
	return r, err
}

type decoder struct {
	line  int
	cells []string
	err   error
	year  int
	files []medcode.File
	rates Rates
	byDRG []Weights

	areas        *Areas
	technologies []Technology
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
	case kind == "area" && len(d.cells) == 7:
		d.wages().areas = append(d.wages().areas, Area{
			CBSA: d.cells[1], Large: get(d, 2, strconv.ParseBool), Geographic: get(d, 3, parseIndex),
			Reclassified: get(d, 4, parseIndex), Floor: get(d, 5, parseIndex), Name: d.cells[6],
		})
	case kind == "commuting" && len(d.cells) == 3:
		d.wages().commuting[d.cells[1]] = scaled(get(d, 2, parseIndex), four)
	case kind == "quartile" && len(d.cells) == 2:
		d.wages().quartile = scaled(get(d, 1, parseIndex), four)
	case kind == "indian-health" && len(d.cells) == 3:
		d.wages().indian = [2]int64{scaled(get(d, 1, parseIndex), four), scaled(get(d, 2, parseIndex), four)}
	case kind == "technology" && len(d.cells) == 2:
		d.technologies = append(d.technologies, get(d, 1, func(s string) (t Technology, err error) {
			err = json.Unmarshal([]byte(s), &t)
			return t, err
		}))
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

func (d *decoder) wages() *Areas {
	if d.areas == nil {
		d.areas = &Areas{commuting: map[string]int64{}}
	}
	return d.areas
}

// parseIndex reads a wage index, four decimals.
func parseIndex(s string) (float64, error) {
	n, err := parseFixed("wage index", s, 4, 100*four)
	return float64(n) / four, err
}

func decodeRates(s string) (r Rates, err error) {
	err = json.Unmarshal([]byte(s), &r)
	return r, err
}
