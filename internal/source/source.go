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
	"math"
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
	// plain: its bytes lie as they are, not in a zip.
	plain bool
	done  bool
	sum   *[sha256.Size]byte // of data, once asked for
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
	limits := &e.w.opts.Limits
	most, room := limits.EntryBytes, limits.TotalBytes-e.w.total
	data, kept := e.w.memory.get(e.Path)
	var err error
	if !kept {
		if err := tooLarge(e.Size, most, room, limits.TotalBytes); err != nil { // by what is said of it, before it is read
			return nil, e.fail(err)
		}
		r, failed := e.open()
		if failed != nil {
			return nil, e.fail(failed)
		}
		data, err = readUpTo(r, e.Size, min(most, room))
		r.Close()
	}
	n := int64(len(data))
	e.w.total += n
	if e.plain {
		e.w.stored += n
	}
	large := tooLarge(n, most, room, limits.TotalBytes)
	switch {
	case err != nil && strings.IndexByte(e.Path, '!') >= 0:
		return nil, e.fail(fmt.Errorf("damaged in its zip: %w: %w", err, medcode.ErrSyntax))
	case err != nil:
		return nil, e.fail(fmt.Errorf("reading: %w", err))
	case large != nil:
		return nil, e.fail(large)
	case e.w.total > ratioFree && e.w.total/limits.Ratio > e.w.stored:
		return nil, e.fail(tooMuch("Ratio", "all files together decompress to over %d times their size", limits.Ratio))
	}
	if p := e.w.opts.Progress; p != nil {
		p(e.w.total, max(e.w.expected, e.w.total))
	}
	if !kept && !e.plain {
		e.w.memory.put(e.Path, data)
	}
	e.data, e.done = data, true
	return e.data, nil
}

// tooLarge returns the error of a file of n bytes, where there may be most and is room
// for so many of the total.
func tooLarge(n, most, room, total int64) error {
	switch {
	case n > most:
		return tooMuch("EntryBytes", "more than %d bytes in one file", most)
	case n > room:
		return tooMuch("TotalBytes", "more than %d bytes in all files", total)
	}
	return nil
}

// reserve is what is made room for by what an archive says of a size, which need
// not be true.
const reserve = 32 << 20

// readUpTo reads r, of that size as far as is known, up to one byte more than
// the most there may be.
func readUpTo(r io.Reader, size, most int64) ([]byte, error) {
	var b bytes.Buffer
	if size > 0 && size <= most {
		b.Grow(int(min(size, reserve)) + bytes.MinRead)
	}
	_, err := io.Copy(&b, atMost(r, most))
	return b.Bytes(), err
}

// ratioFree is what a release or stream may hold whatever its ratio: zeros of
// that many bytes take no time to speak of.
const ratioFree = 64 << 20

// atMost reads up to one byte more than n, to tell what is larger.
func atMost(r io.Reader, n int64) io.Reader {
	if n == math.MaxInt64 {
		return r
	}
	return io.LimitReader(r, n+1)
}

func tooMuch(limit, format string, most ...any) error {
	return &medcode.LimitError{Limit: limit, Reason: fmt.Sprintf(format, most...)}
}

func (e *Entry) fail(err error) error { return &medcode.FileError{File: e.Path, Err: err} }

// File returns the name, size and SHA-256 of e, whose content must have been read.
func (e *Entry) File() medcode.File {
	sum := e.Sum()
	return medcode.File{Name: e.Path, Size: int64(len(e.data)), SHA256: hex.EncodeToString(sum[:])}
}

// Sum returns the SHA-256 of e, whose content must have been read.
func (e *Entry) Sum() [sha256.Size]byte {
	if e.sum == nil {
		sum := sha256.Sum256(e.data)
		e.sum = &sum
	}
	return *e.sum
}

type walker struct {
	opts     medcode.ReadOptions
	fn       func(*Entry) error
	total    int64 // bytes read so far
	expected int64 // bytes in all, as far as directories tell
	stored   int64 // of these, bytes as they lie on the disk or in the outermost zip
	entries  int   // files and folders
	files    int
	memory   *memory // of files in zips, or nil
}

