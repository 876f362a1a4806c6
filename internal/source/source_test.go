package source_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/source"
)

// zipped returns a zip of files, given as name, content, name, content.
func zipped(t testing.TB, files ...string) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		f, err := w.Create(files[i])
		require.NoError(t, err)
		_, err = f.Write([]byte(files[i+1]))
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return b.Bytes()
}

func file(data []byte) *fstest.MapFile { return &fstest.MapFile{Data: data} }

// walk returns "path: content" of every file.
func walk(fsys fs.FS, limits medcode.Limits) ([]string, error) {
	var got []string
	err := source.Walk(fsys, medcode.ReadOptions{Limits: limits}, func(e *source.Entry) error {
		data, err := e.Bytes()
		got = append(got, e.Path+": "+string(data))
		return err
	})
	return got, err
}

func TestWalk(t *testing.T) {
	inner := zipped(t, "deep.txt", "deep")
	fsys := fstest.MapFS{
		"b.txt":                 file([]byte("bee")),
		"a/x.zip":               file(zipped(t, "dir/one.txt", "1", "two.ZIP", string(inner), "__MACOSX/._one.txt", "junk", ".DS_Store", "junk")),
		"a/.DS_Store":           file([]byte("junk")),
		"pipe":                  {Mode: fs.ModeNamedPipe},
		`back\slash.txt`:        file(nil),
		"not-a-zip-in-name.txt": file(inner),
	}
	got, err := walk(fsys, medcode.Limits{})
	require.NoError(t, err)
	require.Equal(t, []string{
		"a/x.zip!dir/one.txt: 1",
		"a/x.zip!two.ZIP!deep.txt: deep",
		"b.txt: bee",
		`back\slash.txt: `,
		"not-a-zip-in-name.txt: " + string(inner),
	}, got)
}

func TestEntry(t *testing.T) {
	var done, expected []int64
	opts := medcode.ReadOptions{Progress: func(d, total int64) { done, expected = append(done, d), append(expected, total) }}
	z := zipped(t, "a/b.txt", "hello")
	require.NoError(t, source.Walk(fstest.MapFS{"f/x.zip": file(z)}, opts, func(e *source.Entry) error {
		require.Equal(t, "b.txt", e.Base())
		require.EqualValues(t, 5, e.Size)
		one, err := e.Bytes()
		require.NoError(t, err)
		two, err := e.Bytes()
		require.NoError(t, err)
		require.Same(t, &one[0], &two[0], "read once")
		require.Equal(t, medcode.File{Name: "f/x.zip!a/b.txt", Size: 5,
			SHA256: "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"}, e.File())
		return nil
	}))
	require.Equal(t, []int64{int64(len(z)), int64(len(z)) + 5}, done)
	require.Equal(t, done, expected)
}

func TestWalkStops(t *testing.T) {
	stop := errors.New("enough")
	n := 0
	err := source.Walk(fstest.MapFS{"a": file(nil), "b": file(nil)}, medcode.ReadOptions{}, func(*source.Entry) error {
		n++
		return stop
	})
	require.Equal(t, stop, err)
	require.Equal(t, 1, n)
}

// liar returns a zip whose directory gives a size of one byte for more.
func liar(t testing.TB) []byte {
	data := bytes.Repeat([]byte("x"), 5000)
	var packed bytes.Buffer
	w, err := flate.NewWriter(&packed, flate.BestCompression)
	require.NoError(t, err)
	_, err = w.Write(data)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	f, err := z.CreateRaw(&zip.FileHeader{Name: "a.txt", Method: zip.Deflate, CompressedSize64: uint64(packed.Len()), UncompressedSize64: 1})
	require.NoError(t, err)
	_, err = f.Write(packed.Bytes())
	require.NoError(t, err)
	require.NoError(t, z.Close())
	return b.Bytes()
}

