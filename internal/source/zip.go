package source

import (
	"archive/zip"
	"cmp"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/medcode/medcode"
)

// inZip walks the files that the directory of a zip lists.
func (w *walker) inZip(z *zip.Reader, prefix string, depth int) error {
	entries, err := w.directory(z, prefix)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if depth == 0 {
			w.stored += int64(e.f.CompressedSize64)
		}
		err := w.file(&Entry{Path: prefix + e.name, Size: int64(e.f.UncompressedSize64), w: w,
			open: func() (io.ReadCloser, error) { return e.f.Open() }}, depth)
		if err != nil {
			return err
		}
	}
	return nil
}

type zipped struct {
	name string
	f    *zip.File
}

// directory returns the files of a zip in the order of their names, after it
// has held them against the limits and against each other.
func (w *walker) directory(z *zip.Reader, prefix string) ([]zipped, error) {
	entries := make([]zipped, 0, min(len(z.File), w.opts.Limits.Entries))
	for _, f := range z.File {
		name, err := w.nameOf(f)
		if err == nil {
			err = w.count(prefix + name)
		}
		if err == nil && f.UncompressedSize64 > 1<<20 && f.UncompressedSize64/uint64(w.opts.Limits.Ratio) > f.CompressedSize64 {
			err = tooMuch("Ratio", "decompresses to over %d times its size", w.opts.Limits.Ratio)
		}
		if err != nil {
			return nil, &medcode.FileError{File: prefix + clip(name), Err: err}
		}
		if folder := strings.HasSuffix(strings.ReplaceAll(f.Name, `\`, "/"), "/"); folder || f.Mode()&special != 0 || leftOut(name) {
			continue
		}
		entries = append(entries, zipped{name, f})
	}
	slices.SortStableFunc(entries, func(a, b zipped) int { return comparePaths(a.name, b.name) })
	for i, e := range entries[min(1, len(entries)):] {
		if e.name == entries[i].name {
			return nil, &medcode.FileError{File: prefix + e.name, Err: fmt.Errorf("the zip has two files of that name: %w", medcode.ErrSyntax)}
		}
	}
	return entries, overlap(entries, prefix)
}

// nameOf returns the path of a file in a zip. Windows' older tools write
// backslashes; a path that leads out of the zip is taken as one within.
func (w *walker) nameOf(f *zip.File) (string, error) {
	if most := w.opts.Limits.NameBytes; len(f.Name) > most {
		return f.Name, tooMuch("NameBytes", "a name of over %d bytes", most)
	}
	name := strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(f.Name, `\`, "/")), "/")
	if most := w.opts.Limits.NameDepth; strings.Count(name, "/") > most {
		return name, tooMuch("NameDepth", "folders nested more than %d deep", most)
	}
	return name, nil
}

// comparePaths orders as a walk through folders does: a/b before a-b.
func comparePaths(a, b string) int {
	for {
		x, restA, moreA := strings.Cut(a, "/")
		y, restB, moreB := strings.Cut(b, "/")
		if c := cmp.Compare(x, y); c != 0 || !moreA || !moreB {
			return cmp.Or(c, cmp.Compare(len(restA), len(restB)))
		}
		a, b = restA, restB
	}
}

// overlap refuses a zip whose files share bytes: a few kilobytes can then say
// of themselves that they are gigabytes.
func overlap(entries []zipped, prefix string) error {
	type span struct{ from, to int64 }
	spans := make([]span, 0, len(entries))
	for _, e := range entries {
		from, err := e.f.DataOffset()
		if err != nil {
			return &medcode.FileError{File: prefix + e.name, Err: fmt.Errorf("damaged in its zip: %w: %w", err, medcode.ErrSyntax)}
		}
		spans = append(spans, span{from, from + int64(e.f.CompressedSize64)})
	}
	slices.SortFunc(spans, func(a, b span) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) })
	for i := range spans[min(1, len(spans)):] {
		if spans[i].to > spans[i+1].from && spans[i+1].to > spans[i+1].from {
			return &medcode.FileError{File: strings.TrimSuffix(prefix, "!"), Err: fmt.Errorf("the files in the zip share bytes: %w", medcode.ErrSyntax)}
		}
	}
	return nil
}

func clip(s string) string { return s[:min(len(s), 120)] }
