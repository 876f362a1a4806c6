package shelf

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/medcode/medcode"
)

// WithTree reads the releases of a tree of folders, of which every folder that holds
// files is one, and hands them to with, a library's With. Folders without files of the
// system, for which read's error wraps [medcode.ErrNoFile], are passed over; so does
// the error of a tree in which no folder has any.
func WithTree[R, L any](fsys fs.FS, opts medcode.ReadOptions, read func(fs.FS, medcode.ReadOptions) (R, error), with func(...R) (L, error)) (library L, err error) {
	var all []R
	var first error
	passed := 0
	err = fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		files, err := filesOf(fsys, name)
		if err != nil || len(files.names) == 0 {
			return err
		}
		r, err := read(files, opts)
		switch {
		case err == nil:
			all = append(all, r)
		case errors.Is(err, medcode.ErrNoFile):
			if passed++; first == nil {
				first = &medcode.FileError{File: name, Err: err}
			}
		default:
			return &medcode.FileError{File: name, Err: err}
		}
		return nil
	})
	switch {
	case err != nil:
		return library, err
	case len(all) > 0:
		return with(all...)
	case first == nil:
		return library, fmt.Errorf("the tree holds no files, and so no release: %w", medcode.ErrNoFile)
	}
	return library, fmt.Errorf("no release in the %d folders of the tree that hold files; the first: %w", passed, first)
}

// A folder is a folder of a file system without those in it.
type folder struct {
	fs.FS
	names map[string]bool
}

func filesOf(fsys fs.FS, name string) (*folder, error) {
	entries, err := fs.ReadDir(fsys, name)
	if err != nil {
		return nil, err
	}
	sub, err := fs.Sub(fsys, name)
	if err != nil {
		return nil, err
	}
	f := &folder{sub, map[string]bool{}}
	for _, e := range entries {
		if !e.IsDir() {
			f.names[e.Name()] = true
		}
	}
	return f, nil
}

// ReadDir implements [fs.ReadDirFS].
func (f *folder) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(f.FS, name)
	var files []fs.DirEntry
	for _, e := range entries {
		if name != "." || f.names[e.Name()] {
			files = append(files, e)
		}
	}
	return files, err
}

// With returns releases and more of them; one of more stands in place of one that
// begins on the same day. Nil ones stay, for [Sort] to refuse.
func With[R Release](have, more []R) []R {
	var all []R
	for _, r := range have {
		if !slices.ContainsFunc(more, func(m R) bool { return !isNil(m) && from(m) == from(r) }) {
			all = append(all, r)
		}
	}
	return append(all, more...)
}