func TestBadInput(t *testing.T) {
	plain := zipped(t, "a.txt", strings.Repeat("some text of a release ", 400))
	damaged := bytes.Clone(plain)
	damaged[60] ^= 0xff
	for _, c := range []struct {
		name   string
		data   []byte
		limits medcode.Limits
		file   string
		is     error
		says   string
	}{
		{"page.zip", []byte("\xef\xbb\xbf <!DOCTYPE html><p>Please accept the licence"), medcode.Limits{}, "page.zip", medcode.ErrLayout, "an HTML page"},
		{"page.zip", []byte("<!-- saved --><HTML><body>"), medcode.Limits{}, "page.zip", medcode.ErrLayout, "an HTML page"},
		{"doc.zip", []byte("%PDF-1.4"), medcode.Limits{}, "doc.zip", medcode.ErrLayout, "a PDF"},
		{"none.zip", nil, medcode.Limits{}, "none.zip", medcode.ErrLayout, "an empty file"},
		{"cut.zip", plain[:len(plain)-30], medcode.Limits{}, "cut.zip", medcode.ErrSyntax, "cut short"},
		{"bad.zip", damaged, medcode.Limits{}, "bad.zip!a.txt", medcode.ErrSyntax, "damaged"},
		{"liar.zip", liar(t), medcode.Limits{}, "liar.zip!a.txt", medcode.ErrSyntax, "damaged"},
		{"big.txt", []byte("123456"), medcode.Limits{EntryBytes: 5}, "big.txt", medcode.ErrLimit, "more than 5 bytes in one file"},
		{"big.txt", []byte("123456"), medcode.Limits{TotalBytes: 5}, "big.txt", medcode.ErrLimit, "in all files"},
		{"big.zip", plain, medcode.Limits{EntryBytes: 5}, "big.zip", medcode.ErrLimit, "in one file"},
		{"bomb.zip", zipped(t, "a", strings.Repeat("\x00", 2<<20)), medcode.Limits{}, "bomb.zip!a", medcode.ErrLimit, "200 times its size"},
		{"many.zip", zipped(t, "a", "1", "b", "2"), medcode.Limits{Entries: 2}, "many.zip!b", medcode.ErrLimit, "more than 2 files"},
		{"deep.zip", zipped(t, "a.zip", string(zipped(t, "b", ""))), medcode.Limits{Nesting: 1}, "deep.zip!a.zip", medcode.ErrLimit, "nested more than 1 deep"},
	} {
		t.Run(c.name+" "+c.says, func(t *testing.T) {
			_, err := walk(fstest.MapFS{c.name: file(c.data)}, c.limits)
			var fe *medcode.FileError
			require.ErrorAs(t, err, &fe)
			require.ErrorIs(t, err, c.is)
			require.Equal(t, c.file, fe.File)
			require.ErrorContains(t, err, c.says)
		})
	}
}

func TestNesting(t *testing.T) {
	z := zipped(t, "x.txt", "end")
	for range 5 {
		z = zipped(t, "x.zip", string(z))
	}
	_, err := walk(fstest.MapFS{"x.zip": file(z)}, medcode.Limits{})
	require.ErrorIs(t, err, medcode.ErrLimit)
	got, err := walk(fstest.MapFS{"x.zip": file(z)}, medcode.Limits{Nesting: 6})
	require.NoError(t, err)
	require.Equal(t, []string{"x.zip!x.zip!x.zip!x.zip!x.zip!x.zip!x.txt: end"}, got)
}

// An endless file is one that never stops giving bytes.
type endless struct{ name string }

func (f endless) Open(name string) (fs.File, error) {
	if name == "." {
		return fstest.MapFS{f.name: {}}.Open(".")
	}
	return endlessFile{}, nil
}

type endlessFile struct{}

func (endlessFile) Stat() (fs.FileInfo, error) { return nil, fs.ErrInvalid }
func (endlessFile) Close() error               { return nil }
func (endlessFile) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = 'A'
	}
	return len(b), nil
}

// A line of two gigabytes ends at the limit, whatever the directory says.
func TestEndlessLine(t *testing.T) {
	_, err := walk(endless{"a.txt"}, medcode.Limits{EntryBytes: 1 << 20})
	require.ErrorIs(t, err, medcode.ErrLimit)
}

// A faulty file system fails where it is told to.
type faulty struct {
	fstest.MapFS
	open, read, info, dir bool
}

var errDisk = errors.New("disk on fire")

func (f faulty) Open(name string) (fs.File, error) {
	if f.open && name != "." {
		return nil, errDisk
	}
	file, err := f.MapFS.Open(name)
	if f.read && name != "." {
		return faultyFile{file}, err
	}
	return file, err
}

