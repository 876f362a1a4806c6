// Package source opens published releases: it walks a folder, the zips in it
// and the zips in those, within limits, and hands out whole files.
package source

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"strings"
	"syscall"

	"github.com/medcode/medcode"
)

// An Entry is one file of a release, read when asked for.
type Entry struct {
	Path string // inside the release; "!" separates a zip from its entry
	Size int64  // as its directory says

	open func() (io.ReadCloser, error)
	w    *walker
	data []byte
	done bool
}

// Base returns the last element of e's path.
func (e *Entry) Base() string {
	return path.Base(e.Path[strings.LastIndexByte(e.Path, '!')+1:])
}

// Bytes returns the content of e, which the caller must not change.
func (e *Entry) Bytes() ([]byte, error) {
	if e.done {
		return e.data, nil
	}
	r, err := e.open()
	if err != nil {
		return nil, &medcode.FileError{File: e.Path, Err: err}
	}
	defer r.Close()
	most := e.w.opts.Limits.EntryBytes
	room := e.w.opts.Limits.TotalBytes - e.w.total
	var b bytes.Buffer
	if e.Size > 0 && e.Size <= min(most, room) {
		b.Grow(int(e.Size) + bytes.MinRead)
	}
	n, err := io.Copy(&b, io.LimitReader(r, min(most, room)+1))
	e.w.total += n
	switch {
	case err != nil && strings.IndexByte(e.Path, '!') >= 0:
		return nil, &medcode.FileError{File: e.Path, Err: fmt.Errorf("damaged in its zip: %w: %w", err, medcode.ErrSyntax)}
	case err != nil:
		return nil, &medcode.FileError{File: e.Path, Err: fmt.Errorf("reading: %w", err)}
	case n > most:
		return nil, &medcode.FileError{File: e.Path, Err: fmt.Errorf("more than %d bytes in one file: %w", most, medcode.ErrLimit)}
	case n > room:
		return nil, &medcode.FileError{File: e.Path, Err: fmt.Errorf("more than %d bytes in all files: %w", e.w.opts.Limits.TotalBytes, medcode.ErrLimit)}
	}
	if p := e.w.opts.Progress; p != nil {
		p(e.w.total, max(e.w.expected, e.w.total))
	}
	e.data, e.done = b.Bytes(), true
	return e.data, nil
}

// File returns the name, size and SHA-256 of e, whose content must have been read.
func (e *Entry) File() medcode.File {
	sum := sha256.Sum256(e.data)
	return medcode.File{Name: e.Path, Size: int64(len(e.data)), SHA256: hex.EncodeToString(sum[:])}
}

type walker struct {
	opts     medcode.ReadOptions
	fn       func(*Entry) error
	total    int64 // bytes read so far
	expected int64 // bytes in all, as far as directories tell
	entries  int
}

// special are files without content of their own, which may block a reader.
const special = fs.ModeNamedPipe | fs.ModeSocket | fs.ModeDevice | fs.ModeCharDevice | fs.ModeIrregular

// Walk calls fn for every file of fsys in lexical order, and in place of a zip
// for every file in it. It stops at the first error. Contents that fn doesn't
// ask for are not read, zips excepted. An empty folder that has a name is an
// error; what to say of another, the caller knows better.
func Walk(fsys fs.FS, opts medcode.ReadOptions, fn func(*Entry) error) error {
	if fsys == nil {
		return &medcode.FileError{Err: fmt.Errorf("no files to read, the fs.FS is nil; want such as os.DirFS of the folder of a release: %w", medcode.ErrNoFile)}
	}
	opts.Limits = opts.Limits.WithDefaults()
	w := &walker{opts: opts, fn: fn}
	err := w.walk(fsys, "", 0)
	if name := Name(fsys); err == nil && w.entries == 0 && name != "" {
		err = &medcode.FileError{File: name, Err: fmt.Errorf("the folder is empty; put the files of the release there, or their zips as published: %w", medcode.ErrNoFile)}
	}
	return err
}

// Name returns the folder that fsys shows, as its user named it; empty where
// fsys doesn't tell.
func Name(fsys fs.FS) string {
	if s, ok := fsys.(single); ok {
		return s.name
	}
	if v := reflect.ValueOf(fsys); v.Kind() == reflect.String { // os.DirFS, whose errors leave the name out
		return v.String()
	}
	return ""
}

