package hcpcs

import (
	"io/fs"
	"iter"
	"slices"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/shelf"
)

// Releases yields the releases, the earliest first.
func (l *Library) Releases() iter.Seq[*Release] { return slices.Values(l.set) }

// With returns a library that has those releases, too, each in place of one that
// begins on the same day.
func (l *Library) With(releases ...*Release) (*Library, error) {
	if slices.Contains(releases, nil) {
		return NewLibrary(append(slices.Clone(l.set), releases...)...)
	}
	return NewLibrary(shelf.With(l.set, releases)...)
}

// WithTree is [Library.With] for the releases of a tree of folders: every folder
// that holds files, zips as published among them, is a quarter. Folders without
// files of HCPCS are passed over. A program opens its releases together with
// those that are embedded so:
//
//	l, err := hcpcsdata.Library().WithTree(os.DirFS("releases/hcpcs"), medcode.ReadOptions{})
func (l *Library) WithTree(fsys fs.FS, opts medcode.ReadOptions) (*Library, error) {
	releases, err := shelf.Tree(fsys, func(files fs.FS) (*Release, error) { return ReadWith(files, opts) })
	if err != nil {
		return nil, err
	}
	return l.With(releases...)
}
