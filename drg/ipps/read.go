package ipps

import (
	"fmt"
	"io/fs"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/source"
)

// Read reads the tables of one fiscal year's final rule from a folder or a zip
// as published: the text form of Table 5, which must be there, and tables 1A to
// 1E. Other files are ignored.
//
// Errors are [*medcode.FileError]: no Table 5 ([medcode.ErrNoFile]), a table
// twice, of another year, or with unknown or missing columns
// ([medcode.ErrLayout]), a cell that isn't what its column holds or a table that
// ends too soon ([medcode.ErrSyntax]).
func Read(fsys fs.FS) (*Release, error) { return ReadWith(fsys, medcode.ReadOptions{}) }

// ReadWith is Read with limits and progress of the caller's choice.
func ReadWith(fsys fs.FS, opts medcode.ReadOptions) (*Release, error) {
	r := reader{found: map[string]string{}}
	if err := source.Walk(fsys, opts, r.entry); err != nil {
		return nil, err
	}
	if r.release == nil {
		return nil, &medcode.FileError{File: "Table 5", Err: fmt.Errorf("no file opens as the text form of it: %w", medcode.ErrNoFile)}
	}
	if r.ratesYear != 0 && r.ratesYear != r.release.year {
		return nil, &medcode.FileError{File: r.found["Tables 1A-1E"], Err: fmt.Errorf("of fiscal year %d, beside a Table 5 of %d: %w", r.ratesYear, r.release.year, medcode.ErrLayout)}
	}
	r.release.rates = r.rates
	r.release.provenance.Files = r.files
	return r.release, nil
}

// A reader gathers the tables of a release.
type reader struct {
	release   *Release
	rates     Rates
	ratesYear int
	files     []medcode.File
	found     map[string]string // by table: the file
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
}

func (r *reader) entry(e *source.Entry) error {
	data, err := e.Bytes()
	if err != nil {
		return err
	}
	for _, t := range tables {
		if !t.is(data) {
			continue
		}
		if other, twice := r.found[t.name]; twice {
			return &medcode.FileError{File: e.Path, Err: fmt.Errorf("a second %s, beside %s: %w", t.name, other, medcode.ErrLayout)}
		}
		if data, err = e.Text(); err != nil {
			return err
		}
		if err = t.read(r, e.Path, data); err != nil {
			return err
		}
		r.found[t.name] = e.Path
		r.files = append(r.files, e.File())
		return nil
	}
	return nil
}
