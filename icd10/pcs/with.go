package pcs

import (
	"io/fs"
	"slices"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/shelf"
)

// With returns a library that has those releases, too, each in place of one that
// begins on the same day.
func (l *Library) With(releases ...*Release) (*Library, error) {
	have := slices.Collect(l.Releases())
	if slices.Contains(releases, nil) {
		return NewLibrary(append(have, releases...)...)
	}
	return NewLibrary(shelf.With(have, releases)...)
}

// WithTree is [Library.With] for the releases of a tree of folders: every folder
// that holds files, zips as published among them, is a release. Folders without
// files of ICD-10-PCS are passed over. A program opens its releases together with
// those that are embedded so:
//
//	l, err := pcsdata.Library().WithTree(os.DirFS("releases"), medcode.ReadOptions{})
func (l *Library) WithTree(fsys fs.FS, opts medcode.ReadOptions) (*Library, error) {
	releases, err := shelf.Tree(fsys, func(files fs.FS) (*Release, error) { return ReadWith(files, opts) })
	if err != nil {
		return nil, err
	}
	return l.With(releases...)
}
