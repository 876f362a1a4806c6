package ncci

import (
	"io/fs"
	"iter"
	"slices"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/shelf"
)

// Releases yields the releases, the earliest first.
func (l *Library) Releases() iter.Seq[*Release] { return slices.Values(l.releases) }

// Gaps returns the days between the releases that none of them holds on.
func (l *Library) Gaps() []medcode.Period { return shelf.Gaps(l.releases) }

// Through returns the last day that the library can speak for; open where its last
// release holds without end. The zero Date is of a library without releases.
func (l *Library) Through() (last medcode.Date, open bool) { return shelf.Through(l.releases) }

// With returns a library that has further releases. Of two that begin on the same
// day the one given stands in place of the one that l has.
func (l *Library) With(releases ...*Release) (*Library, error) {
	if slices.Contains(releases, nil) {
		return NewLibrary(append(slices.Clone(l.releases), releases...)...)
	}
	return NewLibrary(shelf.With(l.releases, releases)...)
}

// WithTree opens a tree of releases together with those of l: every folder that
// has files of a release is one, and stands in place of one of the same day.
// Folders without any are passed over.
func (l *Library) WithTree(fsys fs.FS, opts medcode.ReadOptions) (*Library, error) {
	releases, err := shelf.Tree(fsys, func(files fs.FS) (*Release, error) { return ReadWith(files, opts) })
	if err != nil {
		return nil, err
	}
	return l.With(releases...)
}
