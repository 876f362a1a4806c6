package ipps

import (
	"fmt"
	"io/fs"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/source"
)

// Read reads the tables of one fiscal year's final rule from a folder or a zip
// as published. It must hold the text form of Table 5; other files are ignored.
//
// Errors are [*medcode.FileError]: no Table 5 ([medcode.ErrNoFile]), two of
// them or one with unknown or missing columns ([medcode.ErrLayout]), a cell that
// isn't what its column holds or a table that ends too soon ([medcode.ErrSyntax]).
func Read(fsys fs.FS) (*Release, error) { return ReadWith(fsys, medcode.ReadOptions{}) }

// ReadWith is Read with limits and progress of the caller's choice.
func ReadWith(fsys fs.FS, opts medcode.ReadOptions) (*Release, error) {
	var r *Release
	err := source.Walk(fsys, opts, func(e *source.Entry) error {
		data, err := e.Bytes()
		if err != nil || !isTable5(data) {
			return err
		}
		if r != nil {
			return &medcode.FileError{File: e.Path, Err: fmt.Errorf("a second Table 5, beside %s: %w", r.provenance.Files[0].Name, medcode.ErrLayout)}
		}
		if data, err = e.Text(); err != nil {
			return err
		}
		if r, err = readTable5(e.Path, data); err != nil {
			return err
		}
		r.provenance.Files = []medcode.File{e.File()}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if r == nil {
		return nil, &medcode.FileError{File: "Table 5", Err: fmt.Errorf("no file opens as the text form of it: %w", medcode.ErrNoFile)}
	}
	return r, nil
}
