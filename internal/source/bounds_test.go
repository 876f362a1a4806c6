package source_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/source"
)

// Each bound holds at its edge, and its error names the limit to raise.
func TestBoundsAtTheirEdges(t *testing.T) {
	inner := zipped(t, "a.txt", "a")
	for _, c := range []struct {
		limit  string
		data   []byte
		at     medcode.Limits // just enough
		below  medcode.Limits
		member string
	}{
		{"EntryBytes", zipped(t, "a.txt", strings.Repeat("x", 900)), medcode.Limits{EntryBytes: 1000}, medcode.Limits{EntryBytes: 899}, "x.zip!a.txt"},
		{"TotalBytes", inner, medcode.Limits{TotalBytes: int64(len(inner)) + 1}, medcode.Limits{TotalBytes: int64(len(inner))}, "x.zip!a.txt"},
		{"Ratio", zipped(t, "a.txt", strings.Repeat("x", 2<<20)), medcode.Limits{Ratio: 2000}, medcode.Limits{Ratio: 500}, "x.zip!a.txt"},
		{"Entries", zipped(t, "a/", "", "a/b.txt", "b"), medcode.Limits{Entries: 3}, medcode.Limits{Entries: 2}, "x.zip!a/b.txt"},
		{"Nesting", zipped(t, "i.zip", string(inner)), medcode.Limits{Nesting: 2}, medcode.Limits{Nesting: 1}, "x.zip!i.zip"},
		{"NameBytes", zipped(t, "abcdef", "b"), medcode.Limits{NameBytes: 6}, medcode.Limits{NameBytes: 5}, "x.zip!abcdef"},
		{"NameDepth", zipped(t, "a/b/c", "b"), medcode.Limits{NameDepth: 2}, medcode.Limits{NameDepth: 1}, "x.zip!a/b/c"},
	} {
		t.Run(c.limit, func(t *testing.T) {
			fsys := fstest.MapFS{"x.zip": file(c.data)}
			_, err := walk(fsys, c.at)
			require.NoError(t, err)
			_, err = walk(fsys, c.below)
			require.ErrorIs(t, err, medcode.ErrLimit)
			var le *medcode.LimitError
			require.ErrorAs(t, err, &le)
			require.Equal(t, c.limit, le.Limit)
			require.ErrorContains(t, err, "raise Limits."+c.limit)
			var fe *medcode.FileError
			require.ErrorAs(t, err, &fe)
			require.Equal(t, c.member, fe.File)
		})
	}
}

// The largest value of a limit means none.
func TestNoLimit(t *testing.T) {
	all := medcode.Limits{EntryBytes: math.MaxInt64, TotalBytes: math.MaxInt64, Ratio: math.MaxInt64, Entries: math.MaxInt, Nesting: math.MaxInt,
		NameBytes: math.MaxInt, NameDepth: math.MaxInt, LineBytes: math.MaxInt, XMLDepth: math.MaxInt}
	fsys := fstest.MapFS{"x.zip": file(zipped(t, "a.txt", strings.Repeat("line\n", 1<<19), "b.xml", "<a><b/></a>"))}
	require.NoError(t, source.Walk(fsys, medcode.ReadOptions{Limits: all}, func(e *source.Entry) error {
		if e.Base() == "b.xml" {
			x, err := e.XML()
			require.NoError(t, err)
			return x.Each(func(source.Node) error { return nil })
		}
		text, err := e.Text()
		require.Len(t, text, 5<<19)
		return err
	}))
}

// All that a release holds is bounded by what it takes on the disk, however
// often it is packed.
func TestRatioOverAll(t *testing.T) {
	zeros := zipped(t, "a", strings.Repeat("\x00", 40<<20))
	fsys := fstest.MapFS{"x.zip": file(zipped(t, "i.zip", string(zeros), "j.zip", string(zeros)))}
	limits := medcode.Limits{Ratio: 5000}
	_, err := walk(fsys, limits)
	require.ErrorIs(t, err, medcode.ErrLimit)
	require.ErrorContains(t, err, "all files together decompress to over 5000 times their size")
	_, err = walk(fstest.MapFS{"x.zip": file(zeros)}, medcode.Limits{Ratio: 5000})
	require.NoError(t, err, "64 MiB are free")
}

