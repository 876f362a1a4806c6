package shelf

import (
	"errors"
	"io/fs"

	"github.com/medcode/medcode"
)

// Tree reads the releases of a tree of folders: every folder that holds files is
// one. Folders without files of the system, for which read's error wraps
// [medcode.ErrNoFile], are passed over.
func Tree[R any](fsys fs.FS, read func(fs.FS) (R, error)) ([]R, error) {
	var all []R
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		files, err := filesOf(fsys, name)
		if err != nil || len(files.names) == 0 {
			return err
		}
		r, err := read(files)
		switch {
		case err == nil:
			all = append(all, r)
		case !errors.Is(err, medcode.ErrNoFile):
			return &medcode.FileError{File: name, Err: err}
		}
		return nil
	})
	return all, err
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
// begins on the same day.
func With[R Release](have, more []R) []R {
	var all []R
	for _, r := range have {
		taken := false
		for _, m := range more {
			taken = taken || from(m) == from(r)
		}
		if !taken {
			all = append(all, r)
		}
	}
	return append(all, more...)
}
