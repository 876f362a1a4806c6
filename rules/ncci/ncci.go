package ncci

import (
	"cmp"
	"fmt"
	"io/fs"
	"iter"
	"slices"
	"sync"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/shelf"
)

// A Program is whose edits they are.
type Program uint8

// The programs. The zero Program is not known: add-on codes alone don't tell.
const (
	Medicare Program = iota + 1
	Medicaid
)

// String returns "Medicare", "Medicaid" or "".
func (p Program) String() string { return [...]string{"", "Medicare", "Medicaid"}[p%3] }

// A Service is the kind of provider that a table is for.
type Service uint8

// The services.
const (
	Practitioner       Service = iota + 1 // clinicians and ambulatory surgical centers
	OutpatientHospital                    // hospitals' outpatient services
	DME                                   // suppliers of durable medical equipment, prosthetics, orthotics
)

// String returns "practitioner", "outpatient hospital", "DME supplier" or "".
func (s Service) String() string {
	return [...]string{"", "practitioner", "outpatient hospital", "DME supplier"}[s%4]
}

// A Release is the edits of one quarter, as far as their files were there. It
// is immutable and safe for any number of goroutines.
type Release struct {
	program    Program
	ptp        [DME + 1]*PTP
	mue        [DME + 1]*MUE
	addOns     *AddOns
	provenance medcode.Provenance
	diags      []medcode.Diagnostic
	pool       sync.Pool // see adjudicate
}

// Program returns whose edits they are.
func (r *Release) Program() Program { return r.program }

// PTP returns the procedure-to-procedure edits for a service, or nil when the
// release has none. Medicare has none for DME; Medicaid has.
func (r *Release) PTP(s Service) *PTP {
	if int(s) >= len(r.ptp) {
		return nil
	}
	return r.ptp[s]
}

// MUE returns the medically unlikely edits for a service, or nil when the
// release has none.
func (r *Release) MUE(s Service) *MUE {
	if int(s) >= len(r.mue) {
		return nil
	}
	return r.mue[s]
}

// AddOns returns the add-on code edits, or nil when the release has none.
func (r *Release) AddOns() *AddOns { return r.addOns }

// Provenance says what the release was read from. Its Effective is the quarter
// that the files' names tell, or the zero Period, which is every date.
func (r *Release) Provenance() medcode.Provenance { return r.provenance }

// Diagnostics returns the defects of the files. The caller must not change them.
func (r *Release) Diagnostics() []medcode.Diagnostic { return r.diags }

// A Library is releases of several quarters of one program. It is immutable.
type Library struct {
	releases []*Release
	pool     sync.Pool
}

// NewLibrary returns a library of the given releases, in any order. Two of one
// quarter are an error, which wraps [medcode.ErrLayout]: read their files
// together. So are edits of Medicare beside those of Medicaid. Of two releases
// that hold on a date, the one that begins last is taken.
func NewLibrary(releases ...*Release) (*Library, error) {
	all, err := shelf.Sort(releases)
	if err != nil {
		return nil, err
	}
	var program Program
	for _, r := range all {
		if program*r.program != 0 && program != r.program {
			return nil, fmt.Errorf("NCCI edits of %s beside those of %s: make a library of each: %w", program, r.program, medcode.ErrLayout)
		}
		program = cmp.Or(program, r.program)
	}
	return &Library{releases: all}, nil
}

// On returns the release that holds on a date of service. The error wraps
// [medcode.ErrDate].
func (l *Library) On(date medcode.Date) (*Release, error) {
	if r := l.at(date); r != nil {
		return r, nil
	}
	return nil, fmt.Errorf("NCCI edits for %s: %w", date, medcode.ErrDate)
}

// Releases yields the releases, the earliest first.
func (l *Library) Releases() iter.Seq[*Release] { return slices.Values(l.releases) }

// Gaps returns the days between the first release and the last for which none
// holds.
func (l *Library) Gaps() []medcode.Period { return shelf.Gaps(l.releases) }

// Through returns the last day that l knows; open is true where a release holds
// without end.
func (l *Library) Through() (last medcode.Date, open bool) { return shelf.Through(l.releases) }

// With returns a library that has those releases, too, each in place of one that
// begins on the same day.
func (l *Library) With(releases ...*Release) (*Library, error) {
	return NewLibrary(shelf.With(l.releases, releases)...)
}

// WithTree is [Library.With] for the releases of a tree of folders: every folder
// that holds files, zips as published among them, is a quarter. Folders without
// files of NCCI edits are passed over; in a tree without any the error wraps
// [medcode.ErrNoFile].
func (l *Library) WithTree(fsys fs.FS, opts medcode.ReadOptions) (*Library, error) {
	return shelf.WithTree(fsys, opts, ReadWith, l.With)
}
