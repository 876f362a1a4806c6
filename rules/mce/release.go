package mce

import (
	"fmt"
	"io/fs"
	"iter"
	"path"
	"slices"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/intake"
	"github.com/medcode/medcode/internal/source"
)

// A Release is the editor with the table of one version. It is immutable and
// safe for any number of goroutines.
type Release struct {
	provenance  medcode.Provenance
	diagnostics []medcode.Diagnostic

	version  int
	dates    medcode.Period // discharge dates it edits
	ages     []AgeRange
	statuses []Status
	tables   [4]table     // by List; of the release built in, with the rows alone
	later    *laterTables // of the release built in, the whole tables; else nil
}

// A List is one of the four code tables of a release.
type List uint8

// The lists.
const (
	ICD10Diagnoses List = iota
	ICD10Procedures
	ICD9Diagnoses
	ICD9Procedures
)

// table returns the table of a list.
func (r *Release) table(list List) *table {
	if r.later != nil {
		return r.later[list]()
	}
	return &r.tables[list]
}

// A Row says what holds of a code for some days. A code has a row for every
// span of days in which its flags differ, and none for days on which it does
// not exist; its rows do not overlap.
type Row struct {
	Code   string // without the dot
	Period medcode.Period
	Flags  Flags
}

// An AgeRange is the ages, both included, at which the diagnoses of a group may occur.
type AgeRange struct {
	Group    string // "Newborn", "Pediatric", "Maternity" or "Adult"
	From, To int    // completed years
	Period   medcode.Period
}

// A Status is a patient discharge status and days on which it is valid.
type Status struct {
	Code   int
	Period medcode.Period
}

// tableName is what CMS calls the table. It is known by its content; a file of
// that name which is something else is cut off or damaged.
const tableName = "mce.bin"

// Read reads the editor's table from the files of a release: mce.bin, alone or
// among other files. Files of other content are passed over; of several tables
// the newest version is taken.
func Read(fsys fs.FS) (*Release, error) { return ReadWith(fsys, medcode.ReadOptions{}) }

// ReadWith is Read with options.
func ReadWith(fsys fs.FS, opts medcode.ReadOptions) (*Release, error) {
	var best *Release
	in, err := intake.Read(fsys, opts, "the Medicare Code Editor ("+tableName+" of CMS's software)", func(e *source.Entry) (bool, error) {
		data, err := e.Bytes()
		switch {
		case err != nil:
			return false, err
		case isTable(data):
		case path.Base(e.Path) == tableName:
			return false, &medcode.FileError{File: e.Path, Err: fmt.Errorf("not the editor's table, or not the whole of it: %w", medcode.ErrSyntax)}
		default:
			return false, nil
		}
		r, err := decode(e.Path, data)
		if err != nil {
			return false, &medcode.FileError{File: e.Path, Err: err}
		}
		r.provenance.Files = []medcode.File{e.File()}
		if best == nil || r.version > best.version {
			best = r
		}
		return true, nil
	})
	if err != nil {
		return nil, err
	}
	best.diagnostics = append(in.Diagnostics, best.diagnostics...)
	return best, nil
}

// Version returns the version as CMS's software numbers it: 431 for v43.1.
func (r *Release) Version() int { return r.version }

// Provenance says which file the release was read from, and the discharge
// dates it edits.
func (r *Release) Provenance() medcode.Provenance { return r.provenance }

// Diagnostics returns the defects of the file that leave it usable.
func (r *Release) Diagnostics() []medcode.Diagnostic { return slices.Clone(r.diagnostics) }

// AgeRanges returns the age ranges of the groups of diagnoses.
func (r *Release) AgeRanges() []AgeRange { return slices.Clone(r.ages) }

// Statuses returns the patient discharge statuses.
func (r *Release) Statuses() []Status { return slices.Clone(r.statuses) }

// Lookup returns the row of a code that holds on a day, and whether there is
// one. The code is written without the dot, in either case.
func (r *Release) Lookup(list List, code string, on medcode.Date) (Row, bool) {
	if int(list) >= len(r.tables) || len(r.table(list).keys) == 0 {
		return Row{}, false
	}
	k := keyOf(code)
	for _, s := range r.table(list).rows(k) {
		if !on.Before(s.from) && !on.After(s.to) {
			return s.row(k), true
		}
	}
	return Row{}, false
}

// Rows yields every row of a list, by code and then as the file has them; of a
// list that there is not, none.
func (r *Release) Rows(list List) iter.Seq[Row] {
	return func(yield func(Row) bool) {
		if int(list) >= len(r.tables) {
			return
		}
		t := r.table(list)
		for _, k := range t.keys {
			for _, s := range t.run(int(k & placeMax)) {
				if !yield(s.row(k)) {
					return
				}
			}
		}
	}
}

// Len returns the number of codes in a list, 0 for a list that there is not.
func (r *Release) Len(list List) int {
	if int(list) >= len(r.tables) {
		return 0
	}
	return len(r.table(list).keys)
}

func (s span) row(k key) Row {
	row := Row{k.String(), medcode.Period{From: s.from, To: s.to}, s.flags &^ (known | lastRow)}
	if s.to == forever {
		row.Period.To = medcode.Date{}
	}
	return row
}
