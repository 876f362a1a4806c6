package ipps

import (
	"io/fs"
	"iter"
	"slices"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/shelf"
)

// A Library holds releases of several fiscal years and picks by date of
// discharge. It doesn't change and is safe for any number of goroutines.
type Library struct{ releases []*Release } // by year

// NewLibrary returns a library of releases, in any order. Two of a fiscal year are
// an error.
func NewLibrary(releases ...*Release) (*Library, error) {
	all, err := shelf.Sort(releases)
	if err != nil {
		return nil, err
	}
	return &Library{all}, nil
}

// On returns the release that holds for a discharge on that date. The error
// wraps [medcode.ErrDate].
func (l *Library) On(discharge medcode.Date) (*Release, error) {
	return shelf.On(l.releases, "inpatient payment", discharge)
}

// Releases yields the releases, the earliest first.
func (l *Library) Releases() iter.Seq[*Release] { return slices.Values(l.releases) }

// Gaps returns the days between the first release and the last for which none
// holds.
func (l *Library) Gaps() []medcode.Period { return shelf.Gaps(l.releases) }

// Through returns the last day that l knows.
func (l *Library) Through() (last medcode.Date, open bool) { return shelf.Through(l.releases) }

// With returns a library that has those releases, too, each in place of one of the
// same fiscal year.
func (l *Library) With(releases ...*Release) (*Library, error) {
	return NewLibrary(shelf.With(l.releases, releases)...)
}

// WithTree is [Library.With] for the releases of a tree of folders: every folder
// that holds files, zips as published among them, is a fiscal year. Folders without
// tables of IPPS are passed over; in a tree without any the error wraps
// [medcode.ErrNoFile].
func (l *Library) WithTree(fsys fs.FS, opts medcode.ReadOptions) (*Library, error) {
	return shelf.WithTree(fsys, opts, ReadWith, l.With)
}