// special are files without content of their own, which may block a reader.
const special = fs.ModeNamedPipe | fs.ModeSocket | fs.ModeDevice | fs.ModeCharDevice | fs.ModeIrregular

// Walk calls fn for every file of fsys in lexical order, and in place of a zip
// for every file in it. A zip, and fsys where it is one, is walked by its own
// list of files, which can't grow as the folders do that its names make up. It stops at the first error. Contents that fn doesn't
// ask for are not read, zips excepted. An empty folder that has a name is an
// error; what to say of another, the caller knows better.
func Walk(fsys fs.FS, opts medcode.ReadOptions, fn func(*Entry) error) error {
	if fsys == nil {
		return &medcode.FileError{Err: fmt.Errorf("no files to read, the fs.FS is nil; want such as os.DirFS of the folder of a release: %w", medcode.ErrNoFile)}
	}
	opts.Limits = opts.Limits.WithDefaults()
	w := &walker{opts: opts, fn: fn}
	if k, ok := fsys.(Kept); ok {
		fsys, w.memory = k.FS, k.m
	}
	err := w.root(fsys)
	if name := Name(fsys); err == nil && w.files == 0 && name != "" {
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

func (w *walker) root(fsys fs.FS) error {
	switch z := fsys.(type) {
	case *zip.Reader:
		return w.inZip(z, "", 0)
	case *zip.ReadCloser:
		return w.inZip(&z.Reader, "", 0)
	}
	return w.folder(fsys)
}

func (w *walker) folder(fsys fs.FS) error {
	return fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil && name == ".":
			return unopened(fsys, err)
		case err != nil:
			return &medcode.FileError{File: name, Err: err}
		}
		if name == "." {
			return nil
		}
		if err := w.count(name); err != nil || d.IsDir() || leftOut(name) {
			return err
		}
		info, err := d.Info()
		if links, ok := fsys.(fs.StatFS); ok && err == nil && d.Type()&fs.ModeSymlink != 0 {
			info, err = links.Stat(name) // of what it points to
		}
		if err != nil {
			return &medcode.FileError{File: name, Err: err}
		}
		if info.Mode()&special != 0 {
			return nil
		}
		return w.file(&Entry{Path: name, Size: info.Size(), w: w, plain: true,
			open: func() (io.ReadCloser, error) { return fsys.Open(name) }}, 0)
	})
}

func (w *walker) count(name string) error {
	if w.entries++; w.entries > w.opts.Limits.Entries {
		return &medcode.FileError{File: name, Err: tooMuch("Entries", "more than %d files and folders", w.opts.Limits.Entries)}
	}
	return nil
}

// leftOut tells what macOS puts beside the files of people.
func leftOut(name string) bool {
	return strings.Contains(name, "__MACOSX/") || path.Base(name) == ".DS_Store"
}

func (w *walker) file(e *Entry, depth int) error {
	w.files++
	w.expected += e.Size
	if !strings.EqualFold(path.Ext(e.Path), ".zip") {
		return w.fn(e)
	}
	return w.zip(e, depth)
}

func (w *walker) zip(e *Entry, depth int) error {
	if depth >= w.opts.Limits.Nesting {
		return e.fail(tooMuch("Nesting", "zips nested more than %d deep", w.opts.Limits.Nesting))
	}
	data, err := e.Bytes()
	if err != nil {
		return err
	}
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		if kind := Sniff(data); kind == HTML {
			err = fmt.Errorf("named .zip but it is %s, saved in place of the download: %w", kind, medcode.ErrLayout)
		} else if kind != Zip {
			err = fmt.Errorf("named .zip but it is %s: %w", kind, medcode.ErrLayout)
		} else {
			err = fmt.Errorf("damaged or cut short: %w: %w", err, medcode.ErrSyntax)
		}
		return e.fail(err)
	}
	e.data, e.done = nil, false // the reader holds it for as long as it is needed
	return w.inZip(r, e.Path+"!", depth+1)
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