// unopened is the error of a root that can't be opened.
func unopened(fsys fs.FS, err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		err = fmt.Errorf("no such folder: %w: %w", medcode.ErrNoFile, err)
	case errors.Is(err, syscall.ENOTDIR):
		err = fmt.Errorf("a file, not a folder; read the folder it is in, or a zip with zip.OpenReader: %w", err)
	}
	return &medcode.FileError{File: Name(fsys), Err: err}
}

func (w *walker) walk(fsys fs.FS, prefix string, depth int) error {
	return fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil && prefix+name == "." {
			return unopened(fsys, err)
		}
		if err != nil {
			return &medcode.FileError{File: prefix + name, Err: err}
		}
		if d.IsDir() || d.Type()&special != 0 || strings.Contains(name, "__MACOSX/") || path.Base(name) == ".DS_Store" {
			return nil
		}
		info, err := d.Info()
		if err != nil {
			return &medcode.FileError{File: prefix + name, Err: err}
		}
		if w.entries++; w.entries > w.opts.Limits.Entries {
			return &medcode.FileError{File: prefix + name, Err: fmt.Errorf("more than %d files: %w", w.opts.Limits.Entries, medcode.ErrLimit)}
		}
		e := &Entry{Path: prefix + name, Size: info.Size(), w: w,
			open: func() (io.ReadCloser, error) { return fsys.Open(name) }}
		w.expected += e.Size
		if !strings.EqualFold(path.Ext(name), ".zip") {
			return w.fn(e)
		}
		return w.zip(e, depth)
	})
}

func (w *walker) zip(e *Entry, depth int) error {
	if depth >= w.opts.Limits.Nesting {
		return &medcode.FileError{File: e.Path, Err: fmt.Errorf("zips nested more than %d deep: %w", w.opts.Limits.Nesting, medcode.ErrLimit)}
	}
	data, err := e.Bytes()
	if err != nil {
		return err
	}
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		if kind := Sniff(data); kind == HTML {
			err = fmt.Errorf("named .zip but it is %s, saved in place of the download: %w", kind, medcode.ErrLayout)
		} else if kind != Zip {
			err = fmt.Errorf("named .zip but it is %s: %w", kind, medcode.ErrLayout)
		} else {
			err = fmt.Errorf("damaged or cut short: %w: %w", err, medcode.ErrSyntax)
		}
		return &medcode.FileError{File: e.Path, Err: err}
	}
	for _, f := range r.File {
		big := f.UncompressedSize64 > 1<<20
		if big && f.UncompressedSize64 > f.CompressedSize64*uint64(w.opts.Limits.Ratio) {
			return &medcode.FileError{File: e.Path + "!" + f.Name, Err: fmt.Errorf("decompresses to over %d times its size: %w", w.opts.Limits.Ratio, medcode.ErrLimit)}
		}
	}
	e.data, e.done = nil, false // the reader holds it for as long as it is needed
	return w.walk(r, e.Path+"!", depth+1)
}

// A Kind is what the first bytes of a file say it is.
type Kind string

// The kinds that Sniff tells apart.
const (
	Empty  Kind = "an empty file"
	Zip    Kind = "a zip"
	PDF    Kind = "a PDF"
	HTML   Kind = "an HTML page"
	XML    Kind = "XML"
	UTF16  Kind = "UTF-16 text"
	Text   Kind = "text"
	Binary Kind = "binary data"
)

// Sniff tells what data is by its first bytes.
func Sniff(data []byte) Kind {
	head := data[:min(len(data), 1024)]
	text := bytes.ToLower(bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))))
	switch {
	case len(data) == 0:
		return Empty
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return Zip
	case bytes.HasPrefix(head, []byte("%PDF-")):
		return PDF
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		return UTF16
	case bytes.HasPrefix(text, []byte("<")) && bytes.Contains(text, []byte("<html")),
		bytes.HasPrefix(text, []byte("<!doctype html")):
		return HTML
	case bytes.HasPrefix(text, []byte("<")):
		return XML
	case bytes.IndexByte(head, 0) >= 0:
		return Binary
	}
	return Text
}

// Open returns the files at a path: of a folder, or one file alone. It is what
// the examples make of their arguments.
func Open(name string) (fs.FS, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return os.DirFS(name), nil
	}
	return single{os.DirFS(filepath.Dir(name)), filepath.Base(name)}, nil
}

// A single is a folder of which only one file shows.
type single struct {
	fs.FS
	name string
}

func (s single) ReadDir(string) ([]fs.DirEntry, error) {
	info, err := fs.Stat(s.FS, s.name)
	if err != nil {
		return nil, err
	}
	return []fs.DirEntry{fs.FileInfoToDirEntry(info)}, nil
}
