package pcs

import (
	"io/fs"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/shelf"
)

// With returns a library that has those releases, too, each in place of one that
// begins on the same day.
func (l *Library) With(releases ...*Release) (*Library, error) {
	with, err := NewLibrary(shelf.With(l.releases, releases)...)
	if err != nil {
		return nil, err
	}
	return with.Lacking(l.lacks...), nil
}

// WithTree is [Library.With] for the releases of a tree of folders: every folder
// that holds files, zips as published among them, is a release. Folders without
// files of ICD-10-PCS are passed over; in a tree without any the error wraps
// [medcode.ErrNoFile]. A program opens its releases together with those that
// are embedded so:
//
//	l, err := pcsdata.Library().WithTree(os.DirFS("releases/icd10pcs"), medcode.ReadOptions{})
func (l *Library) WithTree(fsys fs.FS, opts medcode.ReadOptions) (*Library, error) {
	return shelf.WithTree(fsys, opts, ReadWith, l.With)
}