func (f faulty) ReadDir(name string) ([]fs.DirEntry, error) {
	if f.dir {
		return nil, errDisk
	}
	entries, err := f.MapFS.ReadDir(name)
	if f.info {
		for i := range entries {
			entries[i] = faultyEntry{entries[i]}
		}
	}
	return entries, err
}

type faultyFile struct{ fs.File }

func (faultyFile) Read([]byte) (int, error) { return 0, errDisk }

type faultyEntry struct{ fs.DirEntry }

func (faultyEntry) Info() (fs.FileInfo, error) { return nil, errDisk }

func TestFaults(t *testing.T) {
	files := fstest.MapFS{"a.txt": file([]byte("text"))}
	for _, f := range []faulty{{files, true, false, false, false}, {files, false, true, false, false}, {files, false, false, true, false}, {files, false, false, false, true}} {
		_, err := walk(f, medcode.Limits{})
		require.ErrorIs(t, err, errDisk)
		var fe *medcode.FileError
		require.ErrorAs(t, err, &fe)
		if !f.dir {
			require.Equal(t, "a.txt", fe.File)
		}
	}
	_, err := walk(faulty{fstest.MapFS{"a.zip": file(nil)}, true, false, false, false}, medcode.Limits{})
	require.ErrorIs(t, err, errDisk)
}

func TestSniff(t *testing.T) {
	for text, want := range map[string]source.Kind{
		"":                                  source.Empty,
		"PK\x03\x04rest":                    source.Zip,
		"PK\x05\x06":                        source.Zip,
		"%PDF-1.7":                          source.PDF,
		"\xff\xfeA\x00":                     source.UTF16,
		"\xfe\xff\x00A":                     source.UTF16,
		"\n <!DOCTYPE HTML PUBLIC>":         source.HTML,
		"<?xml version='1.0'?><html xmlns>": source.HTML,
		"\xef\xbb\xbf<?xml version='1.0'?>": source.XML,
		"<ICD10CM.tabular>":                 source.XML,
		"a\x00b":                            source.Binary,
		"A000    Cholera":                   source.Text,
		"caf\xe9":                           source.Text,
	} {
		require.Equal(t, want, source.Sniff([]byte(text)), "%q", text)
	}
}

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a.txt"), []byte("A"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "b.txt"), []byte("B"), 0o600))
	for name, want := range map[string][]string{
		dir:                         {"a.txt: A", "b.txt: B"},
		filepath.Join(dir, "b.txt"): {"b.txt: B"},
	} {
		fsys, err := source.Open(name)
		require.NoError(t, err)
		got, err := walk(fsys, medcode.Limits{})
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	_, err := source.Open(filepath.Join(dir, "c.txt"))
	require.ErrorIs(t, err, fs.ErrNotExist)

	fsys, err := source.Open(filepath.Join(dir, "b.txt"))
	require.NoError(t, err)
	require.NoError(t, os.Remove(filepath.Join(dir, "b.txt")))
	_, err = walk(fsys, medcode.Limits{})
	require.ErrorIs(t, err, fs.ErrNotExist)
}

// one returns the entry of a single file.
func one(t testing.TB, data string, limits medcode.Limits) (entry *source.Entry) {
	err := source.Walk(fstest.MapFS{"a.txt": file([]byte(data))}, medcode.ReadOptions{Limits: limits}, func(e *source.Entry) error {
		entry = e
		return nil
	})
	require.NoError(t, err)
	return entry
}

func TestText(t *testing.T) {
	text, err := one(t, "\xef\xbb\xbfone\r\ntwo", medcode.Limits{}).Text()
	require.NoError(t, err)
	require.Equal(t, "one\r\ntwo", string(text))

	for data, want := range map[string]struct {
		is   error
		line int
		says string
	}{
		"":                         {medcode.ErrLayout, 0, "an empty file"},
		"\xff\xfeA\x00":            {medcode.ErrLayout, 0, "UTF-16"},
		"<html>":                   {medcode.ErrLayout, 0, "HTML"},
		"short\nlonger than ten\n": {medcode.ErrLimit, 2, "over 10 bytes"},
	} {
		_, err := one(t, data, medcode.Limits{LineBytes: 10}).Text()
		var fe *medcode.FileError
		require.ErrorAs(t, err, &fe)
		require.ErrorIs(t, err, want.is)
		require.Equal(t, want.line, fe.Line)
		require.ErrorContains(t, err, want.says)
	}
	_, err = one(t, "12345", medcode.Limits{EntryBytes: 4}).Text()
	require.ErrorIs(t, err, medcode.ErrLimit)
}

