package ipps

import (
	"fmt"
	"io/fs"
	"strconv"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/internal/intake"
	"github.com/medcode/medcode/internal/source"
)

// Read reads the tables of one fiscal year's final rule from a folder or a zip
// as published: the text form of Table 5, which must be there, of tables 1A to
// 1E, and of tables 6I, 6J and 6K. Beside them the pricer's tables of new
// technologies, areas and commuting are read (see [ReadPricer]) whose names end in
// the year. Other files are ignored.
//
// Errors are [*medcode.FileError]: no Table 5 ([medcode.ErrNoFile]), a table
// twice, of another year, or with unknown or missing columns
// ([medcode.ErrLayout]), a cell that isn't what its column holds or a table that
// ends too soon ([medcode.ErrSyntax]).
func Read(fsys fs.FS) (*Release, error) { return ReadWith(fsys, medcode.ReadOptions{}) }

// ReadWith is Read with limits and progress of the caller's choice.
func ReadWith(fsys fs.FS, opts medcode.ReadOptions) (*Release, error) {
	r := reader{found: map[string]string{}, pricer: map[int]*pricerReader{}}
	in, err := intake.Read(fsys, opts, "the IPPS tables (as text)", r.take)
	if err != nil {
		return nil, err
	}
	if r.release == nil {
		return nil, in.Missing("Table 5")
	}
	r.release.diags = append(in.Diagnostics, r.release.diags...)
	if r.ratesYear != 0 && r.ratesYear != r.release.year {
		return nil, &medcode.FileError{File: r.found["Tables 1A-1E"], Err: fmt.Errorf("of fiscal year %d, beside a Table 5 of %d: %w", r.ratesYear, r.release.year, medcode.ErrLayout)}
	}
	if k := r.exclusions; k != nil && k.parts < partsOf(r.release.year) {
		return nil, &medcode.FileError{File: k.name, Err: fmt.Errorf("%d parts, want %d, it is cut short: %w", k.parts, partsOf(r.release.year), medcode.ErrSyntax)}
	}
	r.release.rates = r.rates
	if p := r.pricer[r.release.year]; p != nil {
		if err := p.give(r.release); err != nil {
			return nil, err
		}
		r.files = append(r.files, p.files...)
	}
	r.release.provenance.Files = r.files
	r.addSeverity()
	return r.release, nil
}

func (r *reader) addSeverity() {
	if r.mcc == nil && r.cc == nil && r.exclusions == nil {
		return
	}
	for _, f := range []*severityFile{r.mcc, r.cc, r.exclusions} {
		if f != nil {
			r.release.diags = append(r.release.diags, f.diags...)
		}
	}
	severity, diags := newSeverity(r.mcc, r.cc, r.exclusions)
	r.release.severity = severity
	r.release.diags = append(r.release.diags, diags...)
}

// A reader gathers the tables of a release.
type reader struct {
	release   *Release
	rates     Rates
	ratesYear int
	files     []medcode.File
	found     map[string]string // by table: the file

	pricer map[int]*pricerReader // by year

	mcc, cc, exclusions *severityFile // nil where missing
}

// tables are the ones that are read, known by how their files open.
var tables = []struct {
	name string
	is   func([]byte) bool
	read func(r *reader, file string, data []byte) error
}{
	{"Table 5", isTable5, func(r *reader, file string, data []byte) (err error) {
		r.release, err = readTable5(file, data)
		return err
	}},
	{"Tables 1A-1E", isTable1, func(r *reader, file string, data []byte) (err error) {
		r.rates, r.ratesYear, err = readTable1(file, data)
		return err
	}},
	{"Table 6I", isTable6I, func(r *reader, file string, data []byte) (err error) {
		r.mcc, err = readSeverityList(file, data, drg.MCC)
		return err
	}},
	{"Table 6J", isTable6J, func(r *reader, file string, data []byte) (err error) {
		r.cc, err = readSeverityList(file, data, drg.CC)
		return err
	}},
	{"Table 6K", isTable6K, func(r *reader, file string, data []byte) (err error) {
		r.exclusions, err = readTable6K(file, data)
		return err
	}},
}

func (r *reader) take(e *source.Entry) (bool, error) {
	data, err := e.Bytes()
	if err != nil {
		return false, err
	}
	for _, t := range tables {
		if !t.is(data) {
			continue
		}
		if other, twice := r.found[t.name]; twice {
			return false, &medcode.FileError{File: e.Path, Err: fmt.Errorf("a second %s, beside %s: %w", t.name, other, medcode.ErrLayout)}
		}
		if data, err = e.Text(); err != nil {
			return false, err
		}
		if err = t.read(r, e.Path, data); err != nil {
			return false, err
		}
		r.found[t.name] = e.Path
		r.files = append(r.files, e.File())
		return true, nil
	}
	if m := yearInName.FindStringSubmatch(e.Path); m != nil {
		year, _ := strconv.Atoi(m[1]) // digits
		if r.pricer[year] == nil {
			p := newPricerReader(year)
			r.pricer[year] = &p
		}
		return r.pricer[year].take(e)
	}
	return false, nil
}

// textOf returns the content of a file, and nil where it is no text.
func textOf(e *source.Entry) ([]byte, error) {
	if data, err := e.Bytes(); err != nil || source.Sniff(data) != source.Text {
		return nil, err
	}
	return e.Text()
}
