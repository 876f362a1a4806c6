// Package intake gathers the parts of a release: it hands every file of what
// is read to the package of the system, once, and keeps the record of which
// were taken and which not.
package intake

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/source"
)

// An Intake is the record of one reading.
type Intake struct {
	Files       []medcode.File // that were taken
	Diagnostics []medcode.Diagnostic

	system string
	seen   map[[sha256.Size]byte]string
	unread []medcode.Diagnostic
	met    []string // files that may be documents, and were not taken
}

// Unused is the error of a file that is known and not needed, which says why;
// it ends no reading. "" is of a file beside what was asked for, of which nothing
// is told.
type Unused string

func (u Unused) Error() string { return string(u) }

// Read calls take for each file of fsys. Take reports whether it is a part of
// the release; an error but [Unused] ends the reading. A file that occurs twice
// is taken once. Files that nothing takes become diagnostics, since a part may be
// missing on their account; documents and schemas, which releases hold too,
// don't. When no file is taken, that is an error.
func Read(fsys fs.FS, opts medcode.ReadOptions, system string, take func(*source.Entry) (bool, error)) (*Intake, error) {
	in := &Intake{system: system, seen: map[[sha256.Size]byte]string{}}
	err := source.Walk(fsys, opts, func(e *source.Entry) error { return in.entry(e, take) })
	if err != nil {
		return nil, err
	}
	if len(in.Files) == 0 {
		return nil, in.nothing(source.Name(fsys))
	}
	in.Diagnostics = append(in.Diagnostics, in.unread...)
	return in, nil
}

func (in *Intake) entry(e *source.Entry, take func(*source.Entry) (bool, error)) error {
	if strings.HasPrefix(e.Base(), ".") {
		return nil // of some tool, not of a publisher
	}
	data, err := e.Bytes()
	if err != nil {
		return err
	}
	sum := e.Sum()
	if first, twice := in.seen[sum]; twice {
		in.Diagnostics = append(in.Diagnostics, medcode.Diagnostic{File: e.Path, Kind: medcode.KindDuplicateFile, Text: first,
			Message: "the same file occurs twice; read once"})
		return nil
	}
	taken, err := take(e)
	var unused Unused
	switch kind := source.Sniff(data); {
	case errors.As(err, &unused) && unused == "":
	case errors.As(err, &unused):
		in.unread = append(in.unread, medcode.Diagnostic{File: e.Path, Kind: medcode.KindUnusedFile, Message: "not read: " + string(unused)})
	case err != nil:
		return err
	case !taken && (kind == source.PDF || kind == source.Zip || isSchema(data)):
		in.met = append(in.met, fmt.Sprintf("%s (%s)", e.Path, kind))
	case taken:
		in.seen[sum] = e.Path
		in.Files = append(in.Files, e.File())
	default:
		in.unread = append(in.unread, medcode.Diagnostic{File: e.Path, Kind: medcode.KindUnreadFile, Text: firstWord(data),
			Message: fmt.Sprintf("not read: %s, but no file of %s that is known", kind, in.system)})
	}
	return nil
}

// Missing is the error of files without a part that the release must have.
func (in *Intake) Missing(part string) error {
	return &medcode.FileError{File: in.Files[0].Name, Err: fmt.Errorf("%s without its %s: %w", in.system, part, medcode.ErrNoFile)}
}

// Once notes that a part of a release is there, unless it was: then the input
// is of several releases.
func Once(part *bool, file, what string) error {
	if *part {
		return &medcode.FileError{File: file, Err: fmt.Errorf("a second, different %s; read one release at a time: %w", what, medcode.ErrLayout)}
	}
	*part = true
	return nil
}

// isSchema reports whether data is an XML schema.
func isSchema(data []byte) bool {
	return source.Sniff(data) == source.XML && bytes.Contains(data[:min(len(data), 2048)], []byte("http://www.w3.org/2001/XMLSchema"))
}

// firstWord is the beginning of a file that is not known, to the first separator
// of words or fields: a whole line of a stranger's file could be a person's.
func firstWord(data []byte) string {
	data = data[:min(len(data), 40)]
	if i := bytes.IndexAny(data, " \t\r\n,;|*:"); i >= 0 {
		data = data[:i]
	}
	return string(data)
}

// nothing is the error for files of which none was taken.
func (in *Intake) nothing(folder string) error {
	switch {
	case len(in.unread) > 0:
		d := in.unread[0]
		return &medcode.FileError{File: d.File, Text: d.Text, Err: fmt.Errorf("%s (%w, %w)", d.Message, medcode.ErrLayout, medcode.ErrNoFile)}
	case len(in.met) > 0:
		return &medcode.FileError{File: folder, Err: fmt.Errorf("no file of %s; met %s: %w, %w", in.system, strings.Join(in.met[:min(len(in.met), 5)], ", "), medcode.ErrLayout, medcode.ErrNoFile)}
	}
	return &medcode.FileError{File: folder, Err: fmt.Errorf("no file of %s; want its files, or their zips as published: %w", in.system, medcode.ErrNoFile)}
}
