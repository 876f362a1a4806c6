package cm

import (
	"io/fs"
	"slices"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/shelf"
)

// With returns a library that has those releases, too. One with codes stands in
// place of one that begins on the same day; others answer for their parts.
func (l *Library) With(releases ...*Release) (*Library, error) {
	coded := slices.DeleteFunc(slices.Clone(releases), func(r *Release) bool { return r == nil || r.Len() == 0 })
	var rest []*Release
	for _, r := range l.releases {
		if r.Len() == 0 {
			rest = append(rest, r)
		}
	}
	others := slices.DeleteFunc(slices.Clone(releases), func(r *Release) bool { return r != nil && r.Len() > 0 })
	return NewLibrary(slices.Concat(shelf.With(l.coded, coded), rest, others)...)
}

// WithTree is [Library.With] for the releases of a tree of folders, as of
//
//	icd10cm/2026     order file, list of exempt codes, conversion table
//	icd10cm/2026-04  tabular list
//
// Every folder that holds files, zips as published among them, is a release.
// Folders without files of ICD-10-CM are passed over; in a tree without any the
// error wraps [medcode.ErrNoFile]. A program opens its releases together with those that are embedded so:
//
//	l, err := cmdata.Library().WithTree(os.DirFS("releases"), medcode.ReadOptions{})
func (l *Library) WithTree(fsys fs.FS, opts medcode.ReadOptions) (*Library, error) {
	return shelf.WithTree(fsys, opts, ReadWith, l.With)
}