// A few hundred bytes whose names make up folders in folders answer at once,
// where the zip is the file system itself, too.
func TestDeepNames(t *testing.T) {
	deep := zipped(t, "0/"+strings.Repeat("a/", 32000)+"x", "x", "1/"+strings.Repeat("b/", 32000)+"x", "x")
	begun := time.Now()
	_, err := walk(fstest.MapFS{"x.zip": file(deep)}, medcode.Limits{})
	require.ErrorIs(t, err, medcode.ErrLimit)
	z, err := zip.NewReader(bytes.NewReader(deep), int64(len(deep)))
	require.NoError(t, err)
	_, err = walk(z, medcode.Limits{})
	require.ErrorIs(t, err, medcode.ErrLimit)
	require.Less(t, time.Since(begun), 20*time.Second) // takes milliseconds; by its square it took minutes
	require.Less(t, len(err.Error()), 400, "the name is clipped")
}

// A zip given as file system reads as the same zip in a folder does.
func TestZipAsFileSystem(t *testing.T) {
	data := zipped(t, "b.txt", "b", "a/c.txt", "c", "a-b.txt", "ab", "i.zip", string(zipped(t, "d.txt", "d")))
	want := []string{"a/c.txt: c", "a-b.txt: ab", "b.txt: b", "i.zip!d.txt: d"}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	got, err := walk(z, medcode.Limits{})
	require.NoError(t, err)
	require.Equal(t, want, got)
	name := filepath.Join(t.TempDir(), "x.zip")
	require.NoError(t, os.WriteFile(name, data, 0o600))
	c, err := zip.OpenReader(name)
	require.NoError(t, err)
	defer c.Close()
	got, err = walk(c, medcode.Limits{})
	require.NoError(t, err)
	require.Equal(t, want, got)
}

// Names as Windows' older tools write them are paths; names that lead out of
// the zip stay within.
func TestNamesInZips(t *testing.T) {
	got, err := walk(fstest.MapFS{"x.zip": file(zipped(t, `dir\sub\`, "", `dir\sub\a.txt`, "a", "../../etc/b.txt", "b", "/c.txt", "c"))}, medcode.Limits{})
	require.NoError(t, err)
	require.Equal(t, []string{"x.zip!c.txt: c", "x.zip!dir/sub/a.txt: a", "x.zip!etc/b.txt: b"}, got)
	_, err = walk(fstest.MapFS{"x.zip": file(zipped(t, `a/b`, "1", `a\b`, "2"))}, medcode.Limits{})
	require.ErrorIs(t, err, medcode.ErrSyntax)
	require.ErrorContains(t, err, "x.zip!a/b: the zip has two files of that name")
}

// Two entries of the directory that point to the same bytes are refused.
func TestOverlap(t *testing.T) {
	data := zipped(t, "a.txt", strings.Repeat("some text ", 50), "b.txt", strings.Repeat("some text ", 50))
	second := bytes.LastIndex(data, []byte("PK\x01\x02"))
	require.Positive(t, second)
	binary.LittleEndian.PutUint32(data[second+42:], 0) // the offset of its local header
	_, err := walk(fstest.MapFS{"x.zip": file(data)}, medcode.Limits{})
	require.ErrorIs(t, err, medcode.ErrSyntax)
	require.ErrorContains(t, err, "x.zip: the files in the zip share bytes")
}

// Zero bytes are damage wherever they stand in a text.
func TestNUL(t *testing.T) {
	text := strings.Repeat("some line\n", 400)
	err := source.Walk(fstest.MapFS{"a.txt": file([]byte(text + "some\x00line\n"))}, medcode.ReadOptions{}, func(e *source.Entry) error {
		_, err := e.Text()
		return err
	})
	require.ErrorIs(t, err, medcode.ErrSyntax)
	require.ErrorContains(t, err, "a.txt:401:5: a NUL byte")
}

// A gzip stream is bounded by ratio once it is large, whatever its members.
func TestGunzipRatio(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	block := make([]byte, 1<<20)
	for range 80 {
		z.Write(block)
	}
	require.NoError(t, z.Close())
	r, err := source.Gunzip(bytes.NewReader(packed.Bytes()))
	require.NoError(t, err)
	n, err := io.Copy(io.Discard, r)
	require.ErrorIs(t, err, medcode.ErrLimit)
	require.LessOrEqual(t, n, int64(64<<20))
	r, err = source.GunzipWithin(bytes.NewReader(packed.Bytes()), medcode.Limits{Ratio: math.MaxInt64})
	require.NoError(t, err)
	n, err = io.Copy(io.Discard, r)
	require.NoError(t, err)
	require.EqualValues(t, 80<<20, n)
}