func TestLines(t *testing.T) {
	lines := func(text string) (got []string) {
		for n, line := range source.Lines([]byte(text)) {
			got = append(got, fmt.Sprintf("%d:%s", n, line))
		}
		return got
	}
	require.Equal(t, []string{"1:a", "2:", "3:b", "4:c\rd", "5:e"}, lines("a\r\n\nb\r\r\nc\rd\ne"))
	require.Equal(t, []string{"1:a"}, lines("a\n"))
	require.Empty(t, lines(""))
	for range source.Lines([]byte("a\nb")) {
		break
	}
}

func FuzzWalk(f *testing.F) {
	f.Add(zipped(f, "a.txt", "hello", "b.zip", string(zipped(f, "c.txt", "1"))))
	f.Add(liar(f))
	f.Add([]byte("<html>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		limits := medcode.Limits{EntryBytes: 1 << 16, TotalBytes: 1 << 17, Entries: 50}
		_, err := walk(fstest.MapFS{"x.zip": file(data)}, limits)
		if err != nil {
			var fe *medcode.FileError
			require.ErrorAs(t, err, &fe)
		}
	})
}

// TestNothing: a root that has no files is an error that names it and says what to do.
func TestNothing(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "a.csv")
	require.NoError(t, os.WriteFile(name, []byte("x"), 0o600))
	empty, missing := filepath.Join(dir, "empty"), filepath.Join(dir, "missing")
	require.NoError(t, os.Mkdir(empty, 0o700))
	for want, fsys := range map[string]fs.FS{
		"no files to read, the fs.FS is nil": nil,
		empty + ": the folder is empty":      os.DirFS(empty),
		missing + ": no such folder":         os.DirFS(missing),
		name + ": a file, not a folder":      os.DirFS(name),
	} {
		_, err := walk(fsys, medcode.Limits{})
		require.ErrorContains(t, err, want)
		var fe *medcode.FileError
		require.ErrorAs(t, err, &fe)
		require.Equal(t, !strings.Contains(want, "a file"), errors.Is(err, medcode.ErrNoFile), want)
	}
	_, err := walk(fstest.MapFS{}, medcode.Limits{})
	require.NoError(t, err)
	_, err = walk(os.DirFS(missing), medcode.Limits{})
	require.ErrorIs(t, err, fs.ErrNotExist)
	_, err = walk(sealed{}, medcode.Limits{})
	require.ErrorIs(t, err, fs.ErrPermission)

	fsys, err := source.Open(name)
	require.NoError(t, err)
	require.Equal(t, "a.csv", source.Name(fsys))
}

// A sealed folder opens nothing.
type sealed struct{}

func (sealed) Open(string) (fs.File, error) { return nil, fs.ErrPermission }

func TestGunzip(t *testing.T) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err := z.Write([]byte(strings.Repeat("text ", 1000)))
	require.NoError(t, err)
	require.NoError(t, z.Close())
	for _, c := range []struct {
		in   []byte
		want error
	}{
		{b.Bytes(), nil}, {[]byte("plain"), nil}, {nil, nil},
		{b.Bytes()[:2], medcode.ErrSyntax}, {b.Bytes()[:5], medcode.ErrSyntax}, {b.Bytes()[:20], medcode.ErrSyntax},
		{append(bytes.Clone(b.Bytes()[:12]), 0xff, 0xff, 0xff, 0xff, 0xff), medcode.ErrSyntax},
	} {
		r, err := source.Gunzip(bytes.NewReader(c.in))
		if err == nil {
			_, err = io.ReadAll(r)
		}
		require.ErrorIs(t, err, c.want)
		if c.want != nil {
			require.ErrorContains(t, err, "damaged or cut short")
		}
	}
	r, err := source.Gunzip(io.MultiReader(bytes.NewReader(b.Bytes()[:20]), iotest.ErrReader(fs.ErrPermission)))
	require.NoError(t, err)
	_, err = io.ReadAll(r)
	require.ErrorIs(t, err, fs.ErrPermission)
	require.NotErrorIs(t, err, medcode.ErrSyntax)
}
